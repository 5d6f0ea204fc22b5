package dev.incant.lua;

import org.jspecify.annotations.Nullable;

/// A Java function that scripts can call. Register one with [LuaState#setGlobal(String, LuaFunction)].
@FunctionalInterface
public interface LuaFunction {
    /// Runs one call. Arguments are read from `call`; the result is what one of `call.give(…)`,
    /// `call.giveAll(…)` or `call.none()` returned, or null for nil.
    ///
    /// @throws LuaError for an error that scripts see; any other exception is a Lua error with its message
    @Nullable Object call(LuaCall call) throws Exception;
}
