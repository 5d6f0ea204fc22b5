package dev.incant.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incant.cli.CliLauncher.Result;
import dev.incant.kernel.value.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class McpServeTest {
    private static final String META = "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
            + "\"io.modelcontextprotocol/clientCapabilities\":{}}";

    @TempDir
    Path folder;

    private static String call(int id, String name, String arguments) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"tools/call\",\"params\":{\"name\":\"" + name
                + "\",\"arguments\":" + arguments + "," + META + "}}\n";
    }

    private Result serve(String input, String... flags) {
        List<String> line = new ArrayList<>(List.of("mcp", "serve"));
        line.addAll(List.of(flags));
        return new CliLauncher(folder).input(input).run(line);
    }

    @Test
    void three_tools_are_shown_and_a_script_runs() {
        Result result = serve("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"params\":{" + META + "}}\n"
                + call(2, "run_script", "{\"code\":\"return tools.calculator{expression = '6 * 7'}.result\"}"));
        assertThat(result.exit()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.out().lines())
                .hasSize(2)
                .allSatisfy(each -> assertThat(Json.parse(each)).isNotNull());
        assertThat(result.out()).contains("search_tools", "describe_tool", "\"result\":42");
    }

    @Test
    void direct_mode_shows_the_chosen_tools() {
        Result result = serve(
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"params\":{" + META + "}}\n",
                "--mode",
                "direct",
                "--tools",
                "calculator");
        assertThat(result.out()).contains("calculator-evaluate").doesNotContain("file_operations");
    }

    @Test
    void nothing_is_granted_but_what_is_allowed() throws IOException {
        Files.writeString(folder.resolve("a.txt"), "content of a");
        String script =
                call(1, "run_script", "{\"code\":\"return tools.file_operations.read{path = 'a.txt'}.content\"}");
        assertThat(serve(script).out()).contains("denied").doesNotContain("content of a");
        assertThat(serve(script, "--allow-read=.").out()).contains("content of a");
    }

    @Test
    void calls_are_noted_where_it_is_said() throws IOException {
        String script = call(1, "run_script", "{\"code\":\"return 1\"}");
        serve(script);
        assertThat(Files.readString(folder.resolve("home/.local/state/incant/mcp-audit.jsonl")))
                .contains("run_script");
        serve(script, "--audit-log", "audit.jsonl");
        assertThat(Files.readString(folder.resolve("audit.jsonl"))).contains("run_script");
        Files.delete(folder.resolve("audit.jsonl"));
        serve(script, "--audit-log", "none");
        assertThat(folder.resolve("audit.jsonl")).doesNotExist();
    }

    @Test
    void prompts_come_from_folders() throws IOException {
        Files.createDirectories(folder.resolve("p"));
        Files.writeString(folder.resolve("p/hello.md"), "Hello.");
        String list = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"prompts/list\",\"params\":{" + META + "}}\n";
        assertThat(serve(list, "--prompts", "p").out()).contains("\"hello\"");
        assertThat(serve(list).out()).contains("-32601");
        assertThat(serve(list, "--prompts", "none").exit()).isEqualTo(2);
    }

    @Test
    void what_is_said_wrongly_is_told() {
        assertThat(serve("", "--mode", "katalog").err()).contains("catalogue or direct");
        assertThat(serve("", "--tools", "calculater").err()).contains("calculator");
        assertThat(serve("", "--no-token").err()).contains("--http");
        assertThat(serve("", "--http=x:y").err()).contains("[HOST:]PORT");
        assertThat(serve("", "--http=0.0.0.0:0", "--no-token").err()).contains("this machine only");
        assertThat(serve("", "now").exit()).isEqualTo(2);
    }

    private Process start(String... flags) throws IOException {
        List<String> line = new ArrayList<>(List.of("mcp", "serve"));
        line.addAll(List.of(flags));
        return Processes.builder(folder, line).start();
    }

    @Test
    void a_script_that_runs_for_ever_is_cancelled_and_the_process_ends_with_its_input() throws Exception {
        Process process = start();
        var in = process.outputWriter(StandardCharsets.UTF_8);
        in.write(call(1, "run_script", "{\"code\":\"while true do end\"}"));
        in.write("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":1}}\n");
        in.write(call(2, "run_script", "{\"code\":\"print('printed') return 'next'\"}"));
        in.flush();
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        assertThat(out.readLine()).contains("\"id\":2", "next", "printed");
        in.write(call(3, "run_script", "{\"code\":\"while true do end\"}"));
        in.close();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat(out.readLine()).isNull();
    }

    @Test
    void http_wants_the_token_and_ends_at_control_c() throws Exception {
        Process process = start("--http=127.0.0.1:0", "--token-file", "tokens");
        BufferedReader err = process.errorReader(StandardCharsets.UTF_8);
        assertThat(err.readLine()).contains("wrote a new token");
        String line = err.readLine();
        URI uri = URI.create(line.substring(line.indexOf("http://"), line.indexOf(';')));
        Path file = folder.resolve("tokens");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .header("MCP-Protocol-Version", "2026-07-28")
                .header("Mcp-Method", "tools/list")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"params\":{" + META + "}}"));
        try (HttpClient client = HttpClient.newHttpClient()) {
            assertThat(client.send(request.build(), HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(401);
            request.header("Authorization", "Bearer " + Files.readString(file).strip());
            assertThat(client.send(request.build(), HttpResponse.BodyHandlers.ofString())
                            .body())
                    .contains("run_script");
        }
        assertThat(new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(serve("", "--http", "--token-file", "tokens").err()).contains("chmod 600");
    }

    private static final String ASKING_META = "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
            + "\"io.modelcontextprotocol/clientCapabilities\":{\"elicitation\":{}}}";

    private static String read(String file) {
        return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"run_script\","
                + "\"arguments\":{\"code\":\"return tools.file_operations.read{path = '" + file + "'}.content\"},"
                + ASKING_META + "}}\n";
    }

    @Test
    void a_person_is_asked_only_when_the_operator_says_so() throws IOException {
        Files.writeString(folder.resolve("a.txt"), "content");
        assertThat(serve(read("a.txt")).out()).contains("error denied").doesNotContain("input_required");
        assertThat(serve(read("a.txt"), "--ask-grants").out())
                .contains("input_required", "elicitation/create", "a.txt", "file_operations.read");
        assertThat(serve(read("a.txt"), "--ask-grants", "--deny-read=a.txt").out())
                .contains("error denied")
                .doesNotContain("input_required");
    }

    @Test
    void the_time_of_an_http_client_must_be_one() {
        Result result = serve("", "--http=0", "--no-token", "--session-idle", "soon");
        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).contains("--session-idle", "must be a time", "soon");
        assertThat(serve("", "--session-idle", "5m").err()).contains("--http");
    }
}
