package dev.incant.kernel.host;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.incant.kernel.capability.CallScope;
import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.capability.Grants;
import dev.incant.kernel.capability.Limits;
import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.capability.Processes.Command;
import dev.incant.kernel.capability.Processes.Outcome;
import dev.incant.kernel.capability.Resources;
import dev.incant.kernel.error.ToolException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/// What a program leaves behind ends with it, whatever it does to get away. Each case sleeps for so many seconds as
/// no other on this machine, which tells its processes.
@EnabledOnOs(value = OS.LINUX, disabledReason = "environments of processes are read from /proc")
@ResourceLock("threads that read programs' output")
final class LeftBehindTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private final Cancellation cancellation = new Cancellation();

    private Outcome run(Duration timeout, Map<String, String> variables, String executable, String... arguments) {
        Map<String, String> all = new HashMap<>(Map.of("PATH", "/usr/bin:/bin"));
        all.putAll(variables);
        Grants grants = Grants.NONE.allow(Permission.RUN, executable);
        CallScope scope = new CallScope(grants, Limits.GENEROUS, folder, cancellation, new Resources());
        return new HostProcesses(scope, all)
                .run(new Command(executable, List.of(arguments), new byte[0], null, Map.of(), timeout, 1 << 20));
    }

    private Outcome shell(String script) {
        return run(LONG, Map.of(), "sh", "-c", script);
    }

    /// Processes with this text among their arguments that are more than zombies.
    private static List<ProcessHandle> running(String argument) {
        return ProcessHandle.allProcesses()
                .filter(process -> arguments(process).contains(argument) && ProcessTree.runs(process))
                .toList();
    }

    private static List<String> arguments(ProcessHandle process) {
        try {
            return List.of(Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"))
                    .split("\0"));
        } catch (IOException e) {
            return List.of();
        }
    }

    private static void nobodyRuns(String argument) throws InterruptedException {
        long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
        while (!running(argument).isEmpty() && System.nanoTime() - patience < 0) {
            Thread.sleep(2);
        }
        assertThat(running(argument)).as("processes with %s", argument).isEmpty();
    }

    @Test
    void a_child_that_left_session_and_streams() throws Exception {
        Outcome outcome = shell("setsid sleep 30101 >/dev/null 2>&1 </dev/null & sleep 0.2; echo done");
        assertThat(new String(outcome.stdout(), UTF_8)).isEqualTo("done\n");
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.timedOut()).isFalse();
        nobodyRuns("30101");
    }

    @Test
    void a_child_of_a_program_that_ended_at_once() throws Exception {
        for (int i = 0; i < 20; i++) {
            shell("setsid sleep 30102 >/dev/null 2>&1 </dev/null &");
        }
        nobodyRuns("30102");
    }

    @Test
    void a_child_that_holds_the_streams_of_a_program_that_ended_at_once() throws Exception {
        for (int i = 0; i < 20; i++) {
            shell("sleep 30103 &");
        }
        nobodyRuns("30103");
    }

    @Test
    void a_daemon_by_two_forks() throws Exception {
        assumeTrue(Files.exists(Path.of("/usr/bin/python3")), "python3 is not here");
        String daemon = """
                import os, sys
                if os.fork() == 0:
                    os.setsid()
                    if os.fork() == 0:
                        null = os.open("/dev/null", os.O_RDWR)
                        for stream in range(3):
                            os.dup2(null, stream)
                        os.execlp("sleep", "sleep", "30104")
                    os._exit(0)
                os.wait()
                """;
        run(LONG, Map.of(), "python3", "-c", daemon);
        nobodyRuns("30104");
    }

    @Test
    void a_child_without_the_environment_that_holds_the_streams() throws Exception {
        shell("env -i sleep 30105 & sleep 0.3");
        nobodyRuns("30105");
    }

    @Test
    void a_child_that_starts_others_without_the_environment() throws Exception {
        shell("(setsid sh -c 'env -i sleep 30106; true' >/dev/null 2>&1 </dev/null &) & sleep 0.3");
        nobodyRuns("30106");
    }

    @Test
    void many_that_do_not_heed_signals() throws Exception {
        shell("trap '' TERM HUP INT; for i in 1 2 3 4 5 6 7 8; do"
                + " setsid sh -c 'while :; do sleep 30107; done' >/dev/null 2>&1 </dev/null & done; sleep 0.2");
        nobodyRuns("30107");
    }

    @Test
    void a_daemon_when_the_time_is_over() throws Exception {
        Outcome outcome = run(
                Duration.ofMillis(500),
                Map.of(),
                "sh",
                "-c",
                "(setsid sleep 30108 >/dev/null 2>&1 </dev/null &); sleep 600");
        assertThat(outcome.timedOut()).isTrue();
        nobodyRuns("30108");
    }

    @Test
    void a_daemon_when_the_call_is_cancelled() throws Exception {
        try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Outcome> call =
                    pool.submit(() -> shell("(setsid sleep 30109 >/dev/null 2>&1 </dev/null &); sleep 600"));
            long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (running("30109").isEmpty() && System.nanoTime() - patience < 0) {
                Thread.sleep(2);
            }
            assertThat(running("30109")).isNotEmpty();
            cancellation.cancel();
            assertThatThrownBy(() -> call.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(ToolException.class);
        }
        nobodyRuns("30109");
    }

    @Test
    void what_an_inner_incant_left_behind_is_found_by_the_outer_one() throws Exception {
        CallMark outer = CallMark.fresh(null);
        Outcome outcome = run(LONG, Map.of(CallMark.VARIABLE, outer.value()), "sh", "-c", "echo $INCANT_CALL");
        String inner = new String(outcome.stdout(), UTF_8).strip();
        assertThat(inner).startsWith(outer.value() + ":");
        assertThat(outer.look().carriers()).isEmpty();
        ProcessBuilder marked = new ProcessBuilder("sleep", "30110");
        marked.environment().put(CallMark.VARIABLE, inner);
        Process left = marked.start();
        try {
            assertThat(outer.look().carriers()).containsExactly(left.toHandle());
        } finally {
            left.destroyForcibly();
        }
    }

    @Test
    void what_others_started_goes_on() throws Exception {
        Process other = new ProcessBuilder("sleep", "30111").start();
        try {
            shell("true");
            assertThat(other.isAlive()).isTrue();
        } finally {
            other.destroyForcibly();
        }
    }
}
