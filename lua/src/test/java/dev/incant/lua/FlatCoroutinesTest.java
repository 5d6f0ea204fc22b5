package dev.incant.lua;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Coroutines that run on the stack of whoever resumes them do what others do: same values, errors, tracebacks, steps.
class FlatCoroutinesTest {
    private static final long BUDGET = 1_000_000;

    /// Resumes `co` until it is dead, and returns all that it gave.
    private static final String DRIVER = """
            local yield = coroutine.yield
            co = coroutine.create(function(...) %s
            end)
            local out, r = {}, table.pack(coroutine.resume(co, 1, 'two'))
            while true do
                for i = 1, r.n do out[#out + 1] = tostring(r[i]):gsub('0x%%x+', 'address') end
                if coroutine.status(co) == 'dead' or #out > 200 then break end
                out[#out + 1] = debug.traceback(co)
                r = table.pack(coroutine.resume(co, #out, 'x' .. #out))
            end
            return table.concat(out, '|')
            """;

    private record Outcome(String result, long steps, boolean flat) {}

    private static Outcome run(String body, boolean flat) {
        LuaOptions options = LuaOptions.sandboxed().libraries(Set.of(LuaLibrary.values()));
        try (LuaState lua = LuaState.open(options.steps(BUDGET))) {
            Closure main = (Closure) lua.load(DRIVER.formatted(body), "=script");
            settle(lua, main.proto, flat);
            String result;
            try {
                result = plain(lua.call(main));
            } catch (LuaStopped e) {
                result = "stopped " + e.reason();
            }
            Coroutine co = (Coroutine) Objects.requireNonNull(lua.getGlobal("co"));
            return new Outcome(result, BUDGET - lua.steps(), co.flat);
        }
    }

    private static void settle(LuaState lua, Proto proto, boolean flat) {
        Code code = proto.lower(lua);
        code.heat = 0;
        code.resumes = 0;
        code.flat = flat ? Compiler.compileFlat(code.nodes, code.slots) : null;
        for (Proto inner : proto.inner) {
            settle(lua, inner, flat);
        }
    }

    private static String plain(@Nullable Object[] values) {
        List<String> plain = new ArrayList<>();
        for (Object v : values) {
            plain.add(v instanceof LuaString s ? s.toLatin1() : String.valueOf(v));
        }
        return plain.toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "for i = 1, 5 do yield(i, ...) end return 'done'",
                "for i = 10, 1, -3 do local x, y = yield(i); yield(x, y, i) end",
                "for i = math.maxinteger - 1, math.maxinteger do yield(i) end for i = 1, 3.5 do yield(i) end",
                "local s = 1; while true do s = yield(s * 2) if s > 20 then break end end return s",
                "for k, v in pairs({10, 20, 30, x = 1}) do yield(k, v) end for i, v in ipairs{7, 8} do yield(i, v) end",
                "for w in ('a b c'):gmatch('%a') do yield(w) end",
                "for w in coroutine.wrap(function() for i = 1, 3 do yield(i * 10) end end) do yield(w) end",
                "for x in yield do if x > 6 then break end yield(x) end",
                "repeat local x = yield('r') until x > 8 return 'end'",
                "goto two ::one:: do yield('one') return end ::two:: yield('two') goto one",
                "for i = 1, 3 do for j = 1, 2 do if (i + j) % 2 == 0 then yield(i, j) elseif j == 2 then yield('e') "
                        + "else yield('o', i * j) end end end",
                "local t = {} t.x = 1 t[1] = 2 local a, b = 1, 2 a, b = b, a yield(a, b) yield(t.x, t[1])",
                "local x; yield(x); yield(x.y)",
                "yield(1) yield(2) error({})",
                "yield(1) error('an error')",
                "for i = 1, 2 do local n = math.floor(3.7) yield(n) end local s = string.format('%d', 4) yield(s)",
                "local c = coroutine.running() yield(c) local a, b = coroutine.resume(co) yield(a, b)",
                "local a = coroutine.isyieldable() yield(a)",
                "table.sort({3, 2, 1}, function(a, b) yield('in sort') return a < b end)",
                "local x = 5 local function g() return x end x = yield(x) x = x + 1 yield(x)",
                "while true do yield() end",
            })
    void a_body_that_only_yields_and_calls_the_library_stays_flat(String body) {
        Outcome flat = run(body, true);
        Outcome plain = run(body, false);
        assertThat(flat.result).isEqualTo(plain.result);
        assertThat(flat.steps).isEqualTo(plain.steps);
        // Once any state of this JVM had a hook, none begins flat.
        assertThat(flat.flat || Hook.used || Guards.RANDOM).isTrue();
        assertThat(plain.flat).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "local function f() yield('in f') return 2 end for i = 1, 3 do yield(i) local x = f() yield(x) end",
                "yield(0) yield(yield(1), yield(2)) return (yield(3))",
                "yield(0) return yield(4)",
                "local t = setmetatable({}, {__index = function(t, k) yield('index ' .. k); return k end}) "
                        + "for i = 1, 3 do yield('before') local v = t[i]; yield(v) yield(t.a .. t.b) end",
                "local n = setmetatable({}, {__add = function() return yield('add') end, "
                        + "__lt = function() return yield('lt') end}) yield('before') local s = n + 1; yield(s) "
                        + "if n < n then yield('less') end for i = 1, 2 do yield(n + i) end",
                "local t = setmetatable({}, {__newindex = function(t, k, v) yield(k, v) rawset(t, k, v) end}) "
                        + "for i = 1, 2 do yield(i) t[i] = i t['k' .. i] = i yield(rawget(t, i)) end",
                "local t = setmetatable({}, {__call = function(t, ...) return yield(...) end}) "
                        + "for i = 1, 2 do yield('before') local a = t(i, 'c') yield(a) end",
                "local t = setmetatable({}, {__pairs = function(t) yield('p') return next, {a = 1}, nil end}) "
                        + "yield('before') for k, v in pairs(t) do yield(k, v) end",
                "for i = 1, 2 do yield(i) local ok, e = pcall(function() yield(i) error('boom', 0) end) yield(ok, e) end",
                "yield(1) local a <close> = setmetatable({}, {__close = function() yield('closing') end}) yield(2)",
                "for i = 1.5, 4 do yield(i) end",
                "for i = 1, 3 do local n = i yield(n) local function f() n = n + 1 return n end yield(f(), n) end",
                "local t = {} yield(1) t.x, t[1] = 1, 2 t.x, t[1] = t[1], t.x yield(t.x, t[1])",
            })
    void what_may_yield_inside_moves_the_coroutine_to_a_stack_of_its_own(String body) {
        Outcome flat = run(body, true);
        Outcome plain = run(body, false);
        assertThat(flat.result).isEqualTo(plain.result);
        assertThat(flat.flat).isFalse();
    }
}
