package dev.incant.mcp.authorization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.host.Host;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Where servers may send us. Names resolve to what the test says, and nothing is asked of any network.
final class AuthorizationHttpTest {
    private static final URI PUBLIC = URI.create("https://mcp.example/mcp");

    private final List<String> resolved = new ArrayList<>();
    private final Host host = new Host(Clock.systemUTC(), null, Map.of(), this::resolve);

    private List<InetAddress> resolve(String name) throws UnknownHostException {
        resolved.add(name);
        byte[] address = switch (name) {
            case "inside.example" -> new byte[] {10, 0, 0, 5};
            case "cloud.example" -> new byte[] {(byte) 169, (byte) 254, (byte) 169, (byte) 254};
            case "here.example" -> new byte[] {127, 0, 0, 1};
            default -> throw new UnknownHostException(name);
        };
        return List.of(InetAddress.getByAddress(name, address));
    }

    @AfterEach
    void close() {
        host.close();
    }

    private AuthorizationHttp http(URI server, String... named) {
        List<URI> others = List.of(named).stream().map(URI::create).toList();
        return new AuthorizationHttp(host, new Cancellation(), server, others);
    }

    private static void denied(String message, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(ToolException.class, e -> {
            assertThat(e.code()).as(e.message()).isEqualTo(ErrorCode.DENIED);
            assertThat(e.message()).contains(message);
        });
    }

    @Test
    void only_https_is_asked_but_for_this_machine() {
        AuthorizationHttp from = http(PUBLIC);
        assertThat(from.checked("x", "https://auth.example/a?b").getHost()).isEqualTo("auth.example");
        for (String url : List.of(
                "http://auth.example",
                "http://127.0.0.1:9/x",
                "file:///etc/passwd",
                "javascript:alert(1)",
                "https:///x",
                "https://a:b@auth.example",
                "https://auth.example/#x",
                "not a url",
                "")) {
            denied("x ", () -> from.checked("x", url));
        }
        AuthorizationHttp local = http(URI.create("http://localhost:8080/mcp"));
        assertThat(local.checked("x", "http://127.0.0.1:9/x").getPort()).isEqualTo(9);
        denied("https", () -> local.checked("x", "http://auth.example"));
    }

    @Test
    void a_name_that_leads_inside_is_not_asked() {
        for (String name : List.of("inside.example", "cloud.example", "here.example")) {
            denied("leads inside", () -> http(PUBLIC).get(URI.create("https://" + name + "/x")));
            denied("leads inside", () -> http(PUBLIC).form(URI.create("https://" + name + "/x"), Map.of(), Map.of()));
        }
        for (String address : List.of("10.0.0.5", "169.254.169.254", "127.0.0.1", "[::1]", "[fd00::1]")) {
            denied("leads inside", () -> http(PUBLIC).get(URI.create("https://" + address + "/x")));
        }
        assertThat(resolved).containsOnly("inside.example", "cloud.example", "here.example");
    }

    @Test
    void what_a_person_named_may_be_inside() {
        URI inside = URI.create("https://here.example:1/x");
        assertThatThrownBy(() -> http(PUBLIC, "https://here.example:1").get(inside))
                .isInstanceOfSatisfying(
                        ToolException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
    }

    @Test
    void a_redirect_that_leads_inside_is_not_followed() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String to = exchange.getRequestURI().getPath().substring(1);
            exchange.getResponseHeaders().set("Location", to);
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        server.start();
        try {
            URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
            AuthorizationHttp local = http(url);
            for (String to : List.of("https://10.0.0.5/x", "http://inside.example/x", "https://cloud.example/x")) {
                denied("leads inside", () -> local.get(url.resolve("/" + to)));
            }
            assertThat(local.form(url.resolve("/https://10.0.0.5/x"), Map.of("code", "secret"), Map.of())
                            .status())
                    .as("a form is sent to one place")
                    .isEqualTo(302);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void a_document_that_does_not_end_is_broken_off() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] much = new byte[1 << 16];
            try (exchange) {
                for (int i = 0; i < 64; i++) {
                    exchange.getResponseBody().write(much);
                }
            }
        });
        server.start();
        try {
            URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/x");
            assertThatThrownBy(() -> http(url).get(url))
                    .isInstanceOfSatisfying(
                            ToolException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LIMIT_EXCEEDED));
        } finally {
            server.stop(0);
        }
    }
}
