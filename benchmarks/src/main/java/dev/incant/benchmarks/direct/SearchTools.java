package dev.incant.benchmarks.direct;

import dev.incant.benchmarks.Check;
import dev.incant.kernel.registry.ToolSearch;
import dev.incant.kernel.tool.Category;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Parameter;
import dev.incant.kernel.tool.Schema;
import dev.incant.kernel.tool.ToolSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// A search of two words over registries of made-up tools. One tool has both words.
@State(Scope.Benchmark)
public class SearchTools {
    private static final List<String> WORDS = List.of(
            "archive",
            "audio",
            "branch",
            "cache",
            "chart",
            "column",
            "commit",
            "convert",
            "csv",
            "date",
            "decode",
            "diff",
            "encode",
            "extract",
            "feed",
            "file",
            "filter",
            "format",
            "graph",
            "hash",
            "image",
            "index",
            "join",
            "json",
            "label",
            "mail",
            "map",
            "merge",
            "note",
            "page",
            "parse",
            "path",
            "query",
            "read",
            "render",
            "row",
            "schema",
            "send",
            "sort",
            "split",
            "table",
            "text",
            "time",
            "token",
            "tree",
            "url",
            "validate",
            "video",
            "word",
            "write");

    @Param("50")
    public int tools = 50;

    private ToolSearch search = ToolSearch.over(List.of());
    private List<ToolSearch.Hit> last = List.of();

    @Setup
    public void check() {
        Random random = new Random(7);
        List<ToolSpec> specs = new ArrayList<>();
        for (int i = 0; i < tools; i++) {
            specs.add(spec(random, i, i == tools / 2));
        }
        search = ToolSearch.over(specs);
        last = find();
        checkSample();
    }

    private static ToolSpec spec(Random random, int number, boolean wanted) {
        String summary = "Can " + word(random) + " a " + word(random) + " by its " + word(random)
                + (wanted ? " as a zebra." : ".");
        return ToolSpec.of(word(random) + "_tool_" + number, Category.DATA, summary)
                .tags(word(random), word(random), wanted ? "quagga" : word(random))
                .operation(Operation.of("run", "Can " + word(random) + " and " + word(random) + ".")
                        .main(Parameter.text("input", "The " + word(random) + " to " + word(random) + "."))
                        .optional(Parameter.text("mode", "How to " + word(random) + "."))
                        .returns(Schema.string("The " + word(random) + "."))
                        .readOnly()
                        .example("Run it.", java.util.Map.of("input", "x"), "x")
                        .handledBy((args, context) -> args.string("input")));
    }

    private static String word(Random random) {
        return WORDS.get(random.nextInt(WORDS.size()));
    }

    @Benchmark
    public List<ToolSearch.Hit> find() {
        List<ToolSearch.Hit> hits = search.find("zebra quagga convert", null, 10);
        last = hits;
        return hits;
    }

    @TearDown(Level.Iteration)
    public void checkSample() {
        Check.that(!last.isEmpty() && last.getFirst().tool().endsWith("_tool_" + tools / 2), "wrong order: " + last);
        Check.equal("how many", Math.min(10, expected()), last.size());
    }

    private long expected() {
        return search.find("zebra quagga convert", null, tools).size();
    }
}
