package dev.incant.lua;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// States share nothing that can change, and scripts reach nothing of Java.
@NullUnmarked // null is nil
class IsolationTest {
    private static LuaOptions all() {
        return LuaOptions.full(LuaHost.none());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x = 1; return x",
                "string.upper = 1; return string.upper",
                "string.new = 1; return string.new",
                "string = nil; return string == nil and 1",
                "math.pi = 1; return math.pi",
                "table.insert = 1; return table.insert",
                "coroutine.wrap = 1; return coroutine.wrap",
                "utf8.charpattern = 1; return utf8.charpattern",
                "os.time = 1; return os.time",
                "io.write = 1; return io.write",
                "debug.traceback = 1; return debug.traceback",
                "package.path = 1; return package.path",
                "package.loaded.x = 1; return package.loaded.x",
                "package.preload.x = 1; return package.preload.x",
                "_VERSION = 1; return _VERSION",
                "_G.pcall = 1; return pcall",
                "getmetatable('').__index = {x = 1}; return ('').x",
                "getmetatable('').__index = function() return 1 end; return ('').x",
                "getmetatable('').__add = function() return 1 end; return ('a') + ('b')",
                "getmetatable('').__call = function() return 1 end; return ('')()",
                "getmetatable('').__name = 1; return getmetatable('').__name",
                "debug.setmetatable(0, {__index = {x = 1}}); return (5).x",
                "debug.setmetatable(nil, {__index = {x = 1}}); return (nil).x",
                "debug.setmetatable(true, {__index = {x = 1}}); return (true).x",
                "debug.setmetatable(print, {__index = {x = 1}}); return print.x",
                "debug.setmetatable(coroutine.create(print), {__index = {x = 1}}); return coroutine.create(print).x",
                "debug.getregistry().x = 1; return debug.getregistry().x",
                "setmetatable(_G, {__index = function() return 1 end}); return undefined",
                "setmetatable(string, {__index = function() return 1 end}); return string.undefined",
                "math.randomseed(1); return 1",
                "collectgarbage('stop'); return collectgarbage('isrunning') and 2 or 1",
                "warn('@on'); return 1",
            })
    void aChangeInOneStateIsNotSeenInAnother(String change) {
        String look = change.substring(change.indexOf("return"));
        try (LuaState before = LuaState.open(all());
                LuaState changed = LuaState.open(all())) {
            String expected = Outcome.of(before, look);
            assertThat(Outcome.of(changed, change)).isEqualTo("ok: 1");
            assertThat(normal(Outcome.of(before, look))).isEqualTo(normal(expected));
            try (LuaState after = LuaState.open(all())) {
                assertThat(normal(Outcome.of(after, look))).isEqualTo(normal(expected));
            }
        }
    }

    private static String normal(String outcome) {
        return outcome.replaceAll("@[0-9a-f]+", "@");
    }

    @Test
    void randomNumbersOfStatesAreIndependent() {
        try (LuaState a = LuaState.open(all());
                LuaState b = LuaState.open(all())) {
            a.run("math.randomseed(42)");
            b.run("math.randomseed(42)");
            String script = "return math.random(1 << 40)";
            String first = Outcome.of(a, script);
            String second = Outcome.of(a, script);
            assertThat(Outcome.of(b, script)).isEqualTo(first);
            assertThat(Outcome.of(b, script)).isEqualTo(second);
        }
    }

    @Test
    void aChunkSharedByStatesKeepsThemApart() {
        LuaChunk chunk = LuaChunk.compile(
                "count = (count or 0) + 1 local n = 0 return function() n = n + 1 return n, count end", "=shared");
        try (LuaState a = LuaState.open(all());
                LuaState b = LuaState.open(all())) {
            Object first = a.call(a.load(chunk))[0];
            Object second = b.call(b.load(chunk))[0];
            a.call(a.load(chunk));
            assertThat(a.call(first)).containsExactly(1L, 2L);
            assertThat(a.call(first)).containsExactly(2L, 2L);
            assertThat(b.call(second)).containsExactly(1L, 1L);
        }
    }

    @Test
    void aHookOfOneStateDoesNotRunInAnother() {
        try (LuaState a = LuaState.open(all());
                LuaState b = LuaState.open(all())) {
            a.run("n = 0 debug.sethook(function() n = n + 1 end, 'crl', 1)");
            b.run("n = 0 for i = 1, 10 do n = n + 0 end");
            assertThat(b.getGlobal("n")).isEqualTo(0L);
            assertThat(Outcome.of(b, "return debug.gethook()")).isEqualTo("ok: null");
        }
    }

    /// Everything that a script can get at from its globals and metatables is a value of Lua.
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void noJavaObjectIsReachable(boolean everything) {
        try (LuaState lua = LuaState.open(everything ? all() : LuaOptions.sandboxed())) {
            Set<Object> seen = new HashSet<>();
            ArrayDeque<Object> queue = new ArrayDeque<>();
            queue.add(lua.globals());
            for (Object value : lua.run("return ('').x, getmetatable(''), getmetatable(_G), coroutine.running()")) {
                if (value != null) {
                    queue.add(value);
                }
            }
            while (!queue.isEmpty()) {
                Object value = queue.remove();
                if (!seen.add(value)) {
                    continue;
                }
                assertThat(value)
                        .isInstanceOfAny(
                                Boolean.class,
                                Long.class,
                                Double.class,
                                LuaString.class,
                                LuaTable.class,
                                FunctionValue.class,
                                Coroutine.class,
                                LuaUserdata.class);
                if (value instanceof LuaTable table) {
                    table.forEach((k, v) -> {
                        queue.add(k);
                        queue.add(v);
                    });
                    if (table.getMetatable() != null) {
                        queue.add(table.getMetatable());
                    }
                }
            }
            assertThat(seen.size()).isGreaterThan(80);
            if (!everything) {
                assertThat(seen).noneMatch(LuaUserdata.class::isInstance);
            }
        }
    }

    @Test
    void aSandboxHasNoWayOut() {
        try (LuaState lua = LuaState.open(LuaOptions.sandboxed())) {
            assertThat(lua.run("return io, os, debug, package, require")).containsExactly(null, null, null, null, null);
            assertThat(Outcome.of(lua, "return dofile('/etc/passwd')")).startsWith("error:");
            assertThat(Outcome.of(lua, "return loadfile('/etc/passwd')")).startsWith("ok: null");
            assertThat(Outcome.of(lua, "return load('\\27Lua')")).startsWith("ok: null");
            assertThat(Outcome.of(lua, "return load(string.dump(function() end))"))
                    .startsWith("ok: null");
        }
    }

    @Test
    void onlyTheLibrariesAskedForAreThere() {
        for (LuaLibrary library : LuaLibrary.values()) {
            try (LuaState lua = LuaState.open(LuaOptions.sandboxed().libraries(EnumSet.of(library)))) {
                assertThat(lua.getGlobal("string") != null).isEqualTo(library == LuaLibrary.STRING);
                assertThat(lua.getGlobal("os") != null).isEqualTo(library == LuaLibrary.OS);
                assertThat(lua.getGlobal("pcall") != null).isEqualTo(library == LuaLibrary.BASE);
            }
        }
        try (LuaState lua = LuaState.open(LuaOptions.sandboxed().libraries(Set.of()))) {
            assertThat(Outcome.of(lua, "return 1 + 1 .. ''")).isEqualTo("ok: 2");
            assertThat(Outcome.of(lua, "return ('x'):rep(2)")).startsWith("error:");
        }
    }

    @Test
    void aJavaErrorShowsNothingOfJavaToTheScript() {
        try (LuaState lua = LuaState.open(all())) {
            lua.setGlobal("fail", call -> {
                throw new IllegalArgumentException("message");
            });
            Object[] result = lua.run("local ok, e = pcall(fail) return type(e), e");
            assertThat(result[0]).hasToString("string");
            assertThat(result[1].toString()).endsWith("message");
        }
    }
}
