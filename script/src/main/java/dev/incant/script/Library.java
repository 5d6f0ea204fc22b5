package dev.incant.script;

import dev.incant.lua.LuaCall;
import org.jspecify.annotations.Nullable;

/// The functions of one global.
interface Library {
    /// Runs one function, told by its name.
    ///
    /// @throws dev.incant.kernel.error.ToolException which becomes an error table
    @Nullable Object call(String function, LuaCall call) throws Exception;
}
