package dev.incant.benchmarks.direct;

import dev.incant.benchmarks.Folders;
import dev.incant.kernel.state.MemoryStateStore;
import dev.incant.kernel.state.SqliteStateStore;
import dev.incant.kernel.state.StateStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A store by the name of its kind, with the folder that it lies in.
///
/// @param folder null for a store in memory; removed when closed
record Stores(StateStore store, @Nullable Path folder) implements AutoCloseable {
    /// The kinds.
    static final List<String> NAMES = List.of("memory", "sqlite");

    private static final long QUOTA = 64L << 20;

    static Stores open(String kind) throws IOException {
        if (kind.equals("memory")) {
            return new Stores(new MemoryStateStore(Clock.systemUTC(), QUOTA), null);
        }
        Path folder = Files.createTempDirectory("incant-bench-");
        return new Stores(SqliteStateStore.open(folder.resolve("state.db"), Clock.systemUTC(), QUOTA), folder);
    }

    @Override
    public void close() {
        store.close();
        Folders.remove(folder);
    }
}
