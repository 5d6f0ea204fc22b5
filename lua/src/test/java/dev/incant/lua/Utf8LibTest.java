package dev.incant.lua;

import static dev.incant.lua.LuaTesting.all;
import static dev.incant.lua.LuaTesting.error;
import static dev.incant.lua.LuaTesting.eval;
import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8LibTest {
    @Test
    void codesBecomeText() {
        assertThat(eval("utf8.char(72, 228, 8364, 0x1F600) == 'Hä€😀'")).isEqualTo(true);
        assertThat(eval("utf8.char()")).isEqualTo("");
        assertThat(eval("#utf8.char(0x7FFFFFFF)")).isEqualTo(6L);
        assertThat(error("utf8.char(-1)")).isEqualTo("bad argument #1 to 'char' (value out of range)");
        assertThat(error("utf8.char(1, 0x80000000)")).isEqualTo("bad argument #2 to 'char' (value out of range)");
    }

    @Test
    void textBecomesCodes() {
        assertThat(all("utf8.codepoint('Hä€😀', 1, -1)")).containsExactly(72L, 228L, 8364L, 0x1F600L);
        assertThat(all("utf8.codepoint('abc')")).containsExactly(97L);
        assertThat(all("utf8.codepoint('abc', 3, 2)")).isEmpty();
        assertThat(error("utf8.codepoint('abc', 4)")).isEqualTo("bad argument #3 to 'codepoint' (out of bounds)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\\x80",
                "\\xC3",
                "\\xC0\\x80",
                "\\xC1\\xBF",
                "\\xE0\\x80\\x80",
                "\\xED\\xA0\\x80",
                "\\xF4\\x90\\x80\\x80",
                "\\xF8\\x88\\x80\\x80\\x80",
                "\\xFF",
                "\\xFE",
                "\\xE2\\x82"
            })
    void invalidSequencesAreFound(String escaped) {
        assertThat(all("utf8.len('ab" + escaped + "')")).containsExactly(null, 3L);
        assertThat(error("utf8.codepoint('ab" + escaped + "', 1, -1)")).isEqualTo("invalid UTF-8 code");
        assertThat(error("(function() for _ in utf8.codes('ab" + escaped + "') do end end)()"))
                .isEqualTo("invalid UTF-8 code");
    }

    @Test
    void laxReadingTakesOldAndSurrogateCodes() {
        assertThat(all("utf8.codepoint('\\xED\\xA0\\x80', 1, 1, true)")).containsExactly(0xD800L);
        assertThat(eval("utf8.len('\\xFD\\xBF\\xBF\\xBF\\xBF\\xBF', 1, -1, true)"))
                .isEqualTo(1L);
        assertThat(all("utf8.len('\\xC0\\x80', 1, -1, true)")).containsExactly(null, 1L);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "len('abc', 5)~bad argument #2 to 'len' (initial position out of bounds)",
                "len('abc', 1, 4)~bad argument #3 to 'len' (final position out of bounds)",
                "offset('abc', 1, 5)~bad argument #3 to 'offset' (position out of bounds)",
                "offset('\\xC3\\xA4', 1, 2)~initial position is a continuation byte",
                "codepoint('abc', 1, 4)~bad argument #3 to 'codepoint' (out of bounds)",
                "codes('\\x80')~bad argument #1 to 'codes' (invalid UTF-8 code)"
            })
    void faultsAreNamed(String call, String message) {
        assertThat(error("utf8." + call)).isEqualTo(message);
    }

    @Test
    void offsetsCountSequences() {
        assertThat(eval("utf8.offset('aä€', 3)")).isEqualTo(4L);
        assertThat(eval("utf8.offset('aä€', 4)")).isEqualTo(7L);
        assertThat(eval("utf8.offset('aä€', 5)")).isNull();
        assertThat(eval("utf8.offset('aä€', -1)")).isEqualTo(4L);
        assertThat(eval("utf8.offset('aä€', 0, 5)")).isEqualTo(4L);
        assertThat(eval("utf8.offset('aä€', -4)")).isNull();
    }

    @Test
    void iterationGivesPositionsAndCodes() {
        assertThat(eval("(function() local t = {} for p, c in utf8.codes('aä€') do t[#t + 1] = p .. ':' .. c end "
                        + "return table.concat(t, ' ') end)()"))
                .isEqualTo("1:97 2:228 4:8364");
        assertThat(eval("select('#', ('aä€'):gsub(utf8.charpattern, '')) and #('aä€'):gsub(utf8.charpattern, 'x')"))
                .isEqualTo(3L);
    }

    @Property
    void everyCodeComesBack(@ForAll @LongRange(min = 0, max = 0x7FFFFFFF) long code) {
        assertThat(eval("utf8.codepoint(utf8.char(" + code + "), 1, 1, true)")).isEqualTo(code);
    }

    @Property(tries = 300)
    void lengthsAreThoseOfJava(@ForAll @StringLength(max = 30) String text) {
        String whole = text.codePoints()
                .filter(c -> c < 0xD800 || c > 0xDFFF)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        try (LuaState lua = LuaState.open(LuaOptions.sandboxed())) {
            lua.setGlobal("s", whole);

            assertThat(lua.run("return utf8.len(s)")[0]).isEqualTo((long) whole.codePointCount(0, whole.length()));
            assertThat(lua.run("return utf8.char(utf8.codepoint(s, 1, -1)) == s")[0])
                    .isEqualTo(true);
        }
    }
}
