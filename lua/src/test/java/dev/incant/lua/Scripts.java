package dev.incant.lua;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Runs scripts in a new state and shows their results as Java values: strings as Latin-1 [String]s.
final class Scripts {
    private Scripts() {}

    /// The results of a script with all libraries and no host.
    static List<@Nullable Object> run(String text) {
        return run(LuaHost.none(), text);
    }

    static List<@Nullable Object> run(LuaHost host, String text) {
        return run(LuaOptions.full(host), text);
    }

    static List<@Nullable Object> run(LuaOptions options, String text) {
        try (LuaState lua = LuaState.open(options)) {
            return results(lua.run(text));
        }
    }

    /// The first result.
    static @Nullable Object value(String text) {
        return run(text).getFirst();
    }

    static @Nullable Object value(LuaHost host, String text) {
        return run(host, text).getFirst();
    }

    /// The message of the error that `expression` raises, without a position.
    static String error(String expression) {
        return error(LuaHost.none(), expression);
    }

    static String error(LuaHost host, String expression) {
        List<@Nullable Object> results = run(host, "return pcall(function() local _ = " + expression + " end)");
        if (Boolean.TRUE.equals(results.getFirst())) {
            throw new AssertionError("no error from " + expression + ": " + results);
        }
        return String.valueOf(results.get(1)).replaceFirst("^\\[string .*\"\\]:1: ", "");
    }

    static List<@Nullable Object> results(@Nullable Object[] values) {
        List<@Nullable Object> results = new ArrayList<>();
        for (Object value : values) {
            results.add(value instanceof LuaString s ? s.toLatin1() : value);
        }
        return results;
    }
}
