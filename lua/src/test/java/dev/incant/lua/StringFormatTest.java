package dev.incant.lua;

import static dev.incant.lua.LuaTesting.error;
import static dev.incant.lua.LuaTesting.eval;
import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StringFormatTest {
    /// A separator that no format contains.
    private static final char BAR = '~';

    @ParameterizedTest
    @CsvSource(
            delimiter = BAR,
            quoteCharacter = '`',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "%d~-42~-42",
                "%5d|%-5d|%05d~42, 42, 42~   42|42   |00042",
                "%+d|% d|%+d~5, 5, -5~+5| 5|-5",
                "%.3d|%8.3d|%-8.3d|%08.3d~7, 7, 7, -7~007|     007|007     |    -007",
                "%.0d|%5.0d~0, 0~|     ",
                "%i~3.0~3",
                "%u~-1~18446744073709551615",
                "%x|%X|%#x|%#X~255, 255, 255, 0~ff|FF|0xff|0",
                "%o|%#o|%#.0o|%#6o~8, 8, 0, 8~10|010|0|   010",
                "%#010x|%-#8x|~255, 255~0x000000ff|0xff    |",
                "%x~-1~ffffffffffffffff",
                "%c%c|%3c|%-3c|~76, 117, 97, 97~Lu|  a|a  |",
                "%s|%5s|%-5s|%.2s|%5.1s~'abc', 'abc', 'abc', 'abc', 'abc'~abc|  abc|abc  |ab|    a",
                "%s %s %s %s~nil, true, 1, 1.5~nil true 1 1.5",
                "%%|%d%%~50~%|50%"
            })
    void integersAndTextAreLaidOutAsInC(String format, String arguments, String result) {
        assertThat(eval("string.format('" + format + "', " + arguments + ")")).isEqualTo(result);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = BAR,
            quoteCharacter = '`',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "%f|%.2f|%8.3f|%-8.1f|~1, 2.345, -1.5, 2.25~1.000000|2.35|  -1.500|2.2     |",
                "%.0f %.0f %.0f %#.0f~0.5, 1.5, 2.5, 3~0 2 2 3.",
                "%+.1f|% .1f|%08.2f|%-+8.1f|~1, 1, -3.14159, 2~+1.0| 1.0|-0003.14|+2.0    |",
                "%e|%.0e|%#.0e|%E~12345.678, 12345, 5, 1e-7~1.234568e+04|1e+04|5.e+00|1.000000E-07",
                "%.3e|%.3e~9999.5, 1e300~1.000e+04|1.000e+300",
                "%g %g %g %g~100000, 1000000, 0.0001, 0.00001~100000 1e+06 0.0001 1e-05",
                "%#g|%.3g|%#.3g|%G~1, 0.00012345, 10, 1e-20~1.00000|0.000123|10.0|1E-20",
                "%.14g|%.17g~0.1, 0.1~0.1|0.10000000000000001",
                "%.20f~0.1~0.10000000000000000555",
                "%.99f~0.5~0.5" + "00000000000000000000000000000000000000000000000000"
                        + "000000000000000000000000000000000000000000000000",
                "%5.1f|%-6f|%06f|%+f~1/0, 1/0, -1/0, 1/0~  inf|inf   |  -inf|+inf",
                "%E %G~1/0, -1/0~INF -INF",
                "%f %g %e~-0.0, -0.0, -0.0~-0.000000 -0 -0.000000e+00",
                "%a %a %a %A~1, 0.5, -0.1, 255.5~0x1p+0 0x1p-1 -0x1.999999999999ap-4 0X1.FFP+7",
                "%.0a|%.2a|%.15a|%a~1.5, 1/3, 1, 0~0x2p+0|0x1.55p-2|0x1.000000000000000p+0|0x0p+0",
                "%10a|%-10a|%010a|%+a~1, 1, 1, 1~    0x1p+0|0x1p+0    |0x00001p+0|+0x1p+0",
                "%a~5e-324~0x0.0000000000001p-1022"
            })
    void floatsAreRoundedAndLaidOutAsInC(String format, String arguments, String result) {
        assertThat(eval("string.format('" + format + "', " + arguments + ")")).isEqualTo(result);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = BAR,
            quoteCharacter = '`',
            value = {
                "'%d', 1.5~bad argument #2 to 'format' (number has no integer representation)",
                "'%d', 'x'~bad argument #2 to 'format' (number expected, got string)",
                "'%d %d', 1~bad argument #3 to 'format' (no value)",
                "'%y', 1~invalid conversion '%y' to 'format'",
                "'%', 1~invalid conversion '%' to 'format'",
                "'%F', 1~invalid conversion '%F' to 'format'",
                "'%100d', 1~invalid conversion specification: '%100d'",
                "'%.100d', 1~invalid conversion specification: '%.100d'",
                "'%#d', 1~invalid conversion specification: '%#d'",
                "'%05s', 1~invalid conversion specification: '%05s'",
                "'%.1c', 1~invalid conversion specification: '%.1c'",
                "'%' .. ('0'):rep(30) .. 'd', 1~invalid format (too long)",
                "'%5q', 1~specifier '%q' cannot have modifiers",
                "'%q', {}~bad argument #2 to 'format' (value has no literal form)",
                "'%10s', 'a\\0b'~bad argument #2 to 'format' (string contains zeros)"
            })
    void faultyFormatsAreRejected(String arguments, String message) {
        assertThat(error("string.format(" + arguments + ")")).isEqualTo(message);
    }

    @Test
    void literalsStandForTheValue() {
        assertThat(eval("string.format('%q', 'a\\n\\0001\\r\"\\\\\\200')"))
                .isEqualTo("\"a\\\n\\0001\\13\\\"\\\\\u00c8\"");
        assertThat(eval("string.format('%q %q', math.mininteger, 42)")).isEqualTo("0x8000000000000000 42");
        assertThat(eval("string.format('%q %q %q', 1/0, -1/0, 0/0)")).isEqualTo("1e9999 -1e9999 (0/0)");
        assertThat(eval("string.format('%q %q', nil, true)")).isEqualTo("nil true");
    }

    @Property(tries = 300)
    void literalsOfTextCanBeLoaded(@ForAll @Size(max = 40) byte[] bytes) {
        try (LuaState lua = LuaState.open(LuaOptions.sandboxed())) {
            lua.setGlobal("v", LuaString.of(bytes));

            assertThat(lua.run("return load('return ' .. string.format('%q', v))() == v")[0])
                    .isEqualTo(true);
        }
    }

    @Property(tries = 300)
    void literalsOfFloatsCanBeLoaded(@ForAll double value) {
        try (LuaState lua = LuaState.open(LuaOptions.sandboxed())) {
            lua.setGlobal("v", value);

            assertThat(lua.run("local r = load('return ' .. string.format('%q', v))() return r, math.type(r)"))
                    .containsExactly(value, LuaString.of("float"));
        }
    }

    @Test
    void textComesFromMetamethods() {
        assertThat(eval("string.format('%s|%6s', setmetatable({}, {__tostring = function() return 'me' end}), "
                        + "setmetatable({}, {__tostring = function() return 'you' end}))"))
                .isEqualTo("me|   you");
        assertThat(error("string.format('%s', setmetatable({}, {__tostring = function() return 1 == 1 end}))"))
                .isEqualTo("'__tostring' must return a string");
    }

    @Test
    void pointersTellObjectsApart() {
        assertThat(eval("string.format('%p|%8p|%-8p|', 1, true, nil)")).isEqualTo("(null)|  (null)|(null)  |");
        assertThat(eval("(function(t) return tostring(t) == 'table: ' .. string.format('%p', t) end)({})"))
                .isEqualTo(true);
        assertThat(eval("string.format('%p', 'ab' .. 1) == string.format('%p', 'ab1')"))
                .isEqualTo(true);
        assertThat(eval("string.format('%p', ('x'):rep(99)) == string.format('%p', ('x'):rep(99))"))
                .isEqualTo(false);
    }
}
