package dev.incant.kernel.host;

import static dev.incant.kernel.host.FileScene.all;
import static dev.incant.kernel.host.FileScene.fails;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.incant.kernel.capability.FileInfo;
import dev.incant.kernel.capability.Files.Replacement;
import dev.incant.kernel.capability.Files.Step;
import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

final class HostFilesTest {
    @TempDir
    Path folder;

    private FileScene scene;
    private HostFiles files;

    @BeforeEach
    void set_up() throws IOException {
        scene = new FileScene(folder);
        files = scene.files();
    }

    @AfterEach
    void tear_down() {
        scene.close();
    }

    @Test
    void reads_and_writes_bytes_and_text() {
        byte[] bytes = {0, (byte) 0xff, 10, 13};
        files.write("a.bin", bytes);
        assertThat(files.read("a.bin")).isEqualTo(bytes);
        files.write("t.txt", "grüße\n".getBytes(UTF_8));
        assertThat(files.readText("t.txt")).isEqualTo("grüße\n");
        files.write("empty", new byte[0]);
        assertThat(files.read("empty")).isEmpty();
        assertThat(files.readText(scene.in.resolve("t.txt").toString())).isEqualTo("grüße\n");
    }

    @Test
    void takes_a_byte_order_mark_away_and_names_the_place_that_is_no_utf_8() throws IOException {
        Files.write(scene.in.resolve("bom"), new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF, 'a'});
        assertThat(files.readText("bom")).isEqualTo("a");
        Files.write(scene.in.resolve("bad"), new byte[] {'a', '\n', 'b', (byte) 0xC3, (byte) 0x28});
        ToolException error = fails(ErrorCode.FAILED, () -> files.readText("bad"));
        assertThat(error.message())
                .contains("'bad'")
                .contains("0xc3")
                .contains("offset 3")
                .contains("line 2");
        assertThat(error.details()).containsEntry("offset", 3L).containsEntry("line", 2L);
        Files.write(scene.in.resolve("cut"), new byte[] {'a', (byte) 0xE2, (byte) 0x82});
        assertThat(fails(ErrorCode.FAILED, () -> files.readText("cut")).message())
                .contains("offset 1");
        Files.write(scene.in.resolve("wide"), "hi".getBytes(java.nio.charset.StandardCharsets.UTF_16));
        assertThat(fails(ErrorCode.FAILED, () -> files.readText("wide")).message())
                .contains("UTF-16");
    }

    @Test
    void keeps_the_permissions_of_a_replaced_file_and_gives_new_ones_the_usual() throws IOException {
        Path script = scene.file("run.sh", "old");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-x--x"));
        files.write("run.sh", "new".getBytes(UTF_8));
        assertThat(Files.readString(script)).isEqualTo("new");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(script)))
                .isEqualTo("rwxr-x--x");
        files.write("fresh", new byte[1]);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(scene.in.resolve("fresh"))))
                .startsWith("rw-")
                .doesNotContain("x")
                .endsWith("-");
    }

    @Test
    void writes_through_a_link_into_what_it_points_to() throws IOException {
        Path real = scene.file("real.txt", "old");
        scene.link("link.txt", real);
        files.write("link.txt", "new".getBytes(UTF_8));
        assertThat(Files.isSymbolicLink(scene.in.resolve("link.txt"))).isTrue();
        assertThat(Files.readString(real)).isEqualTo("new");
        assertThat(files.info("link.txt").type()).isEqualTo(FileInfo.Type.FILE);
        assertThat(files.linkInfo("link.txt").type()).isEqualTo(FileInfo.Type.LINK);
        assertThat(files.linkInfo("link.txt").target()).isEqualTo(real.toString());
    }

    @Test
    void leaves_nothing_of_a_replacement_that_is_not_committed() throws IOException {
        scene.file("a", "old");
        try (Replacement file = files.replace("a")) {
            file.out().write("half".getBytes(UTF_8));
            assertThat(all(scene.in)).hasSize(2);
        }
        assertThat(all(scene.in)).containsExactly("a");
        files.replace("a").out().write(1);
        assertThat(all(scene.in)).hasSize(2);
        scene.resources.close();
        assertThat(all(scene.in)).containsExactly("a");
        assertThat(Files.readString(scene.in.resolve("a"))).isEqualTo("old");
    }

    @Test
    void a_replacement_keeps_the_time_and_permissions_it_is_given() throws IOException {
        java.time.Instant then = java.time.Instant.parse("2001-02-03T04:05:06Z");
        try (Replacement file = files.replace("a")) {
            file.out().write(1);
            fails(ErrorCode.INVALID_PARAMS, () -> file.keep(null, "rwx"));
            file.keep(then, "r-x--x---");
            file.commit();
        }
        assertThat(files.info("a").modified()).isEqualTo(then);
        assertThat(files.info("a").permissions()).isEqualTo("r-x--x---");
        try (Replacement file = files.replace("b")) {
            file.keep(null, null);
            file.commit();
        }
        assertThat(files.info("b").permissions()).isEqualTo("rw-r--r--");
    }

    @Test
    void leaves_nothing_when_the_call_is_cancelled_or_the_file_grows_too_large() throws IOException {
        scene.limits = scene.limits.withFileSize(10);
        HostFiles small = scene.files();
        fails(ErrorCode.LIMIT_EXCEEDED, () -> small.write("a", new byte[11]));
        small.write("a", new byte[10]);
        fails(ErrorCode.LIMIT_EXCEEDED, () -> small.append("a", new byte[1]));
        try (Replacement file = small.replace("b")) {
            OutputStream out = file.out();
            out.write(new byte[8]);
            fails(ErrorCode.LIMIT_EXCEEDED, () -> out.write(new byte[3]));
        }
        try (Replacement file = small.replace("c")) {
            file.out().write(1);
            scene.cancellation.cancel();
            fails(ErrorCode.CANCELLED, file::commit);
        }
        assertThat(all(scene.in)).containsExactly("a");
        fails(ErrorCode.CANCELLED, () -> small.read("a"));
    }

    @Test
    void reads_no_file_whole_that_is_larger_than_the_limit_but_streams_it() throws IOException {
        try (RandomAccessFile sparse =
                new RandomAccessFile(scene.in.resolve("big").toFile(), "rw")) {
            sparse.setLength(200L << 20);
        }
        scene.limits = scene.limits.withFileSize(1 << 20);
        assertThat(fails(ErrorCode.LIMIT_EXCEEDED, () -> scene.files().read("big"))
                        .message())
                .contains("209715200")
                .contains("1048576");
        try (InputStream in = scene.files().open("big")) {
            assertThat(in.skip(200L << 20)).isEqualTo(200L << 20);
            assertThat(in.read()).isEqualTo(-1);
        }
        scene.limits = scene.limits.withFileSize(5);
        scene.file("five", "12345");
        assertThat(scene.files().readText("five")).isEqualTo("12345");
    }

    @Test
    void closes_what_is_open_at_the_end_of_the_call() throws IOException {
        scene.file("a", "x");
        InputStream in = files.open("a");
        assertThat(scene.resources.size()).isEqualTo(1);
        in.close();
        assertThat(scene.resources.size()).isZero();
        InputStream forgotten = files.open("a");
        scene.resources.close();
        assertThatThrownBy(forgotten::read).isInstanceOf(ToolException.class);
    }

    @Test
    void appends_and_creates_when_missing() {
        assertThat(files.append("log", "a".getBytes(UTF_8))).isEqualTo(1);
        assertThat(files.append("log", "bc".getBytes(UTF_8))).isEqualTo(3);
        assertThat(files.readText("log")).isEqualTo("abc");
        files.createDirectory("d");
        fails(ErrorCode.CONFLICT, () -> files.append("d", new byte[1]));
        fails(ErrorCode.NOT_FOUND, () -> files.append("no/log", new byte[1]));
    }

    @Test
    void says_what_is_missing_or_in_the_way() throws IOException {
        scene.file("f", "x");
        Files.createDirectory(scene.in.resolve("d"));
        assertThat(fails(ErrorCode.NOT_FOUND, () -> files.read("nope")).message())
                .contains("'nope' does not exist");
        assertThat(fails(ErrorCode.NOT_FOUND, () -> files.write("no/f", new byte[0]))
                        .message())
                .contains("folder does not exist");
        assertThat(fails(ErrorCode.CONFLICT, () -> files.read("d")).message()).contains("is a folder");
        fails(ErrorCode.CONFLICT, () -> files.read("."));
        fails(ErrorCode.CONFLICT, () -> files.write("d", new byte[0]));
        fails(ErrorCode.CONFLICT, () -> files.list("f"));
        fails(ErrorCode.CONFLICT, () -> files.read("f/x"));
        fails(ErrorCode.CONFLICT, () -> files.createDirectory("f"));
        fails(ErrorCode.CONFLICT, () -> files.createDirectory("f/x"));
        fails(ErrorCode.NOT_FOUND, () -> files.list("nope"));
        fails(ErrorCode.NOT_FOUND, () -> files.info("nope"));
        fails(ErrorCode.NOT_FOUND, () -> files.delete("nope", false));
        assertThat(files.exists("f")).isTrue();
        assertThat(files.exists("d")).isTrue();
        assertThat(files.exists(".")).isTrue();
        assertThat(files.exists("nope")).isFalse();
        assertThat(files.exists("no/pe")).isFalse();
        assertThat(files.exists("f/x")).isFalse();
    }

    @Test
    @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void refuses_devices_and_pipes_without_waiting_for_them() throws Exception {
        Process made = new ProcessBuilder("mkfifo", scene.in.resolve("pipe").toString()).start();
        assertThat(made.waitFor(10, TimeUnit.SECONDS)).isTrue();
        fails(ErrorCode.FAILED, () -> files.read("pipe"));
        fails(ErrorCode.FAILED, () -> files.write("pipe", new byte[1]));
        fails(ErrorCode.FAILED, () -> files.append("pipe", new byte[1]));
        fails(ErrorCode.CONFLICT, () -> files.list("pipe"));
        fails(ErrorCode.CONFLICT, () -> files.read("pipe/x"));
        fails(ErrorCode.FAILED, () -> files.copy("pipe", "copy", false, false));
        assertThat(files.info("pipe").type()).isEqualTo(FileInfo.Type.OTHER);
        scene.grants = scene.grants.allow(Permission.READ, "/dev").allow(Permission.WRITE, "/dev");
        HostFiles devices = scene.files();
        fails(ErrorCode.FAILED, () -> devices.read("/dev/zero"));
        fails(ErrorCode.FAILED, () -> devices.write("/dev/full", new byte[1]));
        fails(ErrorCode.FAILED, () -> devices.append("/dev/null", new byte[1]));
    }

    @Test
    void leaves_no_temporary_file_on_a_full_disk() throws Exception {
        Path mount = Files.createDirectory(scene.base.resolve("small"));
        Process mounted = new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", mount.toString())
                .redirectErrorStream(true)
                .start();
        mounted.getInputStream().readAllBytes();
        Assumptions.assumeTrue(mounted.waitFor() == 0, "this user may not mount");
        try {
            scene.grants = scene.grants.allow(Permission.WRITE, mount.toString());
            HostFiles here = scene.files();
            here.write("../small/a", "old".getBytes(UTF_8));
            assertThat(fails(ErrorCode.FAILED, () -> here.write("../small/a", new byte[1 << 20]))
                            .message())
                    .contains("no space left");
            assertThat(all(mount)).containsExactly("a");
            assertThat(Files.readString(mount.resolve("a"))).isEqualTo("old");
        } finally {
            new ProcessBuilder("umount", mount.toString()).start().waitFor();
        }
    }

    @Test
    void makes_folders_with_those_above() throws IOException {
        assertThat(files.createDirectory("a/b/c")).isTrue();
        assertThat(files.createDirectory("a/b/c")).isFalse();
        assertThat(files.createDirectory("a/b/d/")).isTrue();
        assertThat(all(scene.in)).containsExactly("a", "a/b", "a/b/c", "a/b/d");
        assertThat(files.createDirectory(".")).isFalse();
    }

    @Test
    void makes_a_granted_folder_that_is_not_there_yet() {
        scene.grants = scene.grants.allow(Permission.WRITE, "../new/deep");
        HostFiles more = scene.files();
        assertThat(more.createDirectory("../new/deep/er")).isTrue();
        more.write("../new/deep/er/f", new byte[1]);
        fails(ErrorCode.DENIED, () -> more.createDirectory("../new/other"));
    }

    @Test
    void lists_sorted_and_tells_links_from_what_they_point_to() throws IOException {
        scene.file("b.txt", "12");
        scene.file("a/x", "1");
        scene.link("c", scene.secret);
        List<FileInfo> entries = files.list(".");
        assertThat(entries).extracting(FileInfo::name).containsExactly("a", "b.txt", "c");
        assertThat(entries).extracting(info -> info.type().word()).containsExactly("directory", "file", "link");
        assertThat(entries).extracting(FileInfo::path).containsExactly("./a", "./b.txt", "./c");
        assertThat(entries.get(1).size()).isEqualTo(2);
        assertThat(entries.get(1).permissions()).startsWith("rw-");
        assertThat(entries.get(2).target()).isEqualTo(scene.secret.toString());
    }

    @Test
    void walks_folders_before_their_content_and_never_through_links() throws IOException {
        scene.file("b/two", "");
        scene.file("b/one", "");
        scene.file("a", "");
        scene.file("skip/x", "");
        scene.link("z", scene.out);
        List<String> seen = new ArrayList<>();
        files.walk(".", (entry, relative, depth) -> {
            seen.add(relative + ":" + depth);
            return relative.equals("skip") ? Step.SKIP : Step.CONTINUE;
        });
        assertThat(seen).containsExactly("a:1", "b:1", "b/one:2", "b/two:2", "skip:1", "z:1");
        seen.clear();
        files.walk("b", (entry, relative, depth) -> {
            seen.add(entry.path());
            return Step.STOP;
        });
        assertThat(seen).containsExactly("b/one");
    }

    @Test
    void deletes_files_links_and_trees_and_counts_them() throws IOException {
        scene.file("d/a", "");
        scene.file("d/e/f", "");
        scene.link("d/l", scene.out);
        fails(ErrorCode.CONFLICT, () -> files.delete("d", false));
        assertThat(files.delete("d", true)).isEqualTo(5);
        scene.link("l", scene.secret);
        assertThat(files.delete("l", true)).isEqualTo(1);
        files.createDirectory("empty");
        assertThat(files.delete("empty", false)).isEqualTo(1);
        assertThat(all(scene.in)).isEmpty();
        assertThat(scene.secret).exists();
    }

    @Test
    void copies_files_and_trees_with_permissions_and_links() throws IOException {
        Path tool = scene.file("d/tool", "12345");
        Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwx------"));
        scene.file("d/e/f", "1");
        scene.link("d/l", Path.of("tool"));
        fails(ErrorCode.CONFLICT, () -> files.copy("d", "c", false, false));
        assertThat(files.copy("d", "c", true, false)).isEqualTo(6);
        assertThat(all(scene.in.resolve("c"))).containsExactly("e", "e/f", "l", "tool");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(scene.in.resolve("c/tool"))))
                .isEqualTo("rwx------");
        assertThat(Files.readSymbolicLink(scene.in.resolve("c/l"))).hasToString("tool");
        fails(ErrorCode.CONFLICT, () -> files.copy("d", "c", true, false));
        scene.file("c/e/more", "kept");
        scene.file("d/e/f", "22");
        assertThat(files.copy("d", "c", true, true)).isEqualTo(7);
        assertThat(Files.readString(scene.in.resolve("c/e/f"))).isEqualTo("22");
        assertThat(scene.in.resolve("c/e/more")).exists();
        fails(ErrorCode.CONFLICT, () -> files.copy("d/tool", "c", false, true));
        fails(ErrorCode.CONFLICT, () -> files.copy("d/tool", "d/tool", false, true));
        fails(ErrorCode.CONFLICT, () -> files.copy("d", "d/e/x", true, false));
        fails(ErrorCode.NOT_FOUND, () -> files.copy("nope", "x", true, false));
        assertThat(fails(ErrorCode.NOT_FOUND, () -> files.copy("d/tool", "no/x", true, false))
                        .message())
                .contains("'no/x'");
    }

    @Test
    void a_tree_that_cannot_be_copied_whole_leaves_nothing() throws IOException {
        scene.file("d/a", "1");
        scene.file("d/z", "0123456789");
        scene.limits = scene.limits.withFileSize(5);
        fails(ErrorCode.LIMIT_EXCEEDED, () -> scene.files().copy("d", "c", true, false));
        assertThat(all(scene.in)).containsExactly("d", "d/a", "d/z");
    }

    @Test
    void moves_files_folders_and_links() throws IOException {
        scene.file("a", "1");
        scene.file("d/x", "");
        files.move("a", "d/b", false);
        files.move("d", "e", false);
        assertThat(all(scene.in)).containsExactly("e", "e/b", "e/x");
        fails(ErrorCode.CONFLICT, () -> files.move("e/b", "e/x", false));
        files.move("e/b", "e/x", true);
        assertThat(files.readText("e/x")).isEqualTo("1");
        files.createDirectory("g");
        fails(ErrorCode.CONFLICT, () -> files.move("e/x", "g", true));
        fails(ErrorCode.CONFLICT, () -> files.move("g", "e/x", true));
        fails(ErrorCode.CONFLICT, () -> files.move("e", "e/y", true));
        fails(ErrorCode.CONFLICT, () -> files.move("g", "e", false));
        assertThat(fails(ErrorCode.CONFLICT, () -> files.move("g", "e", true)).message())
                .contains("not empty");
        scene.link("l", Path.of("e/x"));
        files.move("l", "m", false);
        assertThat(scene.in.resolve("m")).isSymbolicLink();
        fails(ErrorCode.NOT_FOUND, () -> files.move("m", "no/m", false));
    }

    @Test
    void of_many_that_move_to_one_name_at_once_one_succeeds() throws Exception {
        int many = 4;
        try (ExecutorService pool = Executors.newFixedThreadPool(many)) {
            for (int round = 0; round < 50; round++) {
                String to = "to" + round;
                CyclicBarrier start = new CyclicBarrier(many);
                List<Future<Boolean>> moves = new ArrayList<>();
                for (int i = 0; i < many; i++) {
                    String from = "from" + round + "-" + i;
                    scene.file(from, from);
                    moves.add(pool.submit(() -> {
                        start.await();
                        try {
                            files.move(from, to, false);
                            return true;
                        } catch (ToolException e) {
                            assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT);
                            return false;
                        }
                    }));
                }
                List<String> left = new ArrayList<>();
                for (int i = 0; i < many; i++) {
                    String from = "from" + round + "-" + i;
                    if (moves.get(i).get()) {
                        assertThat(files.readText(to)).isEqualTo(from);
                    } else {
                        left.add(files.readText(from));
                    }
                }
                assertThat(left).hasSize(many - 1);
            }
        }
    }

    @Test
    void moves_across_file_systems() throws IOException {
        Path memory = Path.of("/dev/shm");
        Assumptions.assumeTrue(
                Files.isWritable(memory) && !Files.getFileStore(memory).equals(Files.getFileStore(scene.in)),
                "no other file system at hand");
        Path other = Files.createTempDirectory(memory, "incant-test-");
        try {
            scene.grants =
                    scene.grants.allow(Permission.WRITE, other.toString()).allow(Permission.READ, other.toString());
            HostFiles both = scene.files();
            Path script = scene.file("d/run", "content");
            Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
            Instant changed = Instant.parse("2020-02-02T02:02:02Z");
            Files.setLastModifiedTime(script, FileTime.from(changed));
            scene.link("d/l", Path.of("run"));
            both.move("d", other + "/d", false);
            assertThat(scene.in.resolve("d")).doesNotExist();
            assertThat(all(other)).containsExactly("d", "d/l", "d/run");
            FileInfo moved = both.info(other + "/d/run");
            assertThat(moved.permissions()).isEqualTo("rwx------");
            assertThat(moved.modified()).isEqualTo(changed);
            both.move(other + "/d/run", "back", false);
            assertThat(both.readText("back")).isEqualTo("content");
            assertThat(all(other)).containsExactly("d", "d/l");
            scene.link("k", Path.of("back"));
            both.move("k", other + "/k", false);
            assertThat(other.resolve("k")).isSymbolicLink();
            fails(ErrorCode.CONFLICT, () -> both.move("back", other + "/k", false));
        } finally {
            try (Folder above = Folder.open(memory)) {
                TreeDelete.quietly(above, other.getFileName().toString());
            }
        }
    }

    @Test
    void a_temporary_folder_is_the_calls_own_and_goes_with_it() throws IOException {
        Path own = files.temporaryDirectory();
        files.write(own.resolve("a").toString(), new byte[3]);
        Files.createDirectories(own.resolve("x/y"));
        assertThat(files.read(own + "/a")).hasSize(3);
        fails(ErrorCode.DENIED, () -> scene.files().read(own + "/a"));
        scene.resources.close();
        assertThat(own).doesNotExist();
    }

    @Test
    void stops_walking_when_cancelled() throws IOException {
        scene.file("a", "");
        scene.file("b", "");
        List<String> seen = new ArrayList<>();
        fails(
                ErrorCode.CANCELLED,
                () -> files.walk(".", (entry, relative, depth) -> {
                    seen.add(relative);
                    scene.cancellation.cancel();
                    return Step.CONTINUE;
                }));
        assertThat(seen).containsExactly("a");
    }

    @Test
    void tells_the_facts_of_files_and_folders() throws IOException {
        Path file = scene.file("f", "123");
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2021-03-04T05:06:07Z")));
        FileInfo info = files.info("f");
        assertThat(info.path()).isEqualTo("f");
        assertThat(info.size()).isEqualTo(3);
        assertThat(info.modified()).isEqualTo(Instant.parse("2021-03-04T05:06:07Z"));
        assertThat(info.isFile()).isTrue();
        assertThat(files.info(".").isDirectory()).isTrue();
        assertThat(files.info(".").size()).isZero();
        assertThat(files.checked("f", Permission.READ)).isEqualTo(file);
        assertThat(files.checked("new", Permission.WRITE)).isEqualTo(scene.in.resolve("new"));
        fails(ErrorCode.NOT_FOUND, () -> files.checked("new", Permission.READ));
    }
}
