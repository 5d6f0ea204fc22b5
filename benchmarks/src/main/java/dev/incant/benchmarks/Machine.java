package dev.incant.benchmarks;

import dev.incant.benchmarks.report.Environment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Finds out where measurements are made.
final class Machine {
    private static final String UNKNOWN = "unknown";

    private Machine() {}

    /// This machine, now.
    ///
    /// @param root the checkout
    static Environment environment(Context context, Path root) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        facts.put("cpu", field("/proc/cpuinfo", "model name"));
        facts.put("cores", String.valueOf(Runtime.getRuntime().availableProcessors()));
        facts.put("memory", field("/proc/meminfo", "MemTotal"));
        facts.put(
                "kernel",
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"));
        facts.put("jvm", System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"));
        facts.put("flags", String.join(" ", context.flags()));
        facts.put("commit", commit(root));
        facts.put("load at start", load());
        facts.put("effort", context.effort().describe());
        return new Environment(context.effort().quick(), facts);
    }

    private static String field(String file, String name) {
        try {
            for (String line : Files.readAllLines(Path.of(file))) {
                int colon = line.indexOf(':');
                if (colon > 0 && line.substring(0, colon).strip().equals(name)) {
                    return line.substring(colon + 1).strip();
                }
            }
        } catch (IOException e) {
            // Not Linux.
        }
        return UNKNOWN;
    }

    private static String load() {
        try {
            return Files.readString(Path.of("/proc/loadavg")).split(" ")[0];
        } catch (IOException e) {
            return UNKNOWN;
        }
    }

    private static String commit(Path root) {
        String commit = git(root, "rev-parse", "--short", "HEAD");
        return commit.isEmpty()
                ? UNKNOWN
                : git(root, "status", "--porcelain").isEmpty() ? commit : commit + ", changed";
    }

    private static String git(Path root, String... words) {
        try {
            ProcessBuilder builder = new ProcessBuilder(new java.util.ArrayList<>(List.of("git")));
            builder.command().addAll(List.of(words));
            Process process = builder.directory(root.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return "";
        }
    }
}
