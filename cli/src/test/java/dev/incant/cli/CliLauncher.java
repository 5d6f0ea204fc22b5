package dev.incant.cli;

import dev.incant.kernel.value.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Runs command lines inside the test, in a folder and environment of its own, and gives what came out.
final class CliLauncher {
    /// What a command line did.
    record Result(int exit, String out, String err) {}

    final Map<String, String> variables = new LinkedHashMap<>();
    final Interrupts interrupts = new Interrupts();
    private final Path directory;
    private InputStream input = InputStream.nullInputStream();
    private boolean terminal;

    CliLauncher(Path directory) {
        this.directory = directory.toAbsolutePath();
        variables.put("HOME", this.directory.resolve("home").toString());
    }

    /// Gives this on standard input.
    CliLauncher input(String text) {
        return input(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    CliLauncher input(InputStream stream) {
        input = stream;
        return this;
    }

    /// Makes output and messages those of a terminal; what is written stays readable.
    CliLauncher onTerminal() {
        terminal = true;
        return this;
    }

    /// The object that a JSON text is.
    static Map<?, ?> map(String json) {
        return (Map<?, ?>) Objects.requireNonNull(Json.parse(json));
    }

    /// The list that a JSON text is.
    static List<?> list(String json) {
        return (List<?>) Objects.requireNonNull(Json.parse(json));
    }

    Result run(String... line) {
        return run(List.of(line));
    }

    Result run(List<String> line) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exit = run(line, out, err);
        return new Result(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    int run(List<String> line, OutputStream out, OutputStream err) {
        Terminal hosted = new Terminal(
                input, new Output(out, terminal), new Output(err, terminal), false, variables, directory, interrupts);
        return Cli.run(line, hosted);
    }
}
