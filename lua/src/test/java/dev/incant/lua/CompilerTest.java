package dev.incant.lua;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Compiled functions do what their nodes do: same results, errors, tracebacks, steps and memory.
class CompilerTest {
    private static final long BUDGET = 1_000_000;

    /// What a script does: its results or its error, and what it used.
    private record Outcome(String result, long steps) {}

    private static Outcome run(String script, boolean compiled) {
        try (LuaState lua = LuaState.open(LuaOptions.sandboxed().steps(BUDGET))) {
            Closure main = (Closure) lua.load(script, "=script");
            Proto proto = main.proto;
            settle(lua, proto, compiled);
            return outcome(lua, main);
        }
    }

    /// Fixes the tier of a function and of all inside it.
    private static void settle(LuaState lua, Proto proto, boolean compiled) {
        Code code = proto.lower(lua);
        code.heat = 0;
        if (compiled) {
            StatNode unit = Compiler.compile(code.body, code.slots);
            assertThat(unit).isNotSameAs(code.body);
            code.body = unit;
        }
        for (Proto inner : proto.inner) {
            settle(lua, inner, compiled);
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
                "local s = 0 for i = 1, 100 do s = s + i end return s",
                "local s = 0 for i = 10, 1, -3 do s = s + i end return s",
                "local s = 0 for i = math.maxinteger - 2, math.maxinteger do s = s + 1 end return s",
                "local s = 0 for i = 1, 3.7 do s = s + i end return s",
                "local s = 0 for i = 1.5, 4 do s = s + i end return s",
                "local s = 0 for i = 1, 2, 0.25 do s = s + i end return s",
                "local a, b = 1.0, 3 local s = 0 for i = a, b do s = s + i end return s, a",
                "local a, z = 3, -1 local s = {} for i = a, 1, z do s[#s + 1] = i end return table.concat(s, ' ')",
                "for i = 1, 10, 0 do end",
                "local z = 0 for i = 1, 10, z do end",
                "for i = 1, 'x' do end",
                "for i = {}, 2 do end",
                "local t = {} for i = 1, 3 do t[i] = function() i = i + 1 return i end end return t[1](), t[1](), t[2]()",
                "local t = {} for i = 0.5, 2 do t[#t + 1] = function() return i end end return t[1](), t[2]()",
                "local x = 0/0 return x < 1, x > 1, x <= 1, x >= 1, x == x, not (x < 1), 1 < x, x ~= x",
                "local x = 9007199254740993 return x < 9007199254740992.0, x <= 9007199254740992.0, 9007199254740992.0 < x",
                "local x = -0.0 return 1 / (x - 0), 1 / (x + 0)",
                "return math.maxinteger + 1, math.mininteger // -1, 7 // 0.0, -7 % 3, 7 % -3, -7 // 2, 5.5 % -2",
                "local a, b = 1, 0 return a // b",
                "local a, b = 1, 0 return a % b",
                "local a = 'x' return a + 1",
                "local t = {} return t.x.y",
                "local t = {} t.x.y = 1",
                "local t = {} t[nil] = 1",
                "local t = {} return #t.x",
                "local t = {} return t .. 'x'",
                "local t = {} return -t",
                "local t = {} t.x.y.z()",
                "local t = {} return t:nothing()",
                "local t = {} t:nothing(1, 2, 3)",
                "return undefined.field",
                "return 1 < 'x'",
                "return {} < {}",
                "return 1.5 & 1",
                "return 2^53 | 1, 3 ~ 5, ~0, 1 << 63, 1 << 64, 1 >> -1, -1 >> 60",
                "local t = {1, 2, 3, nil, 5, x = 1, ['y z'] = 2, [10] = 3, (function() return 6, 7 end)()} return #t, t[6], t.x, t[10]",
                "local t = {[nil] = 1}",
                "local t = {f = 1, [0/0] = 1}",
                "local function f(...) return ... end return f(1, nil, 3), (f(1, 2)), f()",
                "local function f(...) local t = {} for i = 1, select('#', ...) do t[i] = (select(i, ...)) or 'nil' end return table.concat(t, ' ') end return f(1, nil, 2.5, 'x', nil)",
                "local function f(...) return (select(-1, ...)), (select('2', ...)), (select(2.0, ...)), (select(9, ...)) end return f(1, 2, 3)",
                "local function f(...) return (select(0, ...)) end return f(1)",
                "local function f(...) return (math.max(1, ...)) + select('#', ...) end return f(7, 3)",
                "local function f(...) local a, b, c = ... return c, b, a, select('#', ...) end return f(1, 2)",
                "local function f(a, b) return b, a end local x, y, z = f(1, 2) return x, y, z",
                "local function f(n) if n == 0 then return 'end' end return f(n - 1) end return f(1000)",
                "local function f(n) return n < 2 and n or f(n - 1) + f(n - 2) end return f(12)",
                "local function f(n) return n == 0 and error('deep') or 1 + f(n - 1) end f(5)",
                "local function f() return f() + 1 end f()",
                "return pcall(error, 1)",
                "return pcall(pcall), select(2, pcall(error))",
                "local ok, e = pcall(function() local x = nil; x() end) return ok, e",
                "local o = setmetatable({}, {__index = function(t, k) return k .. '!' end, __call = function(_, a) return a end}) return o.x, o(5), o[1]",
                "local log = {} local o = setmetatable({}, {__newindex = function(t, k, v) rawset(t, k, v * 2) end}) o.x = 4 o[1] = 5 return o.x, o[1]",
                "local P = {} P.__index = P function P:add(n) self.n = (self.n or 0) + n return self end return setmetatable({}, P):add(1):add(2).n",
                "local mt = {__add = function(a, b) return 'add' end, __lt = function() return true end, __le = function() return false end, __eq = function() return true end, __len = function() return 7 end, __concat = function() return 'cat' end, __unm = function() return 'neg' end} local a, b = setmetatable({}, mt), setmetatable({}, mt) return a + 1, 1 + a, a < b, a <= b, a == b, a ~= b, #a, a .. 'x', 'x' .. a, -a, a > b, a >= b",
                "local s = '' for k, v in pairs({1, 2, x = 3}) do s = s .. tostring(k) .. v end return s",
                "local s = '' for i, v in ipairs({1, 2, nil, 4}) do s = s .. i .. v end return s",
                "local s = 0 for a, b, c in function(_, i) if i < 5 then return i + 1, i end end, nil, 0 do s = s + a * b end return s",
                "local t = {} for k in pairs({a = 1}) do t[1] = function() return k end end return t[1]()",
                "for i in 5 do end",
                "local c = setmetatable({}, {__close = function() end}) local n = 0 for i in function(_, i) i = (i or 0) + 1 return i < 4 and i or nil end, nil, nil, c do n = n + i end return n",
                "local log = {} do local x <close> = setmetatable({}, {__close = function() log[1] = 'closed' end}) end return log[1]",
                "local i, s = 0, 0 while true do i = i + 1 if i > 10 then break end if i % 2 == 0 then goto continue end s = s + i ::continue:: end return s",
                "local i = 0 ::top:: i = i + 1 if i < 10 then goto top end return i",
                "for i = 1, 3 do for j = 1, 3 do if j == 2 then goto next end end ::next:: end return 'done'",
                "local i = 0 repeat local done = i >= 5 i = i + 1 until done return i",
                "local x, y = 1, 2 x, y = y, x return x, y",
                "local t = {1, 2} t[1], t[2] = t[2], t[1] return t[1], t[2]",
                "local t, i = {}, 1 i, t[i] = i + 1, 20 return i, t[1], t[2]",
                "local a <const>, b = 5 return a, b",
                "local a = {} a.x, a.y, a.z = 1, 2 return a.x, a.y, a.z",
                "local n = 0 local function up() n = n + 1 return n end return up() + up() * up(), n",
                "local x = 1 local f = function() x = x + 1.5 end f() return x",
                "return 1 and 2, nil and 1, false or nil, nil or 3, not nil, not 0, 1 == 1.0, 'a' == 'a', nil == false",
                "local a if a then return 1 elseif a == nil and not false then return 2 else return 3 end",
                "return ('x'):rep(3) .. 1 .. 2.0 .. 'y', #'abc' .. 'd'",
                "local s = 0 for i = 1, 10 do local v = i > 5 and 'x' or i if v ~= 'x' then s = s + v end end return s",
                "local v = 1 for i = 1, 5 do if i == 3 then v = 'three' elseif i == 4 then v = 2.5 end end return v",
                "local v, w = 1, 2 for i = 1, 3 do v, w = w, v .. '' end return v, w",
                "local a = {} for i = 1, 5 do a[i] = i / 2 end local s = 0 for i = 1, #a do s = s + a[i] * a[i] end return s",
                "local co = coroutine.wrap(function(a) for i = 1, 3 do a = a + coroutine.yield(a) end return 'end' end) return co(1), co(2), co(3), co(4)",
                "while true do end",
                "local function f() return f() end f()",
                "repeat local x = 1 until false",
                "::top:: goto top",
                "for i = 1, math.huge do end",
            })
    void doesWhatTheNodesDo(String script) {
        assertThat(run(script, true)).isEqualTo(run(script, false));
    }

    private static Outcome outcome(LuaState lua, Closure main) {
        String result;
        try {
            result = plain(lua.call(main));
        } catch (LuaError e) {
            result = "error " + e.getMessage() + "\n" + e.traceback();
        } catch (LuaStopped e) {
            result = "stopped " + e.reason();
        }
        return new Outcome(result, BUDGET - lua.steps());
    }

    /// As [#run] with all but the first round of each outer loop compiled, or with the nodes.
    private static Outcome runLoops(String script, boolean compiled) {
        try (LuaState lua = LuaState.open(LuaOptions.sandboxed().steps(BUDGET))) {
            Closure main = (Closure) lua.load(script, "=script");
            Code code = main.proto.lower(lua);
            settle(lua, main.proto, false);
            int loops = compiled ? compileLoops(code.nodes, code.slots) : 1;
            assertThat(loops).isPositive();
            return outcome(lua, main);
        }
    }

    private static int compileLoops(@Nullable StatNode node, int slots) {
        int loops = 0;
        if (node instanceof Statements.Block b) {
            for (StatNode stat : b.body) {
                loops += compileLoops(stat, slots);
            }
        } else if (node instanceof Statements.ShortBlock b) {
            for (StatNode stat : Arrays.asList(b.first, b.second, b.third, b.fourth)) {
                loops += compileLoops(stat, slots);
            }
        } else if (node instanceof Loops.Loop loop) {
            loop.rest = Compiler.compileRest(loop, slots);
            assertThat(loop.rest).isNotNull();
            loops++;
        }
        return loops;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "local s = 0 for i = 1, 24 do s = s + i end return s",
                "local s = 0 for i = 1, 25 do s = s + i end return s",
                "local s = 0 for i = 1, 26 do s = s + i end return s",
                "local s = 0 for i = 1, 150000 do s = s + i end return s",
                "local s = 0 for i = 1000, -1000, -7 do s = s + i end return s",
                "local s = 0 for i = 1, 500 do for j = 1, i do s = s + j end end return s",
                "local s = 0 for i = math.mininteger, math.maxinteger do s = s + 1 if s == 500 then break end end return s",
                "local s = 0 for i = math.maxinteger - 60, math.maxinteger do s = s + 1 end return s",
                "local fs = {} for i = 1, 99 do fs[i] = function() i = i + 1 return i end end return fs[50](), fs[50](), #fs",
                "local s = 0 for i = 1, 100 do if i == 77 then return s, i end s = s + i end",
                "local s = 0 for i = 1, 100 do if i == 77 then s = s + nil end s = s + i end",
                "for i = 1, 1 << 40 do end",
                "local s, i = 0, 0 while i < 1000 do i = i + 1 s = s + i end return s",
                "local i = 0 while true do i = i + 1 if i > 24 then break end end return i",
                "local i = 0 repeat local done = i >= 100 i = i + 1 until done return i",
                "local t = {} for i = 1, 100 do t[i] = i t['k' .. i] = i end local s, n = 0, 0 "
                        + "for k, v in pairs(t) do s = s + v n = n + 1 end return s, n",
                "local t = {} for i = 1, 24 do t[i] = i end local n = 0 for _ in pairs(t) do n = n + 1 end return n",
                "local t = {} for i = 1, 100 do t['k' .. i] = i end for k in pairs(t) do t[k] = nil end return next(t)",
                "local t = {} for i = 1, 100 do t[i] = i end local s = 0 for i, v in ipairs(t) do s = s + i * v end return s",
                "local t = setmetatable({}, { __index = function(_, i) return i <= 70 and i or nil end }) "
                        + "local s = 0 for i, v in ipairs(t) do s = s + v end return s",
                "local s = 0 for w in string.gmatch(('ab '):rep(100), '%a+') do s = s + #w end return s",
            })
    void aLoopWhoseRestIsCompiledIsTheSameLoop(String script) {
        assertThat(runLoops(script, true)).isEqualTo(runLoops(script, false));
    }

    @Test
    void aFunctionOfAnySizeRuns() {
        StringBuilder script = new StringBuilder("local t, s = {}, 0\n");
        for (int i = 0; i < 3000; i++) {
            script.append("t[")
                    .append(i)
                    .append("] = s + ")
                    .append(i)
                    .append(" s = s + t[")
                    .append(i)
                    .append("]\n");
        }
        script.append("return s");
        assertThat(run(script.toString(), true)).isEqualTo(run(script.toString(), false));
    }

    @Test
    void anExpressionOfAnySizeRuns() {
        String sum = "a" + "+b*a".repeat(150);
        String script = "local a, b = 1, 2 local function f(...) return select('#', ...) end return f(" + sum
                + (", " + sum).repeat(100) + ")";
        try (LuaState lua = LuaState.open(LuaOptions.sandboxed())) {
            Closure main = (Closure) lua.load(script, "=script");
            Code code = main.proto.lower(lua);
            code.body = Compiler.compile(code.body, code.slots);
            assertThat(lua.call(main)).containsExactly(101L);
        }
    }

    @Test
    void deepExpressionsStayWithTheirNodes() {
        String deep = "return " + "(".repeat(150) + "1" + " + 1)".repeat(150);
        assertThat(run(deep, true).result()).isEqualTo("[151]");
    }

    @Test
    void aDebuggerSeesAndChangesLocalsOfCompiledCode() {
        String script = """
                local function outer(a)
                  local b = a + 1
                  for i = 1, 2 do
                    look()
                    b = b + i
                  end
                  return a, b
                end
                return outer(5)
                """;
        for (boolean compiled : new boolean[] {false, true}) {
            try (LuaState lua = LuaState.open(LuaOptions.full(new MemoryHost()))) {
                lua.run("""
                        local first = true
                        function look()
                          local an, a = debug.getlocal(2, 1)
                          local bn, b = debug.getlocal(2, 2)
                          seen = (seen or '') .. an .. '=' .. a .. ' ' .. bn .. '=' .. b .. ';'
                          if first then debug.setlocal(2, 2, 100.5) debug.setlocal(2, 1, 'changed') end
                          first = false
                        end
                        """);
                Closure main = (Closure) lua.load(script, "=script");
                settle(lua, main.proto, compiled);
                @Nullable Object[] results = lua.call(main);
                assertThat(Arrays.toString(results)).isEqualTo("[changed, 103.5]");
                assertThat(String.valueOf(lua.getGlobal("seen"))).isEqualTo("a=5 b=6;a=changed b=101.5;");
            }
        }
    }

    @Test
    void classesGoWithTheirFunctions() {
        int before = Compiler.loaded();
        for (int i = 0; i < 50; i++) {
            run("local s = 0 for i = 1, 10 do s = s + " + i + " end return s", true);
        }
        for (int i = 0; i < 20 && Compiler.loaded() > before + 25; i++) {
            System.gc();
        }
        assertThat(Compiler.loaded()).isLessThanOrEqualTo(before + 25);
    }
}
