package dev.incant.tools.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incant.kernel.capability.Limits;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.tool.Tool;
import dev.incant.testkit.ToolContract;
import dev.incant.testkit.ToolTester;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileOperationsTest implements ToolContract {
    @TempDir
    Path folder;

    private ToolTester files = ToolTester.of(tool());

    @BeforeEach
    void set_up() {
        files = ToolTester.of(tool()).in(folder);
    }

    @Override
    public Tool tool() {
        return new FileOperations();
    }

    @Test
    void keeps_any_bytes_through_base64_and_refuses_them_as_text() throws Exception {
        byte[] bytes = {0, (byte) 0xff, 10};
        Files.write(folder.resolve("b"), bytes);
        assertThat(files.fails(ErrorCode.FAILED, "read", "path", "b").message()).contains("offset 1");
        Object text = files.map("read", "path", "b", "encoding", "base64").get("content");
        files.call("write", "path", "c", "input", text, "encoding", "base64");
        assertThat(Files.readAllBytes(folder.resolve("c"))).isEqualTo(bytes);
        files.fails(ErrorCode.INVALID_PARAMS, "write", "path", "c", "input", "a", "encoding", "base64");
        files.fails(ErrorCode.INVALID_PARAMS, "write", "path", "c", "input", "a!!b", "encoding", "base64");
        files.call("write", "path", "empty", "input", "");
        assertThat(files.map("read", "path", "empty"))
                .containsEntry("content", "")
                .containsEntry("size", 0L);
    }

    @Test
    void refuses_large_files_folders_and_what_is_not_granted() throws Exception {
        try (RandomAccessFile sparse =
                new RandomAccessFile(folder.resolve("big").toFile(), "rw")) {
            sparse.setLength(200L << 20);
        }
        ToolTester small = files.within(Limits.GENEROUS.withFileSize(1 << 20));
        small.fails(ErrorCode.LIMIT_EXCEEDED, "read", "path", "big");
        small.fails(ErrorCode.LIMIT_EXCEEDED, "copy", "source_path", "big", "target_path", "copy");
        assertThat(folder.resolve("copy")).doesNotExist();
        files.fails(ErrorCode.CONFLICT, "read", "path", ".");
        files.fails(ErrorCode.NOT_FOUND, "read", "path", "nope");
        files.fails(ErrorCode.DENIED, "read", "path", "/etc/hostname");
        files.fails(ErrorCode.DENIED, "exists", "path", "../nope");
        files.fails(ErrorCode.DENIED, "copy", "source_path", "big", "target_path", "../copy");
    }

    @Test
    void overwrites_only_when_asked() throws Exception {
        Files.writeString(folder.resolve("a"), "1");
        Files.writeString(folder.resolve("b"), "2");
        files.fails(ErrorCode.CONFLICT, "move", "source_path", "a", "target_path", "b");
        files.fails(ErrorCode.CONFLICT, "copy", "source", "a", "target", "b");
        files.call("move", "source_path", "a", "target_path", "b", "overwrite", true);
        assertThat(folder.resolve("b")).hasContent("1");
        assertThat(folder.resolve("a")).doesNotExist();
    }

    @Test
    void tells_a_link_from_what_it_points_to() throws Exception {
        Files.writeString(folder.resolve("a"), "1");
        Files.createSymbolicLink(folder.resolve("l"), Path.of("a"));
        assertThat(files.map("metadata", "path", "l")).containsEntry("type", "file");
        assertThat(files.map("metadata", "path", "l", "follow_links", false))
                .containsEntry("type", "link")
                .containsEntry("target", "a");
    }

    @Test
    void reads_ranges_of_files_that_are_too_large_to_be_read_whole() throws Exception {
        try (RandomAccessFile sparse =
                new RandomAccessFile(folder.resolve("big").toFile(), "rw")) {
            sparse.setLength(3L << 30);
            sparse.seek((3L << 30) - 4);
            sparse.write("hé!".getBytes(StandardCharsets.UTF_8));
        }
        ToolTester small = files.within(Limits.GENEROUS.withFileSize(1000));
        assertThat(small.map("read", "path", "big", "offset", (3L << 30) - 4))
                .containsEntry("content", "hé!")
                .containsEntry("size", 3L << 30)
                .containsEntry("bytes", 4L);
        assertThat(small.map("read", "path", "big", "offset", 4L << 30)).containsEntry("content", "");
        assertThat(small.map("read", "path", "big", "length", 1000)).containsEntry("bytes", 1000L);
        small.fails(ErrorCode.LIMIT_EXCEEDED, "read", "path", "big", "length", 1001);
        small.fails(ErrorCode.LIMIT_EXCEEDED, "read", "path", "big", "offset", 0);
        assertThat(small.fails(ErrorCode.FAILED, "read", "path", "big", "offset", (3L << 30) - 2)
                        .message())
                .contains("base64");
        assertThat(small.map("read", "path", "big", "offset", (3L << 30) - 2, "encoding", "base64"))
                .containsEntry("content", "qSE=");
    }

    @Test
    void reads_lines_as_a_stream_and_tells_the_total_when_it_knows() throws Exception {
        Files.write(folder.resolve("l"), "\uFEFFa\r\n\nb".getBytes(StandardCharsets.UTF_8));
        assertThat(files.map("read_lines", "path", "l"))
                .containsEntry("lines", List.of("a", "", "b"))
                .containsEntry("total_lines", 3L);
        assertThat(files.map("read_lines", "path", "l", "start_line", 2, "count", 1))
                .containsEntry("lines", List.of(""))
                .containsEntry("has_more", true)
                .containsEntry("total_lines", null);
        assertThat(files.map("read_lines", "path", "l", "start_line", 9))
                .containsEntry("lines", List.of())
                .containsEntry("total_lines", 3L);
        Files.write(folder.resolve("bad"), new byte[] {(byte) 0xff, '\n'});
        assertThat(files.map("read_lines", "path", "bad"))
                .containsEntry("lines", List.of("\uFFFD"))
                .containsEntry("invalid_lines", 1L);
        Files.writeString(folder.resolve("many"), "line\n".repeat(1_000_000));
        ToolTester small = files.within(Limits.GENEROUS.withFileSize(100));
        assertThat(small.map("read_lines", "path", "many", "start_line", 999_999))
                .containsEntry("lines", List.of("line", "line"))
                .containsEntry("total_lines", 1_000_000L);
        small.fails(ErrorCode.LIMIT_EXCEEDED, "read_lines", "path", "many");
        Files.writeString(folder.resolve("long"), "x".repeat(TextLines.MAX_LINE + 100_000));
        assertThat(files.fails(ErrorCode.LIMIT_EXCEEDED, "read_lines", "path", "long")
                        .message())
                .contains("line 1");
    }

    @Test
    void edits_only_what_is_there_as_often_as_expected() throws Exception {
        byte[] before = "\uFEFFx = 1\r\ny = 1\r\n1".getBytes(StandardCharsets.UTF_8);
        Files.write(folder.resolve("e"), before);
        var many = files.fails(ErrorCode.CONFLICT, "edit", "path", "e", "old_text", "1", "new_text", "2");
        assertThat(many.message()).contains("3 times, not 1", "on lines 1, 2, 3");
        assertThat(many.details()).containsEntry("found", 3L);
        assertThat(files.fails(ErrorCode.CONFLICT, "edit", "path", "e", "old_text", "z", "new_text", "")
                        .message())
                .contains("0 times");
        assertThat(files.fails(ErrorCode.CONFLICT, "edit", "path", "e", "old_text", "1\ny", "new_text", "")
                        .message())
                .contains("CR LF");
        files.fails(ErrorCode.INVALID_PARAMS, "edit", "path", "e", "old_text", "", "new_text", "");
        assertThat(folder.resolve("e")).hasBinaryContent(before);
        assertThat(files.map("edit", "path", "e", "old_text", "1\r\ny", "new_text", "2\r\nz"))
                .containsEntry("lines", List.of(1L));
        files.call("edit", "path", "e", "old_text", "1", "new_text", "$1\\", "expected_count", 2);
        assertThat(folder.resolve("e"))
                .hasBinaryContent("\uFEFFx = 2\r\nz = $1\\\r\n$1\\".getBytes(StandardCharsets.UTF_8));
        Files.write(folder.resolve("b"), new byte[] {'a', (byte) 0xff});
        files.fails(ErrorCode.FAILED, "edit", "path", "b", "old_text", "a", "new_text", "b");
        files.fails(ErrorCode.DENIED, "edit", "path", "/etc/hostname", "old_text", "a", "new_text", "b");
    }

    @Test
    void lists_what_a_glob_fits_and_says_where_it_ended() throws Exception {
        for (String path : List.of("a.md", "d/b.md", "d/e/c.md", "d/e/x[1].txt", "node_modules/f.md")) {
            Files.createDirectories(folder.resolve(path).getParent());
            Files.writeString(folder.resolve(path), "");
        }
        Files.writeString(folder.resolve(".gitignore"), "node_modules\n");
        assertThat(files.map("glob", "pattern", "**/*.md", "respect_gitignore", true))
                .containsEntry("paths", List.of("./a.md", "./d/b.md", "./d/e/c.md"));
        assertThat(files.map("glob", "pattern", "*/*.md"))
                .containsEntry("paths", List.of("./d/b.md", "./node_modules/f.md"))
                .containsEntry("skipped_files", List.of());
        assertThat(files.map("glob", "pattern", "./**/*\\[1\\].txt", "path", "d", "exclude_dirs", List.of("x")))
                .containsEntry("paths", List.of("d/e/x[1].txt"));
        assertThat(files.map("glob", "pattern", "**", "type", "directory", "limit", 3))
                .containsEntry("paths", List.of("./d", "./d/e", "./node_modules"))
                .containsEntry("truncated", false);
        assertThat(files.map("glob", "pattern", "**", "max_results", 2)).containsEntry("truncated", true);
        files.fails(ErrorCode.INVALID_PARAMS, "glob", "pattern", "../*");
        files.fails(ErrorCode.INVALID_PARAMS, "glob", "pattern", "/etc/*");
        files.fails(ErrorCode.INVALID_PARAMS, "glob", "pattern", "[");
        files.fails(ErrorCode.DENIED, "glob", "pattern", "*", "path", "/etc");
    }

    @Test
    void draws_links_and_odd_names_and_ends_at_its_limit() throws Exception {
        Files.createDirectories(folder.resolve("d/e"));
        Files.createDirectories(folder.resolve("d/f"));
        Files.writeString(folder.resolve("d/e/a\nb"), "");
        Files.createSymbolicLink(folder.resolve("d/l"), Path.of("e"));
        Files.writeString(folder.resolve("z"), "");
        assertThat(files.map("tree"))
                .containsEntry("tree", """
                        ./
                        ├── d/
                        │   ├── e/
                        │   │   └── a?b
                        │   ├── f/
                        │   └── l -> e
                        └── z
                        """)
                .containsEntry("files", 3L)
                .containsEntry("directories", 3L)
                .containsEntry("truncated", false);
        assertThat(files.map("tree", "path", "d", "max_entries", 1))
                .containsEntry("tree", "d/\n└── e/\n")
                .containsEntry("truncated", true);
        assertThat(String.valueOf(files.map("tree", "max_depth", 1).get("skipped_files")))
                .contains("./d");
    }
}
