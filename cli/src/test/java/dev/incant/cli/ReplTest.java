package dev.incant.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incant.cli.CliLauncher.Result;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReplTest {
    @TempDir
    Path folder;

    private Result repl(String input, String... flags) {
        String[] line = new String[flags.length + 1];
        line[0] = "repl";
        System.arraycopy(flags, 0, line, 1, flags.length);
        return new CliLauncher(folder).input(input).run(line);
    }

    @Test
    void expressions_show_values_and_variables_stay() {
        assertThat(repl("x = 4\nx * 2\n")).isEqualTo(new Result(0, "8\n", ""));
    }

    @Test
    void lines_are_gathered_until_they_are_whole() {
        assertThat(repl("for i = 1, 2 do\n  print(i)\nend\n\"a\" ..\n\"b\"\n").out())
                .isEqualTo("1\n2\nab\n");
    }

    @Test
    void an_error_ends_its_script_only() {
        Result result = repl("x = 1\nerror('no')\nx + 1\n");
        assertThat(result.out()).isEqualTo("2\n");
        assertThat(result.err()).contains("no");
        assertThat(result.exit()).isEqualTo(1);
    }

    @Test
    void words_with_a_dot_are_for_the_repl() {
        assertThat(repl("1\n.history\n").out()).isEqualTo("1\n1\n.history\n");
        assertThat(repl(".exit\nprint('never')\n").out()).isEmpty();
        assertThat(repl(".help\n").out()).contains(".exit");
        assertThat(repl(".hlp\n").err()).contains("did you mean '.help'?");
    }

    @Test
    void a_script_may_ask_for_the_next_line() {
        assertThat(repl("input('who? ')\nAnn\n").out()).isEqualTo("Ann\n");
    }

    @Test
    void limits_and_grants_hold() {
        assertThat(repl("while true do end\n1 + 1\n", "--timeout", "200ms").out())
                .isEqualTo("2\n");
        assertThat(repl("tools.file_operations.read{path = '/etc/hostname'}\n").exit())
                .isEqualTo(4);
    }
}
