package dev.incant.benchmarks.direct;

import dev.incant.benchmarks.Check;
import dev.incant.benchmarks.Rig;
import dev.incant.kernel.registry.ComponentRegistry;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// A tool's cheapest example, run without messages: the tool's own share of a call.
@State(Scope.Benchmark)
public class ToolRun {
    @Param("calculator")
    public String tool = "calculator";

    private @Nullable StagedExample example;
    private @Nullable Object last;

    @Setup
    public void check() throws IOException {
        example = StagedExample.cheapest(ComponentRegistry.of(Rig.PACKS), tool);
        last = run();
        checkSample();
    }

    @Benchmark
    public @Nullable Object run() throws IOException {
        Object result = Objects.requireNonNull(example).run();
        last = result;
        return result;
    }

    @TearDown(Level.Iteration)
    public void checkSample() {
        String differences = String.join("; ", Objects.requireNonNull(example).differences(last));
        Check.that(differences.isEmpty(), tool + ": " + differences);
    }

    @TearDown
    public void close() throws IOException {
        Objects.requireNonNull(example).close();
    }
}
