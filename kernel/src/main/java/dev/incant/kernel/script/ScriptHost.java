package dev.incant.kernel.script;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.capability.Files;
import dev.incant.kernel.capability.Grants;
import dev.incant.kernel.capability.Limits;
import dev.incant.kernel.event.EventBus;
import dev.incant.kernel.registry.ComponentRegistry;
import dev.incant.kernel.state.StateStore;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// What a session offers its scripts.
public interface ScriptHost {
    ComponentRegistry registry();

    Grants grants();

    Limits limits();

    /// The session's folder.
    Path directory();

    Clock clock();

    /// Environment variables that are granted and not masked; what `os.getenv` sees. Null when not set or not
    /// granted.
    @Nullable String variable(String name);

    /// Calls a tool on the calling thread and returns its result.
    ///
    /// @param cancellation of the script that calls
    /// @throws dev.incant.kernel.error.ToolException as the tool does
    @Nullable Object call(String tool, Map<String, ? extends @Nullable Object> params, Cancellation cancellation);

    /// Starts a call on a thread of its own. Its result is the tool's; an `ExecutionException` holds its
    /// [dev.incant.kernel.error.ToolException]. Cancelling `cancellation` stops it; its future then completes soon.
    CompletableFuture<@Nullable Object> start(
            String tool, Map<String, ? extends @Nullable Object> params, Cancellation cancellation);

    /// Files within the session's grants, for a script that runs under `cancellation`; `require` reads modules
    /// with it.
    Files files(Cancellation cancellation);

    /// The session's own scope of the kernel's store is named `session`, that of all sessions `global`.
    StateStore state();

    /// What the name of a scope is in the store: `session` becomes the session's own.
    String scope(String name);

    EventBus events();
}
