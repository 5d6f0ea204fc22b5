package dev.incant.tools.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.capability.Limits;
import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Tool;
import dev.incant.testkit.ToolContract;
import dev.incant.testkit.ToolTester;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProcessExecutorTest implements ToolContract {
    private static final Map<String, String> VARIABLES = Map.of("PATH", "/usr/bin:/bin", "SECRET", "s");

    private final ToolTester programs = ToolTester.of(tool()).variables(VARIABLES);
    private final ToolTester shell = programs.granting(Permission.RUN, "sh");

    @Override
    public Tool tool() {
        return new ProcessExecutor();
    }

    private Map<String, @Nullable Object> sh(String script) {
        return shell.map("run", "executable", "sh", "arguments", List.of("-c", script));
    }

    @Test
    void a_program_that_fails_is_a_result() {
        assertThat(sh("echo no >&2; exit 7"))
                .containsEntry("exit_code", 7L)
                .containsEntry("stdout", "")
                .containsEntry("stderr", "no\n")
                .containsEntry("stderr_bytes", 3L)
                .containsEntry("timed_out", false);
        assertThat(sh("kill -9 $$")).containsEntry("exit_code", 137L);
    }

    @Test
    void takes_the_names_that_people_know() {
        assertThat(shell.map("run", "command", "sh", "args", List.of("-c", "echo $A$SECRET"), "env", Map.of("A", "b")))
                .containsEntry("stdout", "b\n");
    }

    @Test
    void feeds_text_and_bytes() {
        ToolTester cat = programs.granting(Permission.RUN, "cat");
        assertThat(cat.map("run", "executable", "cat", "stdin", "grün")).containsEntry("stdout", "grün");
        assertThat(cat.map("run", "executable", "cat", "stdin", "a\nb".getBytes(StandardCharsets.UTF_8)))
                .containsEntry("stdout", "a\nb");
    }

    @Test
    void says_when_output_is_no_utf8() {
        assertThat(sh("printf 'a\\377b'"))
                .containsEntry("stdout", "a\uFFFDb")
                .containsEntry("stdout_valid_utf8", false)
                .containsEntry("stderr_valid_utf8", true)
                .containsEntry("stdout_bytes", 3L);
    }

    @Test
    void keeps_whole_characters_only_and_counts_all() {
        for (int max = 0; max <= 9; max++) {
            Map<String, @Nullable Object> result = shell.map(
                    "run",
                    "executable",
                    "sh",
                    "arguments",
                    List.of("-c", "printf '\\303\\244\\342\\202\\254\\360\\237\\230\\200'"),
                    "max_output",
                    max);
            String whole = max < 2 ? "" : max < 5 ? "ä" : max < 9 ? "ä€" : "ä€😀";
            assertThat(result)
                    .containsEntry("stdout", whole)
                    .containsEntry("stdout_valid_utf8", true)
                    .containsEntry("stdout_truncated", max < 9)
                    .containsEntry("stdout_bytes", 9L);
        }
    }

    @Test
    void tells_a_timeout_in_the_result_with_what_was_written() {
        Map<String, @Nullable Object> result = shell.map(
                "run", "executable", "sh", "arguments", List.of("-c", "echo before; sleep 600"), "timeout_ms", 500);
        assertThat(result)
                .containsEntry("timed_out", true)
                .containsEntry("stdout", "before\n")
                .containsEntry("exit_code", 143L);
        assertThat((Long) result.get("execution_time_ms")).isBetween(500L, 10_000L);
    }

    @Test
    void ends_the_program_before_the_sessions_time_is_over() {
        ToolTester hasty = shell.within(Limits.STRICT.withTimeout(Duration.ofSeconds(1)));
        assertThat(hasty.map("run", "executable", "sh", "arguments", List.of("-c", "sleep 600")))
                .containsEntry("timed_out", true);
        ToolException error = hasty.fails(ErrorCode.LIMIT_EXCEEDED, "run", "executable", "sh", "timeout_ms", 1001);
        assertThat(error.message()).contains("timeout_ms").contains("1001").contains("1000 ms");
    }

    @Test
    void keeps_no_more_than_the_session_may_answer() {
        ToolTester terse = shell.within(Limits.STRICT.withOutput(400));
        assertThat(terse.map("run", "executable", "sh", "arguments", List.of("-c", "seq 1 1000")))
                .hasEntrySatisfying("stdout", text -> assertThat((String) text).hasSize(100))
                .containsEntry("stdout_bytes", 3893L)
                .containsEntry("stdout_truncated", true);
        assertThat(terse.fails(ErrorCode.LIMIT_EXCEEDED, "run", "executable", "sh", "max_output", 401)
                        .message())
                .contains("max_output")
                .contains("400");
    }

    @Test
    void refuses_what_is_not_granted_and_names_the_flag(@TempDir Path folder) {
        ToolException error = shell.in(folder).fails(ErrorCode.DENIED, "run", "executable", "/tmp/evil/sh");
        assertThat(error.message()).contains("--allow-run=/tmp/evil/sh");
        assertThat(error.details()).containsEntry("flag", "--allow-run=/tmp/evil/sh");
        shell.fails(ErrorCode.DENIED, "run", "executable", "echo");
        programs.fails(ErrorCode.DENIED, "run", "executable", "sh");
    }

    @Test
    void says_what_is_wrong_with_the_arguments() {
        assertThat(shell.fails(ErrorCode.INVALID_PARAMS, "run", "executable", "sh", "arguments", List.of("a\0"))
                        .message())
                .contains("arguments[0]");
        shell.fails(ErrorCode.INVALID_PARAMS, "run", "executable", "");
        shell.fails(ErrorCode.INVALID_PARAMS, "run", "executable", "sh", "timeout_ms", 0);
        shell.fails(ErrorCode.INVALID_PARAMS, "run", "executable", "sh", "environment", Map.of("A=", "b"));
        programs.granting(Permission.RUN, "surely-no-such-program")
                .fails(ErrorCode.NOT_FOUND, "run", "executable", "surely-no-such-program");
    }

    @Test
    void stops_when_the_call_is_cancelled() {
        Cancellation cancellation = new Cancellation();
        Thread.ofVirtual().start(() -> cancellation.cancel());
        long start = System.nanoTime();
        shell.cancelledBy(cancellation)
                .fails(ErrorCode.CANCELLED, "run", "executable", "sh", "arguments", List.of("-c", "sleep 600"));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }
}
