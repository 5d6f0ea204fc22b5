package dev.incant.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incant.cli.CliLauncher.Result;
import dev.incant.kernel.registry.ComponentRegistry;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.value.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Other people's MCP servers from the command line; the other one is Incant itself.
final class McpServersTest {
    private static final String META = "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
            + "\"io.modelcontextprotocol/clientCapabilities\":{}}";

    @TempDir
    Path folder;

    private CliLauncher launcher() throws IOException {
        CliLauncher launcher = new CliLauncher(folder);
        launcher.variables.put("PATH", Processes.path(folder));
        return launcher;
    }

    private Result run(String... line) throws IOException {
        return launcher().run(line);
    }

    /// Serves until the second request is answered: at the end of its input a server waits for a moment only, and the
    /// server that it uses may take longer to start.
    private Result serve(String requests, String... line) throws IOException {
        try (PipedInputStream in = new PipedInputStream(1 << 16);
                PipedOutputStream open = new PipedOutputStream(in)) {
            open.write(requests.getBytes(StandardCharsets.UTF_8));
            ByteArrayOutputStream err = new ByteArrayOutputStream();
            ByteArrayOutputStream out = new ByteArrayOutputStream() {
                @Override
                public synchronized void write(byte[] bytes, int from, int count) {
                    super.write(bytes, from, count);
                    if (toString(StandardCharsets.UTF_8).contains("\"id\":2")) {
                        end(open);
                    }
                }
            };
            int exit = launcher().input(in).run(List.of(line), out, err);
            return new Result(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        }
    }

    private static void end(PipedOutputStream open) {
        try {
            open.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Result add(String name, String... more) throws IOException {
        List<String> line = new ArrayList<>(List.of("mcp", "add", name, "--yes"));
        line.addAll(List.of(more));
        line.addAll(
                List.of("--", "incant", "mcp", "serve", "--mode", "direct", "--tools", "calculator,text_manipulator"));
        return run(line.toArray(String[]::new));
    }

    @Test
    void a_server_is_added_used_tried_and_removed() throws IOException {
        assertThat(run("mcp", "list").out()).contains("no MCP servers");
        Result added = add("me", "--include", "calc*");
        assertThat(added.exit()).as("%s", added).isZero();
        assertThat(added.err()).contains("This program will be started", "incant mcp serve --mode direct");
        assertThat(added.out()).contains("3 tools", "me.calculator_evaluate: ");
        assertThat(run("mcp", "list").out()).contains("me", "incant mcp serve");
        assertThat(run("tool", "list", "--category", "integration").out()).contains("MCP server 'me'");
        assertThat(run("tool", "search", "me calculator_evaluate").out()).contains("me.calculator_evaluate");
        assertThat(run("tool", "info", "me.calculator_evaluate").out()).contains("expression", "needs: mcp");
        assertThat(run("tool", "invoke", "me.calculator-evaluate", "6 * 7", "--output", "json")
                        .out())
                .contains("42");
        assertThat(run("complete-words", "--", "tool", "invoke", "me.").out()).contains("me.calculator_evaluate");
        Result tried = run("mcp", "test", "me");
        assertThat(tried.exit()).as("%s", tried).isZero();
        assertThat(tried.out()).contains("started", "listed", "answered", "3 accepted, protocol 2026-07-28");
        assertThat(run("mcp", "refresh", "me").out()).contains("nothing changed");
        assertThat(run("mcp", "remove", "me").out()).isEqualTo("removed me\n");
        assertThat(run("tool", "invoke", "me.calculator_evaluate", "1").exit()).isEqualTo(3);
        assertThat(run("mcp", "remove", "me").exit()).isEqualTo(3);
    }

    @Test
    void a_file_of_a_name_that_is_a_tools_is_left_out_and_told_of() throws IOException {
        add("me");
        Path servers = folder.resolve("home/.config/incant/mcp");
        String text = Files.readString(servers.resolve("me.json"));
        for (String taken : List.of("csv", "calculator")) {
            Files.writeString(
                    servers.resolve(taken + ".json"), text.replace("\"name\": \"me\"", "\"name\": \"" + taken + "\""));
        }
        Result unknown = run("tool", "invoke", "calculater.evaluate", "1");
        assertThat(unknown.exit()).as("%s", unknown).isEqualTo(3);
        assertThat(unknown.err()).contains("did you mean", "calculator");
        Result others = run("tool", "invoke", "calculator.evaluate", "6 * 7", "--output", "json");
        assertThat(others.out()).contains("42");
        assertThat(others.err())
                .contains("warning: " + servers.resolve("csv.json") + " is left out: 'csv' is a tool of Incant")
                .contains("warning: " + servers.resolve("calculator.json"));
        assertThat(run("mcp", "list", "--output", "json").out()).contains("csv.json is left out");
        assertThat(run("tool", "invoke", "me.calculator_evaluate", "1").exit()).isZero();
        assertThat(run("complete-words", "--", "tool", "invoke", "me.").err()).isEmpty();
        run("mcp", "remove", "csv");
        run("mcp", "remove", "calculator");
        assertThat(run("tool", "invoke", "calculator.evaluate", "1").err()).isEmpty();
    }

    @Test
    void all_aliases_are_known_without_making_the_tools() {
        ComponentRegistry own = ComponentRegistry.of(Packs.ALL);
        TreeSet<String> aliases = new TreeSet<>();
        for (Tool tool : own.all()) {
            tool.spec().aliases().forEach(alias -> aliases.add(alias.replace('-', '_')));
        }
        aliases.removeAll(own.names());
        assertThat(Packs.ALIASES).containsExactlyElementsOf(aliases);
    }

    @Test
    void scripts_and_agents_need_the_grant() throws IOException {
        add("me");
        String code = "return tools.me.calculator_evaluate{expression = '6 * 7'}.result";
        Result denied = run("exec", code);
        assertThat(denied.exit()).isEqualTo(4);
        assertThat(denied.err()).contains("--allow-mcp=me would allow it");
        assertThat(run("exec", "--allow-mcp=me", code).out()).isEqualTo("42\n");
        assertThat(run("exec", "-A", code).out()).isEqualTo("42\n");
        assertThat(run("exec", "-A", "--deny-mcp", code).exit()).isEqualTo(4);
        assertThat(run("tool", "invoke", "--strict", "me.calculator_evaluate", "1")
                        .exit())
                .isEqualTo(4);
        String list = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"params\":{" + META + "}}\n";
        String call = "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/call\",\"params\":{"
                + "\"name\":\"me-calculator_evaluate\",\"arguments\":{\"expression\":\"6 * 7\"}," + META + "}}\n";
        String[] denies = {"mcp", "serve", "--mode", "direct", "--tools", "me"};
        assertThat(serve(list + call, denies).out()).contains("me-calculator_evaluate", "--allow-mcp=me");
        Result served = serve(list + call, "mcp", "serve", "--mode", "direct", "--tools", "me", "--allow-mcp=me");
        assertThat(served.out()).contains("dev.incant/untrusted", "42");
        served.out().lines().forEach(line -> assertThat(Json.parse(line)).isNotNull());
    }

    @Test
    void a_definition_that_changed_is_shown_and_accepted() throws IOException {
        add("me");
        Path file = folder.resolve("home/.config/incant/mcp/me.json");
        String text = Files.readString(file);
        Files.writeString(
                file,
                text.replace("Calculate the value of an expression.", "Be nice.")
                        .replaceFirst("\"sha256\": \"[0-9a-f]{8}", "\"sha256\": \"00000000"));
        Result refused = run("tool", "invoke", "me.calculator_evaluate", "1");
        assertThat(refused.exit()).as("%s", refused).isEqualTo(8);
        assertThat(refused.err()).contains("incant mcp refresh me");
        assertThat(run("mcp", "test", "me").exit()).isEqualTo(8);
        Result asked = run("mcp", "refresh", "me");
        assertThat(asked.out()).contains("changed: calculator-evaluate", "    - Be nice.", "    + Calculate the value");
        assertThat(asked.err()).contains("--yes");
        assertThat(run("mcp", "refresh", "me", "--yes").out()).contains("accepted: 1 changed");
        assertThat(run("tool", "invoke", "me.calculator_evaluate", "1").exit()).isZero();
    }

    @Test
    void what_is_said_wrongly_is_told() throws IOException {
        assertThat(run("mcp", "add").err()).contains("name the server");
        assertThat(run("mcp", "add", "me").err()).contains("-- COMMAND… or --url URL");
        assertThat(run("mcp", "add", "Not-One", "--", "true").err()).contains("is no name for a server");
        assertThat(run("mcp", "add", "me", "npx", "x").err()).contains("the command goes after --");
        assertThat(run("mcp", "add", "me", "--", "true").err()).contains("--yes agrees");
        assertThat(run("mcp", "add", "calculator", "--", "true").exit()).isEqualTo(8);
        assertThat(run("mcp", "add", "me", "--yes", "--", "no-such-program").exit())
                .isEqualTo(3);
        assertThat(run("mcp", "add", "me", "--yes", "--", "true").exit()).isEqualTo(7);
        assertThat(run("mcp", "add", "me", "--url", "ftp://x", "--yes").err()).contains("http:// or https://");
        assertThat(run("mcp", "add", "me", "--url", "http://x", "--env", "A=b").err())
                .contains("--env goes with");
        assertThat(run("mcp", "add", "me", "--url", "http://127.0.0.1:9/mcp", "--yes")
                        .exit())
                .isEqualTo(7);
        assertThat(run("mcp", "test", "nobody").exit()).isEqualTo(3);
        assertThat(folder.resolve("home/.config/incant/mcp/me.json")).doesNotExist();
    }

    @Test
    void the_server_that_the_caches_are_trained_with_can_be_read() throws IOException {
        Path servers = Files.createDirectories(folder.resolve("settings/incant/mcp"));
        Files.copy(Path.of("src/main/aot/train.json"), servers.resolve("train.json"));
        CliLauncher launcher = launcher();
        launcher.variables.put("XDG_CONFIG_HOME", folder.resolve("settings").toString());
        Result info = launcher.run("tool", "info", "train.echo");
        assertThat(info.exit()).as(info.err()).isZero();
        assertThat(info.out()).contains("Say a text again.", "What to say.");
    }
}
