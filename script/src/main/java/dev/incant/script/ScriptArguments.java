package dev.incant.script;

import dev.incant.kernel.script.ScriptSession.Script;
import dev.incant.lua.LuaTable;
import java.util.List;

/// A script's arguments as Lua sees them: `arg` as Lua's own interpreter has it, and `ARGS`, in which `--key value`
/// and `--key=value` stand under their key, `--flag` is `"true"`, and the rest is counted from 1. The script's name
/// is at 0 of both. What follows `--` is no option.
final class ScriptArguments {
    private ScriptArguments() {}

    static void set(Bridge bridge, Script script) {
        LuaTable all = bridge.lua.newTable();
        LuaTable named = bridge.lua.newTable();
        all.set(0L, bridge.string(script.name()));
        named.set(0L, bridge.string(script.name()));
        List<String> args = script.args();
        long position = 0;
        boolean options = true;
        for (int i = 0; i < args.size(); i++) {
            String text = args.get(i);
            all.set((long) i + 1, bridge.string(text));
            if (!options || !text.startsWith("--")) {
                named.set(++position, bridge.string(text));
                continue;
            }
            if (text.length() == 2) {
                options = false;
                continue;
            }
            int equals = text.indexOf('=');
            if (equals > 2) {
                named.set(bridge.string(text.substring(2, equals)), bridge.string(text.substring(equals + 1)));
            } else if (i + 1 < args.size() && !args.get(i + 1).startsWith("--")) {
                named.set(bridge.string(text.substring(2)), bridge.string(args.get(i + 1)));
                i++;
                all.set((long) i + 1, bridge.string(args.get(i)));
            } else {
                named.set(bridge.string(text.substring(2)), bridge.string("true"));
            }
        }
        bridge.lua.globals().set("arg", all);
        bridge.lua.globals().set("ARGS", named);
    }
}
