package dev.incant.tools.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.capability.Grants;
import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.capability.Rules;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.value.Json;
import dev.incant.kernel.value.Values;
import dev.incant.testkit.ToolTester;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
final class GraphqlSubscriptionTest {
    private final GraphqlQuery tool = new GraphqlQuery();

    private static Object[] at(String endpoint, Object... pairs) {
        List<Object> all = new ArrayList<>(List.of("endpoint", endpoint));
        all.addAll(List.of("query", "subscription P { price }"));
        all.addAll(List.of(pairs));
        return all.toArray();
    }

    private static Map<String, @Nullable Object> event(Object data) {
        return Values.map("data", data, "errors", List.of(), "extensions", null);
    }

    private Map<String, @Nullable Object> collected(SocketServer server, Object... pairs) {
        return server.tester(tool).map("subscription", at(server.url("/s?a=b"), pairs));
    }

    private ToolException refused(ErrorCode code, SocketServer.Script script, Object... pairs) throws Exception {
        try (SocketServer server = new SocketServer(script)) {
            ToolException error = server.tester(tool).fails(code, "subscription", at(server.url("/s"), pairs));
            assertThat(server.left()).isTrue();
            return error;
        }
    }

    @Test
    void events_come_over_a_websocket_until_it_is_complete() throws Exception {
        try (SocketServer server = SocketServer.subscribed(peer -> {
            peer.next(Map.of("price", 1));
            peer.send("{\"id\":\"1\",\"type\":\"next\",\"payload\":{\"data\":null,\"errors\":[{\"message\":\"e\"}]}}");
            peer.send("{\"id\":\"1\",\"type\":\"complete\"}");
            peer.receive();
        })) {
            assertThat(collected(
                            server,
                            "variables",
                            Map.of("a", 1L),
                            "operation_name",
                            "P",
                            "connection_params",
                            Map.of("token", "t"),
                            "auth",
                            Map.of("type", "bearer", "token", "b")))
                    .containsEntry(
                            "events",
                            List.of(
                                    event(Map.of("price", 1L)),
                                    Values.map(
                                            "data",
                                            null,
                                            "errors",
                                            List.of(Map.of("message", "e")),
                                            "extensions",
                                            null)))
                    .containsEntry("count", 2L)
                    .containsEntry("ended", "complete");
            assertThat(server.left()).isTrue();
            assertThat(server.heads.getFirst())
                    .startsWith("GET /s?a=b HTTP/1.1\r\nHost: " + server.place() + "\r\n")
                    .contains("Authorization: Bearer b\r\n", "Sec-WebSocket-Protocol: graphql-transport-ws\r\n");
            assertThat(server.received.stream().limit(2).map(Json::parse).toList())
                    .isEqualTo(List.of(
                            Map.of("type", "connection_init", "payload", Map.of("token", "t")),
                            Map.of(
                                    "id",
                                    "1",
                                    "type",
                                    "subscribe",
                                    "payload",
                                    Map.of(
                                            "query",
                                            "subscription P { price }",
                                            "variables",
                                            Map.of("a", 1L),
                                            "operationName",
                                            "P"))));
            assertThat(server.received.getLast()).isEqualTo("close 1000");
        }
    }

    @Test
    void enough_events_end_an_endless_subscription() throws Exception {
        try (SocketServer server = SocketServer.subscribed(peer -> {
            for (int i = 0; i < 3; i++) {
                peer.next(i);
            }
            peer.receive();
            peer.receive();
        })) {
            assertThat(collected(server, "max_events", 3))
                    .containsEntry("events", List.of(event(0L), event(1L), event(2L)))
                    .containsEntry("ended", "max_events");
            assertThat(server.left()).isTrue();
            assertThat(server.received.get(2)).contains("complete");
            assertThat(server.received.get(3)).isEqualTo("close 1000");
        }
    }

    @Test
    void the_time_being_over_ends_it_with_what_came() throws Exception {
        try (SocketServer server = SocketServer.subscribed(peer -> {
            peer.next(1);
            peer.raw(new byte[] {(byte) 0x81, 100});
            for (int i = 0; i < 50; i++) {
                Thread.sleep(50);
                peer.raw(" ");
            }
            peer.in.readAllBytes();
        })) {
            assertThat(collected(server, "timeout_seconds", 0.5))
                    .containsEntry("events", List.of(event(1L)))
                    .containsEntry("ended", "timeout");
        }
    }

    @Test
    void pieces_pings_and_long_messages_are_taken_as_the_rfc_says() throws Exception {
        String word = "ä".repeat(70_000);
        try (SocketServer server = SocketServer.subscribed(peer -> {
            peer.frame(0x89, "hi".getBytes(StandardCharsets.UTF_8));
            peer.receive();
            peer.frame(0x8a, new byte[0]);
            peer.send("{\"type\":\"ping\",\"payload\":{}}");
            peer.receive();
            byte[] whole = ("{\"id\":\"1\",\"type\":\"next\",\"payload\":{\"data\":\"" + word + "\"}}")
                    .getBytes(StandardCharsets.UTF_8);
            int cut = 101;
            peer.frame(0x01, java.util.Arrays.copyOf(whole, cut));
            peer.frame(0x89, new byte[125]);
            peer.frame(0x00, new byte[0]);
            peer.frame(0x80, java.util.Arrays.copyOfRange(whole, cut, whole.length));
            peer.next("x".repeat(200));
            peer.send("{\"id\":\"1\",\"type\":\"complete\"}");
        })) {
            assertThat(collected(server))
                    .containsEntry("events", List.of(event(word), event("x".repeat(200))))
                    .containsEntry("ended", "complete");
            assertThat(server.received.subList(2, 4)).containsExactly("kind 10 hi", "{\"type\":\"pong\"}");
        }
    }

    @Test
    void errors_of_the_subscription_are_told() throws Exception {
        String error =
                "{\"id\":\"1\",\"type\":\"error\",\"payload\":[{\"message\":\"no price\",\"path\":[\"price\"]}]}";
        ToolException alone = refused(ErrorCode.FAILED, peer -> {
            peer.open();
            peer.receive();
            peer.send("{\"type\":\"connection_ack\"}");
            peer.send(error);
        });
        assertThat(alone.message()).contains("no price");
        try (SocketServer server = SocketServer.subscribed(peer -> {
            peer.next(1);
            peer.send(error);
        })) {
            assertThat(collected(server))
                    .containsEntry("ended", "error")
                    .containsEntry("count", 1L)
                    .containsEntry("errors", List.of(Map.of("message", "no price", "path", List.of("price"))));
        }
    }

    @Test
    void a_closed_connection_says_why_and_loses_nothing() throws Exception {
        ToolException forbidden = refused(ErrorCode.FAILED, peer -> {
            peer.open();
            peer.receive();
            peer.close(4403, "Forbidden");
        });
        assertThat(forbidden.message()).contains("4403", "Forbidden");
        assertThat(forbidden.details()).containsEntry("close_code", 4403L);
        try (SocketServer server = SocketServer.subscribed(peer -> {
            peer.next(1);
            peer.frame(0x88, new byte[0]);
        })) {
            ToolException error = server.tester(tool).fails(ErrorCode.FAILED, "subscription", at(server.url("/")));
            assertThat(error.details())
                    .containsEntry("events", List.of(event(1L)))
                    .containsEntry("close_code", 1005L);
        }
        try (SocketServer server = SocketServer.subscribed(peer -> {})) {
            assertThat(server.tester(tool)
                            .fails(ErrorCode.FAILED, "subscription", at(server.url("/")))
                            .message())
                    .contains("closed the connection");
        }
    }

    @Test
    void frames_that_break_the_rfc_are_errors_with_the_right_code() throws Exception {
        Map<String, SocketServer.Script> broken = new LinkedHashMap<>();
        broken.put("1002 an extension", peer -> peer.frame(0xc1, new byte[1]));
        broken.put("1002 an unknown kind", peer -> peer.frame(0x83, new byte[1]));
        broken.put("1002 an unknown control", peer -> peer.frame(0x8b, new byte[1]));
        broken.put("1002 masked", peer -> peer.raw(new byte[] {(byte) 0x81, (byte) 0x81, 0, 0, 0, 0, 'a'}));
        broken.put("1002 a ping in pieces", peer -> peer.frame(0x09, new byte[1]));
        broken.put("1002 a long ping", peer -> peer.frame(0x89, new byte[126]));
        broken.put("1002 a length too long", peer -> peer.raw(new byte[] {(byte) 0x81, 126, 0, 5}));
        broken.put("1002 negative", peer -> peer.raw(new byte[] {(byte) 0x81, 127, -1, 0, 0, 0, 0, 0, 0, 0}));
        broken.put("1002 a stray piece", peer -> peer.frame(0x80, new byte[1]));
        broken.put("1002 a message in a message", peer -> {
            peer.frame(0x01, new byte[1]);
            peer.frame(0x81, new byte[1]);
        });
        broken.put("1002 a cut code", peer -> peer.frame(0x88, new byte[1]));
        broken.put("1002 a wrong code", peer -> peer.close(1006, ""));
        broken.put("1003 binary", peer -> peer.frame(0x82, new byte[1]));
        broken.put("1007 not UTF-8", peer -> peer.frame(0x81, new byte[] {(byte) 0xc0, (byte) 0x80}));
        broken.put("4400 no JSON", peer -> peer.send("{"));
        broken.put("4400 no map", peer -> peer.send("[]"));
        broken.put("4400 deep", peer -> peer.send("[".repeat(50_000)));
        broken.put("4400 an unknown type", peer -> peer.send("{\"type\":\"data\"}"));
        broken.put("4400 a second ack", peer -> peer.send("{\"type\":\"connection_ack\"}"));
        broken.put("4400 another id", peer -> peer.send("{\"id\":\"2\",\"type\":\"complete\"}"));
        broken.put("4400 no event", peer -> peer.send("{\"id\":\"1\",\"type\":\"next\",\"payload\":1}"));
        for (Map.Entry<String, SocketServer.Script> each : broken.entrySet()) {
            try (SocketServer server = SocketServer.subscribed(peer -> {
                each.getValue().with(peer);
                peer.receive();
            })) {
                ToolException error = server.tester(tool).fails(ErrorCode.FAILED, "subscription", at(server.url("/")));
                assertThat(server.left()).isTrue();
                assertThat(error.message()).as(each.getKey()).contains("broke the protocol");
                assertThat(server.received.getLast())
                        .as(each.getKey())
                        .isEqualTo("close " + each.getKey().substring(0, 4));
            }
        }
    }

    @Test
    void messages_that_are_too_large_are_refused_before_they_come() throws Exception {
        try (SocketServer server = SocketServer.subscribed(peer -> {
            peer.raw(new byte[] {(byte) 0x81, 127, 0, 0, 0x7f, -1, -1, -1, -1, -1});
            peer.receive();
        })) {
            server.tester(tool).fails(ErrorCode.LIMIT_EXCEEDED, "subscription", at(server.url("/")));
            assertThat(server.left()).isTrue();
            assertThat(server.received.getLast()).isEqualTo("close 1009");
        }
        try (SocketServer server = SocketServer.subscribed(peer -> {
            for (int i = 0; i < 1000; i++) {
                peer.frame(i == 0 ? 0x01 : 0x00, new byte[100]);
            }
        })) {
            server.tester(tool)
                    .fails(ErrorCode.LIMIT_EXCEEDED, "subscription", at(server.url("/"), "max_size", 10_000));
        }
    }

    @Test
    void answers_that_open_no_websocket_are_errors() throws Exception {
        String right = "HTTP/1.1 101 OK\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n"
                + "Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n";
        Map<String, String> wrong = new LinkedHashMap<>();
        wrong.put(right.replace("%s", "AAAA"), "Sec-WebSocket-Accept");
        wrong.put(right.replace("Upgrade: websocket", "Upgrade: h2c"), "Upgrade");
        wrong.put(right.replace("Connection: Upgrade", "Connection: close"), "Connection");
        wrong.put(right.replace("\r\n\r\n", "\r\nSec-WebSocket-Extensions: x\r\n\r\n"), "Extensions");
        wrong.put(right.replace("graphql-transport-ws", "graphql-ws"), "graphql-ws");
        wrong.put("HTTP/1.1 401 Unauthorized\r\n\r\n", "401 Unauthorized");
        wrong.put("HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\n\r\n", "302");
        wrong.put("SSH-2.0-OpenSSH\r\n\r\n", "HTTP");
        for (Map.Entry<String, String> each : wrong.entrySet()) {
            ToolException error = refused(ErrorCode.FAILED, peer -> {
                peer.head();
                peer.raw(each.getKey().replace("%s", peer.accept()));
            });
            assertThat(error.message()).as(each.getKey()).contains(each.getValue());
        }
        refused(ErrorCode.LIMIT_EXCEEDED, peer -> {
            peer.head();
            peer.raw("HTTP/1.1 101 OK\r\nX: " + "x".repeat(20_000));
        });
        refused(ErrorCode.TIMEOUT, peer -> peer.in.readAllBytes(), "timeout_seconds", 0.3);
    }

    @Test
    void a_connection_that_is_never_acknowledged_is_a_timeout() throws Exception {
        refused(
                ErrorCode.TIMEOUT,
                peer -> {
                    peer.open();
                    peer.in.readAllBytes();
                },
                "timeout_seconds",
                0.3);
    }

    @Test
    void cancelling_closes_the_connection() throws Exception {
        Cancellation cancellation = new Cancellation();
        try (SocketServer server = SocketServer.subscribed(peer -> {
            cancellation.cancel();
            peer.in.readAllBytes();
        })) {
            server.tester(tool)
                    .cancelledBy(cancellation)
                    .fails(ErrorCode.CANCELLED, "subscription", at(server.url("/")));
            assertThat(server.left()).isTrue();
        }
    }

    @Test
    void nothing_is_reached_that_is_not_granted() {
        ToolTester all = ToolTester.of(tool).granting(Grants.NONE.with(Permission.NET, Rules.EVERYTHING));
        for (String protocol : List.of("graphql-transport-ws", "sse")) {
            for (String host :
                    List.of("127.0.0.1", "0x7f000001", "[::ffff:127.0.0.1]", "169.254.169.254", "localhost")) {
                all.fails(ErrorCode.DENIED, "subscription", at("ws://" + host + ":1/", "protocol", protocol));
                all.fails(ErrorCode.DENIED, "subscription", at("https://" + host + ":1/", "protocol", protocol));
            }
            ToolTester.of(tool).fails(ErrorCode.DENIED, "subscription", at("wss://example.com/", "protocol", protocol));
        }
    }

    @Test
    void headers_smuggle_nothing_and_do_not_replace_those_of_the_handshake() throws Exception {
        try (SocketServer server = SocketServer.subscribed(peer -> {})) {
            for (Map<String, String> headers : List.of(
                    Map.of("X-A", "a\r\nX-B: b"),
                    Map.of("X\r\nB", "b"),
                    Map.of("X A", "b"),
                    Map.of("X", "\u20ac"),
                    Map.of("Host", "other"),
                    Map.of("sec-websocket-key", "b"))) {
                server.tester(tool)
                        .fails(ErrorCode.INVALID_PARAMS, "subscription", at(server.url("/"), "headers", headers));
            }
            assertThat(server.heads).isEmpty();
        }
    }

    @Test
    void every_parameter_is_checked() throws Exception {
        try (SocketServer server = SocketServer.subscribed(peer -> {})) {
            ToolTester tester = server.tester(tool);
            String url = server.url("/");
            for (Object[] wrong : List.of(
                    at(url, "protocol", "graphql-ws"),
                    at(url, "max_events", 0),
                    at(url, "max_events", 10_001),
                    at(url, "timeout_seconds", 601),
                    at(url, "connection_params", 1),
                    at(url, "connection_params", Map.of(), "protocol", "sse"),
                    at("ftp://a/"),
                    new Object[] {"endpoint", url, "query", "{ a }"},
                    new Object[] {"endpoint", url, "query", "subscription { a"})) {
                tester.fails(ErrorCode.INVALID_PARAMS, "subscription", wrong);
            }
            assertThat(server.heads).isEmpty();
        }
    }

    private static LocalServer streaming(String body) throws IOException {
        return new LocalServer().on("/s", "text/event-stream; charset=utf-8", body);
    }

    @Test
    void server_sent_events_are_read_as_the_standard_says() throws Exception {
        try (LocalServer server = streaming("\ufeff: hello\r\n\r\nevent: next\rdata: {\"data\":\rdata: \"ä\"}\r\r"
                + "event: other\ndata: 1\n\ndata: 2\n\nid: 7\nretry: 3\nevent:next\ndata:{\"data\":2}\n\n"
                + "event: complete\n\nevent: next\ndata: never\n\n")) {
            assertThat(server.tester(tool).map("subscription", at(server.url("/s"), "protocol", "sse")))
                    .containsEntry("events", List.of(event("ä"), event(2L)))
                    .containsEntry("ended", "complete");
            assertThat(server.asked.getFirst().header("Accept")).isEqualTo("text/event-stream");
            assertThat(server.tester(tool)
                            .map("subscription", at(server.url("/s"), "protocol", "sse", "max_events", 1)))
                    .containsEntry("ended", "max_events");
        }
    }

    @Test
    void event_streams_that_break_off_or_hold_something_else_are_errors() throws Exception {
        for (String body : List.of(
                "event: next\ndata: {\"data\":1}\n\n", "event: next\ndata: {\n\n", "event: next\ndata: 1\n\n", "")) {
            try (LocalServer server = streaming(body)) {
                server.tester(tool).fails(ErrorCode.FAILED, "subscription", at(server.url("/s"), "protocol", "sse"));
            }
        }
        try (LocalServer server = new LocalServer()) {
            server.on("/s", "application/json", "{\"errors\":[{\"message\":\"not allowed\"}]}");
            assertThat(server.tester(tool)
                            .fails(ErrorCode.FAILED, "subscription", at(server.url("/s"), "protocol", "sse"))
                            .message())
                    .contains("not allowed");
            server.redirecting("/r", "/s");
            server.tester(tool).fails(ErrorCode.FAILED, "subscription", at(server.url("/r"), "protocol", "sse"));
            server.endless("/e", "text/event-stream");
            server.tester(tool)
                    .fails(
                            ErrorCode.LIMIT_EXCEEDED,
                            "subscription",
                            at(server.url("/e"), "protocol", "sse", "max_size", 100_000));
            server.on("/slow", (exchange, _) -> {
                exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
                exchange.sendResponseHeaders(200, 0);
                exchange.getResponseBody()
                        .write("event: next\ndata: {\"data\":1}\n\n".getBytes(StandardCharsets.UTF_8));
                exchange.getResponseBody().flush();
                try {
                    Thread.sleep(60_000);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            assertThat(server.tester(tool)
                            .map("subscription", at(server.url("/slow"), "protocol", "sse", "timeout_seconds", 0.5)))
                    .containsEntry("events", List.of(event(1L)))
                    .containsEntry("ended", "timeout");
        }
    }
}
