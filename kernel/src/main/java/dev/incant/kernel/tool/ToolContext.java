package dev.incant.kernel.tool;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.capability.Environment;
import dev.incant.kernel.capability.Files;
import dev.incant.kernel.capability.Http;
import dev.incant.kernel.capability.Limits;
import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.capability.Processes;
import dev.incant.kernel.capability.Progress;
import dev.incant.kernel.capability.Sockets;
import dev.incant.kernel.capability.ToolState;
import dev.incant.kernel.error.ToolException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// All that one call may do outside itself, bound to its session's grants and limits. Valid until the call returns.
public interface ToolContext {
    Files files();

    Http http();

    /// TCP and TLS, for protocols other than HTTP.
    Sockets sockets();

    Processes processes();

    Environment environment();

    /// What the tool keeps between its calls, apart from what other tools keep.
    ToolState state();

    /// The time and the user's time zone; fixed while an example runs.
    Clock clock();

    /// Cryptographically strong, except while an example runs: then the same numbers each time.
    RandomGenerator random();

    Progress progress();

    Cancellation cancellation();

    Limits limits();

    /// Refuses the call unless `permission` is granted for everything; for powers that name nothing, such as `sys`.
    ///
    /// @throws ToolException `denied` with the flag that would allow it
    void require(Permission permission);

    /// Refuses the call unless `permission` is granted for what is named; for powers whose names are compared as they
    /// are, such as `mcp`.
    ///
    /// @throws ToolException `denied` with the flag that would allow it, or the one that forbids it
    void require(Permission permission, String name);

    /// Calls another tool with this call's grants, deadline and cancellation.
    ///
    /// @param tool a full name such as `file_operations.read`, or that of a tool with a default operation
    @Nullable Object call(String tool, Map<String, ? extends @Nullable Object> params);

    /// Does the same work on many items at a time, as many as the machine has processors, and gives the results in
    /// the items' order. The work runs on other threads too, so it may use this context, whose capabilities are
    /// safe for that, but must not change what others see. After a failure no other item is begun, what runs is
    /// waited for, and the failure is thrown; of several the one that comes first in the list. Cancelling the call
    /// interrupts the threads, which end before this returns.
    ///
    /// @param work gives no null
    <T, R> List<R> parallel(List<T> items, Function<? super T, ? extends R> work);

    /// Does part of the call's work within a time of its own: what it does through the context that it is given is
    /// cancelled when that time is over, as it is when the call is. Tools that it calls keep the call's time.
    ///
    /// @param time positive
    /// @param late what is thrown when the time is over
    <T> T within(Duration time, ToolException late, Function<? super ToolContext, ? extends T> work);

    /// Ends the call when it has to stop; long loops call this often.
    default void checkCancelled() {
        cancellation().check();
    }
}
