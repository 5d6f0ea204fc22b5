package dev.incant.kernel.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incant.kernel.capability.FileInfo;
import dev.incant.kernel.capability.Grants;
import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.error.ToolException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Another process swaps a folder or file for a link to outside while calls run, as fast as it can.
final class SwappedLinksTest {
    private static final int ROUNDS = 2_000;
    private static final String INSIDE = "inside";

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

    /// Swaps `name` between what it is and a link, until told to stop.
    private Thread swap(Path name, Path linkTarget, AtomicBoolean stop) throws IOException {
        Path aside = scene.base.resolve("aside");
        Path link = scene.base.resolve("link");
        return Thread.ofPlatform().unstarted(() -> {
            try {
                while (!stop.get()) {
                    Files.move(name, aside, StandardCopyOption.ATOMIC_MOVE);
                    Files.createSymbolicLink(link, linkTarget);
                    Files.move(link, name, StandardCopyOption.ATOMIC_MOVE);
                    Files.delete(name);
                    Files.move(aside, name, StandardCopyOption.ATOMIC_MOVE);
                    Thread.yield();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /// How many calls did their work; every other one must have said why not.
    private int race(Path swapped, Path linkTarget, Consumer<HostFiles> call) throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        Thread swapper = swap(swapped, linkTarget, stop);
        swapper.start();
        int done = 0;
        try {
            // On a busy machine the swapper may leave no gap for long; then go on until one call was in time.
            for (int i = 0; i < ROUNDS || done == 0 && i < 100 * ROUNDS; i++) {
                try {
                    call.accept(scene.files());
                    done++;
                } catch (ToolException e) {
                    assertThat(e.code()).as(e.message()).isNotNull();
                }
            }
        } finally {
            stop.set(true);
            swapper.join();
        }
        return done;
    }

    private void outsideIsUntouched() throws IOException {
        assertThat(Files.readString(scene.secret)).isEqualTo(FileScene.SECRET);
        assertThat(FileScene.all(scene.out)).containsExactly("secret.txt");
    }

    @Test
    void reading_through_a_swapped_folder_never_reads_outside() throws Exception {
        scene.file("d/secret.txt", INSIDE);
        int done = race(
                scene.in.resolve("d"),
                scene.out,
                files -> assertThat(files.readText("d/secret.txt")).isEqualTo(INSIDE));
        assertThat(done).as("calls between swaps").isPositive();
    }

    @Test
    void reading_a_swapped_file_never_reads_outside() throws Exception {
        Path file = scene.file("f", INSIDE);
        int done = race(
                file, scene.secret, files -> assertThat(files.readText("f")).isEqualTo(INSIDE));
        assertThat(done).as("calls between swaps").isPositive();
    }

    @Test
    void writing_through_a_swapped_folder_or_file_never_writes_outside() throws Exception {
        scene.file("d/secret.txt", INSIDE);
        byte[] content = "overwritten".getBytes(StandardCharsets.UTF_8);
        race(scene.in.resolve("d"), scene.out, files -> files.append("d/secret.txt", content));
        outsideIsUntouched();
        race(scene.in.resolve("d"), scene.out, files -> {
            try (var replacement = files.replace("d/new.txt")) {
                replacement.out().write(content);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        outsideIsUntouched();
    }

    @Test
    void deleting_moving_and_listing_through_a_swapped_folder_stays_inside() throws Exception {
        scene.file("d/e/secret.txt", INSIDE);
        Path swapped = scene.in.resolve("d/e");
        race(swapped, scene.out, files -> {
            List<FileInfo> entries = files.list("d/e");
            assertThat(entries).allSatisfy(info -> assertThat(info.size()).isLessThanOrEqualTo(INSIDE.length()));
            files.walk("d", (entry, relative, depth) -> {
                assertThat(entry.isFile() && entry.size() == FileScene.SECRET.length())
                        .isFalse();
                return dev.incant.kernel.capability.Files.Step.CONTINUE;
            });
        });
        race(swapped, scene.out, files -> files.copy("d", "copy", true, true));
        try (var copies = Files.walk(scene.in.resolve("copy"))) {
            for (Path copy : copies.filter(path -> Files.isRegularFile(path, java.nio.file.LinkOption.NOFOLLOW_LINKS))
                    .toList()) {
                assertThat(Files.readString(copy)).isEqualTo(INSIDE);
            }
        }
        race(swapped, scene.out, files -> {
            boolean there = files.exists("d/e/secret.txt");
            files.move(there ? "d/e/secret.txt" : "d/e/moved.txt", there ? "d/e/moved.txt" : "d/e/secret.txt", true);
        });
        race(swapped, scene.out, files -> {
            files.append("d/e/secret.txt", new byte[1]);
            files.delete("d/e/secret.txt", true);
        });
        outsideIsUntouched();
    }

    @Test
    void with_everything_granted_a_swap_does_not_lead_to_what_is_denied() throws Exception {
        scene.file("d/secret.txt", INSIDE);
        scene.grants = Grants.ALL.deny(Permission.READ, scene.out.toString());
        int done = race(
                scene.in.resolve("d"),
                scene.out,
                files -> assertThat(files.readText("d/secret.txt")).isEqualTo(INSIDE));
        assertThat(done).as("calls between swaps").isPositive();
    }
}
