package dev.incant.benchmarks.message;

import dev.incant.benchmarks.Check;
import dev.incant.benchmarks.Rig;
import dev.incant.kernel.message.Message;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Parameter;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.tool.ToolSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// `tool search calc`: exactly the tools that say a word which begins so, the calculator first.
@State(Scope.Benchmark)
public class Search {
    private final Rig rig = Rig.start();
    private Map<String, @Nullable Object> last = Map.of();

    @Setup
    public void check() {
        last = ask();
        checkSample();
    }

    @Benchmark
    public Map<String, @Nullable Object> ask() {
        Map<String, @Nullable Object> reply = rig.client().ask(new Message.ToolSearch("calc", null, 1000));
        last = reply;
        return reply;
    }

    /// Compared with what a plain look through all specs finds.
    @TearDown(Level.Iteration)
    public void checkSample() {
        List<String> found = new ArrayList<>();
        if (last.get("matches") instanceof List<?> matches) {
            for (Object match : matches) {
                found.add(match instanceof Map<?, ?> map ? String.valueOf(map.get("tool")) : "no match: " + match);
            }
        }
        Check.that(!found.isEmpty() && found.getFirst().equals("calculator"), "the calculator is not first: " + found);
        Set<String> expected = new TreeSet<>();
        for (Tool tool : rig.kernel().registry().all()) {
            if (says(tool.spec())) {
                expected.add(tool.spec().name());
            }
        }
        Check.equal("the tools found", List.copyOf(expected), List.copyOf(new TreeSet<>(found)));
        Check.equal("how many were found", expected.size(), found.size());
    }

    private static boolean says(ToolSpec spec) {
        List<String> texts =
                new ArrayList<>(List.of(spec.name(), spec.category().word(), spec.summary()));
        texts.addAll(spec.aliases());
        texts.addAll(spec.tags());
        texts.addAll(spec.phrases());
        for (Operation operation : spec.operations()) {
            texts.add(operation.name());
            texts.add(operation.summary());
            for (Parameter parameter : operation.parameters()) {
                texts.add(parameter.name());
                texts.add(parameter.meaning());
            }
        }
        for (String text : texts) {
            for (String word : text.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+")) {
                if (word.startsWith("calc")) {
                    return true;
                }
            }
        }
        return false;
    }

    @TearDown
    public void close() {
        rig.close();
    }
}
