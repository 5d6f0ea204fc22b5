package dev.incant.tools.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.capability.Limits;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Tool;
import dev.incant.testkit.ToolContract;
import dev.incant.testkit.ToolTester;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileConverterTest implements ToolContract {
    private final ToolTester converter = ToolTester.of(tool());

    @Override
    public Tool tool() {
        return new FileConverter();
    }

    private static void write(Path file, String text, String charset) throws IOException {
        Files.write(file, text.getBytes(Charset.forName(charset)));
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file);
    }

    @Test
    void converts_between_encodings_and_their_marks(@TempDir Path folder) throws Exception {
        ToolTester here = converter.in(folder);
        Path file = folder.resolve("a");
        write(file, "Grüße, 😀\n", "UTF-8");
        assertThat(here.map("encoding", "path", "a", "to_encoding", "utf-16le", "target_path", "b"))
                .containsEntry("from_encoding", "UTF-8");
        assertThat(Files.readAllBytes(folder.resolve("b")))
                .isEqualTo("\uFEFFGrüße, 😀\n".getBytes(StandardCharsets.UTF_16LE));
        assertThat(here.map("encoding", "path", "b", "to_encoding", "utf-8", "bom", "add"))
                .containsEntry("from_encoding", "UTF-16LE")
                .containsEntry("certain", true);
        assertThat(read(folder.resolve("b"))).isEqualTo("\uFEFFGrüße, 😀\n");
        assertThat(here.map("detect", "path", "b")).containsEntry("bom", true);
        here.call("encoding", "path", "b");
        assertThat(folder.resolve("b")).hasSameBinaryContentAs(file);
        here.call("encoding", "path", "a", "to_encoding", "utf-16", "bom", "remove", "target_path", "c");
        here.call("encoding", "path", "c", "from_encoding", "utf-16");
        assertThat(folder.resolve("c")).hasSameBinaryContentAs(file);
    }

    @Test
    void detects_what_other_programs_wrote(@TempDir Path folder) throws Exception {
        ToolTester here = converter.in(folder);
        String russian = "Все счастливые семьи похожи друг на друга, каждая несчастливая семья несчастлива по-своему. ";
        write(folder.resolve("ru"), russian.repeat(5), "windows-1251");
        assertThat(here.map("detect", "path", "ru"))
                .containsEntry("encoding", "windows-1251")
                .containsEntry("certain", false);
        write(folder.resolve("ja"), "吾輩は猫である。名前はまだ無い。どこで生れたかとんと見当がつかぬ。".repeat(5), "Shift_JIS");
        assertThat(here.map("detect", "path", "ja")).containsEntry("encoding", "Shift_JIS");
        write(folder.resolve("ascii"), "plain\n", "US-ASCII");
        assertThat(here.map("detect", "path", "ascii")).containsEntry("encoding", "UTF-8");
        Files.write(folder.resolve("bin"), new byte[] {1, 0, 2, 0});
        assertThat(here.fails(ErrorCode.FAILED, "detect", "path", "bin").message())
                .contains("NUL");
        Files.write(folder.resolve("empty"), new byte[0]);
        assertThat(here.map("line_endings", "path", "empty")).containsEntry("changed", false);
    }

    @Test
    void iconv_agrees(@TempDir Path folder) throws Exception {
        ToolTester here = converter.in(folder);
        write(folder.resolve("a"), "Žluťoučký kůň, €\n".repeat(20_000), "UTF-8");
        for (String encoding : new String[] {"windows-1250", "utf-16be", "utf-32le"}) {
            here.call("encoding", "path", "a", "to_encoding", encoding, "bom", "remove", "target_path", "ours");
            Process iconv;
            try {
                iconv = new ProcessBuilder("iconv", "-f", "UTF-8", "-t", encoding, "a")
                        .directory(folder.toFile())
                        .redirectOutput(folder.resolve("theirs").toFile())
                        .start();
            } catch (IOException e) {
                assumeThat(false).as("iconv is not installed").isTrue();
                throw e;
            }
            assertThat(iconv.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(folder.resolve("ours")).hasSameBinaryContentAs(folder.resolve("theirs"));
        }
    }

    @Test
    void names_the_place_of_what_has_no_form_and_leaves_the_file_alone(@TempDir Path folder) throws Exception {
        ToolTester here = converter.in(folder);
        String text = "x\r\n".repeat(50_000) + "aé😀 €\n";
        write(folder.resolve("a"), text, "UTF-8");
        ToolException error = here.fails(ErrorCode.FAILED, "encoding", "path", "a", "to_encoding", "iso-8859-1");
        assertThat(error.message())
                .isEqualTo("a: line 50001, column 3: the character '😀' (U+1F600) has no form in ISO-8859-1");
        assertThat(error.details()).containsEntry("line", 50001L).containsEntry("column", 3L);
        assertThat(read(folder.resolve("a"))).isEqualTo(text);
        here.fails(ErrorCode.FAILED, "encoding", "path", "a", "to_encoding", "ascii", "target_path", "n");
        assertThat(folder.resolve("n")).doesNotExist();
        Files.write(folder.resolve("bad"), new byte[] {'a', '\n', 'b', (byte) 0xff, 'c'});
        assertThat(here.fails(ErrorCode.FAILED, "line_endings", "path", "bad", "encoding", "utf-8")
                        .message())
                .startsWith("bad: line 2, column 2: the bytes are not UTF-8");
        Files.write(folder.resolve("cut"), new byte[] {'a', (byte) 0xe2, (byte) 0x82});
        here.fails(ErrorCode.FAILED, "encoding", "path", "cut", "from_encoding", "utf-8", "to_encoding", "utf-16");
    }

    @Test
    void gives_lines_the_same_end(@TempDir Path folder) throws Exception {
        ToolTester here = converter.in(folder);
        write(folder.resolve("a"), "a\r\nb\nc\rd\r\r\ne", "UTF-8");
        assertThat(here.map("line_endings", "path", "a", "check", true))
                .containsEntry("changes", 4L)
                .containsEntry("written", false);
        here.call("line_endings", "path", "a", "line_ending", "crlf", "target_path", "w");
        assertThat(read(folder.resolve("w"))).isEqualTo("a\r\nb\r\nc\r\nd\r\n\r\ne");
        here.call("line_endings", "path", "w", "line_ending", "cr", "target_path", "m");
        assertThat(read(folder.resolve("m"))).isEqualTo("a\rb\rc\rd\r\re");
        assertThat(here.map("line_endings", "path", "m", "backup", true)).containsEntry("backup_path", "m.backup");
        assertThat(read(folder.resolve("m"))).isEqualTo("a\nb\nc\nd\n\ne");
        assertThat(read(folder.resolve("m.backup"))).isEqualTo("a\rb\rc\rd\r\re");
        write(folder.resolve("u"), "\uFEFFa\r\n", "UTF-16LE");
        here.call("line_endings", "path", "u");
        assertThat(Files.readAllBytes(folder.resolve("u"))).isEqualTo("\uFEFFa\n".getBytes(StandardCharsets.UTF_16LE));
    }

    @Test
    void indents_by_spaces_or_tabs_in_front_only(@TempDir Path folder) throws Exception {
        ToolTester here = converter.in(folder);
        write(folder.resolve("a"), "\ta\tb\n  \tc\r\n      d\n\t\n    ", "UTF-8");
        assertThat(here.map("indentation", "path", "a", "target_path", "s")).containsEntry("changes", 3L);
        assertThat(read(folder.resolve("s"))).isEqualTo("    a\tb\n    c\r\n      d\n    \n    ");
        assertThat(here.map("indentation", "path", "s", "convert_to_spaces", false, "target_path", "t"))
                .containsEntry("changes", 5L);
        assertThat(read(folder.resolve("t"))).isEqualTo("\ta\tb\n\tc\r\n\t  d\n\t\n\t");
        here.call("indentation", "path", "a", "tab_size", 8, "target_path", "e");
        assertThat(read(folder.resolve("e"))).startsWith("        a\tb\n        c\r\n      d");
    }

    @Property(tries = 100)
    void changing_twice_changes_nothing_more(@ForAll long seed) throws Exception {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(200); i > 0; i--) {
            text.append(" \t\r\nax".charAt(random.nextInt(6)));
        }
        Path folder = Files.createTempDirectory("incant");
        try {
            ToolTester here = converter.in(folder);
            Files.writeString(folder.resolve("a"), text);
            for (Object[] change : new Object[][] {
                {"line_endings", "line_ending", "crlf"},
                {"line_endings", "line_ending", "lf"},
                {"indentation", "convert_to_spaces", false},
                {"indentation", "convert_to_spaces", true}
            }) {
                String operation = (String) change[0];
                Map<String, @Nullable Object> once = here.map(operation, "path", "a", change[1], change[2]);
                assertThat(once.get("changed")).isEqualTo(!Long.valueOf(0).equals(once.get("changes")));
                assertThat(here.map(operation, "path", "a", change[1], change[2]))
                        .containsEntry("changed", false)
                        .containsEntry("changes", 0L)
                        .containsEntry("written", false);
            }
            String plain = text.toString().replace("\r\n", "\n").replace('\r', '\n');
            assertThat(read(folder.resolve("a")).replaceAll("(?m)^[ \t]+", ""))
                    .isEqualTo(plain.replaceAll("(?m)^[ \t]+", ""));
        } finally {
            Files.deleteIfExists(folder.resolve("a"));
            Files.deleteIfExists(folder);
        }
    }

    @Test
    void a_file_that_is_right_already_is_not_touched(@TempDir Path folder) throws Exception {
        write(folder.resolve("a"), "a\n", "UTF-8");
        FileTime old = FileTime.fromMillis(1_000_000_000_000L);
        Files.setLastModifiedTime(folder.resolve("a"), old);
        assertThat(converter.in(folder).map("encoding", "path", "a"))
                .containsEntry("changed", false)
                .containsEntry("written", false);
        assertThat(Files.getLastModifiedTime(folder.resolve("a"))).isEqualTo(old);
    }

    @Test
    void keeps_to_its_grants_and_limits(@TempDir Path folder) throws Exception {
        ToolTester here = converter.in(folder);
        write(folder.resolve("a"), "\t".repeat(200_000), "UTF-8");
        here.within(Limits.GENEROUS.withFileSize(300_000))
                .fails(ErrorCode.LIMIT_EXCEEDED, "indentation", "path", "a", "tab_size", 64, "target_path", "b");
        assertThat(folder.resolve("b")).doesNotExist();
        here.fails(ErrorCode.DENIED, "line_endings", "path", "a", "target_path", "/tmp/no");
        here.fails(ErrorCode.DENIED, "detect", "path", "/etc/hostname");
        here.fails(ErrorCode.NOT_FOUND, "encoding", "path", "none");
        here.fails(ErrorCode.INVALID_PARAMS, "encoding", "path", "a", "to_encoding", "utf-9");
        here.fails(ErrorCode.INVALID_PARAMS, "encoding", "path", "a", "from_encoding", "?");
        here.fails(ErrorCode.INVALID_PARAMS, "encoding", "path", "a", "bom", "maybe");
        here.fails(ErrorCode.INVALID_PARAMS, "line_endings", "path", "a", "line_ending", "nl");
        here.fails(ErrorCode.INVALID_PARAMS, "indentation", "path", "a", "tab_size", 0);
        Cancellation cancelled = new Cancellation();
        cancelled.cancel();
        here.cancelledBy(cancelled).fails(ErrorCode.CANCELLED, "indentation", "path", "a", "target_path", "c");
        assertThat(folder.resolve("c")).doesNotExist();
    }
}
