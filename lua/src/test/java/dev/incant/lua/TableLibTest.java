package dev.incant.lua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TableLibTest {
    /// Makes a table whose elements are reached by metamethods alone, and which notes each access.
    private static final String PROXY = """
            local log = {}
            local function proxy(t)
              return setmetatable({}, {
                __index = function(_, k) log[#log + 1] = "r" .. k return t[k] end,
                __newindex = function(_, k, v) log[#log + 1] = "w" .. k t[k] = v end,
                __len = function() log[#log + 1] = "#" return #t end})
            end
            """;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "table.insert(t, 9) | 1 2 3 9",
                "table.insert(t, 1, 9) | 9 1 2 3",
                "table.insert(t, 3, 9) | 1 2 9 3",
                "table.insert(t, 4, 9) | 1 2 3 9",
                "table.insert(t, '2', 9) | 1 9 2 3",
                "table.remove(t) | 1 2",
                "table.remove(t, 1) | 2 3",
                "table.remove(t, 3) | 1 2",
                "table.remove(t, 4) | 1 2 3",
                "table.move(t, 1, 3, 2) | 1 1 2 3",
                "table.move(t, 2, 3, 1) | 2 3 3",
                "table.move(t, 1, 0, 5) | 1 2 3",
            })
    void elementsAreShiftedAlikeInTablesAndProxies(String action, String expected) {
        assertThat(Scripts.value("local t = {1, 2, 3} " + action + " return table.concat(t, ' ')"))
                .isEqualTo(expected);
        assertThat(Scripts.value(
                        PROXY + "local o = {1, 2, 3} local t = proxy(o) " + action + " return table.concat(o, ' ')"))
                .isEqualTo(expected);
    }

    @Test
    void metamethodsAreAskedInTheOrderOfPuc() {
        assertThat(Scripts.value(PROXY + "table.insert(proxy{1, 2, 3}, 2, 9) return table.concat(log, ' ')"))
                .isEqualTo("# r3 w4 r2 w3 w2");
        assertThat(Scripts.value(PROXY + "table.remove(proxy{1, 2, 3}, 1) return table.concat(log, ' ')"))
                .isEqualTo("# r1 r2 w1 r3 w2 w3");
        assertThat(Scripts.value(PROXY + "table.unpack(proxy{1, 2, 3}) return table.concat(log, ' ')"))
                .isEqualTo("# r1 r2 r3");
    }

    @Test
    void aClassWithIndexOnlyStaysFast() {
        assertThat(Scripts.run("""
                local t = setmetatable({}, {__index = {size = 7}})
                for i = 1, 5 do table.insert(t, i) end
                return #t, t.size, table.remove(t), table.remove(t, 1), table.concat(t, ",")
                """)).containsExactly(5L, 7L, 5L, 1L, "2,3,4");
    }

    @Test
    void elementsOfEveryKindKeepTheirKind() {
        assertThat(Scripts.run("""
                local t = {1, 2.5, "x", true}
                table.insert(t, 2, false)
                table.insert(t, 1, 0.5)
                return table.unpack(t)
                """)).containsExactly(0.5, 1L, false, 2.5, "x", true);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "table.insert({}, 2, 3, 4) | wrong number of arguments to 'insert'",
                "table.insert({}) | wrong number of arguments to 'insert'",
                "table.insert({1}, 3, 0) | bad argument #2 to 'insert' (position out of bounds)",
                "table.insert({1}, 0, 0) | bad argument #2 to 'insert' (position out of bounds)",
                "table.insert(nil, 1) | bad argument #1 to 'insert' (table expected, got nil)",
                "table.remove({1, 2}, 5) | bad argument #2 to 'remove' (position out of bounds)",
                "table.concat({1, {}}) | invalid value (table) at index 2 in table for 'concat'",
                "table.concat({1}, ',', 1, 2) | invalid value (nil) at index 2 in table for 'concat'",
                "table.unpack({}, 1, 10000000) | too many results to unpack",
                "table.unpack({}, math.mininteger, math.maxinteger) | too many results to unpack",
                "table.move({}, 0, math.maxinteger, 1) | bad argument #3 to 'move' (too many elements to move)",
                "table.move({}, 1, math.maxinteger, 2) | bad argument #4 to 'move' (destination wrap around)",
                "table.sort({3, 1, 'x'}) | attempt to compare string with number",
                "table.sort({1, 2}, 5) | bad argument #2 to 'sort' (function expected, got number)",
                "table.sort({1, 2, 3, 4}, function() return true end) | invalid order function for sorting",
            })
    void errorsAreWordedAsPucDoes(String expression, String message) {
        assertThat(Scripts.error(expression)).isEqualTo(message);
    }

    @Test
    void aLyingLengthIsNotBelieved() {
        assertThat(Scripts.error("table.sort(setmetatable({}, {__len = function() return math.maxinteger end}))"))
                .contains("array too big");
        assertThat(Scripts.error("table.insert(setmetatable({}, {__len = function() return 'x' end}), 1)"))
                .contains("object length is not an integer");
        assertThat(Scripts.error("table.sort(setmetatable({}, {__len = function() return 2^30 // 1 end}))"))
                .contains("attempt to compare two nil values");
    }

    @Test
    void packCountsNils() {
        assertThat(Scripts.run("local t = table.pack(1, nil, 3, nil) return t.n, t[1], t[2], t[3], t[4]"))
                .containsExactly(4L, 1L, null, 3L, null);
        assertThat(Scripts.run("return #table.pack(1, nil, 3), table.pack().n")).containsExactly(3L, 0L);
    }

    @Test
    void unpackTakesAnyRange() {
        assertThat(Scripts.run("return table.unpack({1, 2, 3}, 0, 4)")).containsExactly(null, 1L, 2L, 3L, null);
        assertThat(Scripts.run("return table.unpack({1, 2}, 3)")).isEmpty();
        assertThat(Scripts.run("local m = math.maxinteger return table.unpack({[m] = 5}, m, m)"))
                .containsExactly(5L);
        assertThat(Scripts.run("return table.unpack({1.5, 2.5, 3.5}, 2)")).containsExactly(2.5, 3.5);
    }

    @Test
    void sortsWithoutAnOrderByValue() {
        assertThat(Scripts.value("local t = {3, 1.5, -2, 1e300, 2} table.sort(t) return table.concat(t, ' ')"))
                .isEqualTo("-2 1.5 2 3 1e+300");
        assertThat(Scripts.value("local t = {'b', 'a\\0b', 'a', '', 'B'} table.sort(t) return table.concat(t, '|')"))
                .isEqualTo("|B|a|a\0b|b");
    }

    @Test
    void sortsByALtMetamethod() {
        assertThat(Scripts.value("""
                local mt = {__lt = function(a, b) return a[1] < b[1] end}
                local t = {}
                for i, v in ipairs{5, 3, 9, 1} do t[i] = setmetatable({v}, mt) end
                table.sort(t)
                return t[1][1] .. t[2][1] .. t[3][1] .. t[4][1]
                """)).isEqualTo("1359");
    }

    /// The order of equal elements is PUC's: expected values come from lua5.4.
    @Test
    void equalElementsEndUpWherePucPutsThem() {
        assertThat(Scripts.value("""
                local t = {}
                for i = 1, 12 do t[i] = {i % 3, i} end
                table.sort(t, function(a, b) return a[1] < b[1] end)
                local r = {}
                for i, v in ipairs(t) do r[i] = v[2] end
                return table.concat(r, " ")
                """)).isEqualTo(EQUAL_ELEMENTS);
    }

    private static final String EQUAL_ELEMENTS = "12 9 3 6 1 4 7 10 2 8 11 5";

    @Test
    void anErrorInTheOrderLeavesTheTableAsItWas() {
        assertThat(Scripts.run("""
                local t, n = {5, 4, 3, 2, 1}, 0
                local ok = pcall(table.sort, t, function(a, b) n = n + 1 if n > 6 then error("x") end return a < b end)
                return ok, table.concat(t, " ")
                """)).containsExactly(false, "5 4 3 2 1");
    }

    @Test
    void theOrderMayChangeTheTable() {
        assertThat(Scripts.value("""
                local t = {5, 4, 3, 2, 1}
                table.sort(t, function(a, b) t[#t] = nil t.x = "y" return a < b end)
                return table.concat(t, " ")
                """)).isEqualTo("1 2 3 4 5");
    }

    @Property(tries = 100)
    void sortsIntegersAsJavaDoes(@ForAll @Size(max = 200) List<Long> numbers) {
        List<Long> expected = new ArrayList<>(numbers);
        Collections.sort(expected);
        assertThat(sorted(numbers, "")).isEqualTo(expected);
        assertThat(sorted(numbers, ", function(a, b) return a < b end")).isEqualTo(expected);
    }

    @Property(tries = 100)
    void sortsFloatsAsJavaDoes(@ForAll @Size(max = 100) List<@DoubleRange(min = -1e9, max = 1e9) Double> numbers) {
        List<Double> expected = new ArrayList<>(numbers);
        Collections.sort(expected);
        assertThat(sorted(numbers, "")).isEqualTo(expected);
    }

    private static List<?> sorted(List<?> values, String order) {
        try (LuaState lua = LuaState.open(LuaOptions.sandboxed())) {
            FunctionValue sort = lua.load("local t = {...} table.sort(t" + order + ") return table.unpack(t)", "=sort");
            return Scripts.results(lua.call(sort, values.toArray()));
        }
    }

    @Property(tries = 60)
    void aFunctionThatIsNoOrderEndsInAnErrorOrNot(@ForAll @IntRange(max = 300) int count, @ForAll int seed) {
        Object ok = Scripts.value("local t = {} math.randomseed(" + seed + ") for i = 1, " + count
                + " do t[i] = i end local ok, e = pcall(table.sort, t, function() return math.random() < 0.5 end)"
                + " return ok or e");
        assertThat(ok).isIn(true, "invalid order function for sorting");
    }

    @Property(tries = 60)
    void insertAndRemoveBehaveAsAList(@ForAll @Size(max = 60) List<@IntRange(min = 0, max = 999) Integer> actions) {
        List<Long> model = new ArrayList<>();
        StringBuilder script = new StringBuilder("local t = {} ");
        long next = 0;
        for (int action : actions) {
            int at = action % (model.size() + 1);
            if (action % 3 != 0 || model.isEmpty()) {
                model.add(at, ++next);
                script.append("table.insert(t, ")
                        .append(at + 1)
                        .append(", ")
                        .append(next)
                        .append(") ");
            } else {
                int index = at % model.size();
                model.remove(index);
                script.append("table.remove(t, ").append(index + 1).append(") ");
            }
        }
        assertThat(Scripts.run(script + "return table.unpack(t)")).isEqualTo(model);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "table.move({}, 1, 1 << 60, 2, {})",
                "local t = {} for i = 1, 1e5 do t[i] = i end while true do table.insert(t, 1, 0) table.remove(t, 1) end",
                "while true do table.sort({5, 4, 3, 2, 1}, function(a, b) return a < b end) end",
                "local t = {} for i = 1, 3e5 do t[i] = -i end while true do table.sort(t) t[1], t[#t] = t[#t], t[1] end",
                "local t = {} for i = 1, 1e5 do t[i] = 'x' end while true do table.concat(t, 'yy') end",
                "local t = {} for i = 1, 1e5 do t[i] = i end while true do table.unpack(t) end",
                "table.concat(setmetatable({}, {__index = function() return '' end}), '', 1, 1 << 60)",
                "table.insert(setmetatable({}, {__len = function() return 1 << 60 end}), 1, 1)",
                "table.remove(setmetatable({}, {__len = function() return 1 << 60 end}), 1)",
            })
    void longWorkStopsAtTheDeadline(String script) {
        try (LuaState lua = LuaState.open(LuaOptions.sandboxed())) {
            FunctionValue function = lua.load(script, "=long");
            lua.deadline(Duration.ofMillis(30));
            long start = System.nanoTime();
            assertThatThrownBy(() -> lua.call(function))
                    .isInstanceOfSatisfying(
                            LuaStopped.class, e -> assertThat(e.reason()).isEqualTo(LuaStopped.Reason.DEADLINE));
            // Far above what it takes, for slow machines.
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "local s = ('x'):rep(1 << 20) local t = {} for i = 1, 500 do t[i] = s end return #table.concat(t)",
                "return table.concat(setmetatable({}, {__index = function() return 'xxxxxxxx' end}), '', 1, 1 << 40)",
                "return table.sort(setmetatable({}, {__len = function() return 1 << 30 end}), function() end)",
                "local t = {} table.move({1}, 1, 1, 1, t) for i = 1, 1 << 40 do table.insert(t, i) end",
            })
    void memoryIsChargedBeforeItIsTaken(String script) {
        assertThatThrownBy(() -> Scripts.run(LuaOptions.sandboxed().memory(16 << 20), script))
                .isInstanceOf(LuaError.class)
                .hasMessageContaining("not enough memory");
    }
}
