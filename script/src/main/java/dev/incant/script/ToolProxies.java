package dev.incant.script;

import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.tool.ToolSpec;
import dev.incant.lua.LuaCall;
import dev.incant.lua.LuaFunction;
import dev.incant.lua.LuaString;
import dev.incant.lua.LuaTable;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `tools.calculator{…}`, `tools.file_operations.read{…}` and `Tool.calculator:execute{…}`: tables that stand for
/// tools, each made when it is first named, so that a script loads no more specs than it names.
final class ToolProxies implements LuaFunction {
    /// What one of the functions behind the tables does.
    private enum Job {
        /// `tools[name]`
        TOOL,
        /// `pairs(tools)`
        ALL,
        /// the iterator of `pairs(tools)`
        NEXT,
        /// `tools.x[name]` where there is no such operation
        OPERATION,
        /// `Tool[name]`
        OBJECT
    }

    private final Bridge bridge;
    private final Job job;

    /// The tool of [Job#OPERATION].
    private final String tool;

    private ToolProxies(Bridge bridge, Job job, String tool) {
        this.bridge = bridge;
        this.job = job;
        this.tool = tool;
    }

    static void open(Bridge bridge) {
        LuaTable meta = bridge.lua.newTable();
        meta.set("__index", bridge.lua.function("tools", new ToolProxies(bridge, Job.TOOL, "")));
        meta.set("__pairs", bridge.lua.function("pairs", new ToolProxies(bridge, Job.ALL, "")));
        meta.set("__name", "tools");
        LuaTable tools = bridge.lua.newTable();
        tools.setMetatable(meta);
        bridge.lua.globals().set("tools", tools);
        LuaTable objects = bridge.lua.newTable();
        objects.set("__index", bridge.lua.function("Tool", new ToolProxies(bridge, Job.OBJECT, "")));
        Globals.member(bridge.lua.globals(), "Tool").setMetatable(objects);
    }

    @Override
    public @Nullable Object call(LuaCall call) {
        try {
            return switch (job) {
                case TOOL -> call.arg(2) instanceof LuaString name ? proxy(call.table(1), name) : null;
                case ALL ->
                    call.giveAll(bridge.lua.function("next", new ToolProxies(bridge, Job.NEXT, "")), call.arg(1), null);
                case NEXT -> next(call);
                case OPERATION -> call.arg(2) instanceof LuaString name ? operation(call.table(1), name) : null;
                case OBJECT -> call.arg(2) instanceof LuaString name ? object(call.table(1), name) : null;
            };
        } catch (ToolException e) {
            throw bridge.errors.raised(e, null);
        }
    }

    private LuaTable proxy(LuaTable tools, LuaString name) {
        ToolSpec spec = bridge.host.registry().tool(name.toString()).spec();
        // A canonical name and its aliases are one table.
        if (tools.get(spec.name()) instanceof LuaTable known) {
            tools.set(name, known);
            return known;
        }
        LuaTable proxy = bridge.lua.newTable();
        for (Operation operation : spec.operations()) {
            String full = spec.name() + "." + operation.name();
            proxy.set(operation.name(), bridge.lua.function(full, new ToolFunction(bridge, full, proxy)));
        }
        LuaTable meta = bridge.lua.newTable();
        meta.set("__call", bridge.lua.function(spec.name(), new ToolFunction(bridge, spec.name(), proxy)));
        meta.set("__index", bridge.lua.function(spec.name(), new ToolProxies(bridge, Job.OPERATION, spec.name())));
        meta.set("__name", bridge.string("tool " + spec.name()));
        proxy.setMetatable(meta);
        tools.set(spec.name(), proxy);
        tools.set(name, proxy);
        return proxy;
    }

    /// An operation with `-` for `_`; others are not there.
    private @Nullable Object operation(LuaTable proxy, LuaString name) {
        String operation = name.toString().replace('-', '_');
        Object known = proxy.get(operation);
        if (known == null) {
            bridge.host.registry().resolve(tool + "." + operation, Map.of());
        }
        return known;
    }

    private Object next(LuaCall call) {
        List<String> names = bridge.host.registry().names();
        Object before = call.arg(2);
        int index = before == null ? 0 : names.indexOf(before.toString()) + 1;
        if (index >= names.size()) {
            return call.giveAll((Object) null);
        }
        LuaString name = bridge.string(names.get(index));
        return call.giveAll(name, proxy(call.table(1), name));
    }

    private @Nullable LuaTable object(LuaTable tools, LuaString name) {
        Tool found = bridge.host.registry().find(name.toString());
        if (found == null) {
            return null;
        }
        LuaTable object = object(bridge, found.spec());
        tools.set(name, object);
        return object;
    }

    /// A tool as the reference system's scripts know it: `name`, `description`, `execute(params)`, `getSchema()`.
    static LuaTable object(Bridge bridge, ToolSpec spec) {
        LuaTable object = bridge.lua.newTable();
        object.set("name", bridge.string(spec.name()));
        object.set("description", bridge.values.toLua(spec.summary()));
        object.set("version", bridge.string(spec.version()));
        object.set("category", bridge.string(spec.category().word()));
        object.set("execute", bridge.lua.function("execute", new ToolFunction(bridge, spec.name(), object)));
        object.set(
                "getSchema",
                bridge.lua.function("getSchema", call -> bridge.result(call, ToolDescriptions.schema(spec))));
        return object;
    }
}
