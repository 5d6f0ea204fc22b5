package dev.incant.benchmarks;

import dev.incant.benchmarks.report.Report;
import dev.incant.benchmarks.report.Result;
import dev.incant.kernel.error.ToolException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The same benchmarks of two checkouts, one run of the one and one of the other in turns, so that a machine that
/// becomes slower or faster meanwhile does so for both. Each run is a process of its own: `incant bench` of its
/// checkout.
///
/// @param before runs of the other checkout
/// @param after runs of this one; the n-th of each were measured one after the other
record SideBySide(Report before, Report after) {
    /// As many runs as tell a fifth from the noise of a machine that is not quiet.
    private static final int RUNS = 8;

    /// Measures both.
    ///
    /// @param own the launcher of this checkout
    /// @param other the folder of the other
    /// @param progress takes one line at a time
    /// @throws ToolException `not_found` where `other` has no launcher, `failed` where one of them cannot measure
    static SideBySide measure(List<Benchmark> chosen, Options options, Path own, Path other, Consumer<String> progress)
            throws InterruptedException {
        Path otherLauncher = other.resolve("incant");
        if (!Files.isExecutable(otherLauncher)) {
            throw ToolException.notFound(
                    other + " is no checkout of Incant to compare with: it has no program 'incant'");
        }
        int runs = options.runs() == null ? RUNS : options.runs();
        Report before = null;
        Report after = null;
        for (Benchmark benchmark : chosen) {
            for (int run = 0; run < runs; run++) {
                progress.accept(benchmark.name() + ", turn " + (run + 1) + " of " + runs);
                // Who comes first changes, so that coming second is no advantage.
                boolean otherFirst = run % 2 == 0;
                Report first = one(otherFirst ? otherLauncher : own, benchmark.name(), options);
                Report second = one(otherFirst ? own : otherLauncher, benchmark.name(), options);
                before = joined(before, otherFirst ? first : second);
                after = joined(after, otherFirst ? second : first);
            }
        }
        if (before == null || after == null) {
            throw ToolException.invalidParams("nothing to compare");
        }
        return new SideBySide(before, after);
    }

    private static Report one(Path launcher, String name, Options options) throws InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(launcher.toAbsolutePath().toString(), "bench", "--runs", "1", "--output", "json", name));
        if (options.quick()) {
            command.add("--quick");
        }
        Process process = null;
        try {
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            process.getOutputStream().close();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
            if (out.isBlank()) {
                throw ToolException.failed("'" + String.join(" ", command) + "' measured nothing; it says why above");
            }
            return Report.of(out);
        } catch (IOException e) {
            throw ToolException.failed(launcher + " cannot be run: " + e.getMessage());
        } finally {
            if (process != null) {
                process.destroyForcibly();
            }
        }
    }

    private static Report joined(@Nullable Report all, Report more) {
        if (all == null) {
            return more;
        }
        List<Result> results = new ArrayList<>(all.results());
        for (Result result : more.results()) {
            int known = -1;
            for (int i = 0; i < results.size(); i++) {
                if (results.get(i).name().equals(result.name())) {
                    known = i;
                }
            }
            if (known < 0) {
                results.add(result);
            } else {
                results.set(known, results.get(known).and(result));
            }
        }
        return new Report(all.environment(), results);
    }
}
