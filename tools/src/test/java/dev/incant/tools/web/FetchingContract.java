package dev.incant.tools.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.capability.Limits;
import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.value.Values;
import dev.incant.testkit.ToolContract;
import dev.incant.testkit.ToolTester;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What every tool keeps that fetches what a URL leads to: it goes nowhere but where it may, however the way there is
/// written, and nothing that a host sends does any harm.
interface FetchingContract extends ToolContract {
    /// The operation that fetches.
    String operation();

    /// The name of the parameter with the URL.
    default String urlParameter() {
        return "url";
    }

    /// What else the operation needs.
    default Map<String, @Nullable Object> arguments() {
        return Map.of();
    }

    /// What makes the operation send one request only.
    default Map<String, @Nullable Object> once() {
        return Values.map("retry", Map.of("max_attempts", 1L));
    }

    /// The media type of what the operation reads.
    default String type() {
        return "text/html";
    }

    private Map<String, @Nullable Object> call(String url, @Nullable Object... more) {
        Map<String, @Nullable Object> all = Values.map(urlParameter(), url);
        all.putAll(arguments());
        all.putAll(Values.map(more));
        return all;
    }

    private Map<String, @Nullable Object> alone(String url, @Nullable Object... more) {
        Map<String, @Nullable Object> all = call(url, more);
        all.putAll(once());
        return all;
    }

    private ErrorCode code(ToolTester tester, Map<String, @Nullable Object> arguments) {
        try {
            Object result = tester.callWith(operation(), arguments);
            throw new AssertionError(arguments + " gave " + result);
        } catch (ToolException e) {
            return e.code();
        }
    }

    @Test
    default void addresses_inside_are_denied_however_they_are_written() {
        ToolTester all = ToolTester.of(tool())
                .granting(dev.incant.kernel.capability.Grants.NONE.with(
                        Permission.NET, dev.incant.kernel.capability.Rules.EVERYTHING));
        for (String host : List.of(
                "127.0.0.1",
                "2130706433",
                "0x7f000001",
                "0177.0.0.1",
                "127.1",
                "[::1]",
                "[::ffff:127.0.0.1]",
                "[::ffff:7f00:1]",
                "169.254.169.254",
                "10.0.0.1",
                "192.168.1.1",
                "[fd00::1]",
                "0.0.0.0",
                "localhost",
                "１２７.0.0.1")) {
            assertThat(code(all, call("http://" + host + ":1/"))).as(host).isEqualTo(ErrorCode.DENIED);
        }
    }

    @Test
    default void a_name_that_leads_inside_is_denied_each_time_it_is_looked_up() {
        AtomicInteger asked = new AtomicInteger();
        ToolTester rebound = ToolTester.of(tool())
                .granting(dev.incant.kernel.capability.Grants.NONE.with(
                        Permission.NET, dev.incant.kernel.capability.Rules.EVERYTHING))
                .resolving(host -> {
                    asked.incrementAndGet();
                    return List.of(InetAddress.ofLiteral("127.0.0.1"));
                });
        assertThat(code(rebound, call("http://rebound.example/"))).isEqualTo(ErrorCode.DENIED);
        assertThat(asked).hasPositiveValue();
    }

    @Test
    default void a_redirect_leads_nowhere_that_is_not_granted() throws IOException {
        try (LocalServer server = new LocalServer();
                LocalServer other = new LocalServer()) {
            other.on("/x", type(), "<p>secret");
            for (String target :
                    List.of(other.url("/x"), "http://169.254.169.254/", "http://0x7f.1:1/", "file:///etc/passwd")) {
                server.redirecting("/", target);
                assertThat(code(server.tester(tool()), call(server.url("/"))))
                        .as(target)
                        .isIn(ErrorCode.DENIED, ErrorCode.FAILED);
            }
            assertThat(other.asked).isEmpty();
            server.redirecting("/", "/");
            assertThat(code(server.tester(tool()), call(server.url("/")))).isEqualTo(ErrorCode.LIMIT_EXCEEDED);
        }
    }

    @Test
    default void line_breaks_smuggle_nothing() throws IOException {
        try (LocalServer server = new LocalServer()) {
            server.on("/", type(), "");
            assertThat(code(server.tester(tool()), call(server.url("/"), "headers", Map.of("X-A", "a\r\nX-B: b"))))
                    .isEqualTo(ErrorCode.INVALID_PARAMS);
            assertThat(code(server.tester(tool()), call(server.url("/"), "headers", Map.of("X\r\nB", "b"))))
                    .isEqualTo(ErrorCode.INVALID_PARAMS);
            assertThat(server.asked).isEmpty();
        }
    }

    @Test
    default void bombs_endless_and_broken_bodies_are_errors() throws IOException {
        try (LocalServer server = new LocalServer()) {
            server.bomb("/bomb", type())
                    .endless("/endless", type())
                    .cut("/cut", type())
                    .silent("/silent");
            ToolTester tester = server.tester(tool()).within(Limits.GENEROUS.withBodySize(1_000_000));
            assertThat(code(tester, call(server.url("/bomb")))).isEqualTo(ErrorCode.LIMIT_EXCEEDED);
            assertThat(code(tester, call(server.url("/endless")))).isEqualTo(ErrorCode.LIMIT_EXCEEDED);
            assertThat(code(tester, alone(server.url("/cut")))).isEqualTo(ErrorCode.FAILED);
            assertThat(code(tester, alone(server.url("/silent"), "timeout_seconds", 0.2)))
                    .isEqualTo(ErrorCode.TIMEOUT);
        }
    }

    @Test
    default void stops_in_the_middle_when_it_is_cancelled() throws IOException {
        try (LocalServer server = new LocalServer()) {
            Cancellation cancellation = new Cancellation();
            server.on("/", (exchange, _) -> {
                cancellation.cancel();
                try {
                    Thread.sleep(30_000);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            long start = System.nanoTime();
            assertThat(code(server.tester(tool()).cancelledBy(cancellation), call(server.url("/"))))
                    .isEqualTo(ErrorCode.CANCELLED);
            assertThat(System.nanoTime() - start).isLessThan(20_000_000_000L);
        }
    }
}
