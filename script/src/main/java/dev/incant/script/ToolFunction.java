package dev.incant.script;

import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.registry.Target;
import dev.incant.kernel.tool.Parameter;
import dev.incant.lua.LuaCall;
import dev.incant.lua.LuaFunction;
import dev.incant.lua.LuaTable;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Calls one tool or operation from Lua: with a table of parameters, with one value for the main parameter, or with
/// nothing. The table that holds the function may stand before it, as a call with `:` puts it.
final class ToolFunction implements LuaFunction {
    private final Bridge bridge;
    private final String name;
    private final LuaTable holder;

    /// @param name of the tool, or `tool.operation`
    ToolFunction(Bridge bridge, String name, LuaTable holder) {
        this.bridge = bridge;
        this.name = name;
        this.holder = holder;
    }

    @Override
    public @Nullable Object call(LuaCall call) throws Exception {
        int first = call.arg(1) == holder ? 2 : 1;
        if (call.count() > first) {
            throw call.argError(first + 1, name + " takes one table of parameters, or the value of its main one");
        }
        Map<String, @Nullable Object> params;
        try {
            params = params(bridge, name, call.arg(first));
        } catch (ToolException e) {
            throw bridge.errors.raised(e, name);
        }
        return bridge.invoke(call, name, params);
    }

    /// The parameters that a script gave as a table, as the value of the main parameter, or not at all.
    ///
    /// @throws ToolException `invalid_params` when they are none
    static Map<String, @Nullable Object> params(Bridge bridge, String tool, @Nullable Object given) {
        if (given == null || given instanceof LuaTable) {
            return bridge.values.toMap(given, tool);
        }
        Target target = bridge.host.registry().resolve(tool, Map.of());
        Parameter main = target.operation().mainParameter();
        if (main == null) {
            throw ToolException.invalidParams(
                    target.fullName() + " has no main parameter; name its parameters in a table");
        }
        Map<String, @Nullable Object> params = new LinkedHashMap<>();
        params.put(main.name(), bridge.values.toJava(given, tool + "." + main.name()));
        return params;
    }
}
