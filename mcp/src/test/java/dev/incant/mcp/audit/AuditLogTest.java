package dev.incant.mcp.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.incant.kernel.value.Json;
import dev.incant.kernel.value.Values;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AuditLogTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC);

    @TempDir
    Path folder;

    private final List<String> warnings = new ArrayList<>();

    private AuditLog open(Path file, AuditLog.Options options) throws IOException {
        return AuditLog.open(file, options, CLOCK, warnings::add);
    }

    private static AuditEntry entry(String argument) {
        return new AuditEntry(
                "client",
                "calculator.evaluate",
                true,
                Values.map("expression", argument),
                List.of("read=/data"),
                List.of("--allow-net=example.org:443"),
                "ok",
                15,
                40,
                Duration.ofMillis(3));
    }

    @SuppressWarnings("unchecked") // a line is an object
    private static List<Map<String, @Nullable Object>> lines(Path file) throws IOException {
        List<Map<String, @Nullable Object>> lines = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            lines.add((Map<String, @Nullable Object>) Objects.requireNonNull(Json.parse(line)));
        }
        return lines;
    }

    @Test
    void an_entry_is_a_line_that_hides_its_arguments() throws Exception {
        Path file = folder.resolve("logs/audit.jsonl");
        try (AuditLog log = open(file, AuditLog.Options.STANDARD)) {
            log.write(entry("1 + 2"));
            assertThat(Files.readString(file))
                    .isEqualTo("{\"time\":\"2026-01-02T03:04:05Z\",\"client\":\"client\","
                            + "\"tool\":\"calculator.evaluate\",\"script\":true,\"arguments_sha256\":"
                            + "\"da182a6a5001d7e479360077804d49de0a063e0f42bbf810b9254092eaf4c765\","
                            + "\"grants\":[\"read=/data\"],\"denied\":[\"--allow-net=example.org:443\"],"
                            + "\"outcome\":\"ok\",\"bytes_in\":15,\"bytes_out\":40,\"duration_ms\":3.0}\n");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void the_text_of_arguments_is_written_where_it_is_asked_for_and_cut_where_it_is_long() throws Exception {
        Path file = folder.resolve("audit.jsonl");
        try (AuditLog log = open(file, new AuditLog.Options(AuditLog.Arguments.TEXT, 1 << 20, 2, 100))) {
            log.write(entry("1 + 2"));
            log.write(entry("1 + ".repeat(100)));
        }
        assertThat(lines(file).getFirst()).containsEntry("arguments", Values.map("expression", "1 + 2"));
        assertThat(lines(file).getLast()).containsEntry("arguments_cut", true);
        assertThat((String) lines(file).getLast().get("arguments")).hasSize(100);
    }

    @Test
    void a_log_goes_on_where_it_ended() throws Exception {
        Path file = folder.resolve("audit.jsonl");
        open(file, AuditLog.Options.STANDARD).close();
        for (int i = 0; i < 3; i++) {
            try (AuditLog log = open(file, AuditLog.Options.STANDARD)) {
                log.write(entry("" + i));
            }
        }
        assertThat(lines(file)).hasSize(3);
    }

    @Test
    void files_are_rotated_by_size_and_bounded_in_number() throws Exception {
        Path file = folder.resolve("audit.jsonl");
        try (AuditLog log = open(file, new AuditLog.Options(AuditLog.Arguments.TEXT, 1000, 3, 1000))) {
            for (int i = 0; i < 50; i++) {
                log.write(entry("" + i));
            }
        }
        try (var all = Files.list(folder)) {
            assertThat(all.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("audit.jsonl", "audit.jsonl.1", "audit.jsonl.2");
        }
        List<Map<String, @Nullable Object>> kept = new ArrayList<>(lines(folder.resolve("audit.jsonl.2")));
        kept.addAll(lines(folder.resolve("audit.jsonl.1")));
        kept.addAll(lines(file));
        assertThat(kept.stream().map(line -> line.get("arguments")))
                .isEqualTo(IntStream.range(50 - kept.size(), 50)
                        .mapToObj(i -> (Object) Values.map("expression", "" + i))
                        .toList());
        assertThat(Files.size(file)).isLessThanOrEqualTo(1000);
        assertThat(warnings).isEmpty();
    }

    @Test
    void what_cannot_be_written_is_told_once_counted_and_named_in_the_next_line() throws Exception {
        Path home = folder.resolve("logs");
        Path file = home.resolve("audit.jsonl");
        try (AuditLog log = open(file, AuditLog.Options.STANDARD)) {
            Files.delete(file);
            Files.delete(home);
            // A file in the folder's place: nothing can be written there, whoever runs this.
            Files.writeString(home, "");
            log.write(entry("1"));
            log.write(entry("2"));
            assertThat(log.failures()).isEqualTo(2);
            assertThat(warnings).singleElement().asString().contains("audit.jsonl", "cannot be written");
            Files.delete(home);
            log.write(entry("3"));
            log.write(entry("4"));
            assertThat(lines(file).getFirst()).containsEntry("lost", 2L);
            assertThat(lines(file).getLast()).doesNotContainKey("lost");
        }
    }

    @Test
    void an_interrupted_thread_writes_too() throws Exception {
        Path file = folder.resolve("audit.jsonl");
        try (AuditLog log = open(file, AuditLog.Options.STANDARD)) {
            Thread.currentThread().interrupt();
            log.write(entry("1"));
            assertThat(Thread.interrupted()).isTrue();
            log.write(entry("2"));
            assertThat(log.failures()).isZero();
        }
        assertThat(lines(file)).hasSize(2);
    }

    @Test
    void a_log_that_cannot_be_opened_is_an_error() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> open(file.resolve("audit.jsonl"), AuditLog.Options.STANDARD))
                .isInstanceOf(IOException.class);
    }
}
