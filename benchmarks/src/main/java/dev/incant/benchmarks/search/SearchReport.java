package dev.incant.benchmarks.search;

import dev.incant.benchmarks.Rig;
import dev.incant.kernel.error.Nearest;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.registry.ComponentRegistry;
import dev.incant.kernel.registry.ToolSearch;
import dev.incant.kernel.tool.ToolSpec;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// The command `incant bench search`: how much the tool search finds, of our own queries and of a public set.
public final class SearchReport {
    /// The package with the public set. Another version has other queries, so the numbers would mean something else.
    private static final String PACKAGE = "bfcl-eval==2026.3.23";

    private static final List<String> FLAGS = List.of("--download", "--wheel", "--misses", "--help");

    private static final String HELP = """
            usage: incant bench search [OPTION…]

            Say how often the tool search finds a right answer first, and among the first few.

            options:
              --download         fetch the public set with pip (2 MB) into a temporary folder, and ask it too
              --wheel FILE       the same with a wheel of bfcl-eval that is here already
              --misses           list the tuning queries of our own that do not find a right answer first
              --help             this

            examples:
              incant bench search                  asks what people ask of our own tools
              incant bench search --download       asks the public set as well
            """;

    private final PrintStream out;

    /// @param out where the figures go
    public SearchReport(PrintStream out) {
        this.out = out;
    }

    /// Runs the command.
    ///
    /// @throws ToolException when the words are not understood, or pip or the package fails
    public void run(List<String> words) throws IOException, InterruptedException {
        boolean download = false;
        boolean misses = false;
        Path wheel = null;
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            switch (word) {
                case "--help", "-h" -> {
                    out.print(HELP);
                    return;
                }
                case "--download" -> download = true;
                case "--misses" -> misses = true;
                case "--wheel" -> {
                    if (++i == words.size()) {
                        throw ToolException.invalidParams("--wheel needs a file");
                    }
                    wheel = Path.of(words.get(i));
                }
                default ->
                    throw ToolException.invalidParams(
                            "unknown option: " + word + Nearest.hint(word, FLAGS) + " Try: incant bench search --help");
            }
        }
        ours(misses);
        if (wheel != null) {
            publicSet(PublicSet.of(wheel));
        } else if (download) {
            publicSet(downloaded());
        }
    }

    private void ours(boolean misses) throws IOException {
        ComponentRegistry registry = ComponentRegistry.of(Rig.PACKS);
        ToolSearch search = registry.search();
        List<Asked> all = Asked.ofOurTools();
        List<Asked> tuning = all.stream().filter(Asked::isForTuning).toList();
        List<Asked> heldOut = all.stream().filter(asked -> !asked.isForTuning()).toList();
        Recall tuned = Recall.of(search, tuning);
        out.printf(Locale.ROOT, "our %d tools%n", registry.names().size());
        row("  tuning", tuned);
        row("  held out", Recall.of(search, heldOut));
        row("  all", Recall.of(search, all));
        double[] micros = micros(search, all);
        out.printf(
                Locale.ROOT,
                "  a search takes %.1f µs (p50), %.1f µs (p99), warm%n",
                micros[micros.length / 2],
                micros[micros.length * 99 / 100]);
        if (misses) {
            tuned.missed().forEach(line -> out.println("  missed: " + line));
        }
    }

    private void row(String name, Recall recall) {
        if (recall.queries() == 0) {
            return;
        }
        out.printf(
                Locale.ROOT,
                "%-12s %5d queries   at 1: %.1f %%   at 3: %.1f %%   at 5: %.1f %%",
                name,
                recall.queries(),
                recall.percentFirst(),
                recall.percentThree(),
                recall.percentFive());
        if (recall.operations() > 0) {
            out.printf(Locale.ROOT, "   operation: %.1f %% of %d", recall.percentOperations(), recall.operations());
        }
        out.println();
    }

    /// How long each query takes, in sorted order, after many that are not counted.
    private static double[] micros(ToolSearch search, List<Asked> queries) {
        int rounds = 50;
        double[] micros = new double[queries.size()];
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < micros.length; i++) {
                long start = System.nanoTime();
                search.find(queries.get(i).query(), null, 10);
                micros[i] = (System.nanoTime() - start) / 1e3;
            }
        }
        Arrays.sort(micros);
        return micros;
    }

    private void publicSet(PublicSet set) {
        List<ToolSpec> tools = set.tools();
        out.printf(Locale.ROOT, "%s: %d tools%n", PACKAGE, tools.size());
        PlainBm25 plain = new PlainBm25(tools);
        row("  plain BM25", Recall.of(plain::find, set.queries()));
        ToolSearch search = ToolSearch.over(tools);
        row(
                "  tuning",
                Recall.of(
                        search,
                        set.queries().stream().filter(Asked::isForTuning).toList()));
        row(
                "  held out",
                Recall.of(
                        search,
                        set.queries().stream()
                                .filter(asked -> !asked.isForTuning())
                                .toList()));
        row("  all", Recall.of(search, set.queries()));
    }

    private static PublicSet downloaded() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("incant-bench-search");
        try {
            Process pip = new ProcessBuilder(
                            "python3",
                            "-m",
                            "pip",
                            "download",
                            "--quiet",
                            "--no-deps",
                            "--only-binary=:all:",
                            "--dest",
                            folder.toString(),
                            PACKAGE)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            int code = pip.waitFor();
            if (code != 0) {
                throw ToolException.unavailable("pip could not download " + PACKAGE + " (exit code " + code + ")");
            }
            return PublicSet.of(only(folder));
        } finally {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        }
    }

    private static Path only(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.findFirst().orElseThrow(() -> ToolException.failed("pip downloaded nothing"));
        }
    }
}
