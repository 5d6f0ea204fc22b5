package dev.incant.script;

import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.registry.ToolSearch;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.tool.ToolSpec;
import dev.incant.lua.FunctionValue;
import dev.incant.lua.LuaCall;
import dev.incant.lua.LuaError;
import dev.incant.lua.LuaString;
import dev.incant.lua.LuaTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// `Tool`: finding tools and calling them, one or many at once.
final class ToolLibrary implements Library {
    private static final int MOST_HITS = 100;

    /// Calls at once unless the script says otherwise.
    private static final int DEFAULT_LIMIT = 16;

    private final Bridge bridge;

    ToolLibrary(Bridge bridge) {
        this.bridge = bridge;
    }

    @Override
    public @Nullable Object call(String function, LuaCall call) throws Exception {
        return switch (function) {
            case "invoke" -> invoke(call);
            case "try" -> attempt(call);
            case "list" -> bridge.result(call, list(null, null));
            case "get" -> get(call);
            case "search" -> search(call);
            case "exists" -> call.give(bridge.host.registry().find(Bridge.text(call, 1)) != null);
            case "categories" -> bridge.result(call, categories());
            case "discover" -> discover(call);
            case "parallel" -> parallel(call);
            case "map" -> map(call);
            default -> throw new IllegalStateException(function);
        };
    }

    private Object invoke(LuaCall call) throws Exception {
        String name = Bridge.text(call, 1);
        Map<String, @Nullable Object> params;
        try {
            params = ToolFunction.params(bridge, name, call.arg(2));
        } catch (ToolException e) {
            throw bridge.errors.raised(e, name);
        }
        return bridge.invoke(call, name, params);
    }

    private Object attempt(LuaCall call) throws Exception {
        try {
            return invoke(call);
        } catch (LuaError e) {
            if (e.value() instanceof LuaTable) {
                return call.giveAll(null, e.value());
            }
            throw e;
        }
    }

    private List<@Nullable Object> list(@Nullable String category, @Nullable String tag) {
        List<@Nullable Object> list = new ArrayList<>();
        for (Tool tool : bridge.host.registry().all()) {
            ToolSpec spec = tool.spec();
            if ((category == null || spec.category().word().equals(category))
                    && (tag == null || spec.tags().contains(tag))) {
                list.add(ToolDescriptions.entry(spec));
            }
        }
        return list;
    }

    private @Nullable Object get(LuaCall call) {
        Tool tool = bridge.host.registry().find(Bridge.text(call, 1));
        if (tool == null) {
            return null;
        }
        LuaTable object = ToolProxies.object(bridge, tool.spec());
        object.set("schema", bridge.values.toLua(ToolDescriptions.schema(tool.spec())));
        object.set("operations", bridge.values.toLua(ToolDescriptions.operations(tool.spec())));
        return object;
    }

    private Object search(LuaCall call) {
        long limit = call.integer(2, 10);
        if (limit < 1 || limit > MOST_HITS) {
            throw call.argError(2, "must be from 1 to " + MOST_HITS);
        }
        List<@Nullable Object> hits = new ArrayList<>();
        for (ToolSearch.Hit hit : bridge.host.registry().search().find(Bridge.text(call, 1), null, (int) limit)) {
            hits.add(hit.toMap());
        }
        return bridge.result(call, hits);
    }

    private List<@Nullable Object> categories() {
        TreeSet<String> words = new TreeSet<>();
        for (Tool tool : bridge.host.registry().all()) {
            words.add(tool.spec().category().word());
        }
        return new ArrayList<>(words);
    }

    private Object discover(LuaCall call) {
        Options options = Options.of(bridge, "Tool.discover", call.arg(1), "category", "tag");
        return bridge.result(call, list(options.text("category"), options.text("tag")));
    }

    /// `Tool.parallel{ {name, params}, …, limit = n, continue = true }`
    private Object parallel(LuaCall call) throws Exception {
        LuaTable calls = call.table(1);
        LuaTable options = bridge.lua.newTable();
        calls.forEach((key, value) -> {
            if (!(key instanceof Long)) {
                options.set(key, value);
            }
        });
        Options given = Options.of(bridge, "Tool.parallel", options, "limit", "continue");
        FanOut work = new FanOut(bridge, limit(given.positive("limit")), given.bool("continue"));
        for (long i = 1; i <= calls.length(); i++) {
            if (!(calls.get(i) instanceof LuaTable pair) || !(pair.get(1L) instanceof LuaString name)) {
                throw call.argError(1, "call " + i + " must be {name, params}");
            }
            work.add(name.toString(), ToolFunction.params(bridge, name.toString(), pair.get(2L)));
        }
        return work.run();
    }

    /// `Tool.map(list, n, fn | name, {continue = true})`
    private Object map(LuaCall call) throws Exception {
        LuaTable list = call.table(1);
        long most = call.integer(2);
        if (most < 1) {
            throw call.argError(2, "must be at least 1");
        }
        Options given = Options.of(bridge, "Tool.map", call.arg(4), "continue");
        FanOut work = new FanOut(bridge, limit((double) most), given.bool("continue"));
        Object what = call.arg(3);
        for (long i = 1; i <= list.length(); i++) {
            if (what instanceof FunctionValue function) {
                work.add(function, list.get(i), i);
            } else if (what instanceof LuaString name) {
                work.add(name.toString(), ToolFunction.params(bridge, name.toString(), list.get(i)));
            } else {
                throw call.typeError(3, "function or the name of a tool");
            }
        }
        return work.run();
    }

    private int limit(@Nullable Double asked) {
        return (int) Math.min(
                asked == null ? DEFAULT_LIMIT : asked, bridge.host.limits().calls());
    }
}
