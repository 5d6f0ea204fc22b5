package dev.incant.tools.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.capability.Limits;
import dev.incant.kernel.capability.Progress;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.value.Values;
import dev.incant.testkit.ToolContract;
import dev.incant.testkit.ToolTester;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class FileWatcherTest implements ToolContract {
    private final Cancellation cancellation = new Cancellation();
    private ToolTester watcher;
    private Path in;

    @TempDir
    Path folder;

    @Override
    public Tool tool() {
        return new FileWatcher();
    }

    @BeforeEach
    void set_up() throws IOException {
        in = Files.createDirectory(folder.toRealPath().resolve("in"));
        Files.createDirectory(folder.resolve("out"));
        watcher = ToolTester.of(new FileWatcher()).in(in).cancelledBy(cancellation);
    }

    private void write(String name, String text) throws IOException {
        Files.createDirectories(in.resolve(name).getParent());
        Files.writeString(in.resolve(name), text);
    }

    /// Watches while `change` is made again and again, for it cannot be seen from here when the watch has begun.
    private Map<?, ?> during(Change change, @Nullable Object... params) throws Exception {
        CompletableFuture<Object> watching = CompletableFuture.supplyAsync(
                () -> java.util.Objects.requireNonNull(watcher.callWith("watch", Values.map(params))));
        for (int i = 0; !watching.isDone(); i++) {
            change.make(i);
            Thread.sleep(20);
        }
        return (Map<?, ?>) watching.get(1, TimeUnit.SECONDS);
    }

    private interface Change {
        void make(int i) throws IOException;
    }

    private static List<String> seen(Map<?, ?> result) {
        return ((List<?>) java.util.Objects.requireNonNull(result.get("events")))
                .stream()
                        .map(event -> ((Map<?, ?>) event).get("event_type") + " " + ((Map<?, ?>) event).get("path"))
                        .toList();
    }

    @Test
    void it_ends_when_enough_was_seen() throws Exception {
        Map<?, ?> result =
                during(i -> write("sub" + i + "/f.txt", "x"), "paths", ".", "max_events", 4L, "debounce_ms", 0L);
        assertThat(result.get("ended_by")).isEqualTo("max_events");
        assertThat(result.get("event_count")).isEqualTo(4L);
        // The watch may begin when the first folder is there and its file is not.
        assertThat(seen(result)).hasSize(4).doesNotHaveDuplicates().anyMatch(line -> line.matches("created sub\\d+"));
    }

    @Test
    void names_and_paths_are_filtered() throws Exception {
        Map<?, ?> result = during(
                i -> {
                    write("a/no.log", "x" + i);
                    write("a/skip/yes.txt", "x" + i);
                    write("a/yes.txt", "x" + i);
                },
                "input",
                List.of("."),
                "pattern",
                "*.txt",
                "exclude",
                List.of("**/skip/**"),
                "max_events",
                1L);
        assertThat(seen(result)).hasSize(1).allMatch(line -> line.endsWith("d a/yes.txt"));
    }

    @Test
    void what_is_written_piece_by_piece_counts_once() throws Exception {
        write("log.txt", "");
        // Longer than this thread may be kept from writing on a busy machine.
        long debounce = 30_000;
        Map<?, ?> result = during(
                i -> write("log.txt", "x".repeat(i)), "path", "log.txt", "timeout_ms", 400L, "debounce_ms", debounce);
        assertThat(result.get("ended_by")).isEqualTo("timeout");
        assertThat(result.get("timeout_seconds")).isEqualTo(0.4);
        assertThat(seen(result)).containsExactly("modified log.txt");
    }

    @Test
    void the_time_of_the_session_is_not_exceeded() {
        Map<String, @Nullable Object> result = watcher.within(Limits.GENEROUS.withTimeout(Duration.ofMillis(600)))
                .map("watch", "paths", in.toString());
        assertThat(result)
                .containsEntry("timeout_seconds", 0.1)
                .containsEntry("ended_by", "timeout")
                .containsEntry("event_count", 0L);
    }

    @Test
    void parameters_are_checked() {
        watcher.fails(ErrorCode.INVALID_PARAMS, "watch");
        watcher.fails(ErrorCode.INVALID_PARAMS, "watch", "paths", List.of());
        watcher.fails(ErrorCode.INVALID_PARAMS, "watch", "paths", "");
        watcher.fails(ErrorCode.NOT_FOUND, "watch", "paths", "none");
        watcher.fails(ErrorCode.DENIED, "watch", "paths", "../out");
        watcher.fails(ErrorCode.DENIED, "watch", "paths", List.of(".", "/etc"));
        watcher.fails(ErrorCode.INVALID_PARAMS, "watch", "paths", ".", "include", "[a");
        watcher.fails(ErrorCode.INVALID_PARAMS, "watch", "paths", ".", "exclude", List.of("{a"));
        watcher.fails(ErrorCode.INVALID_PARAMS, "watch", "paths", ".", "timeout_seconds", -1L);
        watcher.fails(ErrorCode.INVALID_PARAMS, "watch", "paths", ".", "timeout_ms", -1L);
        watcher.fails(ErrorCode.INVALID_PARAMS, "watch", "paths", ".", "max_events", 0L);
        watcher.fails(ErrorCode.INVALID_PARAMS, "watch", "paths", ".", "debounce_ms", 60_001L);
        watcher.fails(ErrorCode.INVALID_PARAMS, "watch", "paths", ".", "recursive", "yes");
    }

    @Test
    void cancelling_ends_it_and_progress_is_reported() throws Exception {
        CompletableFuture<Void> reported = new CompletableFuture<>();
        Progress progress = (done, total, text) -> reported.complete(null);
        CompletableFuture<ToolException> ended = CompletableFuture.supplyAsync(() -> catchThrowableOfType(
                ToolException.class, () -> watcher.reporting(progress).call("watch", "paths", ".")));
        for (int i = 0; !reported.isDone(); i++) {
            write("f" + i, "x");
            Thread.sleep(10);
        }
        cancellation.cancel();
        assertThat(ended.get(5, TimeUnit.SECONDS).code()).isEqualTo(ErrorCode.CANCELLED);
    }
}
