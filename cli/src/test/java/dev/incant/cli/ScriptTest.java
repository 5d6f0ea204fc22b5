package dev.incant.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incant.cli.CliLauncher.Result;
import dev.incant.kernel.value.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `run` and `exec`.
final class ScriptTest {
    @TempDir
    Path folder;

    private Result run(String... line) {
        return new CliLauncher(folder).run(line);
    }

    @Test
    void a_line_is_run_and_its_value_printed() {
        assertThat(run("exec", "return 6 * 7")).isEqualTo(new Result(0, "42\n", ""));
        assertThat(run("exec", "print('a')")).isEqualTo(new Result(0, "a\n", ""));
    }

    @Test
    void a_list_of_maps_becomes_a_table() {
        assertThat(run("exec", "return {{n = 1, name = 'a'}, {n = 22, name = 'b'}}")
                        .out())
                .contains(" 1  a\n")
                .contains("22  b\n");
    }

    @Test
    void json_is_the_result_alone_and_prints_go_to_error() {
        assertThat(run("exec", "print('a') return {x = 1}", "--output", "json"))
                .isEqualTo(new Result(0, "{\"x\":1}\n", "a\n"));
        assertThat(run("exec", "local x = 1", "--output", "json").out()).isEqualTo("null\n");
    }

    @Test
    void jsonl_tells_events_as_they_come() {
        List<Object> types = run("exec", "print('a') progress(1, 2) return 3", "--output", "jsonl")
                .out()
                .lines()
                .<Object>map(line -> CliLauncher.map(line).get("type"))
                .toList();
        assertThat(types).containsExactly("status", "stream", "progress", "status", "result");
    }

    @Test
    void a_file_is_run_with_arguments() throws IOException {
        Files.writeString(folder.resolve("s.lua"), "#!/usr/bin/env incant\nprint(ARGS.name, ARGS[1])");
        assertThat(run("run", "s.lua", "--", "--name", "Ann", "x").out()).isEqualTo("Ann\tx\n");
        Result wrong = run("run", "s.lua", "x");
        assertThat(wrong.exit()).isEqualTo(2);
        assertThat(wrong.err()).contains("after --");
        assertThat(run("run", "none.lua").exit()).isEqualTo(3);
        assertThat(run("run", ".").err()).contains("is a folder");
        assertThat(run("run").exit()).isEqualTo(2);
    }

    @Test
    void a_script_comes_from_standard_input() {
        assertThat(new CliLauncher(folder).input("return 1 + 1").run("run", "-").out())
                .isEqualTo("2\n");
    }

    @Test
    void a_script_asks_for_lines() {
        Result result = new CliLauncher(folder)
                .input("Ann\nBob\n")
                .run("exec", "local a, b, c = input('who? '), input(), input() return a .. b .. tostring(c)");
        assertThat(result.out()).isEqualTo("AnnBobnil\n");
        assertThat(result.err()).isEqualTo("who? ");
    }

    @Test
    void an_error_shows_line_source_and_traceback() throws IOException {
        Files.writeString(folder.resolve("s.lua"), "local x = 1\nerror('boom')\n");
        Result result = run("run", "s.lua", "--output", "json");
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err())
                .contains("s.lua:2: boom")
                .contains("2 | error('boom')")
                .contains("in main chunk");
        assertThat(result.err()).doesNotContain(".java").doesNotContain("at dev.incant");
        assertThat(Json.parse(result.out())).asString().contains("failed").contains("boom");
    }

    @Test
    void exit_codes_are_those_of_the_errors() {
        assertThat(run("exec", "x = = 1").exit()).isNotZero();
        assertThat(run("exec", "Tool.invoke('nonsense', {})").exit()).isEqualTo(3);
        assertThat(run("exec", "Tool.invoke('calculator', {expression = '1 +'})")
                        .exit())
                .isEqualTo(2);
        assertThat(run("exec", "while true do end", "--timeout", "100ms").exit())
                .isEqualTo(5);
        assertThat(run("exec", "while true do end", "--steps", "100000").exit()).isEqualTo(6);
        assertThat(run("exec", "local t = {} for i = 1, 1e9 do t[i] = i end", "--memory", "2m")
                        .exit())
                .isEqualTo(6);
        assertThat(run("exec", "while true do print('x') end", "--max-output", "1k")
                        .exit())
                .isEqualTo(6);
    }

    @Test
    void a_script_gets_nothing_that_flags_or_settings_do_not_grant() throws IOException {
        Files.writeString(folder.resolve("note.txt"), "hi");
        String read = "return tools.file_operations.read{path = 'note.txt'}.content";
        Result denied = run("exec", read);
        assertThat(denied.exit()).isEqualTo(4);
        assertThat(denied.err()).contains("--allow-read=");
        assertThat(run("exec", read, "--allow-read=note.txt")).isEqualTo(new Result(0, "hi\n", ""));
        assertThat(run("exec", read, "--allow-read=.", "--deny-read=note.txt").exit())
                .isEqualTo(4);
        Files.writeString(folder.resolve("incant.toml"), "[allow]\nread = [\".\"]\n");
        assertThat(run("exec", read).out()).isEqualTo("hi\n");
    }

    @Test
    void an_interrupt_stops_the_script_with_130() throws InterruptedException {
        CliLauncher launcher = new CliLauncher(folder);
        Result[] result = new Result[1];
        Thread running = Thread.ofPlatform().start(() -> result[0] = launcher.run("exec", "while true do end"));
        long start = System.nanoTime();
        while (!launcher.interrupts.interrupt()
                && System.nanoTime() - start < Duration.ofSeconds(20).toNanos()) {
            Thread.onSpinWait();
        }
        running.join(Duration.ofSeconds(10));
        assertThat(running.isAlive()).isFalse();
        assertThat(result[0].exit()).isEqualTo(130);
    }

    @Test
    void progress_is_drawn_on_a_terminal_only() {
        assertThat(run("exec", "progress(1, 2, 'half')").err()).isEmpty();
        String err = new CliLauncher(folder)
                .onTerminal()
                .run("exec", "progress(1, 2, 'half')")
                .err();
        assertThat(err).contains("[############------------] 50% 1/2 half").endsWith("\r\u001b[K");
    }
}
