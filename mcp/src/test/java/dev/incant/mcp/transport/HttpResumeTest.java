package dev.incant.mcp.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incant.kernel.value.Values;
import dev.incant.mcp.agent.AgentTool;
import dev.incant.mcp.protocol.Changes;
import dev.incant.mcp.protocol.Exchange;
import dev.incant.mcp.protocol.McpServer;
import dev.incant.mcp.protocol.Offer;
import dev.incant.mcp.protocol.ToolResult;
import dev.incant.mcp.protocol.ToolSource;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Streams of 2025-11-25 that lose their connection.
final class HttpResumeTest {
    private final Semaphore steps = new Semaphore(0);
    private final Changes changes = new Changes();
    private final HttpClient http = HttpClient.newHttpClient();
    private McpServer server;
    private HttpTransport transport;
    private HttpCalls calls;

    /// A tool that reports progress once for each step that the test lets it go.
    private final class Steps implements ToolSource {
        @Override
        public List<AgentTool> list() {
            return List.of();
        }

        @Override
        public ToolResult call(String name, Map<String, @Nullable Object> arguments, Exchange exchange) {
            for (int step = 1; step <= 4; step++) {
                steps.acquireUninterruptibly();
                exchange.log(dev.incant.mcp.protocol.LogLevel.WARNING, null, "step " + step);
            }
            return ToolResult.text("all four");
        }
    }

    @BeforeEach
    void open() throws IOException {
        server = McpServer.of(new Offer("steps", "Steps", "1", "", Steps::new, null, null, true, changes));
        transport = HttpTransport.open(server, HttpSettings.loopback(0, Map.of()));
        calls = new HttpCalls(http, transport.uri());
    }

    @AfterEach
    void close() {
        steps.release(100);
        transport.close();
        server.close();
        http.close();
    }

    private record Event(String id, String data) {}

    /// Reads events from an answer's stream.
    private static final class Events implements AutoCloseable {
        private final BufferedReader reader;

        Events(HttpResponse<InputStream> answer) {
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Type")).contains("text/event-stream");
            reader = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
        }

        Event next() throws IOException {
            Event event = read();
            if (event == null) {
                throw new AssertionError("the stream has ended");
            }
            return event;
        }

        private @Nullable Event read() throws IOException {
            String id = "";
            String data = null;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("data: ")) {
                    data = line.substring(6);
                } else if (line.isEmpty() && data != null) {
                    return new Event(id, data);
                }
            }
            return null;
        }

        List<Event> rest() throws IOException {
            List<Event> all = new ArrayList<>();
            for (Event event = read(); event != null; event = read()) {
                all.add(event);
            }
            return all;
        }

        @Override
        public void close() throws IOException {
            reader.close();
        }
    }

    private Events call(String session) throws IOException, InterruptedException {
        return call(session, 1);
    }

    private Events call(String session, int id) throws IOException, InterruptedException {
        return new Events(http.send(
                calls.post(HttpCalls.message(id, "tools/call", Values.map("name", "steps")))
                        .header("Mcp-Session-Id", session)
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream()));
    }

    private HttpRequest get(String session, @Nullable String last) {
        HttpRequest.Builder request = HttpRequest.newBuilder(calls.uri())
                .header("Accept", "text/event-stream")
                .header("Mcp-Session-Id", session)
                .GET();
        return (last == null ? request : request.header("Last-Event-ID", last)).build();
    }

    private Events resume(String session, String last) throws IOException, InterruptedException {
        return new Events(http.send(get(session, last), HttpResponse.BodyHandlers.ofInputStream()));
    }

    @Test
    void a_call_goes_on_where_its_connection_was_lost() throws Exception {
        String session = calls.session("2025-11-25");
        Event second;
        try (Events events = call(session)) {
            Event prime = events.next();
            assertThat(prime.data()).isEmpty();
            assertThat(prime.id()).isNotEmpty();
            steps.release(2);
            assertThat(events.next())
                    .isNotNull()
                    .satisfies(event -> assertThat(event.data()).contains("step 1"));
            second = events.next();
            assertThat(second.data()).contains("step 2");
        }
        steps.release();
        try (Events events = resume(session, second.id())) {
            assertThat(events.next())
                    .isNotNull()
                    .satisfies(event -> assertThat(event.data()).contains("step 3"));
            steps.release();
            List<Event> rest = events.rest();
            assertThat(rest).hasSize(2);
            assertThat(rest.getFirst().data()).contains("step 4");
            assertThat(rest.getLast().data()).contains("all four");
        }
        // What ended can still be asked for, from any event on.
        try (Events events = resume(session, second.id())) {
            assertThat(events.rest()).hasSize(3);
        }
    }

    @Test
    void two_streams_are_not_mixed_up_and_only_their_session_has_them() throws Exception {
        String session = calls.session("2025-11-25");
        String other = calls.session("2025-11-25");
        try (Events first = call(session);
                Events second = call(session, 2)) {
            Event prime = first.next();
            Event primed = second.next();
            assertThat(prime.id()).isNotEqualTo(primed.id());
            steps.release(8);
            assertThat(first.rest()).hasSize(5);
            assertThat(second.rest()).hasSize(5);
            try (Events again = resume(session, prime.id())) {
                assertThat(again.rest()).hasSize(5);
            }
            for (String wrong : List.of("99-1", "x", "-", "1", "")) {
                assertThat(http.send(get(session, wrong), HttpResponse.BodyHandlers.ofString())
                                .statusCode())
                        .as(wrong)
                        .isEqualTo(400);
            }
            assertThat(http.send(get(other, prime.id()), HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(400);
        }
    }

    @Test
    void changes_while_the_stream_was_away_are_told_when_it_is_back() throws Exception {
        String session = calls.session("2025-11-25");
        Event prime;
        try (Events events = new Events(http.send(get(session, null), HttpResponse.BodyHandlers.ofInputStream()))) {
            prime = events.next();
            changes.tools();
            assertThat(events.next()).isNotNull();
        }
        changes.tools();
        try (Events events = resume(session, prime.id())) {
            assertThat(events.next())
                    .isNotNull()
                    .satisfies(event -> assertThat(event.data()).contains("tools/list_changed"));
            assertThat(events.next())
                    .isNotNull()
                    .satisfies(event -> assertThat(event.data()).contains("tools/list_changed"));
        }
    }

    @Test
    void older_clients_get_no_event_without_a_message() throws Exception {
        String session = calls.session("2025-06-18");
        steps.release(4);
        try (Events events = call(session)) {
            assertThat(events.rest()).hasSize(5).allMatch(event -> event.data().startsWith("{"));
        }
    }
}
