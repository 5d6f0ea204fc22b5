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

/// `Tool.parallel` over a hundred calls: what each costs when they are spread over threads and gathered.
@State(Scope.Benchmark)
public class ParallelCalls {
    static final int CALLS = 100;
    private static final String SCRIPT = """
            local calls = {}
            for i = 1, 100 do calls[i] = {"calculator", {expression = i .. " + 1"}} end
            local sum = 0
            for _, result in ipairs(Tool.parallel(calls)) do sum = sum + result.result end
            return sum""";
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
        Check.equal("the sum", 5150, last);
    }

    @TearDown
    public void close() {
        rig.close();
    }
}
