package dev.incant.benchmarks.message;

import dev.incant.benchmarks.Check;
import dev.incant.benchmarks.Rig;
import dev.incant.kernel.message.Message;
import dev.incant.kernel.value.Values;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// A kernel from nothing to ready, in a warm JVM: started, connected to, all tools listed, a first script
/// run. Its end is measured with it.
@State(Scope.Benchmark)
public class KernelStartup {
    private Map<String, @Nullable Object> last = Map.of();

    @Setup
    public void check() {
        last = start();
        checkSample();
    }

    @Benchmark
    public Map<String, @Nullable Object> start() {
        try (Rig rig = Rig.start()) {
            Map<String, @Nullable Object> all = Values.map(
                    "tools",
                    rig.client().ask(new Message.ToolList(null)).get("tools"),
                    "script",
                    Rig.run(rig.client(), "return 6 * 7"),
                    "names",
                    rig.kernel().registry().names());
            last = all;
            return all;
        }
    }

    @TearDown(Level.Iteration)
    public void checkSample() {
        Check.equal("the script", 42, last.get("script"));
        Check.equal("the tools", last.get("names"), Listing.names(last));
        Check.that(last.get("names") instanceof List<?> names && names.size() >= 14, "too few tools: " + last);
    }
}
