package dev.incant.benchmarks.message;

import dev.incant.benchmarks.Rig;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// The reference table's simple expression.
@State(Scope.Benchmark)
public class CalculatorSimple {
    private final Rig rig = Rig.start();
    private Map<String, @Nullable Object> last = Map.of();

    @Setup
    public void check() {
        Calculation.SIMPLE.check(Calculation.SIMPLE.ask(rig));
    }

    @Benchmark
    public Object ask() {
        last = Calculation.SIMPLE.ask(rig);
        return last;
    }

    @TearDown(Level.Iteration)
    public void checkSample() {
        Calculation.SIMPLE.check(last);
    }

    @TearDown
    public void close() {
        rig.close();
    }
}
