package dev.incant.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incant.cli.CliLauncher.Result;
import dev.incant.kernel.value.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Help of every command, and every example in it.
final class HelpTest {
    @TempDir
    Path folder;

    @Test
    void every_command_has_help_with_two_examples() {
        for (String name : Commands.NAMES) {
            Command command = Objects.requireNonNull(Commands.named(name), name);
            assertThat(command.name()).isEqualTo(name);
            assertThat(command.help().examples()).as(name).hasSizeGreaterThanOrEqualTo(2);
            List<String> line = new ArrayList<>(List.of(name.split(" ")));
            line.add("--help");
            Result result = new CliLauncher(folder).run(line);
            assertThat(result.exit()).as(name).isZero();
            assertThat(result.out()).startsWith("usage: incant " + name).contains("examples:", "options:");
            assertThat(result.err()).isEmpty();
        }
    }

    @Test
    void nothing_is_a_mistake_and_help_is_not() {
        Result nothing = new CliLauncher(folder).run();
        assertThat(nothing.exit()).isEqualTo(2);
        assertThat(nothing.out()).isEmpty();
        assertThat(nothing.err()).contains("incant run");
        assertThat(new CliLauncher(folder).run("--help").out()).contains("incant run");
        assertThat(new CliLauncher(folder).run("tool", "--help").out())
                .contains("tool invoke")
                .doesNotContain("doctor");
        assertThat(new CliLauncher(folder).run("tool").exit()).isEqualTo(2);
        assertThat(Json.parse(new CliLauncher(folder)
                        .run("help", "run", "--output", "json")
                        .out()))
                .isInstanceOf(Map.class);
    }

    @Test
    void the_version_may_be_asked_for_as_other_programs_are_asked() {
        Result asked = new CliLauncher(folder).run("--version");
        assertThat(asked).isEqualTo(new CliLauncher(folder).run("version"));
        assertThat(asked.exit()).isZero();
        assertThat(new CliLauncher(folder).run("run", "--version").err()).contains("unknown option --version");
    }

    @TestFactory
    List<DynamicTest> every_example_runs() {
        List<DynamicTest> tests = new ArrayList<>();
        for (String name : Commands.NAMES) {
            for (Help.Example example :
                    Objects.requireNonNull(Commands.named(name)).help().examples()) {
                tests.add(DynamicTest.dynamicTest(example.line(), () -> check(example)));
            }
        }
        return tests;
    }

    private void check(Help.Example example) throws IOException, InterruptedException {
        if (!example.line().matches("incant mcp log(in|out) .*")) {
            run(example);
            return;
        }
        try (LoginServer server = new LoginServer()) {
            Path here = Files.createTempDirectory(folder, "login");
            server.addTo(here.resolve("home"));
            List<String> words = ShellWords.of(example.line());
            List<String> login = List.of("mcp", "login", "me");
            Result result = LoginServer.browsing(new CliLauncher(here), login);
            if (!words.contains("login") || words.contains("json")) {
                result = LoginServer.browsing(new CliLauncher(here), words.subList(1, words.size()));
            }
            assertThat(result.exit()).as("%s", result).isZero();
            assertThat(result.out()).isNotEmpty();
        }
    }

    private void run(Help.Example example) throws IOException, InterruptedException {
        Path here = Files.createTempDirectory(folder, "example");
        Files.writeString(here.resolve("hello.lua"), "print('hello', ARGS.name)");
        Files.createDirectory(here.resolve("data"));
        CliLauncher launcher = new CliLauncher(here);
        launcher.variables.put("PATH", Processes.path(here));
        if (example.line().matches("incant mcp (test|refresh|remove) .*")) {
            // The server that the example is about.
            launcher.run(List.of("mcp", "add", "me", "--yes", "--", "incant", "mcp", "serve", "--mode", "direct"));
        }
        String line = example.line();
        int pipe = line.indexOf("' | ");
        if (pipe > 0) {
            assertThat(line).startsWith("echo '");
            launcher.input(line.substring("echo '".length(), pipe) + "\n");
            line = line.substring(pipe + "' | ".length());
        }
        List<String> words = ShellWords.of(line);
        assertThat(words.getFirst()).isEqualTo("incant");
        List<String> own = words.subList(1, words.size());
        Result result = own.getFirst().equals("lua") ? Processes.run(here, own) : launcher.run(own);
        assertThat(result.exit()).as("%s", result).isZero();
        assertThat(result.out().isEmpty() && !own.contains("repl")).isFalse();
        String meaning = example.meaning();
        if (meaning.startsWith("prints ") && meaning.indexOf(' ', "prints ".length()) < 0) {
            assertThat(result.out()).isEqualTo(meaning.substring("prints ".length()) + "\n");
        }
    }
}
