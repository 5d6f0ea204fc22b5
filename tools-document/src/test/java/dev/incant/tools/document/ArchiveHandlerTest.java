package dev.incant.tools.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.capability.Grants;
import dev.incant.kernel.capability.Limits;
import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Tool;
import dev.incant.testkit.ToolContract;
import dev.incant.testkit.ToolTester;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ArchiveHandlerTest implements ToolContract {
    private static final Instant THEN = Instant.parse("2023-05-06T07:08:09Z");

    @TempDir
    private Path given;

    private Path folder = Path.of("");
    private ToolTester tester = ToolTester.of(new ArchiveHandler());

    @Override
    public Tool tool() {
        return new ArchiveHandler();
    }

    @BeforeEach
    void setUp() throws IOException {
        folder = Files.createDirectories(given.toRealPath().resolve("in"));
        tester = ToolTester.of(tool()).in(folder);
    }

    private Map<String, @Nullable Object> call(String operation, @Nullable Object... pairs) {
        return tester.map(operation, pairs);
    }

    private void tree() throws IOException {
        Path deep = Files.createDirectories(folder.resolve("src/deep/größe"));
        Files.writeString(folder.resolve("src/a.txt"), "alpha\n");
        Files.writeString(folder.resolve("src/run.sh"), "#!/bin/sh\n");
        Files.setPosixFilePermissions(folder.resolve("src/run.sh"), PosixFilePermissions.fromString("rwxr-x---"));
        byte[] noise = new byte[300_000];
        new Random(7).nextBytes(noise);
        Files.write(deep.resolve("noise.bin"), noise);
        Files.write(deep.resolve("x".repeat(150) + ".txt"), new byte[0]);
        Files.createDirectories(folder.resolve("src/empty"));
        try (Stream<Path> all = Files.walk(folder.resolve("src"))) {
            for (Path path : all.toList()) {
                Files.setLastModifiedTime(path, FileTime.from(THEN));
            }
        }
    }

    private void assertSameTree(Path other) throws IOException {
        Program.run(folder, "diff", "-r", folder.resolve("src").toString(), other.toString());
        Path script = other.resolve("run.sh");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(script)))
                .isEqualTo("rwxr-x---");
        assertThat(Files.getLastModifiedTime(script).toInstant()).isEqualTo(THEN);
    }

    private void assertNothingIn(String name) throws IOException {
        Path target = folder.resolve(name);
        if (Files.exists(target)) {
            try (Stream<Path> all = Files.list(target)) {
                assertThat(all.toList()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"zip", "tar", "tar.gz", "tar.bz2", "tar.xz", "tar.zst"})
    void a_tree_comes_back_as_it_was_with_times_and_permissions(String format) throws IOException {
        tree();
        Map<String, @Nullable Object> created = call("create", "path", "a." + format, "input", List.of("src"));
        assertThat(created)
                .containsEntry("format", format)
                .containsEntry("files", 4L)
                .containsEntry("folders", 4L);
        assertThat(created.get("size")).isEqualTo(Files.size(folder.resolve("a." + format)));
        Files.move(folder.resolve("a." + format), folder.resolve("unnamed"));
        assertThat(call("test", "path", "unnamed"))
                .containsEntry("ok", true)
                .containsEntry("format", format)
                .containsEntry("total_size", created.get("bytes"));
        Map<String, @Nullable Object> extracted = call("extract", "path", "unnamed", "target_path", "out");
        assertThat(extracted).containsEntry("files", 4L).containsEntry("bytes", created.get("bytes"));
        assertThat((List<?>) extracted.get("skipped")).isEmpty();
        assertSameTree(folder.resolve("out/src"));
    }

    @Test
    void other_programs_read_what_is_written() throws IOException {
        tree();
        for (String format : List.of("zip", "tar", "tar.gz", "tar.bz2", "tar.xz", "tar.zst")) {
            call("create", "path", "a." + format, "input", List.of("src"));
            Path out = Files.createDirectories(folder.resolve("out-" + format));
            if (format.equals("zip")) {
                assertThat(Program.run(folder, "unzip", "-t", "a.zip")).contains("No errors detected");
                Program.run(out, "unzip", "-q", "../a.zip");
            } else if (format.equals("tar.zst")) {
                Program.run(out, "zstd", "-q", "-d", "../a.tar.zst", "-o", "a.tar");
                Program.run(out, "tar", "-xpf", "a.tar");
            } else {
                Program.run(out, "tar", "-xpf", "../a." + format);
            }
            assertSameTree(out.resolve("src"));
        }
    }

    @Test
    void what_other_programs_write_is_read() throws IOException {
        tree();
        Program.run(folder, "zip", "-q", "-r", "b.zip", "src");
        Program.run(folder, "tar", "-czf", "b.tgz", "src");
        Program.run(folder, "tar", "--format=gnu", "-cJf", "b.txz", "src");
        Program.run(folder, "tar", "--format=posix", "-cf", "b.tar", "src");
        Program.run(folder, "zstd", "-q", "-19", "b.tar", "-o", "b.tar.zst");
        Program.run(folder, "7z", "a", "-bd", "b.7z", "src");
        for (String name : List.of("b.zip", "b.tgz", "b.txz", "b.tar", "b.tar.zst", "b.7z")) {
            assertThat(call("test", "path", name)).as(name).containsEntry("ok", true);
            assertThat(call("list", "path", name)).as(name).containsEntry("count", 8L);
            call("extract", "path", name, "target_path", "out-" + name);
            Program.run(folder, "diff", "-r", "src", "out-" + name + "/src");
        }
        assertSameTree(folder.resolve("out-b.7z/src"));
    }

    @ParameterizedTest
    @CsvSource({"gz, gzip", "bz2, bzip2", "xz, xz", "zst, zstd"})
    void single_files_are_compressed_as_their_programs_do(String format, String program) throws IOException {
        String text = "some text, again and again\n".repeat(5000);
        Files.writeString(folder.resolve("t.txt"), text);
        assertThat(call("create", "path", "t.txt." + format, "input", List.of("t.txt")))
                .containsEntry("files", 1L);
        assertThat(Program.run(folder, program, "-d", "-c", "t.txt." + format)).isEqualTo(text);
        Program.run(folder, program, "-k", "-f", "t.txt");
        // Two parts, one after the other, are one file.
        byte[] part = Files.readAllBytes(folder.resolve("t.txt." + format));
        try (OutputStream out = Files.newOutputStream(folder.resolve("twice.txt." + format))) {
            out.write(part);
            out.write(part);
        }
        call("extract", "path", "twice.txt." + format, "target_path", "out");
        assertThat(folder.resolve("out/twice.txt")).hasContent(text + text);
        assertThat(tester.fails(ErrorCode.INVALID_PARAMS, "create", "path", "u." + format, "input", List.of("."))
                        .message())
                .contains("exactly one file");
    }

    @Test
    void the_same_content_gives_the_same_bytes_when_asked() throws IOException {
        tree();
        for (String format : List.of("zip", "tar.gz", "tar.zst", "tar.xz")) {
            call("create", "path", "1." + format, "input", List.of("src"), "reproducible", true);
            Files.setLastModifiedTime(folder.resolve("src/a.txt"), FileTime.from(Instant.now()));
            call("create", "path", "2." + format, "input", List.of("src"), "reproducible", true);
            assertThat(folder.resolve("1." + format)).hasSameBinaryContentAs(folder.resolve("2." + format));
        }
        assertThat(Program.run(folder, "unzip", "-l", "1.zip")).contains("1980-01-01 00:00");
    }

    private void tar(String name, TarWriter writer) throws IOException {
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(Files.newOutputStream(folder.resolve(name)))) {
            writer.write(tar);
        }
    }

    private interface TarWriter {
        void write(TarArchiveOutputStream tar) throws IOException;
    }

    private static void put(TarArchiveOutputStream tar, TarArchiveEntry entry, String content) throws IOException {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        entry.setSize(bytes.length);
        tar.putArchiveEntry(entry);
        tar.write(bytes);
        tar.closeArchiveEntry();
    }

    private static void link(TarArchiveOutputStream tar, String name, byte kind, String target) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name, kind);
        entry.setLinkName(target);
        tar.putArchiveEntry(entry);
        tar.closeArchiveEntry();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../evil",
                "a/../../evil",
                "/tmp/evil",
                "C:/evil",
                "c:evil",
                "..\\evil",
                "a/b\\..\\c",
                "x\ny",
                "a/.."
            })
    void names_that_lead_outside_are_refused_and_leave_nothing(String name) throws IOException {
        tar("h.tar", tar -> {
            put(tar, new TarArchiveEntry("good.txt"), "good");
            put(tar, new TarArchiveEntry(name, true), "evil");
        });
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(folder.resolve("h.zip")))) {
            zip.putNextEntry(new ZipEntry("good.txt"));
            zip.putNextEntry(new ZipEntry(name));
            zip.write(1);
        }
        for (String archive : List.of("h.tar", "h.zip")) {
            ToolException refused = tester.fails(ErrorCode.FAILED, "extract", "path", archive, "target_path", "out");
            assertThat(refused.message()).contains("is refused");
            assertNothingIn("out");
            assertThat(call("test", "path", archive)).containsEntry("ok", false).containsEntry("count", 2L);
            assertThat((List<?>) call("list", "path", archive).get("entries"))
                    .last()
                    .extracting("problem")
                    .isNotNull();
        }
        assertThat(folder.resolve("evil")).doesNotExist();
        assertThat(folder.resolveSibling("evil")).doesNotExist();
    }

    @Test
    void a_name_with_a_nul_is_refused() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("aXb"));
        }
        byte[] hostile = bytes.toByteArray();
        for (int i = 0; i < hostile.length; i++) {
            if (hostile[i] == 'X') {
                hostile[i] = 0;
            }
        }
        Files.write(folder.resolve("n.zip"), hostile);
        assertThat(tester.fails(ErrorCode.FAILED, "extract", "path", "n.zip", "target_path", "out")
                        .message())
                .contains("control character 0");
    }

    @Test
    void links_and_devices_are_refused_or_skipped_and_told() throws IOException {
        tar("l.tar", tar -> {
            link(tar, "escape", TarConstants.LF_SYMLINK, "/etc");
            put(tar, new TarArchiveEntry("escape/passwd"), "mine");
            link(tar, "null", TarConstants.LF_CHR, "");
            link(tar, "pipe", TarConstants.LF_FIFO, "");
        });
        assertThat(tester.fails(ErrorCode.FAILED, "extract", "path", "l.tar", "target_path", "out")
                        .message())
                .contains("'escape'", "a symbolic link");
        assertNothingIn("out");
        Map<String, @Nullable Object> result = call("extract", "path", "l.tar", "target_path", "out", "links", "skip");
        assertThat((List<?>) result.get("skipped")).extracting("name").containsExactly("escape", "null", "pipe");
        assertThat(folder.resolve("out/escape/passwd")).hasContent("mine");
        assertThat(Files.isSymbolicLink(folder.resolve("out/escape"))).isFalse();
    }

    @Test
    void symbolic_links_in_zip_and_7z_are_links() throws IOException {
        Files.createSymbolicLink(folder.resolve("link"), Path.of("../outside"));
        Program.run(folder, "zip", "-q", "-y", "s.zip", "link");
        Program.run(folder, "7z", "a", "-bd", "-snl", "s.7z", "link");
        for (String archive : List.of("s.zip", "s.7z")) {
            assertThat((List<?>) call("list", "path", archive).get("entries"))
                    .first()
                    .extracting("type", "target")
                    .containsExactly("link", "../outside");
            tester.fails(ErrorCode.FAILED, "extract", "path", archive, "target_path", "out");
        }
        assertThat(tester.fails(ErrorCode.FAILED, "create", "path", "c.tar", "input", List.of("link"))
                        .message())
                .contains("symbolic link");
        for (String format : List.of("tar", "zip")) {
            assertThat(call("create", "path", "c." + format, "input", List.of("link"), "links", "store"))
                    .containsEntry("links", 1L);
            assertThat((List<?>) call("list", "path", "c." + format).get("entries"))
                    .first()
                    .extracting("target")
                    .isEqualTo("../outside");
        }
        assertThat(Program.run(folder, "tar", "-tvf", "c.tar")).contains("link -> ../outside");
        Map<String, @Nullable Object> skipping =
                call("create", "path", "d.tar", "input", List.of("."), "links", "skip");
        assertThat((List<?>) skipping.get("skipped")).extracting("name").containsExactly("link");
    }

    @Test
    void hard_links_become_copies_of_files_that_came_before() throws IOException {
        Files.writeString(folder.resolve("one"), "content");
        Files.createLink(folder.resolve("two"), folder.resolve("one"));
        Program.run(folder, "tar", "-cf", "h.tar", "one", "two");
        assertThat(call("extract", "path", "h.tar", "target_path", "out"))
                .containsEntry("files", 2L)
                .containsEntry("bytes", 14L);
        assertThat(folder.resolve("out/two")).hasContent("content");
        for (String target : List.of("../../etc/passwd", "/etc/passwd", "missing", "self")) {
            tar("e.tar", tar -> link(tar, "self", TarConstants.LF_LINK, target));
            assertThat(tester.fails(ErrorCode.FAILED, "extract", "path", "e.tar", "target_path", "out2")
                            .message())
                    .contains("hard link");
        }
        assertNothingIn("out2");
    }

    @Test
    void many_hard_links_to_a_large_file_are_a_bomb() throws IOException {
        tar("m.tar", tar -> {
            put(tar, new TarArchiveEntry("big"), "x".repeat(1_000_000));
            for (int i = 0; i < 50; i++) {
                link(tar, "copy" + i, TarConstants.LF_LINK, "big");
            }
        });
        tester.fails(
                ErrorCode.LIMIT_EXCEEDED, "extract", "path", "m.tar", "target_path", "out", "max_size", 20_000_000);
        assertNothingIn("out");
    }

    @Test
    void bombs_are_refused_by_ratio_size_and_count() throws IOException {
        Files.write(folder.resolve("zeros"), new byte[30_000_000]);
        for (String format : List.of("zip", "tar.gz", "tar.bz2", "tar.xz", "tar.zst", "gz", "zst")) {
            call("create", "path", "z." + format, "input", List.of("zeros"));
            ToolException bomb =
                    tester.fails(ErrorCode.LIMIT_EXCEEDED, "extract", "path", "z." + format, "target_path", "out");
            assertThat(bomb.message()).as(format).contains("max_ratio");
            assertThat(call("test", "path", "z." + format)).containsEntry("ok", false);
            tester.fails(
                    ErrorCode.LIMIT_EXCEEDED, "extract", "path", "z." + format, "target_path", "out", "max_size", 1000);
            call("extract", "path", "z." + format, "target_path", "fine-" + format, "max_ratio", 1_000_000);
        }
        assertNothingIn("out");
        tree();
        call("create", "path", "many.tar", "input", List.of("src"));
        assertThat(tester.fails(ErrorCode.LIMIT_EXCEEDED, "list", "path", "many.tar", "max_entries", 7)
                        .message())
                .contains("max_entries");
    }

    @Test
    void headers_that_promise_a_huge_name_are_refused() throws IOException {
        tar("long.tar", tar -> {
            TarArchiveEntry entry = new TarArchiveEntry("././@LongLink", TarConstants.LF_GNUTYPE_LONGNAME);
            put(tar, entry, "x".repeat(3_000_000));
            put(tar, new TarArchiveEntry("a"), "a");
        });
        assertThat(tester.fails(ErrorCode.LIMIT_EXCEEDED, "list", "path", "long.tar")
                        .message())
                .contains("header");
    }

    @Test
    void archives_inside_archives_stay_files() throws IOException {
        Files.write(folder.resolve("zeros"), new byte[30_000_000]);
        call("create", "path", "inner.zip", "input", List.of("zeros"));
        call("create", "path", "outer.zip", "input", List.of("inner.zip"));
        call("extract", "path", "outer.zip", "target_path", "out");
        assertThat(folder.resolve("out/inner.zip")).hasSameBinaryContentAs(folder.resolve("inner.zip"));
    }

    @Test
    void damage_is_found_before_anything_is_written() throws IOException {
        tree();
        for (String format : List.of("zip", "tar.gz", "tar.bz2", "tar.xz", "tar.zst")) {
            call("create", "path", "d." + format, "input", List.of("src"));
            byte[] bytes = Files.readAllBytes(folder.resolve("d." + format));
            byte[] cut = java.util.Arrays.copyOf(bytes, bytes.length / 2);
            bytes[bytes.length / 2] ^= 0x55;
            Files.write(folder.resolve("changed"), bytes);
            Files.write(folder.resolve("cut"), cut);
            for (String name : List.of("changed", "cut")) {
                assertThat(call("test", "path", name, "format", format))
                        .as(format + " " + name)
                        .containsEntry("ok", false);
                tester.fails(ErrorCode.FAILED, "extract", "path", name, "target_path", "out", "format", format);
            }
        }
        assertNothingIn("out");
        Files.writeString(folder.resolve("text"), "no archive at all");
        assertThat(tester.fails(ErrorCode.FAILED, "list", "path", "text").message())
                .contains("no archive");
    }

    @Test
    void any_damaged_byte_gives_an_answer_and_never_an_internal_error() throws IOException {
        Files.writeString(folder.resolve("f"), "some content ".repeat(20));
        Random random = new Random(11);
        Program.run(folder, "7z", "a", "-bd", "x.7z", "f");
        for (String format : List.of("zip", "tar", "tar.gz", "tar.xz", "tar.zst", "tar.bz2", "7z")) {
            String name = "x." + format;
            if (!format.equals("7z")) {
                call("create", "path", name, "input", List.of("f"));
            }
            byte[] good = Files.readAllBytes(folder.resolve(name));
            for (int i = 0; i < 150; i++) {
                byte[] bad = good.clone();
                bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
                bad[random.nextInt(bad.length)] = (byte) random.nextInt();
                Files.write(folder.resolve("bad"), bad);
                try {
                    call("test", "path", "bad", "format", format);
                } catch (ToolException e) {
                    assertThat(e.code()).isEqualTo(ErrorCode.FAILED);
                }
            }
        }
    }

    @Test
    void existing_files_are_refused_replaced_or_kept() throws IOException {
        tree();
        call("create", "path", "a.zip", "input", List.of("a.txt", "run.sh"), "base_path", "src");
        Files.createDirectories(folder.resolve("out"));
        Files.writeString(folder.resolve("out/run.sh"), "old");
        assertThat(tester.fails(ErrorCode.CONFLICT, "extract", "path", "a.zip", "target_path", "out")
                        .message())
                .contains("run.sh", "exists already");
        assertThat(folder.resolve("out/a.txt")).doesNotExist();
        Map<String, @Nullable Object> kept =
                call("extract", "path", "a.zip", "target_path", "out", "overwrite", "skip");
        assertThat((List<?>) kept.get("skipped")).extracting("name", "type").hasSize(1);
        assertThat(folder.resolve("out/run.sh")).hasContent("old");
        call("extract", "path", "a.zip", "target_path", "out", "overwrite", "replace");
        assertThat(folder.resolve("out/run.sh")).hasContent("#!/bin/sh");
        tester.fails(ErrorCode.CONFLICT, "create", "path", "a.zip", "input", List.of("src"));
        call("create", "path", "a.zip", "input", List.of("src"), "overwrite", "replace");
    }

    @Test
    void a_link_in_the_target_folder_is_not_followed() throws IOException {
        Files.createDirectories(folder.resolve("out"));
        Files.createDirectories(folder.resolve("elsewhere"));
        Files.createSymbolicLink(folder.resolve("out/src"), folder.resolve("elsewhere"));
        tree();
        call("create", "path", "a.tar", "input", List.of("src"));
        assertThat(tester.fails(ErrorCode.CONFLICT, "extract", "path", "a.tar", "target_path", "out")
                        .message())
                .contains("no folder");
        assertNothingIn("elsewhere");
    }

    @Test
    void two_entries_of_one_name_and_files_that_are_folders_are_refused() throws IOException {
        tar("t.tar", tar -> {
            put(tar, new TarArchiveEntry("a"), "1");
            put(tar, new TarArchiveEntry("./a"), "2");
        });
        assertThat(tester.fails(ErrorCode.FAILED, "extract", "path", "t.tar", "target_path", "out")
                        .message())
                .contains("twice");
        tar("t.tar", tar -> {
            put(tar, new TarArchiveEntry("a"), "1");
            put(tar, new TarArchiveEntry("a/b"), "2");
        });
        assertThat(tester.fails(ErrorCode.FAILED, "extract", "path", "t.tar", "target_path", "out")
                        .message())
                .contains("also a folder");
        assertNothingIn("out");
    }

    @Test
    void encrypted_archives_are_said_to_be_so() throws IOException {
        Files.writeString(folder.resolve("f"), "secret");
        Program.run(folder, "zip", "-q", "-P", "pw", "e.zip", "f");
        Program.run(folder, "7z", "a", "-bd", "-ppw", "-mhe=on", "e.7z", "f");
        assertThat((List<?>) call("list", "path", "e.zip").get("entries"))
                .first()
                .extracting("encrypted")
                .isEqualTo(true);
        for (String name : List.of("e.zip", "e.7z")) {
            assertThat(tester.fails(ErrorCode.FAILED, "extract", "path", name, "target_path", "out")
                            .message())
                    .contains("encrypted");
        }
    }

    @Test
    void grants_hold_for_every_path() throws IOException {
        tree();
        call("create", "path", "a.zip", "input", List.of("src"));
        Path outside = Files.createDirectories(folder.resolveSibling(folder.getFileName() + "-outside"));
        Files.writeString(outside.resolve("f"), "f");
        String there = outside.toString();
        tester.fails(ErrorCode.DENIED, "extract", "path", "a.zip", "target_path", there);
        tester.fails(ErrorCode.DENIED, "extract", "path", there + "/f", "target_path", "out");
        tester.fails(ErrorCode.DENIED, "create", "path", there + "/b.zip", "input", List.of("src"));
        tester.fails(ErrorCode.DENIED, "create", "path", "b.zip", "input", List.of(there));
        tester.fails(ErrorCode.DENIED, "create", "path", "b.zip", "input", List.of("f"), "base_path", there);
        tester.fails(ErrorCode.DENIED, "list", "path", there + "/f");
        tester = tester.granting(Grants.NONE.allow(Permission.READ, folder.toString()));
        tester.fails(ErrorCode.DENIED, "extract", "path", "a.zip", "target_path", "out");
        assertThat(call("list", "path", "a.zip")).containsEntry("count", 8L);
    }

    @Test
    void wrong_arguments_are_named() throws IOException {
        tree();
        assertThat(tester.fails(ErrorCode.INVALID_PARAMS, "create", "path", "a.rar", "input", List.of("src"))
                        .message())
                .contains("a.rar", "format");
        assertThat(tester.fails(ErrorCode.INVALID_PARAMS, "create", "path", "a.7z", "input", List.of("src"))
                        .message())
                .contains("7z is read");
        tester.fails(ErrorCode.INVALID_PARAMS, "create", "path", "a.zip", "input", List.of());
        tester.fails(ErrorCode.INVALID_PARAMS, "create", "path", "a.zip", "input", List.of("src", "src"));
        tester.fails(ErrorCode.NOT_FOUND, "create", "path", "a.zip", "input", List.of("missing"));
        tester.fails(ErrorCode.INVALID_PARAMS, "create", "path", "a.zip", "input", List.of("src"), "level", 10);
        tester.fails(ErrorCode.INVALID_PARAMS, "create", "path", "a.tar", "input", List.of("src"), "level", 3);
        tester.fails(ErrorCode.INVALID_PARAMS, "extract", "path", "a.zip", "target_path", "o", "overwrite", "maybe");
        tester.fails(ErrorCode.INVALID_PARAMS, "extract", "path", "a.zip", "target_path", "o", "links", "store");
        tester.fails(ErrorCode.NOT_FOUND, "list", "path", "missing.zip");
        assertThat(folder.resolve("a.zip")).doesNotExist();
    }

    @Test
    void a_file_larger_than_the_session_allows_is_refused_before_anything_is_written() throws IOException {
        tree();
        call("create", "path", "a.zip", "input", List.of("src"));
        tester = tester.within(Limits.GENEROUS.withFileSize(100_000));
        tester.fails(ErrorCode.LIMIT_EXCEEDED, "extract", "path", "a.zip", "target_path", "out");
        assertNothingIn("out");
        tester.fails(ErrorCode.LIMIT_EXCEEDED, "create", "path", "b.zip", "input", List.of("src"));
        assertThat(folder.resolve("b.zip")).doesNotExist();
    }

    @Test
    void cancelling_leaves_no_half_written_archive() throws IOException {
        tree();
        Cancellation cancellation = new Cancellation();
        tester = tester.cancelledBy(cancellation).reporting((done, total, text) -> {
            if (done == 3) {
                cancellation.cancel();
            }
        });
        tester.fails(ErrorCode.CANCELLED, "create", "path", "a.zip", "input", List.of("src"));
        try (Stream<Path> all = Files.list(folder)) {
            assertThat(all.map(path -> path.getFileName().toString())).containsExactly("src");
        }
    }
}
