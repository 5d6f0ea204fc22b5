package dev.incant.lua.syntax;

import static dev.incant.lua.syntax.Parsing.string;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StringConstantTest {
    @Test
    void escapesStandForTheirBytes() {
        assertThat(string("'\\a\\b\\f\\n\\r\\t\\v\\\\\\\"\\''")).isEqualTo("\u0007\b\f\n\r\t\u000b\\\"'");
        assertThat(string("'\\x41\\xfF\\0\\65\\0651\\255'")).isEqualTo("A\u00ff\0AA1\u00ff");
        assertThat(string("'a\\z  \n\t\r\n b\\z'")).isEqualTo("ab");
    }

    @Test
    void anEscapedLineEndIsOneNewline() {
        assertThat(string("'a\\\nb\\\r\nc\\\n\rd\\\re'")).isEqualTo("a\nb\nc\nd\ne");
    }

    @Test
    void bytesAreKeptAsTheyAre() {
        assertThat(string("'\u00e4\0\u00ff\u001a'")).isEqualTo("\u00e4\0\u00ff\u001a");
    }

    @Test
    void longStringsKnowNoEscapes() {
        assertThat(string("[[a\\n'\"]]")).isEqualTo("a\\n'\"");
        assertThat(string("[==[a]]b]=]c]==]")).isEqualTo("a]]b]=]c");
        assertThat(string("[=[]]=]")).isEqualTo("]");
        assertThat(string("[==[]=]==]")).isEqualTo("]=");
        assertThat(string("[[]]")).isEmpty();
    }

    @Test
    void longStringsFoldLineEndsAndSkipTheFirst() {
        assertThat(string("[[\na]]")).isEqualTo("a");
        assertThat(string("[[\r\na\r\nb\rc\n\rd\ne]]")).isEqualTo("a\nb\nc\nd\ne");
        assertThat(string("[[\n\n]]")).isEqualTo("\n");
        assertThat(string("[[\n\ra\n]]")).isEqualTo("a\n");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 00",
        "7F, 7F",
        "80, C280",
        "7FF, DFBF",
        "800, E0A080",
        "D800, EDA080",
        "FFFF, EFBFBF",
        "10000, F0908080",
        "1FFFFF, F7BFBFBF",
        "200000, F888808080",
        "3FFFFFF, FBBFBFBFBF",
        "4000000, FC8480808080",
        "7FFFFFFF, FDBFBFBFBFBF"
    })
    void codePointsOfUpTo31BitsAreEncoded(String codePoint, String utf8) {
        StringBuilder hex = new StringBuilder();
        for (char c : string("'\\u{" + codePoint + "}'").toCharArray()) {
            hex.append(String.format("%02X", (int) c));
        }
        assertThat(hex).hasToString(utf8);
    }

    @Property
    void codePointsAreEncodedAsJavaDoes(@ForAll @IntRange(max = 0x10FFFF) int codePoint) {
        if (codePoint < 0xD800 || codePoint > 0xDFFF) {
            byte[] expected = Character.toString(codePoint).getBytes(StandardCharsets.UTF_8);
            assertThat(Parsing.bytes(string("'\\u{" + Integer.toHexString(codePoint) + "}'")))
                    .isEqualTo(expected);
        }
    }

    @Property
    void everyByteSequenceCanBeEscaped(@ForAll byte[] bytes) {
        StringBuilder decimal = new StringBuilder("'");
        StringBuilder hexadecimal = new StringBuilder("\"");
        for (byte b : bytes) {
            decimal.append(String.format("\\%03d", b & 0xFF));
            hexadecimal.append(String.format("\\x%02x", b & 0xFF));
        }
        assertThat(Parsing.bytes(string(decimal + "'"))).isEqualTo(bytes);
        assertThat(Parsing.bytes(string(hexadecimal + "\""))).isEqualTo(bytes);
    }
}
