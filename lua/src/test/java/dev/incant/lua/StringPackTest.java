package dev.incant.lua;

import static dev.incant.lua.LuaTesting.all;
import static dev.incant.lua.LuaTesting.error;
import static dev.incant.lua.LuaTesting.eval;
import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StringPackTest {
    private static @Nullable Object[] run(String script, Object... globals) {
        try (LuaState lua = LuaState.open(LuaOptions.sandboxed())) {
            for (int i = 0; i < globals.length; i += 2) {
                lua.setGlobal((String) globals[i], globals[i + 1]);
            }
            return lua.run(script);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "'<i4', 1~01000000",
                "'>i4', 1~00000001",
                "'=I2', 513~0102",
                "'i3', -2~feffff",
                "'>i16', -1~ffffffffffffffffffffffffffffffff",
                "'bBhH', -1, 255, -2, 65535~fffffeffffff",
                "'<d', 1~000000000000f03f",
                "'>f', 0.5~3f000000",
                "'z', 'ab'~616200",
                "'<s2', 'ab'~02006162",
                "'c4', 'ab'~61620000",
                "'!4 b i4', 1, 2~0100000002000000",
                "'!b Xi4 h', 1, 2~010000000200",
                "'bx', 1~0100",
                "'<!2 b i8', 1, 2~01000200000000000000"
            })
    void valuesAreLaidOut(String arguments, String hex) {
        assertThat(eval("(string.pack(" + arguments + "):gsub('.', function(c) return ('%02x'):format(c:byte()) end))"))
                .isEqualTo(hex);
    }

    @ParameterizedTest
    @CsvSource({"i4, 4", "<!4 b i4, 8", "!8 b d, 16", "b Xd d, 9", "!b Xd d, 16", "c10 x, 11", "i16, 16", "'', 0"})
    void sizesAreThoseOfPackedText(String format, long size) {
        assertThat(eval("string.packsize('" + format + "')")).isEqualTo(size);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "pack('i17', 0)~integral size (17) out of limits [1,16]",
                "pack('i0', 0)~integral size (0) out of limits [1,16]",
                "pack('q', 0)~invalid format option 'q'",
                "pack('c', '')~missing size for format option 'c'",
                "pack('b', 128)~bad argument #2 to 'pack' (integer overflow)",
                "pack('B', -1)~bad argument #2 to 'pack' (unsigned overflow)",
                "pack('i1i7', 0, 1 << 55)~bad argument #3 to 'pack' (integer overflow)",
                "pack('c1', 'ab')~bad argument #2 to 'pack' (string longer than given size)",
                "pack('s1', ('x'):rep(256))~bad argument #2 to 'pack' (string length does not fit in given size)",
                "pack('z', 'a\\0')~bad argument #2 to 'pack' (string contains zeros)",
                "pack('X')~bad argument #1 to 'pack' (invalid next option for option 'X')",
                "pack('!4i3', 0)~bad argument #1 to 'pack' (format asks for alignment not power of 2)",
                "packsize('s')~bad argument #1 to 'packsize' (variable-length format)",
                "packsize('c2147483639c10')~bad argument #1 to 'packsize' (format result too large)",
                "unpack('i4', 'abc')~bad argument #2 to 'unpack' (data string too short)",
                "unpack('s1', '\\5abc')~bad argument #2 to 'unpack' (data string too short)",
                "unpack('z', 'abc')~bad argument #2 to 'unpack' (unfinished string for format 'z')",
                "unpack('b', 'abc', 5)~bad argument #3 to 'unpack' (initial position out of string)",
                "unpack('<i9', ('\\0'):rep(8) .. '\\1')~9-byte integer does not fit into Lua Integer"
            })
    void faultsAreNamed(String call, String message) {
        assertThat(error("string." + call)).isEqualTo(message);
    }

    @Test
    void readingGoesOnWhereItIsTold() {
        assertThat(all("string.unpack('<I2z', '\\1\\2abc\\0rest')")).containsExactly(513L, "abc", 7L);
        assertThat(all("string.unpack('b', 'abc', -1)")).containsExactly(99L, 4L);
        assertThat(all("string.unpack('c0', 'abc', 4)")).containsExactly("", 4L);
        assertThat(all("string.unpack('', '')")).containsExactly(1L);
    }

    @Property
    void integersComeBack(@ForAll long value, @ForAll @IntRange(min = 1, max = 16) int size, @ForAll boolean little) {
        int bits = Math.min(64, 8 * size);
        long fitting = value << 64 - bits >> 64 - bits;
        String format = (little ? "<i" : ">i") + size;

        assertThat(run("return string.unpack(f, string.pack(f, v))", "f", format, "v", fitting))
                .containsExactly(fitting, size + 1L);
    }

    @Property
    void floatsComeBack(@ForAll double value) {
        assertThat(run("return string.unpack('>d', string.pack('>d', v))", "v", value))
                .containsExactly(value, 9L);
    }

    @Property
    void textComesBack(@ForAll @Size(max = 50) byte[] bytes, @ForAll @IntRange(min = 1, max = 16) int size) {
        LuaString text = LuaString.of(bytes);

        assertThat(run("return string.unpack(f, string.pack(f, v))", "f", "s" + size, "v", text))
                .containsExactly(text, (long) size + bytes.length + 1);
    }
}
