package dev.incant.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.incant.cli.CliLauncher.Result;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whole processes: signals, pipes, devices.
final class ProcessTest {
    @TempDir
    Path folder;

    private static void signal(Process process, String name) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    private Process waiting(String... flags) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of("exec", "print('ready') while true do end", "--output", "jsonl"));
        line.addAll(List.of(flags));
        Process process = Processes.builder(folder, line).start();
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        for (String text = out.readLine(); text != null; text = out.readLine()) {
            if (text.contains("ready")) {
                return process;
            }
        }
        throw new AssertionError("ended: " + process.waitFor());
    }

    @Test
    void control_c_cancels_and_ends_with_130() throws Exception {
        Process process = waiting();
        signal(process, "INT");
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(130);
        assertThat(process.inputReader(StandardCharsets.UTF_8).readAllAsString())
                .contains("\"error\"")
                .contains("cancelled");
        assertThat(new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
                .startsWith("error: ")
                .doesNotContain("Exception");
    }

    @Test
    void a_termination_ends_with_143() throws Exception {
        Process process = waiting();
        signal(process, "TERM");
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(143);
    }

    @Test
    void a_reader_that_goes_away_ends_a_script() throws Exception {
        Process process = Processes.builder(folder, List.of("exec", "while true do print('x') end"))
                .start();
        assertThat(process.getInputStream().read()).isEqualTo('x');
        process.getInputStream().close();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(141);
        assertThat(process.getErrorStream().readAllBytes()).isEmpty();
    }

    @Test
    void a_full_device_is_an_error() throws Exception {
        File full = new File("/dev/full");
        assumeTrue(full.exists(), "no /dev/full here");
        Process process = Processes.builder(folder, List.of("tool", "list"))
                .redirectOutput(full)
                .start();
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isEqualTo(1);
        assertThat(err).isEqualTo("error: cannot write the output: No space left on device\n");
    }

    @Test
    void a_closed_output_is_an_error() throws Exception {
        List<String> shell = new ArrayList<>(List.of("sh", "-c", "exec \"$@\" >&-", "sh"));
        shell.addAll(Processes.command(List.of("tool", "list")));
        Process process = new ProcessBuilder(shell).directory(folder.toFile()).start();
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isEqualTo(1);
        assertThat(err).startsWith("error: cannot write the output: ").doesNotContain("xception");
    }

    @Test
    void lua_is_the_plain_engine() throws Exception {
        Result result = Processes.run(folder, List.of("lua", "-e", "print(io ~= nil, tools)"));
        assertThat(result).isEqualTo(new Result(0, "true\tnil\n", ""));
    }

    private static final String LANGUAGE = Path.of("../lua/src/main/aot/train.lua")
            .toAbsolutePath()
            .normalize()
            .toString();

    @Test
    void the_training_for_the_cache_runs() throws Exception {
        assertThat(Processes.run(folder, List.of("train", "quick"))).isEqualTo(new Result(0, "", ""));
        String scripts = Path.of("src/main/aot").toAbsolutePath().toString();
        for (String kind : List.of("plain", "script", "full")) {
            String work = Files.createDirectory(folder.resolve(kind)).toString();
            assertThat(Processes.run(folder, List.of("train", kind, scripts, LANGUAGE, work)))
                    .as(kind)
                    .isEqualTo(new Result(0, "", ""));
        }
    }

    @Test
    void a_training_that_does_not_do_its_work_fails() throws Exception {
        Files.writeString(folder.resolve("plain.lua"), "return 1");
        Files.writeString(folder.resolve("script.lua"), "tools.no_such_tool{}");
        Result result =
                Processes.run(folder, List.of("train", "script", folder.toString(), LANGUAGE, folder.toString()));
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err()).contains("3 instead of 0: incant run").contains("script.lua");
    }
}
