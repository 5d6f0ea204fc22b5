package dev.incant.script;

import dev.incant.kernel.state.StateStore;
import dev.incant.lua.LuaCall;
import dev.incant.lua.LuaTable;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// `State`: values that outlive a script, by scope and key. The scope is `global` unless the options say another one;
/// `session` is the session's own. A null that is kept is `JSON.null`, nil is no entry.
final class StateLibrary implements Library {
    private static final String GLOBAL = "global";

    private final Bridge bridge;
    private final StateStore store;

    StateLibrary(Bridge bridge) {
        this.bridge = bridge;
        this.store = bridge.host.state();
    }

    @Override
    public @Nullable Object call(String function, LuaCall call) {
        return switch (function) {
            case "get" -> value(find(scope(call, 2, "State.get"), call, 1));
            case "get_with_version" -> withVersion(call);
            case "exists" ->
                call.give(find(scope(call, 2, "State.exists"), call, 1).isPresent());
            case "set" -> set(call);
            case "compare_and_swap" -> compareAndSwap(call);
            case "delete" -> delete(call);
            case "keys", "list" -> {
                String prefix = Bridge.optionalText(call, 1);
                yield bridge.result(
                        call, store.keys(scope(call, 2, "State." + function), prefix == null ? "" : prefix));
            }
            // The reference system's, with the scope in front.
            case "save" -> {
                store.set(scopeNamed(call, 1), Bridge.text(call, 2), bridge.values.toJava(call.arg(3), "value"), null);
                yield call.give(true);
            }
            case "load" -> value(find(scopeNamed(call, 1), call, 2));
            case "list_keys" -> bridge.result(call, store.keys(scopeNamed(call, 1), ""));
            default -> throw new IllegalStateException(function);
        };
    }

    private Optional<StateStore.Entry> find(String scope, LuaCall call, int key) {
        return store.get(scope, Bridge.text(call, key));
    }

    private @Nullable Object value(Optional<StateStore.Entry> entry) {
        return entry.isEmpty() ? null : kept(entry.get());
    }

    private @Nullable Object kept(StateStore.Entry entry) {
        Object value = bridge.values.toLua(entry.value());
        return value == null ? bridge.values.nothing() : value;
    }

    /// The value and its version; nil and 0, which [#compareAndSwap] takes for no entry, where there is none.
    private Object withVersion(LuaCall call) {
        Optional<StateStore.Entry> entry = find(scope(call, 2, "State.get_with_version"), call, 1);
        return entry.isEmpty()
                ? call.giveAll(null, 0L)
                : call.giveAll(kept(entry.get()), entry.get().version());
    }

    private Object set(LuaCall call) {
        String key = Bridge.text(call, 1);
        Object value = bridge.values.toJava(call.arg(2), "value");
        return call.give(store.set(scope(call, 3, "State.set"), key, value, ttl(call, 3, "State.set")));
    }

    /// The new version, or nil when the key has another version than the one expected.
    private @Nullable Object compareAndSwap(LuaCall call) {
        String key = Bridge.text(call, 1);
        Object value = bridge.values.toJava(call.arg(3), "value");
        Optional<Long> version = store.compareAndSet(
                scope(call, 4, "State.compare_and_swap"),
                key,
                call.integer(2),
                value,
                ttl(call, 4, "State.compare_and_swap"));
        return version.isEmpty() ? null : call.give((long) version.get());
    }

    /// `delete(key, options)`, or `delete(scope, key)` as the reference system has it.
    private Object delete(LuaCall call) {
        if (call.isNoneOrNil(2) || call.arg(2) instanceof LuaTable) {
            return call.give(store.delete(scope(call, 2, "State.delete"), Bridge.text(call, 1)));
        }
        return call.give(store.delete(scopeNamed(call, 1), Bridge.text(call, 2)));
    }

    private String scope(LuaCall call, int options, String function) {
        String named = options(call, options, function).text("scope");
        return bridge.host.scope(named == null ? GLOBAL : named);
    }

    private @Nullable Duration ttl(LuaCall call, int options, String function) {
        Double seconds = options(call, options, function).positive("ttl");
        return seconds == null ? null : Duration.ofMillis(Math.max(1, Math.round(seconds * 1000)));
    }

    private Options options(LuaCall call, int options, String function) {
        return Options.of(bridge, function, call.arg(options), "scope", "ttl");
    }

    private String scopeNamed(LuaCall call, int i) {
        return bridge.host.scope(Bridge.text(call, i));
    }
}
