package dev.incant.kernel.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SqliteStateStoreTest implements StateStoreContract {
    @TempDir
    private Path folder;

    @Override
    public StateStore open(InstantSource clock, long quota) {
        return SqliteStateStore.open(folder.resolve(UUID.randomUUID() + ".db"), clock, quota);
    }

    @Test
    void what_was_set_is_there_when_the_file_is_opened_again() {
        Path file = folder.resolve("state.db");
        try (StateStore store = SqliteStateStore.open(file, new TestClock(), 1000)) {
            store.set("s", "k", "kept", null);
        }
        try (StateStore store = SqliteStateStore.open(file, new TestClock(), 1000)) {
            assertThat(store.get("s", "k").orElseThrow().value()).isEqualTo("kept");
        }
    }

    @Test
    void two_stores_on_one_file_see_each_other() {
        Path file = folder.resolve("shared.db");
        try (StateStore one = SqliteStateStore.open(file, new TestClock(), 1000);
                StateStore two = SqliteStateStore.open(file, new TestClock(), 1000)) {
            long version = one.set("s", "k", 1L, null);
            assertThat(two.compareAndSet("s", "k", version, 2L, null)).isPresent();
            assertThat(one.compareAndSet("s", "k", version, 3L, null)).isEmpty();
        }
    }

    @Test
    void what_was_answered_survives_a_killed_process() throws Exception {
        Path file = folder.resolve("killed.db");
        Process writer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writer.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var out = writer.inputReader()) {
            String last = "";
            for (int i = 0; i < 20; i++) {
                last = out.readLine();
            }
            writer.destroyForcibly().waitFor();
            try (StateStore store = SqliteStateStore.open(file, new TestClock(), 100_000)) {
                assertThat(store.keys("s", "")).contains(last);
            }
        }
    }

    /// Says each key on standard output after it was set, until it is killed.
    static final class Writer {
        public static void main(String[] args) {
            StateStore store = SqliteStateStore.open(Path.of(args[0]), new TestClock(), 100_000_000);
            for (int i = 0; ; i++) {
                String key = "key-" + i;
                store.set("s", key, i % 2 == 0 ? "even" : "odd", null);
                System.out.println(key);
            }
        }
    }

    @Test
    void a_file_that_is_no_store_is_unavailable() throws Exception {
        Path file = Files.writeString(folder.resolve("text.db"), "no database at all, but long enough".repeat(10));
        ToolException error =
                catchThrowableOfType(ToolException.class, () -> SqliteStateStore.open(file, new TestClock(), 1000));
        assertThat(error.code()).isEqualTo(ErrorCode.UNAVAILABLE);
    }
}
