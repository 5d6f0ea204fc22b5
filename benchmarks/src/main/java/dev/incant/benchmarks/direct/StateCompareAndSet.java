package dev.incant.benchmarks.direct;

import dev.incant.benchmarks.Check;
import dev.incant.kernel.state.StateStore;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// A value replaced if nobody changed it meanwhile.
@State(Scope.Benchmark)
public class StateCompareAndSet {
    @Param("memory")
    public String store = "memory";

    private @Nullable Stores stores;
    private Optional<Long> last = Optional.empty();
    private long version;
    private long count;

    @Setup
    public void check() throws IOException {
        Stores made = Stores.open(store);
        stores = made;
        version = store().set("bench", "key", count, null);
        last = run();
        checkSample();
    }

    @Benchmark
    public Optional<Long> run() {
        Optional<Long> changed = store().compareAndSet("bench", "key", version, ++count, null);
        version = changed.orElse(-1L);
        last = changed;
        return changed;
    }

    @TearDown(Level.Iteration)
    public void checkSample() {
        Check.that(last.isPresent(), "the version was not what was expected");
        Check.equal(
                "the value", count, store().get("bench", "key").orElseThrow().value());
    }

    private StateStore store() {
        return Objects.requireNonNull(stores).store();
    }

    @TearDown
    public void close() {
        Objects.requireNonNull(stores).close();
    }
}
