package dev.incant.lua.syntax;

import static dev.incant.lua.syntax.ChunkName.shortSource;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

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
}
