package dev.incant.benchmarks.direct;

import dev.incant.benchmarks.Check;
import dev.incant.benchmarks.Rig;
import dev.incant.kernel.Connection;
import dev.incant.kernel.client.KernelClient;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// A script in a session that did not exist before: state, globals, compilation, run, end.
@State(Scope.Benchmark)
public class ScriptStart {
    private final Rig rig = Rig.start();
    private @Nullable Object last;

    @Setup
    public void check() {
        last = run();
        checkSample();
    }

    @Benchmark
    public @Nullable Object run() {
        KernelClient client = new KernelClient();
        try (Connection _ = rig.kernel().connect(Rig.session(), client)) {
            Object result = Rig.run(client, "local sum = 0 for i = 1, 10 do sum = sum + i end return sum");
            last = result;
            return result;
        }
    }

    @TearDown(Level.Iteration)
    public void checkSample() {
        Check.equal("the sum", 55, last);
    }

    @TearDown
    public void close() {
        rig.close();
    }
}
