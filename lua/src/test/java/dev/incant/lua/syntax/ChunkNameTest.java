package dev.incant.lua.syntax;

import static dev.incant.lua.syntax.ChunkName.shortSource;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Expected texts are those of PUC's `debug.getinfo(…).short_src`.
class ChunkNameTest {
    @Test
    void aLiteralNameIsCutAtItsEnd() {
        assertThat(shortSource("=stdin")).isEqualTo("stdin");
        assertThat(shortSource("=")).isEmpty();
        assertThat(shortSource("=" + "x".repeat(59))).isEqualTo("x".repeat(59));
        assertThat(shortSource("=" + "x".repeat(60) + "y")).isEqualTo("x".repeat(59));
    }

    @Test
    void aFileNameIsCutAtItsStart() {
        assertThat(shortSource("@dir/a.lua")).isEqualTo("dir/a.lua");
        assertThat(shortSource("@" + "x".repeat(59))).isEqualTo("x".repeat(59));
        assertThat(shortSource("@a" + "x".repeat(59))).isEqualTo("..." + "x".repeat(56));
    }

    @Test
    void aTextShowsItsFirstLine() {
        assertThat(shortSource("x = 1")).isEqualTo("[string \"x = 1\"]");
        assertThat(shortSource("")).isEqualTo("[string \"\"]");
        assertThat(shortSource("x = 1\ny = 2")).isEqualTo("[string \"x = 1...\"]");
        assertThat(shortSource("\n")).isEqualTo("[string \"...\"]");
        assertThat(shortSource("x".repeat(44))).isEqualTo("[string \"" + "x".repeat(44) + "\"]");
        assertThat(shortSource("x".repeat(45))).isEqualTo("[string \"" + "x".repeat(45) + "...\"]");
        assertThat(shortSource("x".repeat(99) + "\n")).isEqualTo("[string \"" + "x".repeat(45) + "...\"]");
    }

    @Test
    void aZeroByteEndsTheName() {
        assertThat(shortSource("=a\0b")).isEqualTo("a");
        assertThat(shortSource("a\0b")).isEqualTo("[string \"a\"]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "=", "@", "x", "=\0", "@a\0b", "\n"})
    void whatIsShownOfALongNameReadsAsTheWholeName(String start) {
        for (String middle : List.of("", "y\n", "\0", "zzz")) {
            for (int length : new int[] {0, 40, 58, 59, 60, 116, 117, 118, 119, 120, 500}) {
                String name = start + "a".repeat(length) + middle + "b".repeat(length);
                String shown = ChunkName.shown(name.getBytes(StandardCharsets.ISO_8859_1));
                assertThat(shortSource(shown)).isEqualTo(shortSource(name));
                assertThat(shown.length()).isLessThan(120);
            }
        }
    }
}
