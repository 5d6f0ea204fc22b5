package dev.incant.benchmarks.message;

import dev.incant.benchmarks.Check;
import dev.incant.benchmarks.Rig;
import dev.incant.kernel.value.Values;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// The way of a `tool_request` to a tool that does next to nothing, and of the `tool_reply` back.
@State(Scope.Benchmark)
public class ToolInvocation {
    private final Rig rig = Rig.start();
    private final Map<String, @Nullable Object> params = Values.map("input", "incant");
    private @Nullable Object last;

    @Setup
    public void check() {
        last = ask();
        checkSample();
    }

    @Benchmark
    public Object ask() {
        Map<String, @Nullable Object> result = rig.call("base64_encoder.encode", params);
        last = result;
        return result;
    }

    @TearDown(Level.Iteration)
    public void checkSample() {
        Check.that(last instanceof Map<?, ?> map && "aW5jYW50".equals(map.get("output")), "wrong base64: " + last);
    }

    @TearDown
    public void close() {
        rig.close();
    }
}
