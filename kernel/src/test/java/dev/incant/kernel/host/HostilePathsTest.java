package dev.incant.kernel.host;

import static dev.incant.kernel.host.FileScene.fails;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.incant.kernel.capability.Files.Step;
import dev.incant.kernel.capability.Grants;
import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.capability.Rules;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Paths that try to lead out of what is granted.
final class HostilePathsTest {
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

    private void denied(String path) {
        fails(ErrorCode.DENIED, () -> files.read(path));
        fails(ErrorCode.DENIED, () -> files.open(path));
        fails(ErrorCode.DENIED, () -> files.info(path));
        fails(ErrorCode.DENIED, () -> files.exists(path));
        fails(ErrorCode.DENIED, () -> files.checked(path, Permission.READ));
        fails(ErrorCode.DENIED, () -> files.write(path, new byte[1]));
        fails(ErrorCode.DENIED, () -> files.append(path, new byte[1]));
        fails(ErrorCode.DENIED, () -> files.replace(path));
        fails(ErrorCode.DENIED, () -> files.copy(path, "stolen", true, true));
    }

    private void nothingHappened() throws IOException {
        assertThat(Files.readString(scene.secret)).isEqualTo(FileScene.SECRET);
        assertThat(FileScene.all(scene.out)).containsExactly("secret.txt");
        assertThat(scene.in.resolve("stolen")).doesNotExist();
    }

    @Test
    void dots_lead_nowhere() throws IOException {
        Files.createDirectory(scene.in.resolve("d"));
        denied("../out/secret.txt");
        denied("d/../../out/secret.txt");
        denied("./d/./../.././out//secret.txt");
        denied("nope/../../out/secret.txt");
        denied(scene.in + "/../out/secret.txt");
        denied(scene.secret.toString());
        denied("..");
        denied("/");
        fails(ErrorCode.DENIED, () -> files.list(".."));
        fails(ErrorCode.DENIED, () -> files.walk("../out", (entry, relative, depth) -> Step.CONTINUE));
        fails(ErrorCode.DENIED, () -> files.delete("../out", true));
        fails(ErrorCode.DENIED, () -> files.move("../out/secret.txt", "stolen", true));
        fails(ErrorCode.DENIED, () -> files.createDirectory("../out/d"));
        scene.file("mine", "x");
        fails(ErrorCode.DENIED, () -> files.copy("mine", "../out/x", false, true));
        fails(ErrorCode.DENIED, () -> files.move("mine", "../out/x", true));
        nothingHappened();
    }

    @Test
    void links_lead_nowhere() throws IOException {
        scene.link("file", scene.secret);
        scene.link("dir", scene.out);
        scene.link("relative", Path.of("../out"));
        scene.link("chain1", Path.of("chain2"));
        scene.link("chain2", Path.of("dir/secret.txt"));
        Files.createDirectory(scene.in.resolve("d"));
        scene.link("d/up", Path.of("../.."));
        denied("file");
        denied("dir/secret.txt");
        denied("dir/new.txt");
        denied("dir/new/er.txt");
        denied("relative/secret.txt");
        denied("chain1");
        denied("d/up/out/secret.txt");
        fails(ErrorCode.DENIED, () -> files.list("dir"));
        fails(ErrorCode.DENIED, () -> files.createDirectory("dir/new"));
        fails(ErrorCode.DENIED, () -> files.delete("dir/secret.txt", false));
        fails(ErrorCode.DENIED, () -> files.move("dir/secret.txt", "stolen", false));
        assertThat(files.linkInfo("file").target()).isEqualTo(scene.secret.toString());
        nothingHappened();
    }

    @Test
    void a_tree_with_links_is_copied_with_links_not_with_what_they_point_to() throws IOException {
        Files.createDirectory(scene.in.resolve("d"));
        scene.link("d/file", scene.secret);
        scene.link("d/dir", scene.out);
        files.copy("d", "e", true, false);
        assertThat(scene.in.resolve("e/file")).isSymbolicLink();
        denied("e/file");
        denied("e/dir/secret.txt");
        nothingHappened();
    }

    @Test
    void links_that_lead_nowhere_or_in_circles_are_not_followed() throws IOException {
        scene.link("dangling", scene.out.resolve("new"));
        scene.link("loop1", Path.of("loop2"));
        scene.link("loop2", Path.of("loop1"));
        for (String name : List.of("dangling", "loop1")) {
            fails(ErrorCode.NOT_FOUND, () -> files.read(name));
            fails(ErrorCode.NOT_FOUND, () -> files.info(name));
            assertThat(files.exists(name)).isFalse();
            fails(ErrorCode.CONFLICT, () -> files.write(name, new byte[1]));
            fails(ErrorCode.NOT_FOUND, () -> files.append(name, new byte[1]));
            fails(ErrorCode.FAILED, () -> files.write(name + "/x", new byte[1]));
            fails(ErrorCode.FAILED, () -> files.createDirectory(name + "/x"));
        }
        assertThat(files.delete("dangling", false)).isEqualTo(1);
        assertThat(files.delete("loop1", true)).isEqualTo(1);
        nothingHappened();
    }

    @Test
    void a_name_that_begins_the_same_is_another_name() throws IOException {
        Path other = Files.createDirectory(scene.base.resolve("inner"));
        Files.writeString(other.resolve("f"), "x");
        denied("../inner/f");
        denied(scene.in + "foo");
    }

    @Test
    void the_process_file_system_is_no_way_round() throws IOException {
        denied("/proc/self/root" + scene.secret);
        denied("/proc/self/cwd/../etc/passwd");
        denied("/proc/self/fd/0");
        denied("/proc/self/environ");
        denied("/dev/fd/0");
        denied("/dev/stdin");
        scene.link("root", Path.of("/proc/self/root"));
        denied("root" + scene.secret);
        scene.grants = scene.grants.allow(Permission.READ, "/proc");
        HostFiles withProc = scene.files();
        fails(ErrorCode.DENIED, () -> withProc.read("/proc/self/root" + scene.secret));
        fails(ErrorCode.DENIED, () -> withProc.list("/proc/self/cwd/"));
        assertThat(withProc.readText("/proc/self/status")).contains("Name:");
        // A real path through it is the same path.
        assertThat(withProc.exists("/proc/self/root" + scene.in)).isTrue();
        nothingHappened();
    }

    @Test
    void case_look_alikes_and_compositions_are_other_names() throws IOException {
        denied("../IN/x");
        denied("../\u0131n/x"); // dotless i
        denied("../\uff49\uff4e/x"); // full width
        denied("\u2024\u2024/out/secret.txt".replace("\u2024\u2024", "..")); // as far as it goes
        assertThat(files.exists("\u2024\u2024/out/secret.txt")).isFalse(); // one dot leaders are a name
        assertThat(files.exists("..\u2215out")).isFalse(); // a division slash separates nothing
        assertThat(files.exists("..\\out\\secret.txt")).isFalse();
        assertThat(files.exists("%2e%2e/out/secret.txt")).isFalse();
        String composed = Normalizer.normalize("e\u0301tage", Normalizer.Form.NFC);
        String apart = Normalizer.normalize(composed, Normalizer.Form.NFD);
        files.write(composed, "1".getBytes(UTF_8));
        files.write(apart, "22".getBytes(UTF_8));
        assertThat(files.list(".")).hasSize(2);
        scene.grants = Grants.NONE.allow(Permission.READ, composed);
        HostFiles one = scene.files();
        assertThat(one.readText(composed)).isEqualTo("1");
        fails(ErrorCode.DENIED, () -> one.read(apart));
    }

    @Test
    void what_is_no_path_is_refused() {
        fails(ErrorCode.INVALID_PARAMS, () -> files.read(""));
        assertThat(fails(ErrorCode.INVALID_PARAMS, () -> files.read("a\0b")).message())
                .doesNotContain("\0");
        fails(ErrorCode.INVALID_PARAMS, () -> files.read("a\0/../../out/secret.txt"));
        ToolException error = fails(ErrorCode.FAILED, () -> files.write("x".repeat(300), new byte[1]));
        assertThat(error.message()).contains("too long");
        fails(ErrorCode.FAILED, () -> files.read("x".repeat(300)));
        String deep = "d/".repeat(3000) + "x";
        fails(ErrorCode.NOT_FOUND, () -> files.read(deep));
    }

    @Test
    void says_which_flag_would_allow_it() {
        ToolException read = fails(ErrorCode.DENIED, () -> files.read("../out/secret.txt"));
        assertThat(read.message())
                .isEqualTo("not allowed to read '../out/secret.txt': --allow-read=" + scene.secret + " would allow it");
        assertThat(read.details())
                .containsEntry("path", "../out/secret.txt")
                .containsEntry("flag", "--allow-read=" + scene.secret);
        assertThat(fails(ErrorCode.DENIED, () -> files.write("/x", new byte[0])).message())
                .contains("--allow-write=/x would");
    }

    @Test
    void permissions_do_not_stand_in_for_each_other() throws IOException {
        scene.file("f", "x");
        scene.grants = Grants.NONE.allow(Permission.READ, ".");
        HostFiles reader = scene.files();
        assertThat(reader.readText("f")).isEqualTo("x");
        fails(ErrorCode.DENIED, () -> reader.write("f", new byte[0]));
        fails(ErrorCode.DENIED, () -> reader.delete("f", false));
        fails(ErrorCode.DENIED, () -> reader.move("f", "g", false));
        fails(ErrorCode.DENIED, () -> reader.copy("f", "g", false, false));
        scene.grants = Grants.NONE.allow(Permission.WRITE, ".");
        HostFiles writer = scene.files();
        writer.write("g", new byte[1]);
        fails(ErrorCode.DENIED, () -> writer.read("g"));
        fails(ErrorCode.DENIED, () -> writer.exists("g"));
        fails(ErrorCode.DENIED, () -> writer.list("."));
        fails(ErrorCode.DENIED, () -> writer.move("g", "h", false));
        scene.grants = Grants.NONE;
        fails(ErrorCode.DENIED, () -> scene.files().read("f"));
    }

    @Test
    void a_granted_link_grants_what_it_points_to_now() throws IOException {
        Path link = scene.base.resolve("link");
        Files.createSymbolicLink(link, scene.out);
        scene.grants = Grants.NONE.allow(Permission.READ, "../link");
        HostFiles through = scene.files();
        assertThat(through.readText("../link/secret.txt")).isEqualTo(FileScene.SECRET);
        assertThat(through.readText(scene.secret.toString())).isEqualTo(FileScene.SECRET);
        assertThat(through.linkInfo("../link").target()).isEqualTo(scene.out.toString());
        Files.delete(link);
        Files.createSymbolicLink(link, scene.in);
        fails(ErrorCode.DENIED, () -> through.readText(scene.secret.toString()));
    }

    @Test
    void relative_grants_start_at_the_folder_of_the_session() throws IOException {
        scene.file("sub/f", "x");
        scene.file("g", "x");
        scene.grants = Grants.NONE.allow(Permission.READ, "sub");
        assertThat(scene.files().readText("sub/f")).isEqualTo("x");
        assertThat(scene.files().readText("sub/../sub/f")).isEqualTo("x");
        fails(ErrorCode.DENIED, () -> scene.files().read("g"));
        scene.grants = Grants.NONE.allow(Permission.READ, "g");
        assertThat(scene.files().readText("g")).isEqualTo("x");
        assertThat(scene.files().info("g").size()).isEqualTo(1);
        fails(ErrorCode.DENIED, () -> scene.files().list("."));
    }

    @Test
    void a_denial_wins_inside_what_is_allowed() throws IOException {
        scene.file("a/b/keys", "k");
        scene.file("a/ok", "x");
        scene.link("alias", Path.of("a/b"));
        for (Grants base : List.of(scene.grants, Grants.ALL)) {
            scene.grants = base.deny(Permission.READ, "a/b").deny(Permission.WRITE, "a/b");
            HostFiles here = scene.files();
            ToolException error = fails(ErrorCode.DENIED, () -> here.read("a/b/keys"));
            assertThat(error.message()).contains("--deny-read=a/b forbids it");
            assertThat(error.details()).containsEntry("flag", "--deny-read=a/b");
            fails(ErrorCode.DENIED, () -> here.read("alias/keys"));
            fails(ErrorCode.DENIED, () -> here.list("a/b"));
            assertThat(here.list("a")).extracting(info -> info.name()).containsExactly("ok");
            fails(ErrorCode.DENIED, () -> here.delete("a", true));
            fails(ErrorCode.DENIED, () -> here.copy("a", "c", true, false));
            fails(ErrorCode.DENIED, () -> here.move("a", "c", false));
            assertThat(here.readText("a/ok")).isEqualTo("x");
            List<String> seen = new ArrayList<>();
            List<String> unreadable = new ArrayList<>();
            here.walk("a", new dev.incant.kernel.capability.Files.Visitor() {
                @Override
                public Step visit(dev.incant.kernel.capability.FileInfo entry, String relative, int depth) {
                    seen.add(relative);
                    return Step.CONTINUE;
                }

                @Override
                public void unreadable(String relative, String reason) {
                    unreadable.add(relative);
                }
            });
            assertThat(seen).containsExactly("ok");
            assertThat(unreadable).containsExactly("b");
        }
        scene.grants = Grants.ALL.with(Permission.READ, Rules.EVERYTHING.denyAll());
        fails(ErrorCode.DENIED, () -> scene.files().read("a/ok"));
    }

    @Test
    void a_denied_link_is_denied_as_what_it_points_to_and_as_itself() throws IOException {
        Path kept = scene.file("kept", "k");
        scene.link("link", kept);
        scene.grants = scene.grants.deny(Permission.READ, "link").deny(Permission.WRITE, "link");
        HostFiles here = scene.files();
        fails(ErrorCode.DENIED, () -> here.read("link"));
        fails(ErrorCode.DENIED, () -> here.read("kept"));
        fails(ErrorCode.DENIED, () -> here.delete("link", false));
    }

    @Test
    void everything_granted_is_everything() throws IOException {
        scene.grants = Grants.ALL;
        assertThat(scene.files().readText("../out/secret.txt")).isEqualTo(FileScene.SECRET);
        scene.link("l", scene.secret);
        assertThat(scene.files().readText("l")).isEqualTo(FileScene.SECRET);
        assertThat(scene.files().info("/").isDirectory()).isTrue();
        assertThat(scene.files().list("/")).isNotEmpty();
        fails(ErrorCode.FAILED, () -> scene.files().delete("/", true));
        fails(ErrorCode.CONFLICT, () -> scene.files().write("/", new byte[1]));
    }
}
