package dev.incant.mcp.protocol;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// Tells those who listen that something changed. Safe for use by many threads.
public final class Changes {
    /// One change.
    public sealed interface Change {
        /// The list of tools.
        record Tools() implements Change {}

        /// The list of prompts.
        record Prompts() implements Change {}

        /// The list of resources.
        ///
        /// @param owner whose they are alone; null for those that all clients see
        record Resources(@Nullable ToolSource owner) implements Change {}

        /// What a resource holds.
        ///
        /// @param owner whose it is alone; null for one that all clients see
        record Updated(String uri, @Nullable ToolSource owner) implements Change {}

        /// The state of a task.
        record TaskState(Tasks.Task task) implements Change {}
    }

    /// Hears of changes. Must be quick and must not throw.
    interface Listener {
        void changed(Change change);
    }

    private final List<Listener> listeners = new CopyOnWriteArrayList<>();

    void add(Listener listener) {
        listeners.add(listener);
    }

    void remove(Listener listener) {
        listeners.remove(listener);
    }

    /// Tells of a change.
    public void tell(Change change) {
        for (Listener listener : listeners) {
            listener.changed(change);
        }
    }

    public void tools() {
        tell(new Change.Tools());
    }

    public void prompts() {
        tell(new Change.Prompts());
    }

    public void resources() {
        tell(new Change.Resources(null));
    }

    public void resource(String uri) {
        tell(new Change.Updated(uri, null));
    }
}
