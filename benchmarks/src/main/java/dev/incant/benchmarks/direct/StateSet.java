package dev.incant.benchmarks.direct;

import dev.incant.benchmarks.Check;
import dev.incant.kernel.state.StateStore;
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

/// A value written to the state, on the disk when it is answered.
@State(Scope.Benchmark)
public class StateSet {
    @Param("memory")
    public String store = "memory";

    private @Nullable Stores stores;
    private long last;
    private long count;

    @Setup
    public void check() throws IOException {
        Stores made = Stores.open(store);
        stores = made;

        last = run();
        checkSample();
    }

    @Benchmark
    public long run() {
        long version = store().set("bench", "key", ++count, null);
        last = version;
        return version;
    }

    @TearDown(Level.Iteration)
    public void checkSample() {
        Check.equal(
                "the value", count, store().get("bench", "key").orElseThrow().value());
        Check.equal(
                "the version", last, store().get("bench", "key").orElseThrow().version());
    }

    private StateStore store() {
        return Objects.requireNonNull(stores).store();
    }

    @TearDown
    public void close() {
        Objects.requireNonNull(stores).close();
    }
}
