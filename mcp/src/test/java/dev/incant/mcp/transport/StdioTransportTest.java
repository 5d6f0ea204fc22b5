package dev.incant.mcp.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incant.kernel.value.Json;
import dev.incant.kernel.value.Values;
import dev.incant.mcp.conformance.ConformanceFixtures;
import dev.incant.mcp.protocol.McpServer;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A client and a server with pipes between them.
final class StdioTransportTest {
    private final McpServer server = ConformanceFixtures.server();
    private LineClient client;
    private Thread serving;

    @BeforeEach
    void open() throws IOException {
        Pipe in = Pipe.open();
        Pipe out = Pipe.open();
        StdioTransport transport = StdioTransport.open(
                server,
                Channels.newInputStream(in.source()),
                Channels.newOutputStream(out.sink()),
                Thread.ofPlatform().daemon().factory());
        client = new LineClient(Channels.newInputStream(out.source()), Channels.newOutputStream(in.sink()));
        serving = Thread.ofVirtual().start(() -> {
            try {
                transport.serve();
                out.sink().close();
            } catch (InterruptedException | IOException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @AfterEach
    void close() throws IOException, InterruptedException {
        client.close();
        serving.join();
        server.close();
    }

    @Test
    void one_stream_speaks_both_dialects() throws Exception {
        Map<?, ?> hello = client.initialize();
        assertThat(Json.write(hello)).contains("\"protocolVersion\":\"2025-11-25\"");
        client.request(1L, "tools/call", Values.map("name", "greet", "arguments", Values.map("name", "Ann")));
        assertThat(LineClient.text(client.answer(1L))).isEqualTo("Hello, Ann!");
        client.modern(2L, "tools/call", Values.map("name", "greet", "arguments", Values.map("name", "Bob")));
        assertThat(Json.write(client.answer(2L))).contains("Hello, Bob!", "\"resultType\":\"complete\"");
        client.modern(3L, "server/discover", Map.of());
        assertThat(Json.write(client.answer(3L))).contains("\"supportedVersions\":[\"2026-07-28\"]");
    }

    @Test
    void a_request_before_the_handshake_is_told_what_to_do() throws Exception {
        client.request(1L, "tools/list", Map.of());
        assertThat(Json.write(client.answer(1L))).contains("-32600", "initialize", "2026-07-28");
        client.request(2L, "server/discover", Map.of());
        assertThat(LineClient.code(client.answer(2L))).isEqualTo(-32602L);
    }

    @Test
    void garbage_is_answered_and_does_no_harm() throws Exception {
        client.line("this is no JSON");
        client.line("");
        client.line("[]");
        client.line("{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"}");
        client.line("{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{}}");
        client.line("x".repeat((16 << 20) + 1));
        client.request(1L, "ping", Map.of());
        client.answer(1L);
        assertThat(client.lines().stream().filter(line -> line.contains("\"error\"")))
                .hasSize(4);
        client.await(line -> Json.write(line).contains("-32700"));
        client.await(line -> Json.write(line).contains("more than 16777216 bytes"));
    }

    @Test
    void sixty_four_calls_at_once_are_all_answered() throws Exception {
        client.initialize();
        List<Long> ids = new ArrayList<>();
        for (long id = 100; id < 164; id++) {
            ids.add(id);
            client.request(id, "tools/call", Values.map("name", "test_tool_with_logging"));
        }
        for (long id : ids) {
            assertThat(LineClient.text(client.answer(id))).contains("successfully");
        }
    }

    @Test
    void what_is_cancelled_stops_and_is_not_answered() throws Exception {
        client.initialize();
        client.request(
                "slow", "tools/call", Values.map("name", "slow_compute", "arguments", Values.map("seconds", 600L)));
        client.notify("notifications/cancelled", Values.map("requestId", "slow", "reason", "enough"));
        // The id is free again only when the call has ended.
        client.request("then", "ping", Map.of());
        client.answer("then");
        client.close();
        serving.join();
        assertThat(client.lines()).noneMatch(line -> line.contains("\"slow\""));
    }

    @Test
    void the_end_of_the_input_ends_what_runs() throws Exception {
        client.initialize();
        client.request(
                "slow", "tools/call", Values.map("name", "slow_compute", "arguments", Values.map("seconds", 600L)));
        client.close();
        client.awaitEnd();
        serving.join();
    }

    @Test
    void what_was_asked_just_before_the_end_is_answered() throws Exception {
        client.modern(1L, "tools/list", Map.of());
        client.close();
        client.awaitEnd();
        assertThat(client.answer(1L).get("result")).isNotNull();
    }

    @Test
    void no_more_than_so_many_run_at_once_however_many_ran_before() throws Exception {
        client.initialize();
        for (long id = 1000; id < 1300; id++) {
            client.request(id, "ping", Map.of());
            client.answer(id);
        }
        var slow = Values.map("name", "slow_compute", "arguments", Values.map("seconds", 600L));
        for (long id = 1; id <= 256; id++) {
            client.request(id, "tools/call", slow);
        }
        client.request("one more", "ping", Map.of());
        assertThat(Json.write(client.answer("one more"))).contains("more than 256 requests at once");
    }

    @Test
    void an_id_in_use_is_refused() throws Exception {
        client.initialize();
        client.request(5L, "tools/call", Values.map("name", "slow_compute", "arguments", Values.map("seconds", 600L)));
        client.request(5L, "ping", Map.of());
        assertThat(Json.write(client.answer(5L))).contains("not answered yet");
        client.notify("notifications/cancelled", Values.map("requestId", 5L));
    }

    @Test
    void progress_grows_and_comes_before_the_answer() throws Exception {
        client.modern(
                1L,
                "tools/call",
                Values.map("name", "test_tool_with_progress", "_meta", Values.map("progressToken", "p")));
        client.answer(1L);
        List<String> progress = client.lines().stream()
                .filter(line -> line.contains("notifications/progress"))
                .toList();
        assertThat(progress).hasSize(3);
        assertThat(progress.getLast()).contains("\"progress\":100", "\"total\":100", "\"progressToken\":\"p\"");
        assertThat(client.lines().getLast()).contains("\"result\"");
    }

    @Test
    void a_question_is_asked_at_once_in_one_dialect_and_by_asking_again_in_the_other() throws Exception {
        client.initialize();
        client.request(1L, "tools/call", Values.map("name", "test_input_required_result_elicitation"));
        Map<?, ?> asked = client.await(line -> "elicitation/create".equals(line.get("method")));
        client.line(Json.write(Values.map(
                "jsonrpc",
                "2.0",
                "id",
                asked.get("id"),
                "result",
                Values.map("action", "accept", "content", Values.map("name", "Ann")))));
        assertThat(LineClient.text(client.answer(1L))).isEqualTo("Hello, Ann!");

        client.modern(2L, "tools/call", Values.map("name", "test_input_required_result_elicitation"));
        Map<?, ?> first = LineClient.object(client.answer(2L), "result");
        assertThat(first.get("resultType")).isEqualTo("input_required");
        client.modern(
                3L,
                "tools/call",
                Values.map(
                        "name",
                        "test_input_required_result_elicitation",
                        "requestState",
                        first.get("requestState"),
                        "inputResponses",
                        Values.map("user_name", Values.map("action", "accept", "content", Values.map("name", "Bob")))));
        assertThat(LineClient.text(client.answer(3L))).isEqualTo("Hello, Bob!");
    }

    @Test
    void a_state_is_good_for_its_own_request_only() throws Exception {
        client.modern(1L, "tools/call", Values.map("name", "test_input_required_result_elicitation"));
        Map<?, ?> first = LineClient.object(client.answer(1L), "result");
        client.modern(
                2L,
                "tools/call",
                Values.map("name", "test_input_required_result_sampling", "requestState", first.get("requestState")));
        assertThat(LineClient.code(client.answer(2L))).isEqualTo(-32602L);
    }

    @Test
    void changes_are_told_to_those_who_listen_until_they_cancel() throws Exception {
        client.modern("ear", "subscriptions/listen", Values.map("notifications", Values.map("toolsListChanged", true)));
        client.await(line -> "notifications/subscriptions/acknowledged".equals(line.get("method")));
        client.modern(1L, "tools/call", Values.map("name", "test_trigger_prompt_change"));
        client.answer(1L);
        client.modern(2L, "tools/call", Values.map("name", "test_trigger_tool_change"));
        Map<?, ?> told = client.await(line -> "notifications/tools/list_changed".equals(line.get("method")));
        assertThat(Json.write(told)).contains("\"io.modelcontextprotocol/subscriptionId\":\"ear\"");
        client.notify("notifications/cancelled", Values.map("requestId", "ear"));
        client.close();
        client.awaitEnd();
        assertThat(client.lines()).noneMatch(line -> line.contains("prompts/list_changed"));
        assertThat(client.lines()).noneMatch(line -> line.contains("\"id\":\"ear\""));
    }

    @Test
    void a_stream_ends_with_a_result_when_the_server_ends_it() throws Exception {
        client.modern("ear", "subscriptions/listen", Values.map("notifications", Values.map("toolsListChanged", true)));
        client.await(line -> "notifications/subscriptions/acknowledged".equals(line.get("method")));
        server.close();
        assertThat(Json.write(client.answer("ear")))
                .contains("\"resultType\":\"complete\"", "\"io.modelcontextprotocol/subscriptionId\":\"ear\"");
        cancelledThenAnswered("ear");
    }

    /// The order in which both can be taken for what they are: a request is in progress until it is answered.
    private void cancelledThenAnswered(String id) {
        List<String> lines = client.lines();
        int cancelled = indexOf(lines, "\"method\":\"notifications/cancelled\"", "\"requestId\":\"" + id + "\"");
        assertThat(cancelled).isNotNegative().isLessThan(indexOf(lines, "\"id\":\"" + id + "\"", "\"result\""));
    }

    private static int indexOf(List<String> lines, String one, String other) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).contains(one) && lines.get(i).contains(other)) {
                return i;
            }
        }
        return -1;
    }

    @Test
    void a_stream_ends_with_a_result_when_the_transport_ends() throws Exception {
        client.modern("ear", "subscriptions/listen", Values.map("notifications", Values.map("toolsListChanged", true)));
        client.await(line -> "notifications/subscriptions/acknowledged".equals(line.get("method")));
        client.close();
        client.awaitEnd();
        cancelledThenAnswered("ear");
    }

    @Test
    void a_task_of_the_dialect_with_a_handshake_gives_its_result() throws Exception {
        client.initialize();
        client.request(
                1L,
                "tools/call",
                Values.map(
                        "name",
                        "slow_compute",
                        "arguments",
                        Values.map("seconds", 0L, "label", "x"),
                        "task",
                        Values.map("ttl", 60_000L)));
        Map<?, ?> task = LineClient.object(LineClient.object(client.answer(1L), "result"), "task");
        client.request(2L, "tasks/result", Values.map("taskId", task.get("taskId")));
        assertThat(LineClient.text(client.answer(2L))).isEqualTo("computed x");
        client.request(3L, "tasks/get", Values.map("taskId", task.get("taskId")));
        assertThat(Json.write(client.answer(3L))).contains("\"status\":\"completed\"");
        client.request(4L, "tasks/list", Map.of());
        assertThat(Json.write(client.answer(4L))).contains(String.valueOf(task.get("taskId")));
        client.request(5L, "tasks/get", Values.map("taskId", "none"));
        assertThat(LineClient.code(client.answer(5L))).isEqualTo(-32602L);
    }

    @Test
    void a_task_is_told_of_and_cancelled() throws Exception {
        Map<String, Object> extension = Map.of(
                "io.modelcontextprotocol/clientCapabilities",
                Map.of("extensions", Map.of("io.modelcontextprotocol/tasks", Map.of())));
        client.modern(
                1L,
                "tools/call",
                Values.map("name", "slow_compute", "arguments", Values.map("seconds", 600L), "_meta", extension));
        Map<?, ?> task = LineClient.object(client.answer(1L), "result");
        assertThat(task.get("resultType")).isEqualTo("task");
        client.modern(
                "ear",
                "subscriptions/listen",
                Values.map(
                        "notifications", Values.map("taskIds", Values.list(task.get("taskId"))), "_meta", extension));
        client.await(line -> "notifications/subscriptions/acknowledged".equals(line.get("method")));
        client.modern(2L, "tasks/cancel", Values.map("taskId", task.get("taskId"), "_meta", extension));
        client.answer(2L);
        Map<?, ?> told = client.await(line -> "notifications/tasks".equals(line.get("method")));
        assertThat(Json.write(told)).contains("\"status\":\"cancelled\"");
    }

    @Test
    void a_misspelt_tool_is_told_the_nearest() throws Exception {
        client.modern(1L, "tools/call", Values.map("name", "great"));
        assertThat(Json.write(client.answer(1L))).contains("-32602", "greet");
        client.modern(2L, "tools/list", Values.map("cursor", "nonsense"));
        assertThat(Json.write(client.answer(2L))).contains("-32602", "cursor");
    }
}
