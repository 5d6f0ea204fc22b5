package dev.incant.kernel.host;

import static dev.incant.kernel.host.FileScene.fails;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.incant.kernel.capability.CallScope;
import dev.incant.kernel.capability.Files.Change;
import dev.incant.kernel.capability.Files.Watch;
import dev.incant.kernel.capability.Grants;
import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.WatchService;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a watch sees of changes in a real folder.
final class TreeWatchTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration QUIET = Duration.ofMillis(150);

    @TempDir
    Path folder;

    private FileScene scene;

    @BeforeEach
    void set_up() throws IOException {
        scene = new FileScene(folder);
    }

    @AfterEach
    void tear_down() {
        scene.close();
    }

    /// Changes until one is `last`, such as `created a/b`; modifications are left out unless asked for.
    private static List<String> until(Watch watch, String last, boolean modified) {
        List<String> seen = new ArrayList<>();
        while (!seen.contains(last)) {
            List<Change> batch = watch.next(LONG);
            assertThat(batch).as("changes after %s", seen).isNotEmpty();
            for (Change change : batch) {
                String text = change.kind().name().toLowerCase(java.util.Locale.ROOT) + " " + change.path();
                if (modified || change.kind() != Change.Kind.MODIFIED) {
                    seen.add(text);
                }
            }
        }
        return seen;
    }

    @Test
    void a_watch_that_begins_when_its_call_has_ended_leaves_nothing_open() throws IOException {
        WatchService service = FileSystems.getDefault().newWatchService();
        CallScope scope = new CallScope(scene.grants, scene.limits, scene.in, scene.cancellation, scene.resources);
        scene.resources.close();
        fails(
                ErrorCode.CANCELLED,
                () -> TreeWatch.start(
                        scope, InstantSource.system(), new PathGrants(scene.in, List.of()), List.of(), false, service));
        assertThatThrownBy(service::poll).isInstanceOf(ClosedWatchServiceException.class);
    }

    @Test
    void changes_of_a_folder_come_in_order() throws IOException {
        scene.file("old.txt", "1");
        try (Watch watch = scene.files().watch(List.of("."), false)) {
            assertThat(watch.next(Duration.ofMillis(10))).isEmpty();
            scene.file("a.txt", "1");
            Files.delete(scene.in.resolve("old.txt"));
            scene.file("b.txt", "1");
            assertThat(until(watch, "created b.txt", false))
                    .containsExactly("created a.txt", "deleted old.txt", "created b.txt");
            Files.writeString(scene.in.resolve("a.txt"), "2");
            assertThat(until(watch, "modified a.txt", true)).contains("modified a.txt");
        }
        assertThat(scene.resources.size()).isZero();
    }

    @Test
    void what_is_in_a_folder_that_appears_is_reported_and_watched() throws IOException {
        Path made = Files.createDirectories(scene.base.resolve("made/sub/deep"));
        Files.writeString(made.resolve("inside.txt"), "1");
        try (Watch watch = scene.files().watch(List.of(""), true)) {
            throw new AssertionError(watch);
        } catch (ToolException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.INVALID_PARAMS);
        }
        try (Watch watch = scene.files().watch(List.of("."), true)) {
            Files.move(scene.base.resolve("made"), scene.in.resolve("made"));
            assertThat(until(watch, "created made/sub/deep/inside.txt", false))
                    .containsExactly(
                            "created made",
                            "created made/sub",
                            "created made/sub/deep",
                            "created made/sub/deep/inside.txt");
            assertThat(watch.folders()).isEqualTo(4);
            scene.file("made/sub/later.txt", "1");
            assertThat(until(watch, "created made/sub/later.txt", false)).hasSize(1);
        }
    }

    @Test
    void many_folders_made_at_once_lose_nothing() throws IOException {
        try (Watch watch = scene.files().watch(List.of("."), true)) {
            List<String> wanted = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                scene.file("d" + i + "/e/f.txt", "1");
                wanted.add("created d" + i);
                wanted.add("created d" + i + "/e");
                wanted.add("created d" + i + "/e/f.txt");
            }
            List<String> seen = new ArrayList<>();
            while (!seen.containsAll(wanted)) {
                List<Change> batch = watch.next(LONG);
                assertThat(batch).isNotEmpty();
                batch.stream()
                        .filter(change -> change.kind() == Change.Kind.CREATED)
                        .forEach(change -> seen.add("created " + change.path()));
            }
            assertThat(seen).doesNotHaveDuplicates().hasSameSizeAs(wanted);
        }
    }

    @Test
    void a_folder_that_moves_away_is_watched_no_longer() throws IOException {
        scene.file("d/sub/x.txt", "1");
        try (Watch watch = scene.files().watch(List.of("."), true)) {
            Files.move(scene.in.resolve("d"), scene.out.resolve("d"));
            assertThat(until(watch, "deleted d", false)).contains("deleted d");
            Files.writeString(scene.out.resolve("d/sub/secret.txt"), "1");
            assertThat(watch.next(QUIET)).isEmpty();
            Files.move(scene.out.resolve("d"), scene.in.resolve("d2"));
            assertThat(until(watch, "created d2/sub/x.txt", false)).contains("created d2", "created d2/sub");
        }
    }

    @Test
    void one_file_is_watched_alone() throws IOException {
        Path file = scene.file("one.txt", "1");
        scene.grants = Grants.NONE.allow(Permission.READ, file.toString());
        try (Watch watch = scene.files().watch(List.of("one.txt"), true)) {
            scene.file("other.txt", "1");
            Files.delete(file);
            scene.file("one.txt", "2");
            assertThat(until(watch, "created ", false)).containsExactly("deleted ", "created ");
        }
        fails(ErrorCode.NOT_FOUND, () -> {
            Files.delete(file);
            scene.files().watch(List.of("one.txt"), false);
        });
        fails(ErrorCode.DENIED, () -> scene.files().watch(List.of("."), false));
    }

    @Test
    void several_files_and_folders_are_watched_at_once_each_change_said_once() throws IOException {
        scene.file("a/x.txt", "1");
        scene.file("b/y.txt", "1");
        scene.file("b/z.txt", "1");
        try (Watch watch = scene.files().watch(List.of("a", "b/y.txt", "b/z.txt", "a/x.txt", "."), true)) {
            Files.delete(scene.in.resolve("b/z.txt"));
            Files.delete(scene.in.resolve("a/x.txt"));
            Files.delete(scene.in.resolve("b/y.txt"));
            scene.file("end.txt", "1");
            List<String> seen = new ArrayList<>();
            while (!seen.contains("CREATED . end.txt")) {
                List<Change> batch = watch.next(LONG);
                assertThat(batch).isNotEmpty();
                batch.stream()
                        .filter(change -> change.kind() != Change.Kind.MODIFIED)
                        .forEach(change -> seen.add(change.kind() + " " + change.root() + " " + change.path()));
            }
            assertThat(seen)
                    .containsExactlyInAnyOrder(
                            "DELETED . b/z.txt", "DELETED a x.txt", "DELETED . b/y.txt", "CREATED . end.txt");
        }
        try (Watch watch = scene.files().watch(List.of("b", "b"), false)) {
            assertThat(watch.folders()).isEqualTo(1);
        }
        scene.file("b/y.txt", "1");
        scene.file("b/z.txt", "1");
        try (Watch watch = scene.files().watch(List.of("b/y.txt", "b/z.txt"), false)) {
            Files.delete(scene.in.resolve("b/y.txt"));
            Files.delete(scene.in.resolve("b/z.txt"));
            List<String> roots = new ArrayList<>();
            while (roots.size() < 2) {
                watch.next(LONG).forEach(change -> roots.add(change.root()));
            }
            assertThat(roots).containsExactly("b/y.txt", "b/z.txt");
        }
    }

    @Test
    void links_are_reported_but_not_followed_and_denied_folders_left_out() throws IOException {
        Files.createDirectory(scene.in.resolve("denied"));
        scene.grants =
                scene.grants.deny(Permission.READ, scene.in.resolve("denied").toString());
        fails(ErrorCode.DENIED, () -> scene.files().watch(List.of("denied"), false));
        fails(ErrorCode.DENIED, () -> scene.files().watch(List.of("../out"), false));
        try (Watch watch = scene.files().watch(List.of("."), true)) {
            scene.link("escape", scene.out);
            Files.writeString(scene.out.resolve("secret2.txt"), "1");
            scene.file("denied/x.txt", "1");
            scene.file("end.txt", "1");
            assertThat(until(watch, "created end.txt", false)).containsExactly("created escape", "created end.txt");
            assertThat(watch.folders()).isEqualTo(1);
        }
        fails(ErrorCode.DENIED, () -> scene.files().watch(List.of("escape"), false));
    }

    @Test
    void names_outside_are_not_told_while_a_folder_is_swapped_for_a_link() throws Exception {
        Path sub = Files.createDirectory(scene.in.resolve("sub"));
        Path aside = scene.base.resolve("aside");
        CompletableFuture<Void> swapping = CompletableFuture.runAsync(() -> {
            try {
                for (int i = 0; i < 300; i++) {
                    Files.move(sub, aside, StandardCopyOption.ATOMIC_MOVE);
                    Files.createSymbolicLink(sub, scene.out);
                    Files.writeString(scene.out.resolve("secret" + i), "1");
                    Files.delete(sub);
                    Files.move(aside, sub, StandardCopyOption.ATOMIC_MOVE);
                }
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        List<String> seen = new ArrayList<>();
        while (!swapping.isDone()) {
            try (Watch watch = scene.files().watch(List.of("sub"), true)) {
                watch.next(Duration.ofMillis(2)).forEach(change -> seen.add(change.path()));
            } catch (ToolException e) {
                assertThat(e.code()).isIn(ErrorCode.DENIED, ErrorCode.NOT_FOUND, ErrorCode.FAILED, ErrorCode.CONFLICT);
            }
        }
        swapping.get(20, TimeUnit.SECONDS);
        assertThat(seen).noneMatch(path -> path.contains("secret"));
        assertThat(scene.resources.size()).isZero();
    }

    @Test
    void a_burst_is_seen_whole_or_said_to_be_too_much() throws IOException {
        try (Watch watch = scene.files().watch(List.of("."), false)) {
            for (int i = 0; i < 2000; i++) {
                Files.writeString(scene.in.resolve("f" + i), "x");
            }
            List<String> seen = new ArrayList<>();
            while (seen.stream().filter(line -> line.startsWith("CREATED")).count() < 2000) {
                List<Change> batch = watch.next(LONG);
                assertThat(batch).isNotEmpty();
                batch.forEach(change -> seen.add(change.kind() + " " + change.path()));
            }
            assertThat(seen.stream().filter(line -> line.startsWith("CREATED"))).doesNotHaveDuplicates();
            assertThat(seen).contains("OVERFLOW ");
        }
    }

    @Test
    void the_folder_itself_may_vanish() throws IOException {
        scene.file("d/x.txt", "1");
        try (Watch watch = scene.files().watch(List.of("d"), true)) {
            Files.delete(scene.in.resolve("d/x.txt"));
            Files.delete(scene.in.resolve("d"));
            assertThat(until(watch, "deleted ", false)).containsExactly("deleted x.txt", "deleted ");
            assertThat(watch.next(QUIET)).isEmpty();
        }
    }

    @Test
    void cancellation_ends_the_wait_and_the_call_closes_what_was_forgotten() throws Exception {
        Watch watch = scene.files().watch(List.of("."), true);
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Object> waiting = CompletableFuture.supplyAsync(() -> {
            begun.countDown();
            return watch.next(LONG);
        });
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        scene.cancellation.cancel();
        assertThatThrownBy(() -> waiting.get(5, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(ToolException.class);
        assertThat(scene.resources.size()).isEqualTo(1);
        scene.resources.close();
        assertThat(scene.resources.size()).isZero();
    }
}
