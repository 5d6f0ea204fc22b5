package dev.incant.benchmarks.message;

import dev.incant.benchmarks.Check;
import dev.incant.benchmarks.Rig;
import dev.incant.kernel.message.Message;
import dev.incant.kernel.tool.Category;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// `tool list --category utility`: exactly the tools of that category.
@State(Scope.Benchmark)
public class ListFiltered {
    private final Rig rig = Rig.start();
    private Map<String, @Nullable Object> last = Map.of();

    @Setup
    public void check() {
        last = ask();
        checkSample();
    }

    @Benchmark
    public Map<String, @Nullable Object> ask() {
        Map<String, @Nullable Object> reply = rig.client().ask(new Message.ToolList("utility"));
        last = reply;
        return reply;
    }

    @TearDown(Level.Iteration)
    public void checkSample() {
        List<String> expected = rig.kernel().registry().all().stream()
                .filter(tool -> tool.spec().category() == Category.UTILITY)
                .map(tool -> tool.spec().name())
                .toList();
        Check.that(!expected.isEmpty(), "there are no tools of the category");
        Check.equal("the tools", expected, Listing.names(last));
    }

    @TearDown
    public void close() {
        rig.close();
    }
}
