package dev.incant.lua;

import org.jspecify.annotations.Nullable;

/// Short ways for tests to run Lua.
final class LuaTesting {
    private LuaTesting() {}

    /// The first result of `return expression`, in a state of its own; Lua strings as Latin-1 text.
    static @Nullable Object eval(String expression) {
        try (LuaState lua = LuaState.open(LuaOptions.sandboxed())) {
            @Nullable Object[] results = lua.run("return " + expression);
            return results.length == 0 ? null : plain(results[0]);
        }
    }

    /// All results of `return expression`.
    static @Nullable Object[] all(String expression) {
        try (LuaState lua = LuaState.open(LuaOptions.sandboxed())) {
            @Nullable Object[] results = lua.run("return " + expression);
            for (int i = 0; i < results.length; i++) {
                results[i] = plain(results[i]);
            }
            return results;
        }
    }

    /// The message of the error that `expression` raises, without a position.
    static String error(String expression) {
        try (LuaState lua = LuaState.open(LuaOptions.sandboxed())) {
            lua.run("return (" + expression + ")"); // no tail call, so that messages know the function's name
        } catch (LuaError e) {
            String message = e.value() instanceof LuaString s ? s.toLatin1() : String.valueOf(e.getMessage());
            int position = message.indexOf(":1: ");
            return position < 0 ? message : message.substring(position + 4);
        }
        throw new AssertionError("no error: " + expression);
    }

    static @Nullable Object plain(@Nullable Object value) {
        return value instanceof LuaString s ? s.toLatin1() : value;
    }
}
