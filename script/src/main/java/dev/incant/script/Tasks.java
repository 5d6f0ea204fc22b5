package dev.incant.script;

import dev.incant.lua.Coroutine;
import dev.incant.lua.LuaCall;
import dev.incant.lua.LuaTable;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The coroutines that run pieces of a [FanOut]: where one of them calls a tool, it is suspended until the answer is
/// there. Coroutines that the script makes itself wait, and all others with them.
final class Tasks {
    private final Bridge bridge;
    private final Map<Coroutine, FanOut.Piece> pieces = new IdentityHashMap<>();

    /// Lua's own `coroutine.close`, whatever scripts make of the global.
    private final Object close;

    Tasks(Bridge bridge) {
        this.bridge = bridge;
        LuaTable library = Globals.member(bridge.lua.globals(), "coroutine");
        this.close = Objects.requireNonNull(library.get("close"));
    }

    void add(Coroutine coroutine, FanOut.Piece piece) {
        pieces.put(coroutine, piece);
    }

    void remove(Coroutine coroutine) {
        pieces.remove(coroutine);
    }

    /// Whether a call of a tool is to suspend the coroutine that makes it.
    boolean waiting(LuaCall call) {
        return !pieces.isEmpty() && pieces.containsKey(call.coroutine()) && call.isYieldable();
    }

    /// Calls a tool while the other pieces go on.
    ///
    /// @throws dev.incant.kernel.error.ToolException as the tool does
    @Nullable Object await(LuaCall call, String tool, Map<String, @Nullable Object> params) {
        FanOut.Piece piece = Objects.requireNonNull(pieces.get(call.coroutine()));
        piece.call(tool, params);
        call.suspend();
        return piece.answer();
    }

    /// Ends a coroutine that is suspended or that an error ended; its `<close>` variables are closed.
    void end(Coroutine coroutine) {
        bridge.lua.call(close, coroutine);
    }
}
