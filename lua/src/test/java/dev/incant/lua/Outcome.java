package dev.incant.lua;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/// What came of a script, as text: `ok: values`, `error: message`, `stopped: REASON`, or `thrown: …` for what
/// must never reach an embedder. Long texts are cut.
final class Outcome {
    private static final int LONGEST = 300;

    private Outcome() {}

    static String of(LuaState lua, String script) {
        String outcome;
        try {
            StringBuilder text = new StringBuilder("ok:");
            for (Object value : lua.run(script)) {
                text.append(' ').append(value);
            }
            outcome = text.toString();
        } catch (LuaError e) {
            outcome = "error: " + e.getMessage();
        } catch (LuaStopped e) {
            outcome = "stopped: " + e.reason();
        } catch (Throwable e) {
            outcome = "thrown: " + e;
        }
        return outcome.length() > LONGEST ? outcome.substring(0, LONGEST) + "…" : outcome;
    }

    /// In a state of its own, which is closed.
    static String of(LuaOptions options, String script) {
        try (LuaState lua = LuaState.open(options)) {
            return of(lua, script);
        }
    }

    /// Runs `task` on a thread and waits for it, but not forever.
    static void on(Thread.Builder builder, Duration patience, Runnable task) throws InterruptedException {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread thread = builder.start(() -> {
            try {
                task.run();
            } catch (Throwable e) {
                thrown.set(e);
            }
        });
        if (!thread.join(patience)) {
            StringBuilder where = new StringBuilder("still running after " + patience);
            for (StackTraceElement element : thread.getStackTrace()) {
                where.append("\n  ").append(element);
                if (where.length() > 2000) {
                    break;
                }
            }
            throw new AssertionError(where.toString());
        }
        if (thrown.get() != null) {
            throw new AssertionError(thrown.get());
        }
    }

    static Thread.Builder withStack(long bytes) {
        return Thread.ofPlatform().name("stack-" + bytes).daemon().stackSize(bytes);
    }
}
