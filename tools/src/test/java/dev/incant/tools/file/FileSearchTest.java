package dev.incant.tools.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Tool;
import dev.incant.testkit.ToolContract;
import dev.incant.testkit.ToolTester;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileSearchTest implements ToolContract {
    @TempDir
    Path folder;

    private ToolTester search = ToolTester.of(tool());

    @BeforeEach
    void set_up() {
        search = ToolTester.of(tool()).in(folder);
    }

    @Override
    public Tool tool() {
        return new FileSearch();
    }

    private void write(String path, String text) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @SuppressWarnings("unchecked") // a list of maps by the schema, which the tester checks
    private static List<Map<String, Object>> list(Map<String, ?> result, String field) {
        return (List<Map<String, Object>>) Objects.requireNonNull(result.get(field));
    }

    private static List<Object> each(Map<String, ?> result, String field, String inner) {
        return list(result, field).stream().map(item -> item.get(inner)).toList();
    }

    private static Object summary(Map<String, ?> result, String field) {
        return Objects.requireNonNull(((Map<?, ?>) Objects.requireNonNull(result.get("summary"))).get(field));
    }

    @Test
    void finds_all_matches_of_a_line_with_the_lines_around() throws Exception {
        write("a", "\uFEFF1\r\n2\r\nü x😀 x\r\n4\n\n");
        var found = search.map("search", "pattern", "x", "path", "a", "context_lines", 1);
        assertThat(each(found, "matches", "column_number")).containsExactly(3L, 6L);
        assertThat(each(found, "matches", "line_number")).containsExactly(3L, 3L);
        assertThat(each(found, "matches", "context_before")).containsOnly(List.of("2"));
        assertThat(each(found, "matches", "context_after")).containsOnly(List.of("4"));
        assertThat(each(search.map("search", "pattern", "^$", "use_regex", true), "matches", "line_number"))
                .containsExactly(5L);
        assertThat(each(search.map("search", "pattern", "^1$", "use_regex", true), "matches", "line_number"))
                .containsExactly(1L);
    }

    @Test
    void looks_for_literal_text_unless_told_and_minds_case() throws Exception {
        write("a.txt", "a.c\nabc\nA.C\n");
        assertThat(each(search.map("search", "pattern", "a.c"), "matches", "line_number"))
                .containsExactly(1L);
        assertThat(each(search.map("search", "pattern", "a.c", "case_sensitive", false), "matches", "matched_text"))
                .containsExactly("a.c", "A.C");
        assertThat(each(
                        search.map("search", "pattern", "A.c", "regex", true, "case_sensitive", false),
                        "matches",
                        "matched_text"))
                .containsExactly("a.c", "abc", "A.C");
    }

    @Test
    void says_what_it_left_out_and_why() throws Exception {
        Files.write(folder.resolve("bin"), new byte[] {'x', 0, 'x'});
        Files.write(folder.resolve("latin"), new byte[] {'x', (byte) 0xe9, '\n', 'x', '\n'});
        write("large", "x".repeat(2000));
        write("d/deep/f", "x");
        write("secret/f", "x");
        Files.createSymbolicLink(folder.resolve("link"), Path.of("latin"));
        ToolTester limited = search.granting(
                search.grants().deny(Permission.READ, folder.resolve("secret").toString()));
        var found = limited.map("search", "pattern", "x", "recursive", true, "max_file_size", 1000, "max_depth", 2);
        assertThat(each(found, "skipped_files", "file_path"))
                .containsExactly("./bin", "./d/deep", "./large", "./link", "./secret");
        assertThat(each(found, "skipped_files", "reason").toString())
                .contains("binary", "deeper than max_depth 2", "2000 bytes", "link", "denied");
        assertThat(summary(found, "files_skipped")).isEqualTo(5L);
        assertThat(summary(found, "files_searched")).isEqualTo(1L);
        assertThat(list(found, "invalid_utf8")).containsExactly(Map.of("file_path", "./latin", "lines", 1L));
        assertThat(each(found, "matches", "line_content")).containsExactly("x\uFFFD", "x");
    }

    @Test
    void honours_ignore_files_of_the_tree_and_above_it() throws Exception {
        Files.createDirectories(folder.resolve(".git"));
        write(".git/config", "x");
        write(".gitignore", "*.log\n/sub/build/\n");
        write("sub/.gitignore", "!keep.log\n");
        write("sub/keep.log", "x");
        write("sub/a.log", "x");
        write("sub/build/keep.log", "x");
        write("sub/a", "x");
        assertThat(each(search.map("search", "pattern", "x", "recursive", true), "matches", "file_path"))
                .containsExactly("./sub/a", "./sub/keep.log");
        assertThat(each(search.map("search", "pattern", "x", "path", "sub", "recursive", true), "matches", "file_path"))
                .containsExactly("sub/a", "sub/keep.log");
        var all = search.map("search", "pattern", "x", "recursive", true, "respect_gitignore", false);
        assertThat(summary(all, "total_matches")).isEqualTo(5L);
        ToolTester inside = ToolTester.of(tool()).in(folder.resolve("sub"));
        assertThat(each(inside.map("find", "pattern", "*.log"), "entries", "path"))
                .as("what lies above is not granted, so its rules are not known")
                .containsExactly("./a.log", "./build/keep.log", "./keep.log");
    }

    @Test
    void keeps_its_limits_and_says_where_it_ended() throws Exception {
        write("a.txt", "x x x\nx\n");
        write("b.md", "x\n");
        write("c/d.txt", "x\n");
        var two = search.map("search", "pattern", "x", "max_results", 2);
        assertThat(summary(two, "total_matches")).isEqualTo(2L);
        assertThat(summary(two, "truncated")).isEqualTo(true);
        assertThat(each(two, "matches", "context_after")).containsOnly(List.of("x"));
        var one = search.map("search", "pattern", "x", "recursive", true, "max_matches_per_file", 1);
        assertThat(each(one, "matches", "file_path")).containsExactly("./a.txt", "./b.md", "./c/d.txt");
        assertThat(summary(one, "truncated")).isEqualTo(false);
        var text = search.map(
                "search",
                "pattern",
                "x",
                "recursive",
                true,
                "include_extensions",
                List.of("TXT"),
                "exclude_dirs",
                List.of("c"),
                "max_matches_per_file",
                1);
        assertThat(each(text, "matches", "file_path")).containsExactly("./a.txt");
        var rest = search.map("search", "pattern", "x", "exclude_extensions", List.of("*.txt"));
        assertThat(each(rest, "matches", "file_path")).containsExactly("./b.md");
        write("long", "é".repeat(5000) + "needle" + "z".repeat(5000));
        var cut = list(search.map("search", "pattern", "needle"), "matches").getFirst();
        assertThat(cut).containsEntry("line_cut", true).containsEntry("column_number", 5001L);
        assertThat((String) cut.get("line_content")).hasSize(2000).contains("éneedlez");
    }

    @Test
    void refuses_patterns_that_are_none_or_too_large() {
        for (String bad : List.of(
                "(",
                "(?=x)",
                "(a)\\1",
                "((a{1000}){1000}){1000}",
                "(\\x{61}{900}|[]}]{900}){90}",
                "(".repeat(500) + ")".repeat(500))) {
            assertThat(search.fails(ErrorCode.INVALID_PARAMS, "search", "pattern", bad, "use_regex", true)
                            .message())
                    .startsWith("pattern: ");
        }
        search.fails(ErrorCode.INVALID_PARAMS, "search", "pattern", "");
        search.fails(ErrorCode.INVALID_PARAMS, "find", "pattern", "{a");
        search.fails(ErrorCode.INVALID_PARAMS, "find", "pattern", "[a");
        search.fails(ErrorCode.INVALID_PARAMS, "find", "pattern", "*", "modified_after", "yesterday");
        search.fails(ErrorCode.INVALID_PARAMS, "find", "pattern", "*", "min_size", 2, "max_size", 1);
        search.fails(ErrorCode.NOT_FOUND, "search", "pattern", "x", "path", "nowhere");
        search.fails(ErrorCode.DENIED, "search", "pattern", "x", "path", "/etc");
    }

    @Test
    void stops_within_a_long_line_when_it_is_cancelled() throws Exception {
        Files.writeString(folder.resolve("long"), "ab".repeat(4 << 20));
        Cancellation cancellation = new Cancellation();
        Thread canceller = Thread.ofVirtual().start(() -> {
            try {
                Thread.sleep(Duration.ofMillis(300));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            cancellation.cancel(new ToolException(ErrorCode.CANCELLED, "stopped"));
        });
        long start = System.nanoTime();
        search.cancelledBy(cancellation)
                .fails(ErrorCode.CANCELLED, "search", "pattern", "(a|b|ab){900}(a|ba){900}c$", "use_regex", true);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
        canceller.join();
    }

    @Test
    void finds_by_name_kind_size_and_time() throws Exception {
        write("a.txt", "12345");
        write("B.TXT", "1");
        write("d/c.txt", "");
        Files.setLastModifiedTime(folder.resolve("a.txt"), FileTime.from(Instant.parse("2020-05-01T10:00:00Z")));
        assertThat(each(search.map("find", "pattern", "*.txt"), "entries", "path"))
                .containsExactly("./a.txt", "./d/c.txt");
        assertThat(each(
                        search.map("find", "pattern", "*.{txt,md}", "case_sensitive", false, "recursive", false),
                        "entries",
                        "name"))
                .containsExactly("B.TXT", "a.txt");
        assertThat(each(search.map("find", "pattern", "*", "type", "directory"), "entries", "name"))
                .containsExactly("d");
        assertThat(each(search.map("find", "pattern", "*", "min_size", 1, "max_size", 4), "entries", "name"))
                .containsExactly("B.TXT");
        assertThat(each(
                        search.map(
                                "find",
                                "pattern",
                                "*",
                                "modified_after",
                                "2020-05-01T12:00:00+02:00",
                                "modified_before",
                                "2020-05-02"),
                        "entries",
                        "name"))
                .containsExactly("a.txt");
        assertThat(search.map("find", "pattern", "*", "max_results", 1)).containsEntry("truncated", true);
        assertThat(each(search.map("find", "pattern", "d/**"), "entries", "name"))
                .containsExactly("c.txt");
    }

    @Test
    void many_files_give_the_same_as_one_after_another() throws Exception {
        for (int i = 0; i < 400; i++) {
            String name = "d" + i % 7 + "/e" + i % 3 + "/f" + i + ".txt";
            write(name, ("no\n".repeat(i % 5) + "find me, find\n").repeat(i % 4));
            if (i % 11 == 0) {
                Files.write(folder.resolve(name), new byte[] {'f', 'i', 'n', 'd', '\n', 0});
            } else if (i % 13 == 0) {
                Files.write(
                        folder.resolve(name), new byte[] {'f', 'i', 'n', 'd', '\n', -1, '\n', 'f', 'i', 'n', 'd', -1});
            } else if (i % 17 == 0) {
                write(name, "x".repeat(2_000));
            }
        }
        List<Object> files = each(search.map("find", "pattern", "*", "type", "file"), "entries", "path");
        assertThat(files).hasSize(400);
        for (int most : List.of(1, 2, 7, 50, 333, 100_000)) {
            List<Object> matches = new ArrayList<>();
            List<Object> skipped = new ArrayList<>();
            List<Object> invalid = new ArrayList<>();
            long searched = 0;
            for (Object file : files) {
                if (matches.size() < most) {
                    var one = searched(String.valueOf(file), most - matches.size());
                    matches.addAll(list(one, "matches"));
                    skipped.addAll(list(one, "skipped_files"));
                    invalid.addAll(list(one, "invalid_utf8"));
                    searched += (Long) summary(one, "files_searched");
                }
            }
            var all = searched(".", most);
            assertThat(withoutPaths(list(all, "matches"))).isEqualTo(withoutPaths(matches));
            assertThat(each(all, "matches", "file_path").stream()
                            .map(FileSearchTest::plain)
                            .toList())
                    .isEqualTo(matches.stream()
                            .map(match -> plain(Objects.requireNonNull(((Map<?, ?>) match).get("file_path"))))
                            .toList());
            assertThat(list(all, "skipped_files")).hasSameSizeAs(skipped);
            assertThat(withoutPaths(list(all, "invalid_utf8"))).isEqualTo(withoutPaths(invalid));
            assertThat(summary(all, "files_searched")).isEqualTo(searched);
        }
    }

    private Map<String, ?> searched(String path, int most) {
        return search.map(
                "search",
                "pattern",
                "find",
                "path",
                path,
                "recursive",
                true,
                "context_lines",
                1,
                "max_results",
                most,
                "max_file_size",
                1_000);
    }

    private static String plain(Object path) {
        String text = String.valueOf(path);
        return text.startsWith("./") ? text.substring(2) : text;
    }

    private static List<Object> withoutPaths(List<?> items) {
        List<Object> bare = new ArrayList<>();
        for (Object item : items) {
            Map<Object, Object> copy = new HashMap<>((Map<?, ?>) item);
            copy.remove("file_path");
            bare.add(copy);
        }
        return bare;
    }
}
