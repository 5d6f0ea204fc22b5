package dev.incant.mcp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.capability.Progress;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.value.Values;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The client and a server that misbehaves, over the streams of a child process.
final class McpClientTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private McpClient connect(ClientOptions options, String... words) {
        return McpClient.connect(() -> channel(1 << 20, words), options);
    }

    private ChildChannel channel(int longest, String... words) {
        return new ChildChannel(
                new ChildChannel.Command(ScriptedServer.command(words), folder, System.getenv(), Map.of(), longest));
    }

    private McpClient connect(String... words) {
        return connect(ClientOptions.of("test", "1"), words);
    }

    private static RemoteTool tool(String name) {
        return new RemoteTool(name, Values.map("name", name));
    }

    private static CallOutcome call(McpClient client, String name, Map<String, @Nullable Object> arguments) {
        return client.call(tool(name), arguments, Progress.SILENT, new Cancellation(), PATIENCE);
    }

    private static String text(McpClient client, String name) {
        return call(client, name, Map.of()).text();
    }

    private static void fails(ErrorCode code, String message, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(ToolException.class, e -> {
            assertThat(e.code()).as(e.message()).isEqualTo(code);
            assertThat(e.message()).contains(message);
        });
    }

    private String log() throws Exception {
        Path file = folder.resolve("log");
        return Files.exists(file) ? Files.readString(file) : "";
    }

    /// What the server has read once it has read `part`.
    private String logWith(String part) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!log().contains(part)) {
            assertThat(System.nanoTime()).as(log()).isLessThan(end);
            new CompletableFuture<>()
                    .completeOnTimeout(null, 20, TimeUnit.MILLISECONDS)
                    .join();
        }
        return log();
    }

    @Test
    void the_dialect_is_found_out() {
        for (String greeting : List.of("legacy", "strict")) {
            try (McpClient client = connect(greeting)) {
                assertThat(client.facts().revision()).as(greeting).isEqualTo("2025-06-18");
                assertThat(client.facts().name()).isEqualTo("scripted");
            }
        }
        try (McpClient client = connect("modern")) {
            assertThat(client.facts().revision()).isEqualTo("2026-07-28");
            assertThat(client.facts().version()).isEqualTo("2");
            client.ping(PATIENCE);
        }
    }

    @Test
    void a_server_that_ignores_what_it_does_not_know_is_greeted_both_ways() {
        try (McpClient client = connect("silent")) {
            assertThat(client.facts().revision()).isEqualTo("2025-06-18");
            assertThat(call(client, "echo", Values.map("text", "a")).text()).isEqualTo("a");
        }
    }

    @Test
    void no_server_a_foreign_one_and_a_deaf_one_are_told_apart() {
        fails(ErrorCode.UNAVAILABLE, "1999-01-01", () -> connect("refuses"));
        ClientOptions hasty = ClientOptions.of("test", "1").patient(Duration.ofMillis(1500));
        fails(ErrorCode.TIMEOUT, "did not answer", () -> connect(hasty, "deaf"));
        fails(
                ErrorCode.NOT_FOUND,
                "no-such-program",
                () -> McpClient.connect(
                        () -> new ChildChannel(new ChildChannel.Command(
                                List.of("no-such-program"), folder, System.getenv(), Map.of(), 1000)),
                        hasty));
        fails(
                ErrorCode.UNAVAILABLE,
                "exit code 5; the last it said: no luck",
                () -> McpClient.connect(
                        () -> new ChildChannel(new ChildChannel.Command(
                                List.of("sh", "-c", "echo no luck >&2; exit 5"),
                                folder,
                                System.getenv(),
                                Map.of(),
                                1000)),
                        hasty));
    }

    @Test
    void all_pages_of_tools_are_read() {
        try (McpClient client = connect("legacy", "more")) {
            assertThat(client.tools(PATIENCE, problem -> {}))
                    .extracting(RemoteTool::name)
                    .hasSize(17)
                    .startsWith("echo", "arguments")
                    .endsWith("brand-new");
        }
    }

    @Test
    void noise_before_and_beside_the_messages_does_no_harm() {
        try (McpClient client = connect("legacy", "noisy")) {
            assertThat(call(client, "echo", Values.map("text", "a")).text()).isEqualTo("a");
            assertThat(client.lastWords()).hasSize(20).anyMatch(line -> line.startsWith("noise"));
        }
    }

    @Test
    void answers_that_are_wrong_fail_their_call_only() {
        try (McpClient client = connect("legacy")) {
            assertThat(text(client, "wrong-id")).isEqualTo("yours");
            fails(ErrorCode.FAILED, "more digits than a double", () -> text(client, "number"));
            fails(ErrorCode.LIMIT_EXCEEDED, "larger than 1048576 bytes", () -> text(client, "huge"));
            fails(ErrorCode.INVALID_PARAMS, "no such thing", () -> text(client, "refuse"));
            assertThat(call(client, "fail", Map.of()).failed()).isTrue();
            assertThat(call(client, "echo", Values.map("text", "still here")).text())
                    .isEqualTo("still here");
        }
    }

    @Test
    void a_server_that_dies_fails_what_runs_and_says_its_last_words() throws Exception {
        try (McpClient client = connect("legacy");
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<String> other = threads.submit(() -> text(client, "hang"));
            fails(ErrorCode.UNAVAILABLE, "exit code 7; the last it said: out of luck", () -> text(client, "die"));
            assertThatThrownBy(other::get).hasRootCauseInstanceOf(ToolException.class);
            assertThat(client.lost()).isTrue();
            fails(ErrorCode.UNAVAILABLE, "exit code 7", () -> text(client, "echo"));
        }
    }

    @Test
    void a_cancelled_call_returns_at_once_and_the_server_is_told() throws Exception {
        for (String greeting : List.of("legacy", "modern")) {
            Files.deleteIfExists(folder.resolve("log"));
            try (McpClient client = connect(greeting, "log=" + folder.resolve("log"));
                    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                Cancellation cancellation = new Cancellation();
                Future<CallOutcome> call = threads.submit(
                        () -> client.call(tool("hang"), Map.of(), Progress.SILENT, cancellation, PATIENCE));
                logWith("\"hang\"");
                cancellation.cancel(new ToolException(ErrorCode.CANCELLED, "enough"));
                assertThatThrownBy(call::get).hasRootCauseMessage("enough");
                assertThat(logWith("notifications/cancelled")).contains("\"reason\":\"enough\"");
            }
        }
    }

    @Test
    void a_call_that_takes_too_long_is_taken_back() throws Exception {
        try (McpClient client = connect("legacy", "log=" + folder.resolve("log"))) {
            fails(
                    ErrorCode.TIMEOUT,
                    "tools/call within 200 ms",
                    () -> client.call(
                            tool("hang"), Map.of(), Progress.SILENT, new Cancellation(), Duration.ofMillis(200)));
            assertThat(logWith("notifications/cancelled")).contains("requestId");
        }
    }

    @Test
    void progress_comes_in_whole_numbers() {
        try (McpClient client = connect("legacy")) {
            List<String> reports = new ArrayList<>();
            CallOutcome outcome = client.call(
                    tool("progress"),
                    Map.of(),
                    (done, total, text) -> reports.add(done + "/" + total + " " + text),
                    new Cancellation(),
                    PATIENCE);
            assertThat(outcome.text()).isEqualTo("token there");
            assertThat(reports).containsExactly("25/100 at 0.25", "50/100 at 0.5", "100/100 at 1.0");
        }
    }

    @Test
    void what_the_server_asks_is_answered_or_declined() throws Exception {
        try (McpClient client = connect("legacy", "log=" + folder.resolve("log"))) {
            assertThat(text(client, "ask")).isEqualTo("asked");
            assertThat(logWith("elicitation/create is not offered"))
                    .contains("\"id\":1001,\"result\":{}")
                    .contains("\"id\":1002,\"error\":{\"code\":-32601")
                    .contains("\"id\":1003,\"error\":{\"code\":-32601");
        }
    }

    @Test
    void input_that_is_required_is_an_error_unless_somebody_answers() {
        try (McpClient client = connect("modern")) {
            fails(ErrorCode.UNAVAILABLE, "elicitation/create: Who are you?", () -> text(client, "input"));
        }
        Answers answers = new Answers() {
            @Override
            public Map<String, @Nullable Object> capabilities() {
                return Values.map("elicitation", Map.of());
            }

            @Override
            public Map<String, @Nullable Object> answer(String method, Map<String, @Nullable Object> params) {
                return Values.map("action", "accept");
            }
        };
        try (McpClient client = connect(ClientOptions.of("test", "1").answering(answers), "modern")) {
            assertThat(text(client, "input")).isEqualTo("{\"who\":{\"action\":\"accept\"}}a state");
        }
    }

    @Test
    void many_calls_run_over_one_connection() throws Exception {
        try (McpClient client = connect("legacy");
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> calls = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                String text = "call " + i;
                calls.add(threads.submit(
                        () -> call(client, "echo", Values.map("text", text)).text()));
            }
            for (int i = 0; i < 500; i++) {
                assertThat(calls.get(i).get()).isEqualTo("call " + i);
            }
        }
    }

    @Test
    void closing_ends_a_server_that_does_not_want_to() {
        ChildChannel channel = channel(1 << 20, "legacy", "stays");
        long pid;
        try (McpClient client = McpClient.connect(() -> channel, ClientOptions.of("test", "1"))) {
            assertThat(text(client, "echo")).isEqualTo("null");
            pid = channel.pid();
            assertThat(ProcessHandle.of(pid)).isPresent();
        }
        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
    }
}
