package dev.incant.kernel;

import dev.incant.kernel.capability.CallScope;
import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.capability.GrantDesk;
import dev.incant.kernel.capability.MissingGrant;
import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.capability.Progress;
import dev.incant.kernel.capability.Resources;
import dev.incant.kernel.capability.UsedGrants;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.event.EventBus;
import dev.incant.kernel.host.CallContext;
import dev.incant.kernel.registry.Target;
import dev.incant.kernel.state.ToolScope;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.Effects;
import dev.incant.kernel.value.Values;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// One call of a tool for one session: finds the operation, checks the arguments, bounds the time, runs the handler and
/// turns whatever happens into a result or a [ToolException]. Answered exactly once, even when the tool does not stop.
final class ToolCall implements Runnable {
    /// Takes the one answer: a result, or an error.
    interface Answer {
        void answered(@Nullable Object result, @Nullable ToolException error, long nanos);
    }

    /// How long a cancelled tool has to end by itself before its caller is answered without it.
    private static final Duration GRACE = Duration.ofMillis(40);

    private static final int MAX_DEPTH = 16;

    private final Kernel kernel;
    private final SessionOptions session;
    private final String id;
    private final String tool;
    private final Map<String, ? extends @Nullable Object> params;
    private final @Nullable Duration timeout;
    private final Progress progress;
    private final long largestResult;
    private final Answer answer;
    private final @Nullable Execution script;
    private final Cancellation cancellation = new Cancellation();
    private final Resources resources = new Resources();
    /// 1 once answered. An `AtomicBoolean` would need variable handles, half a millisecond of a process's start.
    private final AtomicInteger answered = new AtomicInteger();
    private final long started = System.nanoTime();
    private @Nullable Thread thread;
    private @Nullable Target target;
    private final UsedGrants used = new UsedGrants();

    /// @param largestResult how large a result may be, see [Values#size]
    /// @param script what makes the call; null when the client itself does
    ToolCall(
            Kernel kernel,
            SessionOptions session,
            String id,
            String tool,
            Map<String, ? extends @Nullable Object> params,
            @Nullable Duration timeout,
            Progress progress,
            long largestResult,
            Answer answer,
            @Nullable Execution script) {
        this.kernel = kernel;
        this.session = session;
        this.id = id;
        this.tool = tool;
        this.params = params;
        this.timeout = timeout;
        this.progress = progress;
        this.largestResult = largestResult;
        this.answer = answer;
        this.script = script;
        kernel.counters().start();
    }

    /// Stops the call. The answer follows when the tool has ended, or after a short grace without it.
    boolean cancel(ToolException why) {
        boolean first = cancellation.cancel(why);
        if (first) {
            synchronized (this) {
                if (thread != null) {
                    thread.interrupt();
                }
            }
            kernel.deadlines().after(GRACE, () -> abandon(why));
        }
        return first;
    }

    private void abandon(ToolException why) {
        if (answered.compareAndSet(0, 1)) {
            kernel.counters().abandon(1);
            resources.close();
            tell(null, why);
        }
    }

    @Override
    public void run() {
        running(Thread.currentThread());
        CallEvent event = FlightRecording.begin(System.nanoTime() - started);
        Object result = null;
        ToolException error = null;
        try {
            cancellation.check();
            Target found = session.registry(kernel).resolve(tool, params);
            resolved(found);
            result = attempt(found, limit(found));
            checkSize(found, result);
        } catch (ToolException e) {
            error = e;
        } catch (Throwable e) {
            // The one place where a tool's failure, of whatever kind, becomes an answer.
            error = kernel.problem(id, tool, e);
        } finally {
            running(null);
            if (cancellation.cancelled()) {
                // A script's thread goes on; the interrupt was for the tool.
                Thread.interrupted();
            }
            resources.close();
        }
        ToolException reason = cancellation.reason();
        if (error != null && reason != null) {
            error = reason;
        }
        if (event != null) {
            event.finish(id, tool, error == null ? null : error.code().code());
        }
        if (answered.compareAndSet(0, 1)) {
            tell(error == null ? result : null, error);
        } else {
            kernel.counters().abandon(-1);
        }
    }

    /// Runs the operation within its time. Where a grant was missing that a person gives now, it runs again.
    private @Nullable Object attempt(Target found, Duration limit) throws IOException {
        MissingGrant given = null;
        while (true) {
            Deadlines.Deadline deadline =
                    kernel.deadlines().after(limit, () -> cancel(timedOut(found.fullName(), limit)));
            try {
                return invoke(found, 0);
            } catch (ToolException e) {
                MissingGrant missing = MissingGrant.of(e);
                if (missing == null || missing.equals(given) || !repeatable(found)) {
                    throw e;
                }
                // While a person thinks, no time runs.
                deadline.cancel();
                if (!granted(found, missing)) {
                    throw e;
                }
                given = missing;
            } finally {
                deadline.cancel();
            }
        }
    }

    /// Whether nothing has happened yet that would happen twice: the call used no power to change anything, or it does
    /// the same when done again.
    private boolean repeatable(Target found) {
        Effects effects = found.operation().effects();
        return effects.readOnly()
                || effects.idempotent()
                || !used.used(Permission.WRITE)
                        && !used.used(Permission.NET)
                        && !used.used(Permission.RUN)
                        && !used.used(Permission.MCP);
    }

    private boolean granted(Target found, MissingGrant missing) {
        GrantDesk desk = session.desk();
        if (desk == null || cancellation.cancelled()) {
            return false;
        }
        if (script != null) {
            script.waits();
        }
        try {
            boolean granted = desk.ask(id, found.fullName(), missing);
            if (granted) {
                used.lift(missing);
            }
            return granted;
        } finally {
            if (script != null) {
                script.goesOn();
            }
        }
    }

    private void checkSize(Target target, @Nullable Object result) {
        if (largestResult < Long.MAX_VALUE && Values.size(result) > largestResult) {
            throw ToolException.limitExceeded("the result of " + target.fullName() + " is larger than " + largestResult
                            + " bytes; --max-output allows more")
                    .with("limit", largestResult);
        }
    }

    private synchronized void resolved(Target found) {
        target = found;
    }

    private synchronized void running(@Nullable Thread now) {
        thread = now;
    }

    private Duration limit(Target target) {
        Duration asked = timeout == null ? target.operation().timeout() : timeout;
        Duration most = session.limits().timeout();
        return asked.compareTo(most) < 0 ? asked : most;
    }

    private static ToolException timedOut(String name, Duration limit) {
        return new ToolException(
                ErrorCode.TIMEOUT,
                name + " took longer than " + limit.toMillis() + " ms",
                Values.map("timeout_ms", limit.toMillis()),
                null);
    }

    /// Runs one operation on this thread; also for calls that a tool makes of another.
    private @Nullable Object invoke(Target target, int depth) throws IOException {
        if (depth > MAX_DEPTH) {
            throw ToolException.limitExceeded("tools call each other more than " + MAX_DEPTH + " deep");
        }
        Args args = Args.bind(target.fullName(), target.operation(), target.params());
        CallScope scope =
                new CallScope(session.inForce(), session.limits(), session.directory(), cancellation, resources, used);
        CallContext context = new CallContext(
                scope,
                kernel.host(),
                ToolScope.of(session.state(kernel), target.tool().spec().name()),
                progress,
                (name, nested) -> nested(kernel.registry().resolve(name, nested), depth));
        Object result = target.operation().handler().run(args, context);
        String problem = Values.problem(result);
        if (problem != null) {
            throw new IllegalStateException(target.fullName() + " gave a result that is no value: " + problem);
        }
        return result;
    }

    private @Nullable Object nested(Target target, int depth) {
        cancellation.check();
        try {
            return invoke(target, depth + 1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void tell(@Nullable Object result, @Nullable ToolException error) {
        long nanos = System.nanoTime() - started;
        if (error == null) {
            kernel.counters().succeed(nanos);
        } else {
            kernel.counters().fail(error.code(), nanos);
        }
        CallObserver observer = session.observer();
        if (observer != null) {
            observer.ended(report(result, error, nanos));
        }
        publish(kernel.events(), error, nanos);
        if (session.apart() != null) {
            publish(session.apart().events(), error, nanos);
        }
        answer.answered(result, error, nanos);
    }

    private void publish(EventBus events, @Nullable ToolException error, long nanos) {
        if (events.heard()) {
            events.publish(
                    error == null ? "tool.completed" : "tool.failed",
                    Values.map(
                            "call",
                            id,
                            "tool",
                            tool,
                            "duration_us",
                            nanos / 1000,
                            "error",
                            error == null ? null : error.toMap()));
        }
    }

    private CallReport report(@Nullable Object result, @Nullable ToolException error, long nanos) {
        Target found;
        synchronized (this) {
            found = target;
        }
        if (error != null) {
            used.refuse(error);
        }
        Effects effects = found == null ? Effects.UNKNOWN : found.operation().effects();
        boolean outside = found != null && effects.openWorld()
                || used.used(Permission.READ)
                || used.used(Permission.NET)
                || used.used(Permission.RUN)
                || used.used(Permission.MCP);
        return new CallReport(
                id,
                found == null ? tool : found.fullName(),
                found == null ? params : found.params(),
                result,
                error,
                effects,
                Duration.ofNanos(nanos),
                used.used(),
                used.denied(),
                outside);
    }
}
