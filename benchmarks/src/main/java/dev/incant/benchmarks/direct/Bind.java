package dev.incant.benchmarks.direct;

import dev.incant.benchmarks.Check;
import dev.incant.benchmarks.Rig;
import dev.incant.kernel.registry.ComponentRegistry;
import dev.incant.kernel.registry.Target;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.value.Values;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// Arguments checked against an operation's schema, with defaults put in.
@State(Scope.Benchmark)
public class Bind {
    private final Target target = ComponentRegistry.of(Rig.PACKS)
            .resolve("base64_encoder.encode", Values.map("input", "incant", "variant", "url-safe", "padding", false));
    private @Nullable Args last;

    @Setup
    public void check() {
        last = bind();
        checkSample();
    }

    @Benchmark
    public Args bind() {
        Args args = Args.bind("base64_encoder.encode", target.operation(), target.params());
        last = args;
        return args;
    }

    @TearDown(Level.Iteration)
    public void checkSample() {
        Args args = last;
        Check.that(
                args != null
                        && args.string("input").equals("incant")
                        && !args.bool("padding")
                        && !args.bool("binary_input"),
                "other arguments");
    }
}
