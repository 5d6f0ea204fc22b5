package dev.incant.benchmarks;

import dev.incant.benchmarks.report.Comparison;
import dev.incant.benchmarks.report.Environment;
import dev.incant.benchmarks.report.HtmlReport;
import dev.incant.benchmarks.report.MarkdownReport;
import dev.incant.benchmarks.report.Report;
import dev.incant.benchmarks.report.Result;
import dev.incant.benchmarks.report.TextReport;
import dev.incant.benchmarks.search.SearchReport;
import dev.incant.benchmarks.tokens.TokenReport;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The command `incant bench`. Figures go to standard output, progress to standard error.
public final class Bench {
    private static final String HELP = """
            usage: incant bench [OPTION…] [NAME…]

            Measure what Incant costs in time and memory. Each figure counts only when what was
            measured gave the right answer; a wrong one is named, and makes the exit code 1.
            NAME is a benchmark or a group of them; without, all are measured, in some 20 minutes.

            options:
              --quick            less than two minutes; shows that all works, figures are rough
              --soak             the soak takes ten minutes instead of ten seconds
              --runs N           JVMs a benchmark, 3 otherwise, 8 in turns; more see smaller changes
              --output FORM      text (default), markdown, html or json
              --save FILE        store the report as JSON, to compare with later
              --compare FILE     say what became faster or slower since that stored report, and from
                                 what change on that would be seen; exit code 1 when something got
                                 worse by more than the noise
              --compare FOLDER   the same against another checkout, measured in turns with this one,
                                 so that a machine whose speed drifts does not show as a change
              --from FILE        show a stored report again instead of measuring
              --reference PATH   the reference system's program, to be measured beside
              --list             the names of all benchmarks
              --help             this

            incant bench search  says how much the tool search finds; its options are its own
            incant bench lua …   compares Lua engines; its options are its own
            incant bench tokens  what ten tasks cost an agent, by direct calls and by one script

            examples:
              incant bench --quick calculator_simple     measures one, roughly
              incant bench --list                        names them all
              incant bench --save before.json            measures all, and stores it
              incant bench --compare before.json         measures all again, and compares
              incant bench --compare ../main tool_info   two checkouts in turns, one benchmark
              incant bench --output html >report.html    makes a page with charts
              incant bench tokens --output markdown      counts tokens, as a Markdown table
            """;

    private final Suite suite;
    private final PrintStream out;
    private final PrintStream err;

    /// @param suite what can be measured
    public Bench(Suite suite, PrintStream out, PrintStream err) {
        this.suite = suite;
        this.out = out;
        this.err = err;
    }

    /// Runs the command and ends the JVM with its exit code.
    public static void main(String[] args) {
        // However this ends, what it started ends too.
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly)));
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        String root = System.getProperty("incant.root");
        System.exit(new Bench(Suite.all(), out, err).run(List.of(args), root == null ? null : Path.of(root)));
    }

    /// Runs the command and returns its exit code.
    ///
    /// @param root the checkout with the launcher; null where there is none
    public int run(List<String> args, @Nullable Path root) {
        try {
            if (!args.isEmpty() && args.getFirst().equals("search")) {
                new SearchReport(out).run(args.subList(1, args.size()));
                return 0;
            }
            if (!args.isEmpty() && args.getFirst().equals("tokens")) {
                return new TokenReport(out, err).run(args.subList(1, args.size()));
            }
            Options options = Options.of(args);
            if (options.help()) {
                out.print(HELP);
                return 0;
            }
            if (options.list()) {
                list();
                return 0;
            }
            return measure(options, root);
        } catch (ToolException e) {
            err.println("error: " + e.getMessage());
            return e.code().exitCode();
        } catch (IOException e) {
            err.println("error: " + e);
            return ErrorCode.FAILED.exitCode();
        } catch (InterruptedException e) {
            return ErrorCode.CANCELLED.exitCode();
        }
    }

    private void list() {
        for (Benchmark benchmark : suite.benchmarks()) {
            out.printf(Locale.ROOT, "%-8s  %-20s  %s%n", benchmark.group(), benchmark.name(), benchmark.title());
        }
    }

    private int measure(Options options, @Nullable Path root) throws IOException, InterruptedException {
        // What is wrong with the options is said before minutes are spent.
        List<Benchmark> chosen = suite.named(options.names());
        Path compare = options.compare();
        boolean inTurns = false;
        Report before = null;
        Report report;
        if (compare != null && Files.isDirectory(compare)) {
            inTurns = true;
            SideBySide both = inTurns(chosen, options, root, compare);
            before = both.before();
            report = both.after();
        } else {
            before = compare == null ? null : stored(compare);
            report = options.from() == null ? measured(chosen, options, root) : stored(options.from());
        }
        if (options.save() != null) {
            Files.writeString(options.save(), report.toJson());
        }
        out.print(shown(options, report));
        boolean worse = false;
        if (before != null) {
            Comparison comparison = inTurns ? Comparison.inTurns(before, report) : Comparison.of(before, report);
            // A program that reads the report from standard output reads nothing else there.
            (options.output().equals("text") ? out : err).print(comparison.show());
            worse = comparison.worse();
        }
        for (Result result : report.results()) {
            if (result.failure() != null) {
                err.println("FAILED " + result.name() + ": " + result.failure());
            }
        }
        return report.correct() && !worse ? 0 : ErrorCode.FAILED.exitCode();
    }

    private SideBySide inTurns(List<Benchmark> chosen, Options options, @Nullable Path root, Path other)
            throws InterruptedException {
        if (options.from() != null) {
            throw ToolException.invalidParams("--from shows what was measured; --compare " + other
                    + ", a folder, measures: give a stored report instead");
        }
        if (root == null) {
            throw ToolException.unavailable("two checkouts are compared by their launchers; this was started without");
        }
        return SideBySide.measure(
                chosen, options, root.resolve("incant"), other, line -> err.println("incant bench: " + line));
    }

    private Report measured(List<Benchmark> chosen, Options options, @Nullable Path root) throws InterruptedException {
        Effort effort = options.quick() ? Effort.QUICK : Effort.FULL;
        Context context = new Context(
                options.runs() == null ? effort : effort.runs(options.runs()),
                root == null ? null : new Launcher(root.resolve("incant")),
                options.reference(),
                options.soak() || options.names().contains("soak"),
                line -> err.println("incant bench: " + line));
        Environment environment =
                Machine.environment(context, root == null ? Path.of("").toAbsolutePath() : root);
        return new Report(environment, results(chosen, options, context));
    }

    private static List<Result> results(List<Benchmark> chosen, Options options, Context context)
            throws InterruptedException {
        List<Result> results = new ArrayList<>();
        for (Benchmark benchmark : chosen) {
            boolean tooLong =
                    benchmark instanceof LuaBenchmark && options.names().isEmpty() && options.quick();
            if (!tooLong) {
                results.addAll(benchmark.run(context));
            }
        }
        return results;
    }

    private static String shown(Options options, Report report) {
        return switch (options.output()) {
            case "json" -> report.toJson();
            case "markdown" -> MarkdownReport.of(report);
            case "html" -> HtmlReport.of(report);
            default -> TextReport.of(report);
        };
    }

    private static Report stored(Path file) {
        try {
            return Report.of(Files.readString(file));
        } catch (IOException e) {
            throw Files.exists(file)
                    ? ToolException.failed("cannot read " + file + ": " + e.getMessage())
                    : ToolException.notFound("no report " + file);
        }
    }
}
