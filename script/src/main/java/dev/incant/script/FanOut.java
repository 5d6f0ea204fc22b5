package dev.incant.script;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.lua.Coroutine;
import dev.incant.lua.FunctionValue;
import dev.incant.lua.LuaError;
import dev.incant.lua.LuaTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/// Does several pieces of work at once, so many at most, and gathers their results in order. A piece is a call of a
/// tool, which runs on a thread of its own, or a Lua function, which runs as a coroutine on the script's thread:
/// where it calls a tool it is suspended, and the others go on. The first failure cancels the rest, unless all are
/// to be done.
final class FanOut {
    private static final Object[] NO_VALUES = {};

    private final Bridge bridge;
    private final int limit;
    private final boolean goOn;
    private final List<Piece> pieces = new ArrayList<>();

    /// Pieces that can go on; filled by the threads of the calls too.
    private final BlockingQueue<Piece> ready = new LinkedBlockingQueue<>();

    private final Cancellation cancellation = new Cancellation();
    private @Nullable Object failure;
    private int running;

    /// @param limit pieces at once
    /// @param goOn whether the rest is done when one fails
    FanOut(Bridge bridge, int limit, boolean goOn) {
        this.bridge = bridge;
        this.limit = Math.max(1, limit);
        this.goOn = goOn;
    }

    /// Adds a call of a tool.
    void add(String tool, Map<String, @Nullable Object> params) {
        pieces.add(new Piece(tool, params));
    }

    /// Adds a call of a Lua function.
    void add(FunctionValue function, @Nullable Object... args) {
        pieces.add(new Piece(function, args));
    }

    /// Does all and returns the table of results.
    ///
    /// @throws LuaError the first failure
    LuaTable run() throws Exception {
        Cancellation script = bridge.run().cancellation();
        try (var _ = script.onCancel(() -> cancel(script.reason()))) {
            int next = 0;
            while (true) {
                while (failure == null && running < limit && next < pieces.size()) {
                    running++;
                    pieces.get(next++).begin();
                }
                if (running == 0) {
                    break;
                }
                Objects.requireNonNull(bridge.run().await(ready::take)).proceed();
            }
        } finally {
            // A stop leaves pieces behind; their calls are cancelled with the script.
            cancel(null);
            for (Piece piece : pieces) {
                piece.forget();
            }
        }
        if (failure != null) {
            throw LuaError.ofValue(failure);
        }
        return results();
    }

    private void cancel(@Nullable ToolException why) {
        cancellation.cancel(
                why == null ? new ToolException(ErrorCode.CANCELLED, "another call of the group failed") : why);
    }

    private LuaTable results() {
        List<@Nullable Object> none = List.of();
        LuaTable results = (LuaTable) Objects.requireNonNull(bridge.values.toLua(none));
        for (int i = 0; i < pieces.size(); i++) {
            Piece piece = pieces.get(i);
            Object value = piece.value == null ? bridge.values.nothing() : piece.value;
            if (goOn) {
                LuaTable outcome = bridge.lua.newTable();
                outcome.set("ok", piece.error == null);
                outcome.set(piece.error == null ? "value" : "error", piece.error == null ? value : piece.error);
                value = outcome;
            }
            results.set((long) i + 1, value);
        }
        return results;
    }

    /// One piece of the work.
    final class Piece {
        private final @Nullable FunctionValue function;
        private final @Nullable Object[] args;
        private final String tool;
        private final Map<String, @Nullable Object> params;
        private @Nullable Coroutine coroutine;

        /// Whether it waits for a tool.
        private boolean calling;

        /// What the tool answered; written before the piece goes into the queue.
        private @Nullable Object answer;

        private @Nullable Throwable problem;

        /// What came of it, as Lua values.
        private @Nullable Object value;

        private @Nullable Object error;

        private Piece(String tool, Map<String, @Nullable Object> params) {
            this.function = null;
            this.args = NO_VALUES;
            this.tool = tool;
            this.params = params;
        }

        private Piece(FunctionValue function, @Nullable Object... args) {
            this.function = function;
            this.args = args;
            this.tool = "";
            this.params = Map.of();
        }

        private void begin() {
            if (function == null) {
                call(tool, params);
                return;
            }
            Coroutine made = bridge.lua.newCoroutine(function);
            coroutine = made;
            // Held by Lua too, so that it does not count as garbage.
            bridge.lua.registry().set(made, true);
            bridge.tasks.add(made, this);
            resume(made, args);
        }

        /// Starts a call; the piece is ready when it is answered.
        void call(String name, Map<String, @Nullable Object> given) {
            calling = true;
            try {
                bridge.host.start(name, given, cancellation).whenComplete((result, thrown) -> {
                    answer = result;
                    problem = thrown instanceof CompletionException && thrown.getCause() != null
                            ? thrown.getCause()
                            : thrown;
                    ready.add(this);
                });
            } catch (ToolException e) {
                problem = e;
                ready.add(this);
            }
        }

        /// What the tool answered.
        @Nullable Object answer() {
            Throwable thrown = problem;
            problem = null;
            if (thrown == null) {
                Object result = answer;
                answer = null;
                return result;
            }
            throw thrown instanceof ToolException error
                    ? error
                    : new ToolException(ErrorCode.INTERNAL, String.valueOf(thrown.getMessage()), Map.of(), thrown);
        }

        private void proceed() {
            calling = false;
            Coroutine waiting = coroutine;
            if (waiting == null) {
                finishCall();
            } else if (failure != null && !goOn) {
                running--;
                bridge.tasks.end(waiting);
            } else {
                resume(waiting, NO_VALUES);
            }
        }

        private void finishCall() {
            try {
                finish(bridge.values.toLua(answer()), null);
            } catch (ToolException e) {
                finish(null, bridge.errors.table(e, tool));
            } catch (LuaError e) {
                finish(null, e.value());
            }
        }

        private void resume(Coroutine waiting, @Nullable Object[] values) {
            try {
                @Nullable Object[] results = bridge.lua.resume(waiting, values);
                if (waiting.status() == Coroutine.Status.DEAD) {
                    finish(results.length == 0 ? null : results[0], null);
                } else if (!calling) {
                    // It yielded by itself: the others come first.
                    ready.add(this);
                }
            } catch (LuaError e) {
                bridge.tasks.end(waiting);
                Object raised = e.value();
                finish(null, raised == null ? bridge.string("nil") : raised);
            }
        }

        private void finish(@Nullable Object result, @Nullable Object raised) {
            running--;
            value = result;
            error = raised;
            if (raised != null && !goOn && failure == null) {
                failure = raised;
                cancel(null);
            }
        }

        private void forget() {
            if (coroutine != null) {
                bridge.tasks.remove(coroutine);
                bridge.lua.registry().set(coroutine, null);
            }
        }
    }
}
