package dev.incant.benchmarks.direct;

import dev.incant.benchmarks.Check;
import dev.incant.benchmarks.Rig;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// A tool called from Lua, and its result back: what one turn of a script's loop costs. Counts the calls,
/// so the script's own start is spread over a thousand of them.
@State(Scope.Benchmark)
public class LuaToTool {
    static final int CALLS = 1000;
    private static final String SCRIPT = """
            local encode, last = tools.base64_encoder.encode, nil
            for i = 1, 1000 do last = encode{input = "incant"} end
            return last.output""";
    private final Rig rig = Rig.start();
    private @Nullable Object last;

    @Setup
    public void check() {
        last = run();
        checkSample();
    }

    @Benchmark
    @OperationsPerInvocation(CALLS)
    public @Nullable Object run() {
        Object result = Rig.run(rig.client(), SCRIPT);
        last = result;
        return result;
    }

    @TearDown(Level.Iteration)
    public void checkSample() {
        Check.equal("the last result", "aW5jYW50", last);
    }

    @TearDown
    public void close() {
        rig.close();
    }
}
