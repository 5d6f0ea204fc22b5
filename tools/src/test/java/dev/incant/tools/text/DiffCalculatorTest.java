package dev.incant.tools.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.capability.Limits;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.value.Json;
import dev.incant.testkit.ToolContract;
import dev.incant.testkit.ToolTester;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DiffCalculatorTest implements ToolContract {
    private final ToolTester diff = ToolTester.of(tool());

    @Override
    public Tool tool() {
        return new DiffCalculator();
    }

    private String text(String from, String to, String format) {
        return String.valueOf(diff.map("text", "old_text", from, "new_text", to, "format", format)
                .get("diff"));
    }

    /// A text of random lines out of few, so that much repeats; now and then without a last line end.
    private static String random(Random random) {
        StringBuilder text = new StringBuilder();
        int lines = random.nextInt(40);
        for (int i = 0; i < lines; i++) {
            text.append("abcdef".charAt(random.nextInt(6))).append('\n');
        }
        if (text.length() > 0 && random.nextInt(4) == 0) {
            text.setLength(text.length() - 1);
        }
        return text.toString();
    }

    /// A changed copy, as edits make it.
    private static String edited(String text, Random random) {
        StringBuilder copy = new StringBuilder();
        for (String line : text.split("(?<=\n)", -1)) {
            switch (random.nextInt(8)) {
                case 0 -> {}
                case 1 ->
                    copy.append(line).append("new ").append(random.nextInt(9)).append('\n');
                default -> copy.append(line);
            }
        }
        return copy.toString();
    }

    @Property(tries = 200)
    void a_diff_applied_gives_the_new_text_and_reversed_the_old_one(@ForAll long seed) {
        Random random = new Random(seed);
        String from = random(random);
        String to = random.nextBoolean() ? random(random) : edited(from, random);
        for (int context : new int[] {0, 1, 3}) {
            Object patch = diff.map("text", "old_text", from, "new_text", to, "context_lines", context)
                    .get("diff");
            assertThat(diff.map("apply_patch", "old_text", from, "patch", patch, "fuzz", 0))
                    .containsEntry("text", to)
                    .containsEntry("complete", true);
            assertThat(diff.map("apply_patch", "old_text", to, "patch", patch, "reverse", true, "fuzz", 0))
                    .containsEntry("text", from);
        }
    }

    private static String run(Path folder, String... command) throws IOException, InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            assumeThat(false).as("%s is not installed", command[0]).isTrue();
            throw e;
        }
        String out = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return out;
    }

    @Test
    void gnu_patch_takes_our_diffs_and_we_take_those_of_gnu_diff(@TempDir Path folder) throws Exception {
        Random random = new Random(7);
        for (int i = 0; i < 25; i++) {
            String from = random(random);
            String to = random.nextBoolean() ? random(random) : edited(from, random);
            Files.writeString(folder.resolve("a"), from);
            Files.writeString(folder.resolve("b"), to);
            for (String format : List.of("unified", "context")) {
                Files.writeString(folder.resolve("p"), text(from, to, format));
                Files.writeString(folder.resolve("c"), from);
                if (!from.equals(to)) {
                    String said = run(folder, "patch", "--" + format, "--force", "--fuzz=0", "c", "p");
                    assertThat(folder.resolve("c")).as(said).hasContent(to);
                    assertThat(said).doesNotContain("offset");
                }
            }
            String gnu = run(folder, "diff", "-u", "--minimal", "a", "b");
            assertThat(diff.map("apply_patch", "old_text", from, "patch", gnu)).containsEntry("text", to);
            Map<?, ?> stats = (Map<?, ?>) Objects.requireNonNull(
                    diff.map("text", "old_text", from, "new_text", to).get("stats"));
            long changed = gnu.lines()
                    .skip(2)
                    .filter(line -> line.startsWith("+") || line.startsWith("-"))
                    .count();
            assertThat(List.of(Objects.requireNonNull(stats.get("added")), Objects.requireNonNull(stats.get("removed")))
                            .stream()
                            .mapToLong(each -> (Long) each)
                            .sum())
                    .as(gnu)
                    .isEqualTo(changed);
        }
    }

    @Test
    void writes_what_gnu_diff_writes(@TempDir Path folder) throws Exception {
        String from = "int a() {\n  return 1;\n}\n\nint b() {\n  return 2;\n}\nend";
        String to = "int a() {\n  return 1;\n}\n\nint n() {\n  return 9;\n}\n\nint b() {\n  return 3;\n}\nend\n";
        Files.writeString(folder.resolve("a"), from);
        Files.writeString(folder.resolve("b"), to);
        assertThat(text(from, to, "unified"))
                .isEqualTo(run(folder, "diff", "-u", "--label", "old", "--label", "new", "a", "b"));
        assertThat(text(from, to, "context"))
                .isEqualTo(run(folder, "diff", "-c", "--label", "old", "--label", "new", "a", "b"));
    }

    @Test
    void has_four_formats() {
        assertThat(text("a\nb\nc\nd\n", "a\nX\nd\ne\n", "simple"))
                .isEqualTo("Total changes: 2\nReplaced at lines 2-3 with line 2\nAdded at line 4\n");
        assertThat(text("a\nb", "a\n", "simple")).isEqualTo("Total changes: 1\nRemoved at line 2\n");
        assertThat(text("a\nb", "a\nc", "inline"))
                .isEqualTo("  a\n- b\n\\ No newline at end of file\n+ c\n\\ No newline at end of file\n");
        for (String format : List.of("unified", "context")) {
            assertThat(text("same\n", "same\n", format)).isEmpty();
        }
        assertThat(text("", "a\n", "unified")).isEqualTo("--- old\n+++ new\n@@ -0,0 +1 @@\n+a\n");
        assertThat(text("a\r\n", "a\n", "unified")).contains("-a\r\n+a\n");
    }

    @Test
    void compares_json_as_the_reference_does_and_as_a_patch() {
        Map<String, @Nullable Object> result = diff.map(
                "json", "old_json", "{\"a\":{\"b\":[1,2]},\"x\":null}", "new_json", "{\"a\":{\"b\":[1,3]},\"y\":1}");
        assertThat(Json.write(result.get("diff")))
                .isEqualTo("{\"added\":{\"y\":1},\"removed\":{\"x\":null},"
                        + "\"modified\":{\"a.b\":{\"old\":[1,2],\"new\":[1,3]}},\"unchanged\":[]}");
        assertThat(Json.write(result.get("patch"))).contains("\"path\":\"/a/b/1\"");
        assertThat(diff.map("json", "old_json", 1, "new_json", 1)).containsEntry("equal", true);
        assertThat(diff.map("compare", "type", "json", "old_json", "[1]", "new_json", "[2]"))
                .containsEntry("equal", false);
        assertThat(diff.fails(
                                ErrorCode.FAILED,
                                "json",
                                "old_json",
                                "{\"a\":{}}",
                                "new_json",
                                "{\"a.b\":1,\"a\":{\"b\":2},\"z\":0}")
                        .message())
                .as("only where two members get the same path")
                .contains("'a.b'");
    }

    @Test
    void hunks_move_and_bend_and_are_rejected_aloud(@TempDir Path folder) throws Exception {
        String patch = "--- a\n+++ b\n@@ -2,3 +2,3 @@\n b\n-c\n+C\n d\n@@ -7,2 +7,2 @@\n-nowhere\n+N\n g\n";
        String moved = "0\n0\na\nb\nc\nd\ne\nf\ng\n";
        Map<String, @Nullable Object> result = diff.map("apply_patch", "old_text", moved, "patch", patch);
        assertThat(result).containsEntry("complete", false).containsEntry("text", moved.replace("c", "C"));
        assertThat(Json.write(result.get("hunks"))).isEqualTo("[{\"hunk\":1,\"line\":4,\"offset\":2,\"fuzz\":0}]");
        assertThat(Json.write(result.get("rejected")))
                .isEqualTo("[{\"hunk\":2,\"line\":7,\"text\":\"@@ -7,2 +7,2 @@\\n-nowhere\\n+N\\n g\\n\"}]");
        assertThat(diff.map("apply_patch", "old_text", "a\nB\nc\nD\n", "patch", patch.split("@@ -7")[0]))
                .containsEntry("text", "a\nB\nC\nD\n");
        assertThat(diff.map("apply_patch", "old_text", "a\nB\nc\nD\n", "patch", patch.split("@@ -7")[0], "fuzz", 0))
                .containsEntry("applied", 0L);
        Files.writeString(folder.resolve("f"), moved);
        Files.writeString(folder.resolve("p"), patch);
        ToolTester here = diff.in(folder);
        assertThat(here.map("apply_patch", "old_file", "f", "patch_file", "p", "output_file", "f"))
                .doesNotContainKey("output_file")
                .containsKey("text");
        assertThat(folder.resolve("f")).hasContent(moved);
        assertThat(here.map("apply_patch", "old_file", "f", "patch_file", "p", "output_file", "f", "partial", true))
                .containsEntry("output_file", "f");
        assertThat(folder.resolve("f")).hasContent(moved.replace("c", "C"));
    }

    @Test
    void refuses_broken_patches_and_names_the_line() {
        String[][] cases = {
            {"hello\n", "holds no hunk"},
            {"@@ -1 +1 @\n", "line 1"},
            {"@@ -1,2 +1 @@\n-a\n", "line 3: the hunk ends too early"},
            {"@@ -1 +1 @@\n-a\n-b\n", "line 3: does not fit"},
            {"@@ -1 +1 @@\n*a\n", "line 2: does not fit"},
            {"@@ -1 +1 @@\n\\ No newline\n", "line 2: says"},
            {"--- a\n+++ b\n@@ -1 +1 @@\n-a\n+b\n--- c\n+++ d\n@@ -1 +1 @@\n-a\n+b\n", "line 6: a second file"},
            {"@@ -1 +1 @@\n-a\n+b\nrubbish\n", "line 4: expected a hunk"},
            {"@@ -9999999999 +1 @@\n", "line 1"},
        };
        for (String[] each : cases) {
            assertThat(diff.fails(ErrorCode.INVALID_PARAMS, "apply_patch", "old_text", "a\n", "patch", each[0])
                            .message())
                    .as(each[0])
                    .contains(each[1]);
        }
        assertThat(diff.map("apply_patch", "old_text", "a\n", "patch", "")).containsEntry("text", "a\n");
    }

    @Test
    void says_which_arguments_do_not_fit() {
        diff.fails(ErrorCode.INVALID_PARAMS, "text", "old_text", "a");
        diff.fails(ErrorCode.INVALID_PARAMS, "text", "old_text", "a", "old_file", "b", "new_text", "c");
        diff.fails(ErrorCode.INVALID_PARAMS, "text", "old_text", "a", "new_text", "b", "format", "html");
        diff.fails(ErrorCode.INVALID_PARAMS, "text", "old_text", "a", "new_text", "b", "context_lines", -1);
        diff.fails(ErrorCode.INVALID_PARAMS, "text", "old_text", "a", "new_text", "b", "old_label", "x\ny");
        diff.fails(ErrorCode.INVALID_PARAMS, "compare", "type", "json", "old_text", "a", "new_text", "b");
        diff.fails(ErrorCode.INVALID_PARAMS, "json", "old_json", "{", "new_json", "1");
        diff.fails(ErrorCode.INVALID_PARAMS, "apply_patch", "old_text", "a", "patch", "", "fuzz", -1);
        diff.fails(ErrorCode.DENIED, "text", "old_file", "/etc/hostname", "new_text", "b");
        diff.fails(ErrorCode.DENIED, "json", "old_file", "/etc/hostname", "new_json", "1");
        diff.fails(ErrorCode.LIMIT_EXCEEDED, "text", "old_text", "\n".repeat(1_000_001), "new_text", "b");
    }

    @Test
    void hostile_texts_end_within_bounds() {
        StringBuilder left = new StringBuilder();
        StringBuilder right = new StringBuilder();
        Random random = new Random(1);
        for (int i = 0; i < 100_000; i++) {
            left.append(random.nextInt(4)).append('\n');
            right.append(random.nextInt(4)).append('\n');
        }
        Map<String, @Nullable Object> result =
                diff.map("text", "old_text", left.toString(), "new_text", right.toString());
        assertThat((Map<?, ?>) Objects.requireNonNull(result.get("stats"))).isNotEmpty();
        assertThat(diff.map("apply_patch", "old_text", left.toString(), "patch", result.get("diff")))
                .containsEntry("text", right.toString());
    }

    @Test
    void stops_when_cancelled() {
        Cancellation cancelled = new Cancellation();
        cancelled.cancel();
        ToolTester stopped = diff.cancelledBy(cancelled).within(Limits.STRICT);
        stopped.fails(ErrorCode.CANCELLED, "text", "old_text", "a\nb\n", "new_text", "b\na\n");
        stopped.fails(ErrorCode.CANCELLED, "json", "old_json", 1, "new_json", 2);
        stopped.fails(ErrorCode.CANCELLED, "apply_patch", "old_text", "a\n", "patch", "@@ -1 +1 @@\n-a\n+b\n");
    }
}
