package dev.incant.script;

import dev.incant.kernel.value.Json;
import dev.incant.lua.LuaCall;
import dev.incant.lua.LuaTable;
import org.jspecify.annotations.Nullable;

/// `JSON`. Arrays stay arrays and objects objects, also when they are empty; null is `JSON.null` inside of them.
final class JsonLibrary implements Library {
    private final Bridge bridge;

    JsonLibrary(Bridge bridge) {
        this.bridge = bridge;
    }

    @Override
    public @Nullable Object call(String function, LuaCall call) {
        switch (function) {
            case "parse" -> {
                Object value = bridge.values.toLua(Json.parse(Bridge.text(call, 1)));
                return call.give(value == null ? bridge.values.nothing() : value);
            }
            case "stringify" -> {
                Object value = bridge.values.toJava(call.arg(1), "value");
                Options options = Options.of(bridge, "JSON.stringify", call.arg(2), "pretty");
                String text = options.bool("pretty") ? Json.pretty(value) : Json.write(value);
                return call.give(bridge.string(text));
            }
            case "array", "object" -> {
                LuaTable table = call.isNoneOrNil(1) ? bridge.lua.newTable() : call.table(1);
                bridge.values.mark(table, function.equals("array"));
                return call.give(table);
            }
            default -> throw new IllegalStateException(function);
        }
    }
}
