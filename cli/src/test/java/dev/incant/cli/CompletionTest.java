package dev.incant.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CompletionTest {
    @TempDir
    Path folder;

    private List<String> complete(String... words) {
        List<String> line = new ArrayList<>(List.of("complete-words", "--"));
        line.addAll(List.of(words));
        CliLauncher.Result result = new CliLauncher(folder).run(line);
        assertThat(result.exit()).isZero();
        return result.out().lines().toList();
    }

    @Test
    void commands_are_completed() {
        assertThat(complete("")).contains("run", "tool", "repl").doesNotContain("train", "complete-words");
        assertThat(complete("tool", "i")).containsExactly("info", "invoke");
        assertThat(complete("con")).containsExactly("config");
    }

    @Test
    void tools_operations_and_parameters_are_completed() {
        assertThat(complete("tool", "invoke", "calc")).containsExactly("calculator");
        assertThat(complete("tool", "invoke", "calculator.e")).containsExactly("calculator.evaluate");
        assertThat(complete("tool", "invoke", "calculator", "")).containsExactly("expression=", "variables=");
        assertThat(complete("tool", "invoke", "base64_encoder.encode", "variant=u"))
                .containsExactly("variant=url-safe");
        assertThat(complete("tool", "invoke", "base64_encoder", "enc")).containsExactly("encode");
        assertThat(complete("tool", "invoke", "base64_encoder", "encode", "pad"))
                .containsExactly("padding=");
    }

    @Test
    void flags_and_their_values_are_completed() {
        assertThat(complete("run", "--allow-r")).containsExactly("--allow-read", "--allow-run");
        assertThat(complete("tool", "list", "--output", "j")).containsExactly("json", "jsonl");
        assertThat(complete("tool", "list", "--category", "ut")).containsExactly("utility");
        assertThat(complete("run", "--timeout", "")).isEmpty();
    }

    @Test
    void what_only_a_file_can_be_is_left_to_the_shell() {
        assertThat(complete("run", "")).isEmpty();
        assertThat(complete("run", "x.lua", "--", "")).isEmpty();
    }

    @Test
    void each_shell_has_its_script() throws Exception {
        for (String shell : List.of("bash", "zsh", "fish")) {
            assertThat(new CliLauncher(folder).run("completion", shell).out()).contains("complete-words");
        }
        assertThat(new CliLauncher(folder).run("completion", "bsh").err()).contains("did you mean 'bash'");
        Process bash = new ProcessBuilder("bash", "-n").start();
        try (var in = bash.getOutputStream()) {
            in.write(new CliLauncher(folder).run("completion", "bash").out().getBytes(StandardCharsets.UTF_8));
        }
        assertThat(bash.waitFor()).isZero();
    }
}
