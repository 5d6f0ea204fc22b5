package dev.incant.kernel.host;

import dev.incant.kernel.capability.CallScope;
import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.capability.Environment;
import dev.incant.kernel.capability.Files;
import dev.incant.kernel.capability.Http;
import dev.incant.kernel.capability.Limits;
import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.capability.Processes;
import dev.incant.kernel.capability.Progress;
import dev.incant.kernel.capability.Rules;
import dev.incant.kernel.capability.Sockets;
import dev.incant.kernel.capability.ToolState;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.ToolContext;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// One call's [ToolContext] on this machine. Each capability is made when the tool first asks for it.
public final class CallContext implements ToolContext {
    /// Calls another tool on behalf of a running call.
    @FunctionalInterface
    public interface NestedCalls {
        @Nullable Object call(String tool, Map<String, ? extends @Nullable Object> params);
    }

    private final CallScope scope;
    private final Host host;
    private final ToolState state;
    private final Progress progress;
    private final NestedCalls nested;
    private volatile @Nullable Files files;

    /// @param state what the tool that is called keeps
    public CallContext(CallScope scope, Host host, ToolState state, Progress progress, NestedCalls nested) {
        this.scope = scope;
        this.host = host;
        this.state = state;
        this.progress = progress;
        this.nested = nested;
    }

    @Override
    public Files files() {
        Files made = files;
        if (made == null) {
            synchronized (this) {
                made = files;
                if (made == null) {
                    // One for the whole call: it remembers the temporary folders that are the call's own.
                    made = new HostFiles(scope, host.clock());
                    files = made;
                }
            }
        }
        return made;
    }

    @Override
    public Http http() {
        return new HostHttp(scope, host.http());
    }

    @Override
    public Sockets sockets() {
        return new HostSockets(scope, host.network());
    }

    @Override
    public Processes processes() {
        return new HostProcesses(scope, host.variables());
    }

    @Override
    public Environment environment() {
        return new HostEnvironment(scope.grants().env(), host.variables(), scope.used());
    }

    @Override
    public ToolState state() {
        return state;
    }

    @Override
    public Clock clock() {
        return host.clock();
    }

    @Override
    public RandomGenerator random() {
        return host.random();
    }

    @Override
    public Progress progress() {
        return progress;
    }

    @Override
    public Cancellation cancellation() {
        return scope.cancellation();
    }

    @Override
    public Limits limits() {
        return scope.limits();
    }

    @Override
    public void require(Permission permission) {
        Rules rules = scope.grants().rules(permission);
        if (rules.none() || !rules.all()) {
            throw scope.used()
                    .refuse(ToolException.denied("this needs " + permission.flag(""))
                            .with("flag", permission.flag("")));
        }
        scope.used().use(permission, "");
    }

    @Override
    public void require(Permission permission, String name) {
        Rules rules = scope.grants().rules(permission);
        boolean forbidden = rules.none() || rules.denied().contains(name);
        if (forbidden || !(rules.all() || rules.allowed().contains(name))) {
            String flag = permission.flag(name);
            String denial = "--deny-" + permission.word() + (rules.none() ? "" : "=" + name);
            String what = permission.word() + " '" + name + "' is not allowed: ";
            throw scope.used()
                    .refuse(ToolException.denied(what + (forbidden ? denial + " forbids it" : flag + " would allow it"))
                            .with("flag", forbidden ? denial : flag));
        }
        scope.used().use(permission, name);
    }

    @Override
    public <T, R> List<R> parallel(List<T> items, Function<? super T, ? extends R> work) {
        return FanOut.run(items, work, Runtime.getRuntime().availableProcessors(), scope.cancellation());
    }

    @Override
    public <T> T within(Duration time, ToolException late, Function<? super ToolContext, ? extends T> work) {
        Cancellation call = scope.cancellation();
        Cancellation part = new Cancellation();
        CallScope bounds =
                new CallScope(scope.grants(), scope.limits(), scope.directory(), part, scope.resources(), scope.used());
        ScheduledFuture<?> alarm = host.network().after(time, () -> part.cancel(late));
        try (Cancellation.Registration _ = call.onCancel(() -> {
            ToolException why = call.reason();
            part.cancel(why == null ? new ToolException(ErrorCode.CANCELLED, "the call was cancelled") : why);
        })) {
            return work.apply(new CallContext(bounds, host, state, progress, nested));
        } finally {
            alarm.cancel(false);
        }
    }

    @Override
    public @Nullable Object call(String tool, Map<String, ? extends @Nullable Object> params) {
        return nested.call(tool, params);
    }
}
