package dev.incant.lua;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Too deep recursion on every path ends in a Lua error or is no error at all, whatever the stack, and the
/// state goes on working.
class StackLimitTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final String META = "local function with(e, f) return setmetatable({}, {[e] = f}) end ";

    /// Scripts that recurse without end.
    private static final String[] ENDLESS = {
        "local function f() return 1 + f() end f()",
        "local function f(...) return 1 + f(1, ...) end f()",
        "local function f(a, b, c, d, e) local x = f(a, b, c, d, e) return x end f(1, 2, 3, 4, 5)",
        "local function f() for i = 1, 2 do for _ in pairs{1} do if i then f() end end end end f()",
        "local function f() local s = '' .. f() .. '' return s end f()",
        "local function f() return {f(), a = f()} end f()",
        "local t = {} function t:f() return (self:f()) end t:f()",
        "local function f() local c <close> = setmetatable({}, {__close = function() end}) f() end f()",
        META + "local x x = with('__index', function(t, k) return t[k] end) return x.a",
        META + "local x x = with('__newindex', function(t, k) t[k] = 1 end) x.a = 1",
        META + "local x x = with('__add', function(a, b) return a + b end) return x + x",
        META + "local x x = with('__concat', function(a, b) return a .. b end) return x .. x",
        META + "local x x = with('__unm', function(a) return -a end) return -x",
        META + "local x x = with('__len', function(a) return #a end) return #x",
        META + "local m = {} m.__eq = function(a, b) return a == b end "
                + "return setmetatable({}, m) == setmetatable({}, m)",
        META + "local x x = with('__lt', function(a, b) return a < b end) return x < x",
        META + "local x x = with('__le', function(a, b) return a <= b end) return x <= x",
        META + "local x x = with('__call', function(self) return (self()) end) return x()",
        META + "local x x = with('__tostring', function(self) return tostring(self) end) return tostring(x)",
        META + "local x x = with('__pairs', function(self) return (pairs(self)) end) return pairs(x)",
        META + "local x x = with('__close', function() local y <close> = x end) do local z <close> = x end",
        META + "local x x = with('__close', function() local y <close> = x error('e') end) "
                + "do local z <close> = x end",
        "local function f() pcall(f) error('x') end f()",
        "local function f() return pcall(f) end return f()",
        "local function f() return (select(2, pcall(f))) end return f()",
        "local function f() xpcall(f, f) end f()",
        "local function f() error('x') end return xpcall(f, function() f() end)",
        "local function h(e) return h(e) .. 'x' end return xpcall(error, h)",
        "local function f() local function g() return 1 + g() end return xpcall(g, g) end return f()",
        "local function f() return (string.gsub('a', 'a', f)) end f()",
        "local function f() table.sort({1, 2, 3}, f) end f()",
        "local function f() return (coroutine.wrap(f)()) end f()",
        "local function f() local ok, e = coroutine.resume(coroutine.create(f)) error(e, 0) end f()",
        "local function f() local co = coroutine.wrap(function() pcall(f) end) co() end f()",
        "local co co = coroutine.wrap(function() local function f() return 1 + f() end f() end) co()",
        "local function f() return (load('return ...'))(f()) end f()",
        "local function f() return (load(f)) end f()",
        "local function f() for _ in f do end end f()",
        "local function f() for _ in function() return f() end do end end f()",
        "local t = {} t.__index = function(_, k) return t[k] end setmetatable(t, t) return t.x",
        "local function f() setmetatable({}, {__gc = f}) collectgarbage() end f()",
        "local t = setmetatable({}, {__index = function(t, i) return table.concat(t) end, "
                + "__len = function() return 1 end}) return table.concat(t)",
        "local function f() return table.unpack(setmetatable({}, {__index = function() return f() end}), 1, 2) end"
                + " f()",
        "local function f() return ('x'):rep(1) .. string.format('%s', setmetatable({}, {__tostring = f})) end f()",
        "local function f() return f end local t = setmetatable({}, {__call = f}) "
                + "for i = 1, 300 do t = setmetatable({}, {__call = t}) end return t()",
        "local function f(n) return n == 0 and 0 or 1 + f(n - 1) end return f(1e7)",
    };

    /// Scripts whose texts or data are deep, and what they give where there is stack enough.
    private static final String[] DEEP = {
        "return load('local a = 1 return ' .. ('a+'):rep(100000) .. 'a')()",
        "return load('local a = 1 return ' .. ('a and '):rep(100000) .. 'a')()",
        "return load('local a = false return ' .. ('a or '):rep(100000) .. '7')()",
        "return load('local a = 1 return ' .. ('a == '):rep(100000) .. 'a')()",
        "return load('local a = {} a.a = a return ' .. ('a.'):rep(100000) .. 'a == a')()",
        "return load('local a = {} a[1] = a return a' .. ('[1]'):rep(100000) .. ' == a')()",
        "return load('local function f() return f end f = load(\"return ...\") local function g() return g end "
                + "return g' .. ('()'):rep(100000))()",
        "return load('local t = {} function t:m() return self end return t' .. (':m()'):rep(100000))()",
        "return load('local a if a then ' .. ('elseif a then '):rep(100000) .. ' else return 1 end')()",
        "return load('return ' .. ('('):rep(190) .. '1' .. (')'):rep(190))()",
        "return load('return ' .. ('{'):rep(190) .. '1' .. ('}'):rep(190))()",
        "return load('return ' .. ('-'):rep(190) .. '1')()",
        "return load('local a = \"x\" return ' .. ('a..'):rep(190) .. 'a')()",
        "return load(('do '):rep(190) .. 'return 1 ' .. ('end '):rep(190))()",
        "return load(('while true do '):rep(190) .. 'return 1 ' .. ('end '):rep(190))()",
        "return load(('return function() '):rep(190) .. 'return 1 ' .. ('end '):rep(190))()",
        "return load('local function f(x) return x end return ' .. ('f('):rep(190) .. '1' .. (')'):rep(190))()",
        "return load('return ' .. ('2^'):rep(190) .. '1')()",
        "return load('x = ' .. ('('):rep(100000))",
        "return load('x = ' .. ('{'):rep(100000))",
        "return load(('do '):rep(100000))",
        "return load('x = ' .. ('not '):rep(100000) .. '1')",
        "return load('x = ' .. ('a..'):rep(100000) .. '1')",
        "return load(('goto a '):rep(30000) .. '::a::')()",
        "return load(('local x <const> = 1 '):rep(150) .. ' return x')()",
        "local t for i = 1, 100000 do t = setmetatable({}, {__index = t}) end return t.x",
        "local t = {} for i = 1, 100000 do t = setmetatable({}, {__newindex = t}) end t.x = 1",
        "local t for i = 1, 100000 do t = {t} end collectgarbage() return #t",
        "local t for i = 1, 100000 do local u = t t = function() return u end end collectgarbage() return t() ~= nil",
        "local t for i = 1, 100000 do t = setmetatable({}, {__mode = 'k', [1] = t}) end collectgarbage() return 1",
        "local co for i = 1, 10000 do local c = co co = coroutine.create(function() return c end) end "
                + "collectgarbage() return type(co)",
        "return ('a'):rep(3000):find(('a?'):rep(3000))",
        "return ('a'):rep(3000):find(('(a)'):rep(30))",
        "return ('a'):rep(3000):find(('a*'):rep(150))",
        "return ('a'):rep(3000):find('.-b')",
        "return ('('):rep(3000):find('%b()')",
        "return string.format(('%s'):rep(200), table.unpack(setmetatable({}, "
                + "{__index = function() return 1 end}), 1, 200)):len()",
        "return pcall(table.unpack, {}, 1, 1e6)",
        "return select('#', table.unpack({}, 1, 200000))",
        "local t = {} for i = 1, 200000 do t[i] = 'a' end return #table.concat({table.unpack(t)})",
        "local function f(...) return select('#', ...) end return f(table.unpack({}, 1, 200000))",
        "return #string.char(table.unpack((function() local t = {} for i = 1, 100000 do t[i] = 65 end return t "
                + "end)()))",
        "return math.max(table.unpack((function() local t = {} for i = 1, 100000 do t[i] = i end return t end)()))",
    };

    private enum Where {
        TINY(256 << 10),
        SMALL(512 << 10),
        MIDDLE(1 << 20),
        LARGE(16 << 20),
        VIRTUAL(0),
        COROUTINE(1 << 20),
        COROUTINE_THREAD(1 << 20);

        final long stack;

        Where(long stack) {
            this.stack = stack;
        }

        LuaOptions options() {
            return LuaOptions.sandboxed()
                    .memory(512 << 20)
                    .coroutines(this == COROUTINE_THREAD ? LuaOptions.Stacks.THREADS : LuaOptions.Stacks.AUTOMATIC);
        }

        Thread.Builder thread() {
            return this == VIRTUAL ? Thread.ofVirtual() : Outcome.withStack(stack);
        }

        String wrap(String script) {
            return this != COROUTINE && this != COROUTINE_THREAD
                    ? script
                    : "local function script() " + script + "\nend return coroutine.wrap(script)()";
        }
    }

    private static Stream<Arguments> endless() {
        return cases(ENDLESS);
    }

    private static Stream<Arguments> deep() {
        return cases(DEEP);
    }

    private static Stream<Arguments> cases(String[] scripts) {
        List<Arguments> all = new ArrayList<>();
        for (Where where : Where.values()) {
            for (String script : scripts) {
                all.add(Arguments.of(where, script));
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource
    void endless(Where where, String script) throws InterruptedException {
        survives(where, script);
    }

    @ParameterizedTest
    @MethodSource
    void deep(Where where, String script) throws InterruptedException {
        survives(where, script);
    }

    private static void survives(Where where, String script) throws InterruptedException {
        Outcome.on(where.thread(), PATIENCE, () -> {
            try (LuaState lua = LuaState.open(where.options())) {
                for (int i = 0; i < 2; i++) {
                    assertThat(Outcome.of(lua, where.wrap(script))).matches("(?s)(ok|error):.*|stopped: MEMORY");
                    assertThat(Outcome.of(lua, "return pcall(" + "function() " + script + "\nend)"))
                            .matches("(?s)ok:.*|stopped: MEMORY");
                    assertThat(Outcome.of(
                                    lua,
                                    "local t = {} for i = 1, 10 do t[i] = ('x'):rep(i) end "
                                            + "return #table.concat(t), coroutine.wrap(function() return 1 end)()"))
                            .isEqualTo("ok: 55 1");
                }
            }
        });
    }
}
