package dev.incant.lua;

import static dev.incant.lua.LuaTesting.all;
import static dev.incant.lua.LuaTesting.error;
import static dev.incant.lua.LuaTesting.eval;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatternTest {
    @ParameterizedTest
    @CsvSource({
        "hello, l+, 3, 4",
        "hello, l*, 1, 0",
        "hello, .-o, 1, 5",
        "hello, o$, 5, 5",
        "hello, ^e, ,",
        "a+b, +b, 2, 3",
        "a$b, $b, 2, 3",
        "f(a(b)c)d, %b(), 2, 8",
        "THE (quick) fox, %f[%a]%a+%f[%A], 1, 3",
        "abab, (ab)%1, 1, 4",
        "a]b, []], 2, 2",
        "a]b, [^]a], 3, 3",
        "a-b, [a-]+, 1, 2",
        "x%y, %%, 2, 2",
        "aXb, [%u], 2, 2",
        "a.b, %., 2, 2",
        "abc, [a-c]+$, 1, 3",
        "abc, [%a-z], 1, 1",
        "aab, a?a?a?b, 1, 3",
        "'', ^$, 1, 0"
    })
    void matchesAreFound(String text, String pattern, Long from, Long to) {
        @Nullable Object[] found = all("string.find('" + text + "', '" + pattern + "')");

        assertThat(found[0]).isEqualTo(from);
        if (from != null) {
            assertThat(found[1]).isEqualTo(to);
        }
    }

    @Test
    void capturesAreGivenInOrder() {
        assertThat(all("string.find(' key = value', '(%w+)%s*=%s*(%w+)()')"))
                .containsExactly(2L, 12L, "key", "value", 13L);
        assertThat(all("string.match('2024-05-17', '((%d+)-(%d+))')")).containsExactly("2024-05", "2024", "05");
        assertThat(all("string.match('abc', '()b()')")).containsExactly(2L, 3L);
        assertThat(all("string.match('abc', '.', -1)")).containsExactly("c");
        assertThat(all("string.match('abc', 'x')")).containsExactly((Object) null);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "'a', '%'~malformed pattern (ends with '%')",
                "'a', '[a'~malformed pattern (missing ']')",
                "'a', '[a%'~malformed pattern (missing ']')",
                "'a', '[]'~malformed pattern (missing ']')",
                "'a', '%f'~missing '[' after '%f' in pattern",
                "'a', '%b'~malformed pattern (missing arguments to '%b')",
                "'a', '%bx'~malformed pattern (missing arguments to '%b')",
                "'a', '(a'~unfinished capture",
                "'a', '.)'~invalid pattern capture",
                "'a', '%1'~invalid capture index %1",
                "'a', '(a%1)'~invalid capture index %1",
                "'a', ('()'):rep(33)~too many captures",
                "('a'):rep(300), ('a?'):rep(250)~pattern too complex"
            })
    void faultyPatternsAreRejected(String arguments, String message) {
        assertThat(error("string.find(" + arguments + ")")).isEqualTo(message);
    }

    @Test
    void faultsCountOnlyWhereTheMatcherGetsThere() {
        assertThat(eval("string.find('a', 'b[')")).isNull();
        assertThat(eval("string.gsub('a', '(a', 'x')")).isEqualTo("x");
        assertThat(eval("string.find('b', 'a%')")).isNull();
    }

    @Test
    void substitutionsTakeTextTablesAndFunctions() {
        assertThat(all("string.gsub('hello world', 'o', '0')")).containsExactly("hell0 w0rld", 2L);
        assertThat(all("string.gsub('hello', '', '-')")).containsExactly("-h-e-l-l-o-", 6L);
        assertThat(all("string.gsub('abc', '%w', '%0%0', 2)")).containsExactly("aabbc", 2L);
        assertThat(all("string.gsub('abc', '(a)(b)', '%2%1%%')")).containsExactly("ba%c", 1L);
        assertThat(all("string.gsub('abc', '()b', '%1')")).containsExactly("a2c", 1L);
        assertThat(all("string.gsub('$a $b', '%$(%w)', {a = 1, b = false})")).containsExactly("1 $b", 2L);
        assertThat(all("string.gsub('abc', '.', function(c) if c ~= 'b' then return c:upper() end end)"))
                .containsExactly("AbC", 3L);
        assertThat(all("string.gsub('abc', '^a', 'x')")).containsExactly("xbc", 1L);
        assertThat(all("string.gsub('aaa', '^a', 'x')")).containsExactly("xaa", 1L);
        assertThat(all("string.gsub('abc', 'b*', 'x')")).containsExactly("xaxcx", 3L);
        assertThat(all("string.gsub('abc', 'b', 2.5)")).containsExactly("a2.5c", 1L);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "'a', 'a', '%2'~invalid capture index %2",
                "'a', 'a', '%x'~invalid use of '%' in replacement string",
                "'a', 'a', '%'~invalid use of '%' in replacement string",
                "'a', 'a', function() return {} end~invalid replacement value (a table)",
                "'a', 'a', {a = true}~invalid replacement value (a boolean)",
                "'a', 'a'~bad argument #3 to 'gsub' (string/function/table expected, got no value)",
                "'a', 'a', true~bad argument #3 to 'gsub' (string/function/table expected, got boolean)"
            })
    void faultyReplacementsAreRejected(String arguments, String message) {
        assertThat(error("string.gsub(" + arguments + ")")).isEqualTo(message);
    }

    @Test
    void iterationGivesEveryMatchOnce() {
        String collect = "(function(...) local t = {} for a, b in string.gmatch(...) do "
                + "t[#t + 1] = tostring(a) .. ':' .. tostring(b) end return table.concat(t, ' ') end)";

        assertThat(eval(collect + "('k=v, x=y', '(%w)=(%w)')")).isEqualTo("k:v x:y");
        assertThat(eval(collect + "('abc', '%w*')")).isEqualTo("abc:nil");
        assertThat(eval(collect + "('a b', '%w*')")).isEqualTo("a:nil b:nil");
        assertThat(eval(collect + "('xuxx', '()x', 2)")).isEqualTo("3:nil 4:nil");
        assertThat(eval(collect + "('^a^a', '^a')")).isEqualTo("^a:nil ^a:nil");
        assertThat(eval(collect + "('ab', '()', 9)")).isEqualTo("");
    }

    @Property
    void plainSearchFindsWhatJavaFinds(
            @ForAll @Chars({'a', 'b'}) @StringLength(max = 30) String text,
            @ForAll @Chars({'a', 'b'}) @StringLength(max = 4) String wanted) {
        int at = text.indexOf(wanted);

        assertThat(eval("(string.find('" + text + "', '" + wanted + "', 1, true))"))
                .isEqualTo(at < 0 ? null : at + 1L);
    }

    @Property(tries = 300)
    void escapedTextMatchesItself(@ForAll @Size(max = 30) byte[] bytes) {
        try (LuaState lua = LuaState.open(LuaOptions.sandboxed())) {
            lua.setGlobal("s", LuaString.of(bytes));

            assertThat(lua.run("return string.find(s, '^' .. s:gsub('%W', '%%%0') .. '$')"))
                    .containsExactly(1L, (long) bytes.length);
        }
    }

    @Property(tries = 3000)
    void searchFindsWhatPlainBacktrackingFinds(
            @ForAll @Chars({'a', 'b', 'c'}) @StringLength(max = 12) String text,
            @ForAll @Size(max = 6) List<@From("items") String> items,
            @ForAll boolean toTheEnd) {
        String pattern = String.join("", items) + (toTheEnd ? "$" : "");
        long[] expected = naive(text, items, toTheEnd);

        @Nullable Object[] found = all("string.find('" + text + "', '" + pattern + "')");

        if (expected.length == 0) {
            assertThat(found).containsExactly((Object) null);
        } else {
            assertThat(found).startsWith(expected[0] + 1, expected[1]);
        }
    }

    @Provide
    Arbitrary<String> items() {
        return Combinators.combine(
                        Arbitraries.of("a", "b", "c", ".", "[ab]", "[^a]"),
                        Arbitraries.of("", "", "*", "+", "-", "?"),
                        Arbitraries.of("%s", "%s", "(%s)"))
                .as((what, repetition, group) -> group.formatted(what + repetition));
    }

    private static long[] naive(String text, List<String> items, boolean toTheEnd) {
        for (int start = 0; start <= text.length(); start++) {
            int end = naiveAt(text, start, items, toTheEnd);
            if (end >= 0) {
                return new long[] {start, end};
            }
        }
        return new long[0];
    }

    private static int naiveAt(String text, int at, List<String> items, boolean toTheEnd) {
        if (items.isEmpty()) {
            return toTheEnd && at < text.length() ? -1 : at;
        }
        String item = items.getFirst().replace("(", "").replace(")", "");
        List<String> rest = items.subList(1, items.size());
        char suffix = item.charAt(item.length() - 1);
        int most = at;
        while (most < text.length() && takes(item, text.charAt(most))) {
            most++;
        }
        int least = suffix == '*' || suffix == '-' || suffix == '?' ? at : at + 1;
        most = suffix == '*' || suffix == '-' || suffix == '+' ? most : Math.min(most, at + 1);
        for (int k = 0; k <= most - least; k++) {
            int end = naiveAt(text, suffix == '-' ? least + k : most - k, rest, toTheEnd);
            if (end >= 0) {
                return end;
            }
        }
        return -1;
    }

    private static boolean takes(String item, char c) {
        return switch (item.charAt(0)) {
            case '.' -> true;
            case '[' -> item.startsWith("[^") ? c != 'a' : c != 'c';
            default -> item.charAt(0) == c;
        };
    }
}
