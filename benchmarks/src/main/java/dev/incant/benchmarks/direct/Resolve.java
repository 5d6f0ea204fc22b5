package dev.incant.benchmarks.direct;

import dev.incant.benchmarks.Check;
import dev.incant.benchmarks.Rig;
import dev.incant.kernel.registry.ComponentRegistry;
import dev.incant.kernel.registry.Target;
import dev.incant.kernel.value.Values;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// What a name and arguments mean: the registry's part of a call.
@State(Scope.Benchmark)
public class Resolve {
    private final ComponentRegistry registry = ComponentRegistry.of(Rig.PACKS);
    private final Map<String, @Nullable Object> params = Values.map("input", "incant");
    private @Nullable Target last;

    @Setup
    public void check() {
        last = resolve();
        checkSample();
    }

    @Benchmark
    public Target resolve() {
        Target target = registry.resolve("base64_encoder.encode", params);
        last = target;
        return target;
    }

    @TearDown(Level.Iteration)
    public void checkSample() {
        Target found = last;
        Check.equal("the operation", "base64_encoder.encode", found == null ? "none" : found.fullName());
        Check.equal("the arguments", params, found == null ? Map.of() : found.params());
    }
}
