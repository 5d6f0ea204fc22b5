package dev.incant.mcp.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incant.kernel.Kernel;
import dev.incant.kernel.KernelOptions;
import dev.incant.kernel.SessionOptions;
import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.capability.Grants;
import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.value.Json;
import dev.incant.kernel.value.Values;
import dev.incant.mcp.agent.AgentSettings;
import dev.incant.mcp.agent.DirectTools;
import dev.incant.mcp.protocol.Client;
import dev.incant.mcp.protocol.McpServer;
import dev.incant.mcp.protocol.Outlet;
import dev.incant.mcp.rpc.RpcId;
import dev.incant.mcp.rpc.RpcMessage;
import dev.incant.mcp.rpc.RpcText;
import dev.incant.tools.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real kernel behind the protocol.
final class KernelOfferTest {
    @TempDir
    Path folder;

    private final Kernel kernel = Kernel.start(KernelOptions.of(new Tools()));
    private final List<String> problems = new ArrayList<>();
    private @Nullable McpServer server;

    @AfterEach
    void close() {
        if (server != null) {
            server.close();
        }
        kernel.close();
    }

    private McpServer serve(Grants grants, Path... prompts) {
        SessionOptions session = SessionOptions.standard().granting(grants).in(folder);
        McpServer made = KernelOffer.server(
                kernel,
                "1",
                session,
                () -> DirectTools.open(kernel, session, AgentSettings.STANDARD),
                "Hello.",
                List.of(prompts),
                problems::add);
        server = made;
        return made;
    }

    private static String ask(McpServer server, Client client, String method, @Nullable Object... params) {
        Map<String, @Nullable Object> all = Values.map(params);
        all.put(
                "_meta",
                Values.map(
                        "io.modelcontextprotocol/protocolVersion",
                        "2026-07-28",
                        "io.modelcontextprotocol/clientCapabilities",
                        Map.of()));
        RpcMessage.Answer answer = server.answer(
                client, new RpcMessage.Request(new RpcId.Number(1), method, all), Outlet.NONE, new Cancellation());
        assertThat(answer).isNotNull();
        return RpcText.write(java.util.Objects.requireNonNull(answer));
    }

    @Test
    void tools_are_called_with_what_is_granted() {
        McpServer made = serve(Grants.NONE);
        Client client = made.open("x");
        assertThat(ask(
                        made,
                        client,
                        "tools/call",
                        "name",
                        "calculator-evaluate",
                        "arguments",
                        Values.map("expression", "2 + 2 * 3")))
                .contains("\"result\":8")
                .doesNotContain("isError");
        assertThat(ask(
                        made,
                        client,
                        "tools/call",
                        "name",
                        "file_operations-read",
                        "arguments",
                        Values.map("path", "a.txt")))
                .contains("denied", "--allow-read", "\"isError\":true");
        assertThat(ask(made, client, "tools/call", "name", "calculator-evaluate", "arguments", Values.map("wrong", 1L)))
                .contains("invalid_params", "\"isError\":true");
        assertThat(ask(made, client, "server/discover")).contains("Nothing outside is granted");
    }

    @Test
    void granted_files_are_resources_and_others_are_not() throws IOException {
        Path open = Files.createDirectory(folder.resolve("open"));
        Files.writeString(open.resolve("a b.txt"), "hello");
        Files.write(open.resolve("c.png"), new byte[] {(byte) 0x89, 'P', 'N', 'G', 0});
        Files.writeString(folder.resolve("secret.txt"), "no");
        Files.createSymbolicLink(open.resolve("link.txt"), folder.resolve("secret.txt"));
        McpServer made = serve(Grants.NONE.allow(Permission.READ, "open"));
        Client client = made.open("x");
        String base = "file://" + open.toAbsolutePath();
        assertThat(ask(made, client, "resources/list"))
                .contains(base + "/a%20b.txt", base + "/c.png", "incant://tools/calculator");
        assertThat(ask(made, client, "resources/read", "uri", base + "/a%20b.txt"))
                .contains("\"text\":\"hello\"");
        assertThat(ask(made, client, "resources/read", "uri", base + "/c.png")).contains("\"blob\"", "image/png");
        for (String wrong : List.of(
                "file://" + folder.toAbsolutePath() + "/secret.txt",
                base + "/../secret.txt",
                base + "/%2e%2e/secret.txt",
                base + "/link.txt")) {
            assertThat(ask(made, client, "resources/read", "uri", wrong))
                    .as(wrong)
                    .contains("error", "denied");
        }
        for (String wrong : List.of(base + "/none.txt", "file://elsewhere/x", "http://x", "incant://tools/none")) {
            assertThat(ask(made, client, "resources/read", "uri", wrong))
                    .as(wrong)
                    .contains("-32602");
        }
        assertThat(ask(made, client, "resources/read", "uri", "incant://tools/calculator"))
                .contains("# calculator");
        assertThat(ask(
                        made,
                        client,
                        "completion/complete",
                        "ref",
                        Values.map("type", "ref/resource", "uri", "incant://tools/{name}"),
                        "argument",
                        Values.map("name", "name", "value", "calc")))
                .contains("\"values\":[\"calculator\"]");
    }

    @Test
    void without_a_grant_there_are_no_files() {
        McpServer made = serve(Grants.NONE);
        Client client = made.open("x");
        assertThat(ask(made, client, "resources/templates/list")).doesNotContain("file:");
        assertThat(ask(made, client, "server/discover"))
                .contains("\"resources\":{}")
                .doesNotContain("prompts");
        assertThat(ask(made, client, "prompts/list")).contains("-32601");
    }

    @Test
    void a_file_that_changes_is_told() throws Exception {
        Path file = Files.writeString(folder.resolve("a.txt"), "1");
        McpServer made = serve(Grants.NONE.allow(Permission.READ, "."));
        Client client = made.open("x");
        String uri = "file://" + file.toAbsolutePath();
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        Cancellation end = new Cancellation();
        Map<String, @Nullable Object> params = Values.map(
                "notifications",
                Values.map("resourceSubscriptions", Values.list(uri, "file:///etc/passwd")),
                "_meta",
                Values.map(
                        "io.modelcontextprotocol/protocolVersion",
                        "2026-07-28",
                        "io.modelcontextprotocol/clientCapabilities",
                        Map.of()));
        Thread listening = Thread.ofVirtual()
                .start(() -> made.answer(
                        client,
                        new RpcMessage.Request(new RpcId.Number(9), "subscriptions/listen", params),
                        message -> told.add(RpcText.write(message)),
                        end));
        assertThat(told.poll(20, TimeUnit.SECONDS))
                .contains("acknowledged", uri)
                .doesNotContain("passwd");
        Files.writeString(file, "2");
        assertThat(told.poll(20, TimeUnit.SECONDS)).contains("notifications/resources/updated", uri);
        end.cancel();
        listening.join();
    }

    @Test
    void prompts_are_filled_and_read_again_when_they_change() throws Exception {
        Path prompts = Files.createDirectory(folder.resolve("prompts"));
        Files.writeString(
                prompts.resolve("review.md"),
                "---\ndescription: Reviews.\narguments:\n- name: code\n  required: true\n  values: [abc, abd]\n---\nReview {{code}}");
        Files.writeString(prompts.resolve("broken.md"), "---\narguments: 7\n---\n");
        McpServer made = serve(Grants.NONE, prompts);
        Client client = made.open("x");
        assertThat(problems).singleElement().asString().contains("broken.md", "arguments must be a list");
        assertThat(ask(made, client, "prompts/list")).contains("\"review\"").doesNotContain("broken");
        assertThat(ask(made, client, "prompts/get", "name", "review", "arguments", Values.map("code", "x = 1")))
                .contains("Review x = 1");
        assertThat(ask(made, client, "prompts/get", "name", "review")).contains("-32602", "code");
        assertThat(ask(made, client, "prompts/get", "name", "reviews")).contains("did you mean 'review'");
        assertThat(ask(
                        made,
                        client,
                        "completion/complete",
                        "ref",
                        Values.map("type", "ref/prompt", "name", "review"),
                        "argument",
                        Values.map("name", "code", "value", "ab")))
                .contains("[\"abc\",\"abd\"]");
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        Cancellation end = new Cancellation();
        Map<String, @Nullable Object> params = Values.map("notifications", Values.map("promptsListChanged", true));
        params.put(
                "_meta",
                Values.map(
                        "io.modelcontextprotocol/protocolVersion",
                        "2026-07-28",
                        "io.modelcontextprotocol/clientCapabilities",
                        Map.of()));
        Thread listening = Thread.ofVirtual()
                .start(() -> made.answer(
                        client,
                        new RpcMessage.Request(new RpcId.Number(9), "subscriptions/listen", params),
                        message -> told.add(RpcText.write(message)),
                        end));
        assertThat(told.poll(20, TimeUnit.SECONDS)).contains("acknowledged");
        Files.writeString(prompts.resolve("another.md"), "Another.");
        assertThat(told.poll(20, TimeUnit.SECONDS)).contains("notifications/prompts/list_changed");
        end.cancel();
        listening.join();
        assertThat(Json.parse(ask(made, client, "prompts/list"))).isNotNull();
    }
}
