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

/// A value read from the state.
@State(Scope.Benchmark)
public class StateGet {
    @Param("memory")
    public String store = "memory";

    private @Nullable Stores stores;
    private Optional<StateStore.Entry> last = Optional.empty();

    @Setup
    public void check() throws IOException {
        Stores made = Stores.open(store);
        stores = made;
        store().set("bench", "key", "value", null);
        last = run();
        checkSample();
    }

    @Benchmark
    public Optional<StateStore.Entry> run() {
        Optional<StateStore.Entry> entry = store().get("bench", "key");
        last = entry;
        return entry;
    }

    @TearDown(Level.Iteration)
    public void checkSample() {
        Check.equal("the value", "value", last.isEmpty() ? null : last.get().value());
    }

    private StateStore store() {
        return Objects.requireNonNull(stores).store();
    }

    @TearDown
    public void close() {
        Objects.requireNonNull(stores).close();
    }
}
