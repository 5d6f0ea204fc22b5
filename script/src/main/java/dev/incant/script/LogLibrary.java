package dev.incant.script;

import dev.incant.kernel.value.Json;
import dev.incant.lua.LuaCall;
import dev.incant.lua.LuaTable;
import org.jspecify.annotations.Nullable;

/// `Log`, also known as `Logger`: one line on the error stream for each call, its level in front. Tables are shown as
/// JSON.
final class LogLibrary implements Library {
    private final Bridge bridge;

    LogLibrary(Bridge bridge) {
        this.bridge = bridge;
    }

    @Override
    public @Nullable Object call(String function, LuaCall call) {
        write(bridge, function, call, 1);
        return call.none();
    }

    /// Writes the arguments from `first` on, with spaces between them.
    static void write(Bridge bridge, String level, LuaCall call, int first) {
        StringBuilder line = new StringBuilder(level).append(':');
        for (int i = first; i <= call.count(); i++) {
            line.append(' ').append(shown(bridge, call.arg(i)));
        }
        bridge.log(line.append('\n').toString());
    }

    private static String shown(Bridge bridge, @Nullable Object value) {
        return value instanceof LuaTable table && !bridge.errors.prints(table)
                ? Json.write(bridge.values.toJava(value, "data"))
                : bridge.errors.text(value);
    }
}
