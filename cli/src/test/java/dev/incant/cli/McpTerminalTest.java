package dev.incant.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incant.cli.CliLauncher.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `incant mcp add`, `refresh` and `login` as a person types them: questions, answers and Ctrl-C at a terminal.
final class McpTerminalTest {
    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve(".config/incant/mcp/me.json");
    }

    private PseudoTerminal start(String... line) throws IOException {
        return PseudoTerminal.start(folder, Map.of("PATH", Processes.path(folder)), List.of(line));
    }

    private PseudoTerminal add() throws IOException {
        return start("mcp", "add", "me", "--", "incant", "mcp", "serve", "--mode", "direct", "--tools", "calculator");
    }

    private void answer(PseudoTerminal terminal, String keys) throws IOException {
        terminal.await("[y/N]");
        terminal.type(keys);
    }

    @Test
    void nothing_is_added_unless_somebody_says_yes() throws Exception {
        for (String no : List.of("n\r", "\r", "never\r", "\u0004")) {
            try (PseudoTerminal terminal = add()) {
                answer(terminal, no);
                assertThat(terminal.ended(130)).contains("This program will be started", "nothing was added");
            }
        }
        try (PseudoTerminal terminal = add()) {
            answer(terminal, PseudoTerminal.CONTROL_C);
            assertThat(terminal.ended(130)).doesNotContain("starting").doesNotContain("Exception");
        }
        assertThat(file()).doesNotExist();
    }

    @Test
    void a_yes_adds_and_a_refresh_asks_again() throws Exception {
        try (PseudoTerminal terminal = add()) {
            answer(terminal, "y\r");
            assertThat(terminal.ended(0)).contains("starting 'me'", "added me", "3 tools");
        }
        String before = Files.readString(file())
                .replace("Calculate the value of an expression.", "Be nice.")
                .replaceFirst("\"sha256\": \"[0-9a-f]{8}", "\"sha256\": \"00000000");
        Files.writeString(file(), before);
        try (PseudoTerminal terminal = start("mcp", "refresh", "me")) {
            answer(terminal, PseudoTerminal.CONTROL_C);
            assertThat(terminal.ended(130)).contains("- Be nice.").doesNotContain("accepted:");
        }
        try (PseudoTerminal terminal = start("mcp", "refresh", "me")) {
            answer(terminal, "no\r");
            assertThat(terminal.ended(130)).contains("nothing was accepted");
        }
        assertThat(Files.readString(file())).isEqualTo(before);
        try (PseudoTerminal terminal = start("mcp", "refresh", "me")) {
            answer(terminal, "YES\r");
            assertThat(terminal.ended(0)).contains("accepted: 1 changed");
        }
        assertThat(Files.readString(file())).contains("Calculate the value");
    }

    @Test
    void control_c_ends_a_server_that_is_starting() throws Exception {
        Path server = Files.writeString(folder.resolve("deaf"), "#!/bin/sh\necho $$ >\"$HOME/pid\"\nexec sleep 1000\n");
        assertThat(server.toFile().setExecutable(true)).isTrue();
        try (PseudoTerminal terminal = start("mcp", "add", "me", "--", server.toString())) {
            answer(terminal, "y\r");
            terminal.await("starting 'me'");
            terminal.type(PseudoTerminal.CONTROL_C);
            assertThat(terminal.ended(130))
                    .contains("me: interrupted while connecting")
                    .doesNotContain("Exception");
        }
        Path pid = folder.resolve("pid");
        if (Files.exists(pid)) {
            long number = Long.parseLong(Files.readString(pid).strip());
            assertThat(ProcessHandle.of(number).filter(ProcessHandle::isAlive)).isEmpty();
        }
    }

    @Test
    void a_login_while_adding_opens_the_browser_and_control_c_ends_the_waiting() throws Exception {
        try (LoginServer server = new LoginServer()) {
            try (PseudoTerminal terminal = start("mcp", "add", "me", "--url", server.url())) {
                answer(terminal, "y\r");
                terminal.await("Waiting for it");
                terminal.type(PseudoTerminal.CONTROL_C);
                assertThat(terminal.ended(130)).contains("Log in at").doesNotContain("Exception");
            }
            assertThat(file()).doesNotExist();
            assertThat(folder.resolve(".local/share/incant/mcp/me.json")).doesNotExist();
            // A browser whose owner is logged in already.
            Path browser = Files.writeString(
                    folder.resolve("browser"),
                    "#!/bin/sh\nexec "
                            + CommandWords.quoted(Processes.command(List.of()).getFirst()) + " "
                            + CommandWords.quoted(Files.writeString(folder.resolve("Browse.java"), BROWSER)
                                    .toString())
                            + " \"$1\"\n");
            assertThat(browser.toFile().setExecutable(true)).isTrue();
            Map<String, String> variables = Map.of("PATH", Processes.path(folder), "BROWSER", browser.toString());
            List<String> line = List.of("mcp", "add", "me", "--url", server.url());
            try (PseudoTerminal terminal = PseudoTerminal.start(folder, variables, line)) {
                answer(terminal, "y\r");
                assertThat(terminal.ended(0))
                        .contains("It should have opened in your browser", "added me", "me.hello")
                        .doesNotContain(LoginServer.token());
            }
            Result called = Processes.run(folder, List.of("tool", "invoke", "me.hello"));
            assertThat(called).isEqualTo(new Result(0, "hello\n", ""));
        }
    }

    private static final String BROWSER = """
            void main(String[] arguments) throws Exception {
                var page = (java.net.HttpURLConnection) java.net.URI.create(arguments[0]).toURL().openConnection();
                System.exit(page.getResponseCode() == 200 ? 0 : 1);
            }
            """;
}
