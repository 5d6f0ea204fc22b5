package dev.incant.benchmarks.process;

import dev.incant.benchmarks.Check;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// Starts several commands again and again, taking turns (A B C A B C …), so that noise hits all alike.
/// What each prints and its exit code are checked every time. A time is from before the start until the
/// process has ended; what starting costs by itself, some milliseconds in Java, is the same for all.
public final class Turns {
    private static final long TIME_LIMIT_SECONDS = 60;

    /// A command line and what is known of what it prints.
    ///
    /// @param expected says whether its standard output is right
    public record Command(List<String> line, Predicate<String> expected) {
        /// One that prints exactly this.
        public static Command printing(String expected, List<String> line) {
            return new Command(line, expected::equals);
        }
    }

    private final Path folder;
    private final Map<String, Command> commands;

    /// @param folder where they run
    public Turns(Path folder, Map<String, Command> commands) {
        this.folder = folder;
        this.commands = new LinkedHashMap<>(commands);
    }

    /// Takes so many turns after some that do not count, and returns each command's times in nanoseconds.
    ///
    /// @throws dev.incant.benchmarks.Check.WrongResult when one prints something else, or fails
    public Map<String, List<Double>> take(int warmups, int turns) throws InterruptedException {
        Map<String, List<Double>> times = new LinkedHashMap<>();
        for (int turn = 0; turn < warmups + turns; turn++) {
            for (Map.Entry<String, Command> entry : commands.entrySet()) {
                double taken = time(entry.getKey(), entry.getValue());
                if (turn >= warmups) {
                    times.computeIfAbsent(entry.getKey(), _ -> new ArrayList<>())
                            .add(taken);
                }
            }
        }
        return times;
    }

    private double time(String name, Command command) throws InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command.line())
                .directory(folder.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        long start = System.nanoTime();
        try {
            Process process = builder.start();
            try {
                String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                Check.that(
                        process.waitFor(TIME_LIMIT_SECONDS, TimeUnit.SECONDS),
                        name + " took longer than " + TIME_LIMIT_SECONDS + " s");
                long taken = System.nanoTime() - start;
                Check.that(process.exitValue() == 0, name + " ended with " + process.exitValue());
                Check.that(command.expected().test(out), name + " printed something else: " + out);
                return taken;
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            Check.that(false, name + " cannot be started: " + e.getMessage());
            throw new IllegalStateException(e);
        }
    }
}
