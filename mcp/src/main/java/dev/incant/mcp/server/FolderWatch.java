package dev.incant.mcp.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// Tells of changes directly in folders. One thread waits for the operating system's word. Safe for use by many
/// threads.
final class FolderWatch implements AutoCloseable {
    /// Hears of a change.
    interface Listener {
        /// @param name of the entry that changed; null when it is not known
        void changed(@Nullable Path name);
    }

    private final Map<WatchKey, List<Listener>> listeners = new HashMap<>();
    private @Nullable WatchService service;
    private boolean closed;

    /// Watches a folder until what is returned is closed.
    ///
    /// @throws IOException when it cannot be watched
    synchronized AutoCloseable watch(Path folder, Listener listener) throws IOException {
        if (closed) {
            return () -> {};
        }
        WatchService made = service;
        if (made == null) {
            made = FileSystems.getDefault().newWatchService();
            service = made;
            WatchService waiting = made;
            Thread.ofVirtual().name("incant-mcp-watch").start(() -> run(waiting));
        }
        WatchKey key = folder.register(
                made,
                StandardWatchEventKinds.ENTRY_CREATE,
                StandardWatchEventKinds.ENTRY_MODIFY,
                StandardWatchEventKinds.ENTRY_DELETE);
        listeners.computeIfAbsent(key, _ -> new CopyOnWriteArrayList<>()).add(listener);
        return () -> remove(key, listener);
    }

    private synchronized void remove(WatchKey key, Listener listener) {
        List<Listener> some = listeners.get(key);
        if (some != null && some.remove(listener) && some.isEmpty()) {
            listeners.remove(key);
            key.cancel();
        }
    }

    private void run(WatchService waiting) {
        try {
            while (true) {
                WatchKey key = waiting.take();
                List<WatchEvent<?>> events = key.pollEvents();
                List<Listener> hearing;
                synchronized (this) {
                    hearing = List.copyOf(listeners.getOrDefault(key, List.of()));
                }
                for (Listener listener : hearing) {
                    for (WatchEvent<?> event : events) {
                        listener.changed(event.context() instanceof Path name ? name : null);
                    }
                }
                key.reset();
            }
        } catch (ClosedWatchServiceException _) {
            // This is how it ends.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        WatchService made;
        synchronized (this) {
            closed = true;
            made = service;
        }
        if (made != null) {
            try {
                made.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
