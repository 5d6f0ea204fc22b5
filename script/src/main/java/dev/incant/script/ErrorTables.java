package dev.incant.script;

import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.value.Values;
import dev.incant.lua.LuaCall;
import dev.incant.lua.LuaError;
import dev.incant.lua.LuaFunction;
import dev.incant.lua.LuaState;
import dev.incant.lua.LuaString;
import dev.incant.lua.LuaTable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Errors as Lua sees them: tables `{code, message, details, tool}` that print as `code: message` and can be joined
/// to strings.
final class ErrorTables {
    private final LuaState lua;
    private final LuaValues values;
    private final LuaTable meta;

    /// Lua's own `tostring`, whatever scripts make of the global.
    private final Object tostring;

    ErrorTables(LuaState lua, LuaValues values) {
        this.lua = lua;
        this.values = values;
        this.tostring = Objects.requireNonNull(lua.getGlobal("tostring"));
        this.meta = lua.newTable();
        meta.set("__name", "error");
        meta.set("__tostring", lua.function("tostring", new Shown(false)));
        meta.set("__concat", lua.function("concat", new Shown(true)));
        lua.registry().set("incant.errors", meta);
    }

    /// The error as something to throw in Lua.
    ///
    /// @param tool the tool that was called, null for none
    LuaError raised(ToolException error, @Nullable String tool) {
        return LuaError.ofValue(table(error, tool));
    }

    /// The error as a table.
    LuaTable table(ToolException error, @Nullable String tool) {
        LuaTable table = lua.newTable();
        table.set("code", lua.toLua(error.code().code()));
        table.set("message", values.toLua(error.message()));
        table.set("details", values.toLua(error.details()));
        if (tool != null) {
            table.set("tool", lua.toLua(tool));
        }
        table.setMetatable(meta);
        return table;
    }

    /// The error of a value that Lua raised: an error table is what it says, anything else has `failed`.
    ToolException error(@Nullable Object raised) {
        if (!(raised instanceof LuaTable table)) {
            return ToolException.failed(text(raised));
        }
        if (table.getMetatable() != meta) {
            return new ToolException(ErrorCode.FAILED, text(raised), thrown(raised), null);
        }
        Optional<ErrorCode> code = ErrorCode.of(String.valueOf(table.get("code")));
        Map<String, @Nullable Object> details = new LinkedHashMap<>(plain(table.get("details")));
        if (table.get("tool") instanceof LuaString tool) {
            details.putIfAbsent("tool", tool.toString());
        }
        Object message = table.get("message");
        return new ToolException(
                code.orElse(ErrorCode.FAILED), message == null ? text(raised) : message.toString(), details, null);
    }

    private Map<String, @Nullable Object> plain(@Nullable Object details) {
        try {
            return values.toMap(details, "details");
        } catch (ToolException e) {
            return Map.of();
        }
    }

    private Map<String, @Nullable Object> thrown(Object raised) {
        try {
            return Values.map("value", values.toJava(raised, "error"));
        } catch (ToolException e) {
            return Map.of();
        }
    }

    /// A value as `tostring` shows it.
    String text(@Nullable Object value) {
        if (value instanceof LuaString string) {
            return string.toString();
        }
        try {
            return String.valueOf(lua.call(tostring, value)[0]);
        } catch (LuaError e) {
            return "(error object is a " + LuaValues.typeName(value) + " value)";
        }
    }

    /// Whether a table says itself how it is shown.
    boolean prints(LuaTable table) {
        LuaTable itsOwn = table.getMetatable();
        return itsOwn != null && itsOwn.get("__tostring") != null;
    }

    /// `__tostring` and `__concat` of error tables.
    private final class Shown implements LuaFunction {
        private final boolean joined;

        Shown(boolean joined) {
            this.joined = joined;
        }

        @Override
        public @Nullable Object call(LuaCall call) {
            String shown = joined ? shown(call.arg(1)) + shown(call.arg(2)) : shown(call.arg(1));
            return call.give(lua.toLua(shown));
        }

        private String shown(@Nullable Object value) {
            if (value instanceof LuaTable table && table.getMetatable() == meta) {
                return text(table.get("code")) + ": " + text(table.get("message"));
            }
            return text(value);
        }
    }
}
