package dev.incant.lua;

import org.jspecify.annotations.Nullable;

/// Names and classes of values.
final class Types {
    private Types() {}

    /// The type's name as `type` gives it, of a raw or boxed value.
    static String name(@Nullable Object v) {
        if (v == null) {
            return "nil";
        }
        if (v instanceof LuaString) {
            return "string";
        }
        if (v instanceof Table) {
            return "table";
        }
        if (v == Tag.INT || v == Tag.FLT || v instanceof Long || v instanceof Double) {
            return "number";
        }
        if (v instanceof FunctionValue) {
            return "function";
        }
        if (v instanceof Boolean) {
            return "boolean";
        }
        if (v instanceof Coroutine) {
            return "thread";
        }
        return "userdata";
    }

    /// As [#name], but tells light userdata apart, as error messages do.
    static String describedName(@Nullable Object v) {
        return v instanceof Cell ? "light userdata" : name(v);
    }

    /// Whether a raw or boxed value is a number.
    static boolean isNumber(@Nullable Object v) {
        return v == Tag.INT || v == Tag.FLT || v instanceof Long || v instanceof Double;
    }
}
