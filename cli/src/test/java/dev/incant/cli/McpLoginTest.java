package dev.incant.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incant.cli.CliLauncher.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Logins at MCP servers where nobody types.
final class McpLoginTest {
    @TempDir
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private LoginServer server;

    @BeforeEach
    void open() throws IOException {
        server = new LoginServer();
    }

    @AfterEach
    void close() {
        server.close();
    }

    private Result run(String... line) {
        return new CliLauncher(folder).run(line);
    }

    private Result browsing(String... line) {
        return LoginServer.browsing(new CliLauncher(folder), List.of(line));
    }

    private Path file() {
        return folder.resolve("home/.config/incant/mcp/me.json");
    }

    private Path login() {
        return folder.resolve("home/.local/share/incant/mcp/me.json");
    }

    private void added() throws IOException {
        server.addTo(folder.resolve("home"));
    }

    @Test
    void who_is_not_at_a_terminal_hears_what_to_do_and_nothing_is_left_behind() {
        Result refused = run("mcp", "add", "me", "--yes", "--url", server.url());
        assertThat(refused.exit()).isEqualTo(4);
        assertThat(refused.err()).contains("wants you to log in, which takes a terminal", "--bearer-env");
        assertThat(file()).doesNotExist();
        assertThat(login()).doesNotExist();
    }

    @Test
    void a_login_is_made_used_and_forgotten() throws IOException {
        added();
        Result refused = run("mcp", "test", "me");
        assertThat(refused.exit()).isEqualTo(4);
        assertThat(refused.err()).contains("'incant mcp login me' does it");
        Result in = browsing("mcp", "login", "me");
        assertThat(in.exit()).as("%s", in).isZero();
        assertThat(in.out()).isEqualTo("logged in at me\n");
        assertThat(in.err()).contains("Log in at http://127.0.0.1:").doesNotContain(LoginServer.token());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(login())))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(login().getParent())))
                .isEqualTo("rwx------");
        assertThat(run("mcp", "refresh", "me", "--yes").out()).contains("new: hello");
        assertThat(run("tool", "invoke", "me.hello").out()).isEqualTo("hello\n");
        Result listed = run("mcp", "list", "--output", "json");
        assertThat(listed.out()).doesNotContain(LoginServer.token());
        server.open = false;
        Result shut = run("tool", "invoke", "me.hello");
        assertThat(shut.err()).contains("incant mcp login me").doesNotContain(LoginServer.token());
        server.open = true;
        assertThat(browsing("mcp", "login", "me", "--output", "json").out()).contains("\"logged_in\":\"me\"");
        Result out = run("mcp", "logout", "me");
        assertThat(out.out()).isEqualTo("logged out of me\n");
        assertThat(out.err()).contains("takes no tokens back");
        assertThat(login()).doesNotExist();
        assertThat(run("mcp", "logout", "me").err()).contains("nobody is logged in at 'me'");
    }

    @Test
    void a_server_that_is_removed_leaves_no_login_behind() throws IOException {
        added();
        browsing("mcp", "login", "me");
        assertThat(login()).exists();
        server.revoking = true;
        assertThat(run("mcp", "remove", "me")).isEqualTo(new Result(0, "removed me\n", ""));
        assertThat(login()).doesNotExist();
        assertThat(server.asked).last().isEqualTo("POST /revoke");
    }

    @Test
    void a_server_that_is_removed_says_that_its_tokens_still_count_where_they_do() throws IOException {
        added();
        browsing("mcp", "login", "me");
        Result removed = run("mcp", "remove", "me");
        assertThat(removed.exit()).isZero();
        assertThat(removed.err()).contains("the tokens were not given back", "takes no tokens back");
        assertThat(login()).doesNotExist();
        added();
        browsing("mcp", "login", "me");
        Files.writeString(login(), "{");
        assertThat(run("mcp", "remove", "me").exit()).isZero();
        assertThat(login()).doesNotExist();
    }

    @Test
    void the_audit_log_of_a_server_of_ours_knows_no_token() throws IOException {
        added();
        browsing("mcp", "login", "me");
        run("mcp", "refresh", "me", "--yes");
        Path log = folder.resolve("audit.jsonl");
        String meta = "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                + "\"io.modelcontextprotocol/clientCapabilities\":{}}";
        String call = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"me-hello\","
                + "\"arguments\":{}," + meta + "}}\n";
        Result served = new CliLauncher(folder)
                .input(call)
                .run(
                        "mcp",
                        "serve",
                        "--mode",
                        "direct",
                        "--tools",
                        "me",
                        "--allow-mcp=me",
                        "--audit-log",
                        log.toString());
        assertThat(served.out()).contains("hello");
        assertThat(Files.readString(log)).contains("me").doesNotContain(LoginServer.token());
        assertThat(served.out() + served.err()).doesNotContain(LoginServer.token());
    }

    @Test
    void servers_that_need_no_login_say_so() throws IOException {
        added();
        String text = Files.readString(file());
        Files.writeString(file(), text.replace("\"headers\":{}", "\"headers\":{\"Authorization\":\"Basic x\"}"));
        assertThat(run("mcp", "login", "me").err()).contains("is told who you are");
        assertThat(run("mcp", "login", "you").exit()).isEqualTo(3);
        assertThat(run("mcp", "login").err()).contains("name a server");
    }

    @Test
    void what_is_said_wrongly_is_told() {
        String[][] wrong = {
            {"--grant", "password", "--grant must be one of authorization_code, client_credentials, jwt_bearer,"},
            {"--grant", "client_credentials", "--grant client_credentials needs --client-id"},
            {"--grant", "jwt_bearer", "--grant jwt_bearer needs --client-id"},
            {"--client-secret-env", "X", "goes with --client-id"},
            {"--client-metadata", "nothing", "--client-metadata must be a URL with a host, not 'nothing'"},
            {"--issuer", "ftp://x", "--issuer must be a URL"},
            {"--callback-port", "70000", "--callback-port must be a port, 1 to 65535, not '70000'"},
            {"--scope", "a\"b", "--scope must be a scope"}
        };
        for (String[] each : wrong) {
            Result result = run("mcp", "add", "me", "--yes", "--url", server.url(), each[0], each[1]);
            assertThat(result.exit()).as("%s", result).isEqualTo(2);
            assertThat(result.err()).contains(each[2]);
        }
        assertThat(run("mcp", "add", "me", "--yes", "--scope", "a", "--", "true")
                        .err())
                .contains("--scope goes with --url");
        assertThat(run("mcp", "add", "me", "--url", server.url(), "--bearer-env", "X", "--scope", "a")
                        .err())
                .contains("--scope and a token of your own exclude each other");
        assertThat(server.asked).isEmpty();
    }
}
