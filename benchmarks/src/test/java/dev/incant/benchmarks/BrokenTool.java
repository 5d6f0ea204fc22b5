package dev.incant.benchmarks;

import dev.incant.kernel.registry.ToolPack;
import dev.incant.kernel.tool.Category;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Parameter;
import dev.incant.kernel.tool.Schema;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.tool.ToolSpec;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// A benchmark of a calculator that is wrong: from the first call, or only after some.
@State(Scope.Benchmark)
public class BrokenTool {
    @Param("0")
    public int rightCalls;

    private final AtomicInteger calls = new AtomicInteger();
    private final Rig rig = Rig.start(List.of(ToolPack.of(new Wrong())));
    private Object last = 0L;

    private final class Wrong implements Tool {
        @Override
        public ToolSpec spec() {
            return ToolSpec.of("calculator", Category.UTILITY, "Calculate wrongly.")
                    .defaultOperation(Operation.of("evaluate", "Calculate wrongly.")
                            .main(Parameter.text("expression", "The expression."))
                            .returns(Schema.integer("Five."))
                            .readOnly()
                            .example("Calculate.", Map.of("expression", "2 + 2"), 5)
                            .handledBy((args, context) -> calls.getAndIncrement() < rightCalls ? 4L : 5L));
        }
    }

    @Setup
    public void check() {
        ask();
        checkSample();
    }

    @Benchmark
    public Object ask() {
        Object result = rig.client().invoke("calculator", "expression", "2 + 2");
        last = result == null ? "nothing" : result;
        return last;
    }

    @TearDown(Level.Iteration)
    public void checkSample() {
        Check.equal("2 + 2", 4, last);
    }

    @TearDown
    public void close() {
        rig.close();
    }
}
