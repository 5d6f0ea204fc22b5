package dev.incant.mcp.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incant.kernel.value.Json;
import dev.incant.kernel.value.Values;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A server in a process of its own, as agents' programs start it.
final class ChildProcessTest {
    private Process process;
    private LineClient client;

    @BeforeEach
    void start() throws IOException {
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.incant.mcp.conformance.ConformanceServer",
                        "stdio")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        client = new LineClient(process.getInputStream(), process.getOutputStream());
    }

    @AfterEach
    void end() {
        process.destroyForcibly();
    }

    private void ends() throws IOException, InterruptedException {
        client.close();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat(client.lines())
                .allSatisfy(line -> assertThat(Json.parse(line)).isNotNull());
    }

    @Test
    void what_a_tool_prints_does_not_reach_the_client() throws Exception {
        client.modern(1L, "tools/call", Values.map("name", "test_print"));
        assertThat(LineClient.text(client.answer(1L))).isEqualTo("printed");
        ends();
        assertThat(client.lines()).hasSize(1);
    }

    @Test
    void input_that_ends_in_the_middle_of_a_call_ends_the_process() throws Exception {
        client.initialize();
        client.request(1L, "tools/call", Values.map("name", "slow_compute", "arguments", Values.map("seconds", 600L)));
        ends();
    }

    @Test
    void many_calls_garbage_and_a_cancellation_at_once() throws Exception {
        client.initialize();
        client.request(
                "slow", "tools/call", Values.map("name", "slow_compute", "arguments", Values.map("seconds", 600L)));
        for (long id = 1; id <= 64; id++) {
            client.line("garbage " + id);
            client.request(id, "tools/call", Values.map("name", "greet", "arguments", Values.map("name", "n" + id)));
        }
        client.notify("notifications/cancelled", Values.map("requestId", "slow"));
        for (long id = 1; id <= 64; id++) {
            assertThat(LineClient.text(client.answer(id))).isEqualTo("Hello, n" + id + "!");
        }
        ends();
        assertThat(client.lines()).noneMatch(line -> line.contains("\"slow\""));
        assertThat(client.lines().stream().filter(line -> line.contains("-32700")))
                .hasSize(64);
    }
}
