package dev.incant.script;

import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.script.ScriptOutput;
import dev.incant.kernel.value.Json;
import dev.incant.kernel.value.Values;
import dev.incant.lua.LuaCall;
import dev.incant.lua.LuaTable;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `display`, `progress`, `input` and `io.write`: what a script says to whoever runs it, and asks.
final class OutputLibrary implements Library {
    private final Bridge bridge;

    OutputLibrary(Bridge bridge) {
        this.bridge = bridge;
    }

    @Override
    public @Nullable Object call(String function, LuaCall call) throws Exception {
        switch (function) {
            case "write" -> {
                for (int i = 1; i <= call.count(); i++) {
                    byte[] bytes = call.string(i).toBytes();
                    bridge.write(bytes);
                }
            }
            case "display" -> bridge.run().output().display(shown(call));
            case "progress" -> progress(call);
            case "input" -> {
                String prompt = Bridge.optionalText(call, 1);
                ScriptOutput output = bridge.run().output();
                return bridge.result(call, bridge.run().await(() -> output.input(prompt == null ? "" : prompt)));
            }
            default -> throw new IllegalStateException(function);
        }
        return call.none();
    }

    /// `progress(done, total, text)`; the total may be nil while it is unknown.
    private void progress(LuaCall call) {
        double done = call.number(1);
        double total = call.number(2, -1);
        if (!(done >= 0)) {
            throw call.argError(1, "must not be negative");
        }
        bridge.run()
                .output()
                .report(Math.round(done), total < 0 ? -1 : Math.round(total), Bridge.optionalText(call, 3));
    }

    /// What `display` takes: `{mime = …, data = …}` as it says, a table as JSON, anything else as text.
    private Map<String, @Nullable Object> shown(LuaCall call) {
        Object given = call.arg(1);
        if (!(given instanceof LuaTable table)) {
            return Values.map("text/plain", bridge.errors.text(given));
        }
        Object value = bridge.values.toJava(table, "display");
        if (value instanceof Map<?, ?> map && map.containsKey("mime")) {
            if (!(map.get("mime") instanceof String mime) || mime.indexOf('/') < 1 || map.get("data") == null) {
                throw ToolException.invalidParams(
                        "display takes {mime = \"type/subtype\", data = …}, a table or a value, not "
                                + Json.write(value));
            }
            return Values.map(mime, map.get("data"));
        }
        return Values.map(
                "application/json",
                value,
                "text/plain",
                value instanceof List || value instanceof Map ? Json.pretty(value) : String.valueOf(value));
    }
}
