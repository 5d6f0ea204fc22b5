package dev.incant.cli;

import dev.incant.cli.CliLauncher.Result;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/// Starts the command line as a process of its own, from the classes under test.
final class Processes {
    private Processes() {}

    static List<String> command(List<String> line) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "--add-exports",
                "java.base/jdk.internal.vm=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.incant.cli.Main"));
        command.addAll(line);
        return command;
    }

    static ProcessBuilder builder(Path folder, List<String> line) {
        ProcessBuilder builder = new ProcessBuilder(command(line)).directory(folder.toFile());
        builder.environment().put("HOME", folder.toString());
        builder.environment().keySet().removeIf(name -> name.startsWith("INCANT_") || name.startsWith("XDG_"));
        return builder;
    }

    static Result run(Path folder, List<String> line) throws IOException, InterruptedException {
        Path out = Files.createTempFile(folder, "out", "");
        Path err = Files.createTempFile(folder, "err", "");
        int exit = builder(folder, line)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start()
                .waitFor();
        return new Result(
                exit, Files.readString(out, StandardCharsets.UTF_8), Files.readString(err, StandardCharsets.UTF_8));
    }

    /// A program `incant` in a folder of its own, as a `PATH` with it: for command lines that start one.
    static String path(Path folder) throws IOException {
        Path program = Files.createDirectories(folder.resolve("bin")).resolve("incant");
        StringBuilder line = new StringBuilder("#!/bin/sh\nexec");
        for (String word : builder(folder, List.of()).command()) {
            line.append(' ').append(CommandWords.quoted(word));
        }
        Files.writeString(program, line.append(" \"$@\"\n"));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        return program.getParent() + ":" + System.getenv("PATH");
    }
}
