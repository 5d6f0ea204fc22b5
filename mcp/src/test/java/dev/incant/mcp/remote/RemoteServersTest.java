package dev.incant.mcp.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.incant.kernel.Kernel;
import dev.incant.kernel.KernelOptions;
import dev.incant.kernel.SessionOptions;
import dev.incant.kernel.capability.Grants;
import dev.incant.kernel.capability.Limits;
import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.client.KernelClient;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.host.Host;
import dev.incant.kernel.message.Message;
import dev.incant.kernel.tool.ToolSpec;
import dev.incant.kernel.value.Values;
import dev.incant.mcp.client.McpClient;
import dev.incant.mcp.client.ScriptedServer;
import dev.incant.mcp.remote.ServerConfig.Place;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Other people's servers as tools of a kernel.
final class RemoteServersTest {
    @TempDir
    private Path folder;

    private final Host host = Host.system();
    private @Nullable Kernel kernel;

    @AfterEach
    void close() {
        if (kernel != null) {
            kernel.close();
        }
        host.close();
    }

    private Path logins() {
        return folder.resolve("logins");
    }

    private ServerFolder servers() {
        return new ServerFolder(folder.resolve("mcp"));
    }

    private ServerConfig config(List<String> include, List<String> exclude, String... words) {
        return new ServerConfig(
                "scripted",
                new Place.Program(ScriptedServer.command(words), folder, Map.of(), List.of()),
                Duration.ofSeconds(30),
                include,
                exclude);
    }

    /// Accepts what a server has now.
    private StoredServer accept(ServerConfig config) {
        try (McpClient client = new Connections(host, "1", logins()).connect(config, "")) {
            StoredServer server = StoredServer.accepting(
                    config, client.facts(), client.tools(config.timeout(), problem -> {}), null, Instant.now());
            servers().write(server, host);
            return server;
        }
    }

    /// Lets another server stand in for the one that was accepted.
    private void replace(StoredServer server, String... words) {
        servers()
                .write(
                        new StoredServer(
                                config(
                                        server.config().include(),
                                        server.config().exclude(),
                                        words),
                                server.revision(),
                                server.software(),
                                server.accepted(),
                                server.tools()),
                        host);
    }

    private KernelClient client(Grants grants) {
        Kernel started = kernel;
        if (started == null) {
            started = Kernel.start(
                    KernelOptions.of(RemoteServers.of(servers(), new Connections(host, "1", logins()), List.of())));
            kernel = started;
        }
        KernelClient client = new KernelClient();
        started.connect(new SessionOptions(grants, Limits.GENEROUS, folder), client);
        return client;
    }

    private KernelClient client() {
        return client(Grants.NONE.allow(Permission.MCP, "scripted"));
    }

    private static void fails(ErrorCode code, String message, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(ToolException.class, e -> {
            assertThat(e.code()).as(e.message()).isEqualTo(code);
            assertThat(e.message()).contains(message);
        });
    }

    private ToolSpec spec() {
        return Objects.requireNonNull(kernel).registry().tool("scripted").spec();
    }

    @Test
    void tools_are_called_as_operations_and_keep_their_schemas() {
        accept(config(List.of(), List.of(), "legacy"));
        KernelClient client = client();
        assertThat(client.invoke("scripted.echo", "text", "hello")).isEqualTo("hello");
        assertThat(client.invoke("scripted.wrong-id")).isEqualTo("yours");
        assertThat(client.invoke("scripted.structured")).isEqualTo(Values.map("n", 1L));
        assertThat(client.invoke("scripted.arguments", "any", Values.list(1L, null)))
                .isEqualTo("{\"any\":[1,null]}");
        fails(ErrorCode.INVALID_PARAMS, "text: is missing", () -> client.invoke("scripted.echo"));
        fails(ErrorCode.INVALID_PARAMS, "scripted.refuse: no such thing", () -> client.invoke("scripted.refuse"));
        fails(ErrorCode.FAILED, "it did not work", () -> client.invoke("scripted.fail"));
        assertThat(spec().operationNames()).contains("end_", "wrong_id", "echo");
        Object info = Objects.requireNonNull((List<?>)
                        client.ask(new Message.ToolInfo("scripted.echo")).get("operations"))
                .getFirst();
        assertThat((Map<?, ?>) info).extracting("read_only", "permissions").containsExactly(true, List.of("mcp"));
        assertThat(String.valueOf(((Map<?, ?>) info).get("parameters"))).contains("description=What to echo.");
    }

    @Test
    void what_is_no_text_comes_as_it_was_sent() {
        accept(config(List.of(), List.of(), "legacy"));
        List<?> blocks = (List<?>) Objects.requireNonNull(client().invoke("scripted.image"));
        assertThat(blocks).hasSize(3);
        Map<?, ?> image = (Map<?, ?>) blocks.get(1);
        assertThat(image.get("mime")).isEqualTo("image/png");
        assertThat((byte[]) Objects.requireNonNull(image.get("data"))).containsExactly(1, 2, 3);
    }

    @Test
    void nothing_starts_until_a_tool_is_called_and_all_ends_with_the_kernel() throws Exception {
        accept(config(List.of(), List.of(), "legacy"));
        Path log = folder.resolve("log");
        replace(servers().read("scripted"), "legacy", "stays", "log=" + log);
        KernelClient client = client();
        client.ask(new Message.ToolList(null));
        client.ask(new Message.ToolInfo("scripted"));
        client.ask(new Message.ToolSearch("echo", null, 5));
        assertThat(log).doesNotExist();
        client.invoke("scripted.echo", "text", "a");
        assertThat(log).exists();
        long children = ProcessHandle.current()
                .children()
                .filter(ProcessHandle::isAlive)
                .count();
        assertThat(children).isPositive();
        Objects.requireNonNull(kernel).close();
        assertThat(ProcessHandle.current()
                        .descendants()
                        .filter(each -> each.isAlive()
                                && each.info().commandLine().orElse("").contains(log.toString())))
                .isEmpty();
    }

    @Test
    void a_call_needs_the_grant_of_its_server() {
        accept(config(List.of(), List.of(), "legacy"));
        fails(
                ErrorCode.DENIED,
                "--allow-mcp=scripted would allow it",
                () -> client(Grants.NONE).invoke("scripted.echo", "text", "a"));
        fails(
                ErrorCode.DENIED,
                "--allow-mcp=scripted",
                () -> client(Grants.NONE.allow(Permission.MCP, "other")).invoke("scripted.echo", "text", "a"));
        fails(
                ErrorCode.DENIED,
                "--deny-mcp=scripted forbids it",
                () -> client(Grants.ALL.deny(Permission.MCP, "scripted")).invoke("scripted.echo", "text", "a"));
        assertThat(client(Grants.ALL).invoke("scripted.echo", "text", "a")).isEqualTo("a");
    }

    @Test
    void a_definition_that_changed_is_refused_and_the_others_are_not() {
        StoredServer accepted = accept(config(List.of(), List.of(), "legacy"));
        replace(accepted, "legacy", "changed");
        KernelClient client = client();
        fails(ErrorCode.CONFLICT, "incant mcp refresh scripted", () -> client.invoke("scripted.echo", "text", "a"));
        assertThat(client.invoke("scripted.arguments")).isEqualTo("{}");
        fails(ErrorCode.NOT_FOUND, "no operation", () -> client.invoke("scripted.brand_new"));
    }

    @Test
    void a_change_while_it_runs_is_noticed() {
        for (String greeting : List.of("legacy", "modern")) {
            accept(config(List.of(), List.of(), greeting));
            KernelClient client = client();
            assertThat(client.invoke("scripted.echo", "text", "a")).isEqualTo("a");
            client.invoke("scripted.change");
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            ToolException refused = null;
            while (refused == null && System.nanoTime() < end) {
                try {
                    client.invoke("scripted.echo", "text", "a");
                    new CompletableFuture<>()
                            .completeOnTimeout(null, 10, TimeUnit.MILLISECONDS)
                            .join();
                } catch (ToolException e) {
                    refused = e;
                }
            }
            assertThat(refused).isNotNull().extracting(ToolException::code).isEqualTo(ErrorCode.CONFLICT);
            Objects.requireNonNull(kernel).close();
            kernel = null;
        }
    }

    @Test
    void a_tool_that_is_gone_is_unavailable() {
        StoredServer accepted = accept(config(List.of(), List.of(), "legacy", "more"));
        replace(accepted, "legacy");
        fails(ErrorCode.UNAVAILABLE, "no longer has this tool", () -> client().invoke("scripted.brand_new"));
    }

    @Test
    void only_what_is_wanted_is_there() {
        accept(config(List.of("e*", "hang"), List.of("end"), "legacy"));
        client();
        assertThat(spec().operationNames()).containsExactly("echo", "hang");
    }

    @Test
    void a_server_that_died_starts_again_and_then_is_left_alone_for_a_while() {
        accept(config(List.of(), List.of(), "legacy"));
        KernelClient client = client();
        fails(ErrorCode.UNAVAILABLE, "exit code 7", () -> client.invoke("scripted.die"));
        assertThat(client.invoke("scripted.echo", "text", "again")).isEqualTo("again");
        fails(ErrorCode.UNAVAILABLE, "exit code 7", () -> client.invoke("scripted.die"));
        fails(ErrorCode.UNAVAILABLE, "exit code 7", () -> client.invoke("scripted.die"));
        assertThatThrownBy(() -> client.invoke("scripted.echo", "text", "a"))
                .isInstanceOfSatisfying(ToolException.class, e -> {
                    assertThat(e.message()).contains("failed 2 times in a row and may start again in 1 s");
                    assertThat(e.details()).containsKey("retry_after_ms");
                });
    }

    @Test
    void a_file_that_cannot_be_read_spoils_nothing_else() throws Exception {
        accept(config(List.of(), List.of(), "legacy"));
        Files.writeString(servers().file("broken"), "{ half");
        KernelClient client = client();
        Object count = client.ask(new Message.ToolList(null)).get("count");
        assertThat(count).isEqualTo(2L);
        assertThat(client.ask(new Message.ToolInfo("broken")))
                .extractingByKey("summary")
                .asString()
                .contains("cannot read");
        fails(ErrorCode.UNAVAILABLE, "cannot read", () -> client.invoke("broken"));
    }

    @Test
    void what_is_kept_is_kept_for_its_owner_only_and_read_as_it_was() throws Exception {
        StoredServer accepted = accept(config(List.of("*"), List.of(), "modern"));
        assertThat(servers().read("scripted")).isEqualTo(accepted);
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(servers().file("scripted"))))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("mcp"))))
                .isEqualTo("rwx------");
        servers().delete("scripted");
        assertThatThrownBy(() -> servers().read("scripted")).hasMessageContaining("no MCP server is named");
    }
}
