package dev.incant.benchmarks.direct;

import dev.incant.benchmarks.Check;
import dev.incant.benchmarks.Rig;
import dev.incant.kernel.message.Message;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// The transport alone: a message that asks for nothing, and its reply.
@State(Scope.Benchmark)
public class Transport {
    private final Rig rig = Rig.start();
    private Map<String, @Nullable Object> last = Map.of();

    @Setup
    public void check() {
        last = ask();
        checkSample();
    }

    @Benchmark
    public Map<String, @Nullable Object> ask() {
        Map<String, @Nullable Object> reply = rig.client().ask(new Message.CancelRequest("nothing"));
        last = reply;
        return reply;
    }

    @TearDown(Level.Iteration)
    public void checkSample() {
        Check.equal("the reply", Map.of("cancelled", false), last);
    }

    @TearDown
    public void close() {
        rig.close();
    }
}
