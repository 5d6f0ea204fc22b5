package dev.incant.kernel.host;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.incant.kernel.capability.CallScope;
import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.capability.Grants;
import dev.incant.kernel.capability.Limits;
import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.capability.Processes.Command;
import dev.incant.kernel.capability.Processes.Outcome;
import dev.incant.kernel.capability.Resources;
import dev.incant.kernel.capability.Rules;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

@EnabledOnOs(
        value = {OS.LINUX, OS.MAC},
        disabledReason = "the programs used are those of Unix")
@ResourceLock("threads that read programs' output")
final class HostProcessesTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Map<String, String> VARIABLES =
            Map.of("PATH", "relative::/usr/bin:/bin", "HOME", "/home/someone", "SECRET", "s", "TZ", "UTC");

    @TempDir
    Path folder;

    private final Cancellation cancellation = new Cancellation();

    private HostProcesses granting(Rules run) {
        return with(run, VARIABLES);
    }

    private HostProcesses with(Rules run, Map<String, String> variables) {
        Grants grants = Grants.NONE.with(Permission.RUN, run);
        return new HostProcesses(
                new CallScope(grants, Limits.GENEROUS, folder, cancellation, new Resources()), variables);
    }

    private static Command command(String executable, String... arguments) {
        return new Command(executable, List.of(arguments), new byte[0], null, Map.of(), LONG, 1 << 20);
    }

    private static Command within(Duration timeout, String executable, String... arguments) {
        return new Command(executable, List.of(arguments), new byte[0], null, Map.of(), timeout, 1 << 20);
    }

    private static Command fed(byte[] stdin, int maxOutput, String executable, String... arguments) {
        return new Command(executable, List.of(arguments), stdin, null, Map.of(), LONG, maxOutput);
    }

    private Outcome shell(String script) {
        return granting(Rules.allowing("sh")).run(command("sh", "-c", script));
    }

    private static String out(Outcome outcome) {
        return new String(outcome.stdout(), UTF_8);
    }

    private static ToolException refused(HostProcesses processes, Command command) {
        ToolException error = catchThrowableOfType(ToolException.class, () -> processes.run(command));
        assertThat(error).as("%s", command).isNotNull();
        return error;
    }

    private static void denied(HostProcesses processes, String executable) {
        ToolException error = refused(processes, command(executable));
        assertThat(error.code()).as(error.message()).isEqualTo(ErrorCode.DENIED);
        assertThat(error.message()).contains("--allow-run=" + executable);
        assertThat(error.details())
                .containsEntry("executable", executable)
                .containsEntry("flag", "--allow-run=" + executable);
    }

    private Path script(String path, String content) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /// Whether a process runs; one that ended and only waits for its parent to notice does not.
    private static boolean runs(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
        } catch (IOException e) {
            return !Files.isDirectory(Path.of("/proc/self"))
                    && ProcessHandle.of(pid).isPresent();
        }
    }

    private static void ended(String pid) throws InterruptedException {
        long number = Long.parseLong(pid.strip());
        long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
        while (runs(number) && System.nanoTime() - patience < 0) {
            Thread.sleep(2);
        }
        assertThat(runs(number)).as("process %s runs", pid.strip()).isFalse();
    }

    /// The content of a file that a program is about to write.
    private String written(String name) throws Exception {
        Path file = folder.resolve(name);
        long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!Files.exists(file) || !Files.readString(file).endsWith("\n")) {
            assertThat(System.nanoTime() - patience).as("%s is not there", name).isNegative();
            Thread.sleep(2);
        }
        return Files.readString(file);
    }

    @Test
    void runs_a_program_and_tells_how_it_ended() throws IOException {
        Outcome outcome = shell("echo out; echo err >&2; exit 3");
        assertThat(out(outcome)).isEqualTo("out\n");
        assertThat(new String(outcome.stderr(), UTF_8)).isEqualTo("err\n");
        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.stdoutBytes()).isEqualTo(4);
        assertThat(outcome.timedOut()).isFalse();
        assertThat(outcome.duration()).isPositive();
        assertThat(outcome.executable())
                .isEqualTo(Path.of("/bin/sh").toRealPath().toString());
    }

    @Test
    void gives_arguments_as_they_are_without_a_shell() {
        Outcome outcome = granting(Rules.allowing("printf"))
                .run(command("printf", "%s|", "$HOME", "a b", "", "*", "; echo x", "ä\n"));
        assertThat(out(outcome)).isEqualTo("$HOME|a b||*|; echo x|ä\n|");
    }

    @Test
    void tells_a_signal_by_the_exit_code() {
        assertThat(shell("kill -9 $$").exitCode()).isEqualTo(137);
        assertThat(shell("kill -15 $$").exitCode()).isEqualTo(143);
    }

    @Test
    void starts_in_the_sessions_folder() throws IOException {
        assertThat(out(shell("pwd"))).isEqualTo(folder.toRealPath() + "\n");
    }

    @Test
    void starts_in_a_folder_that_may_be_read() throws IOException {
        Path granted = Files.createDirectory(folder.resolve("granted"));
        Path other = Files.createDirectory(folder.resolve("other"));
        Files.createSymbolicLink(granted.resolve("out"), other);
        Grants grants = Grants.NONE.allow(Permission.RUN, "pwd").allow(Permission.READ, granted.toString());
        HostProcesses processes = new HostProcesses(
                new CallScope(grants, Limits.GENEROUS, folder, cancellation, new Resources()), VARIABLES);
        assertThat(out(processes.run(in("granted")))).isEqualTo(granted.toRealPath() + "\n");
        assertThat(refused(processes, in("other")).message()).contains("--allow-read=");
        assertThat(refused(processes, in("granted/out")).code()).isEqualTo(ErrorCode.DENIED);
        assertThat(refused(processes, in("granted/missing")).code()).isEqualTo(ErrorCode.NOT_FOUND);
        Files.writeString(granted.resolve("file"), "");
        assertThat(refused(processes, in("granted/file")).code()).isEqualTo(ErrorCode.INVALID_PARAMS);
    }

    private static Command in(String directory) {
        return new Command("pwd", List.of("-P"), new byte[0], directory, Map.of(), LONG, 1 << 16);
    }

    @Test
    void gives_a_clean_environment_and_what_the_call_adds() {
        Command command = new Command(
                "env", List.of(), new byte[0], null, Map.of("MORE", "1 2", "TZ", "Europe/Paris"), LONG, 1 << 16);
        assertThat(out(granting(Rules.allowing("env")).run(command)).lines())
                .filteredOn(line -> !line.startsWith("INCANT_CALL="))
                .containsExactlyInAnyOrder(
                        "PATH=" + VARIABLES.get("PATH"), "HOME=/home/someone", "MORE=1 2", "TZ=Europe/Paris");
    }

    @Test
    void refuses_variables_that_load_code_unless_everything_may_run() {
        Command command =
                new Command("env", List.of(), new byte[0], null, Map.of("LD_PRELOAD", "/tmp/evil.so"), LONG, 1 << 16);
        ToolException error = refused(granting(Rules.allowing("env")), command);
        assertThat(error.code()).isEqualTo(ErrorCode.DENIED);
        assertThat(error.message()).contains("LD_PRELOAD").contains("--allow-run");
        Command harmless = new Command("env", List.of(), new byte[0], null, Map.of("LD_BIND_NOW", "1"), LONG, 1 << 16);
        assertThat(out(granting(Rules.EVERYTHING).run(harmless))).contains("LD_BIND_NOW=1");
    }

    @Test
    void feeds_standard_input_and_ends_it() {
        byte[] bytes = new byte[3 << 20];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 31 + i / 253);
        }
        Outcome outcome = granting(Rules.allowing("cat")).run(fed(bytes, 4 << 20, "cat"));
        assertThat(Arrays.equals(outcome.stdout(), bytes)).isTrue();
        assertThat(out(granting(Rules.allowing("cat")).run(command("cat")))).isEmpty();
    }

    @Test
    void a_program_need_not_read_what_it_is_fed() {
        HostProcesses processes = granting(Rules.allowing("head", "true"));
        assertThat(out(processes.run(fed(new byte[4 << 20], 100, "head", "-c", "3"))))
                .hasSize(3);
        assertThat(processes.run(fed(new byte[4 << 20], 100, "true")).exitCode())
                .isZero();
    }

    @Test
    void keeps_so_much_of_both_streams_and_counts_all() {
        Outcome outcome = granting(Rules.allowing("sh"))
                .run(fed(new byte[0], 10, "sh", "-c", "seq 1 200000 >&2 & seq 1 100000; wait"));
        assertThat(out(outcome)).isEqualTo("1\n2\n3\n4\n5\n");
        assertThat(outcome.stderr()).hasSize(10);
        assertThat(outcome.stdoutBytes()).isEqualTo(588_895);
        assertThat(outcome.stderrBytes()).isEqualTo(1_288_895);
        Outcome none = granting(Rules.allowing("echo")).run(fed(new byte[0], 0, "echo", "hi"));
        assertThat(none.stdout()).isEmpty();
        assertThat(none.stdoutBytes()).isEqualTo(3);
    }

    @Test
    void reads_all_that_was_written_however_fast_the_program_ends() {
        HostProcesses processes = granting(Rules.allowing("seq"));
        for (int i = 0; i < 50; i++) {
            Outcome outcome = processes.run(command("seq", "1", "12000"));
            assertThat(outcome.stdout()).hasSize(60_894).endsWith("12000\n".getBytes(UTF_8));
        }
    }

    @Test
    void nothing_is_granted_unless_asked_for() {
        denied(granting(Rules.NOTHING), "echo");
        denied(granting(Rules.allowing("echo")), "cat");
        denied(granting(Rules.allowing("ech")), "echo");
        denied(granting(Rules.allowing("echo")), "echoo");
    }

    @Test
    void what_is_not_granted_is_denied_whether_it_is_there_or_not() {
        denied(granting(Rules.allowing("echo")), "surely-no-such-program");
        denied(granting(Rules.allowing("echo")), "/surely/no/such/program");
    }

    @Test
    void a_granted_name_means_the_program_on_the_path_only() throws IOException {
        Path evil = script("evil/echo", "#!/bin/sh\nprintf evil\n");
        HostProcesses processes = granting(Rules.allowing("echo"));
        denied(processes, evil.toString());
        denied(processes, "./evil/echo");
        denied(processes, "evil/echo");
        denied(processes, "/usr/bin/../.." + evil);
        assertThat(out(processes.run(command("echo", "good")))).isEqualTo("good\n");
        assertThat(out(processes.run(command("/usr/bin/../bin/echo", "good")))).isEqualTo("good\n");
    }

    @Test
    void the_working_directory_does_not_choose_what_a_name_means() throws IOException {
        script("relative/echo", "#!/bin/sh\nprintf evil\n");
        script("echo", "#!/bin/sh\nprintf evil\n");
        assertThat(out(granting(Rules.allowing("echo")).run(command("echo", "good"))))
                .isEqualTo("good\n");
    }

    @Test
    void a_granted_path_means_that_file() throws IOException {
        Path mine = script("bin/mine", "#!/bin/sh\nprintf mine\n");
        script("other/mine", "#!/bin/sh\nprintf other\n");
        HostProcesses processes = granting(Rules.allowing(mine.toString()));
        assertThat(out(processes.run(command(mine.toString())))).isEqualTo("mine");
        assertThat(processes.run(command("bin/mine")).executable())
                .isEqualTo(mine.toRealPath().toString());
        denied(processes, "other/mine");
        denied(processes, "mine");
        assertThat(out(granting(Rules.allowing("./bin/mine")).run(command("bin/mine"))))
                .isEqualTo("mine");
    }

    @Test
    void a_granted_link_grants_one_face_of_a_program_of_many() throws IOException {
        Path many = script("real/many", "#!/bin/sh\nprintf \"${0##*/}\"\n");
        Path good = Files.createSymbolicLink(folder.resolve("good"), many);
        Path bad = Files.createSymbolicLink(folder.resolve("bad"), many);
        HostProcesses processes = granting(Rules.allowing(good.toString()));
        Outcome outcome = processes.run(command("./good"));
        assertThat(out(outcome)).isEqualTo("good");
        assertThat(outcome.executable()).isEqualTo(many.toRealPath().toString());
        denied(processes, bad.toString());
        denied(processes, many.toString());
    }

    @Test
    void a_link_elsewhere_runs_the_granted_entry_under_its_name() throws IOException {
        script("bin/mine", "#!/bin/sh\nprintf \"$0\"\n");
        Path link = folder.resolve("link/mine");
        Files.createDirectories(link.getParent());
        Files.createSymbolicLink(link, folder.resolve("bin/mine"));
        Outcome outcome = granting(Rules.allowing("bin/mine")).run(command("link/mine"));
        assertThat(out(outcome))
                .isEqualTo(folder.toRealPath().resolve("bin/mine").toString());
    }

    @Test
    void a_denial_wins_over_every_grant_and_every_name() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("innocent"), Path.of("/usr/bin/cat"));
        Path other = script("other/cat", "#!/bin/sh\n");
        Rules rules = Rules.EVERYTHING.allow("cat").allow(link.toString()).deny("cat");
        for (String name : List.of("cat", "/usr/bin/cat", link.toString(), "./innocent", other.toString())) {
            ToolException error = refused(granting(rules), command(name));
            assertThat(error.code()).isEqualTo(ErrorCode.DENIED);
            assertThat(error.message()).contains("--deny-run=cat");
        }
        assertThat(refused(granting(Rules.EVERYTHING.deny("/usr/bin/cat")), command("cat"))
                        .code())
                .isEqualTo(ErrorCode.DENIED);
        assertThat(refused(granting(Rules.EVERYTHING.denyAll()), command("echo"))
                        .message())
                .contains("--deny-run");
        assertThat(granting(rules).run(command("echo")).exitCode()).isZero();
    }

    @Test
    void says_what_is_not_there_or_is_no_program() throws IOException {
        Files.writeString(folder.resolve("text"), "hi");
        Files.createDirectory(folder.resolve("folder"));
        script("broken", "#!/surely/no/such/interpreter\n");
        HostProcesses all = granting(Rules.EVERYTHING);
        assertThat(refused(all, command("surely-no-such-program")).code()).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(refused(all, command("./missing")).code()).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(refused(granting(Rules.allowing("missing")), command("missing"))
                        .code())
                .isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(refused(all, command("./text")).message()).contains("not executable");
        assertThat(refused(all, command("./folder")).message()).contains("folder");
        ToolException broken = refused(all, command("./broken"));
        assertThat(broken.code()).isEqualTo(ErrorCode.FAILED);
        assertThat(broken.message()).contains("./broken").contains("cannot be started");
        assertThat(refused(with(Rules.EVERYTHING, Map.of()), command("echo")).message())
                .contains("PATH, which is not set");
    }

    @Test
    void refuses_what_no_program_can_be_given() {
        HostProcesses all = granting(Rules.EVERYTHING);
        invalid(all, "", Map.of(), LONG, 1);
        invalid(all, "ec\0ho", Map.of(), LONG, 1);
        invalid(all, "echo", Map.of("A=B", "c"), LONG, 1);
        invalid(all, "echo", Map.of("", "c"), LONG, 1);
        invalid(all, "echo", Map.of("A", "c\0"), LONG, 1);
        invalid(all, "echo", Map.of("INCANT_CALL", "mine"), LONG, 1);
        invalid(all, "echo", Map.of(), Duration.ZERO, 1);
        invalid(all, "echo", Map.of(), LONG, -1);
        assertThat(refused(all, command("echo", "a", "b\0c")).message())
                .contains("arguments[1]")
                .contains("NUL");
    }

    private static void invalid(
            HostProcesses processes, String executable, Map<String, String> environment, Duration timeout, int max) {
        Command command = new Command(executable, List.of(), new byte[0], null, environment, timeout, max);
        assertThat(refused(processes, command).code()).as("%s", command).isEqualTo(ErrorCode.INVALID_PARAMS);
    }

    @Test
    void a_timeout_ends_the_whole_tree_and_keeps_what_was_written() throws Exception {
        Outcome outcome = granting(Rules.allowing("sh"))
                .run(within(
                        Duration.ofMillis(500),
                        "sh",
                        "-c",
                        "echo before; sh -c 'sleep 600 & echo $! > grandchild; wait' & echo $! > child; wait"));
        assertThat(outcome.timedOut()).isTrue();
        assertThat(outcome.exitCode()).isEqualTo(143);
        assertThat(out(outcome)).isEqualTo("before\n");
        assertThat(outcome.duration()).isLessThan(Duration.ofSeconds(5));
        ended(written("child"));
        ended(written("grandchild"));
    }

    @Test
    void what_ignores_the_request_to_end_is_killed() throws Exception {
        Outcome outcome = granting(Rules.allowing("sh"))
                .run(
                        within(
                                Duration.ofMillis(500),
                                "sh",
                                "-c",
                                "trap '' TERM INT HUP; echo $$ > self; while :; do sleep 600 & echo $! > child; wait $!; done"));
        assertThat(outcome.timedOut()).isTrue();
        assertThat(outcome.exitCode()).isEqualTo(137);
        assertThat(outcome.duration()).isLessThan(Duration.ofSeconds(5));
        ended(written("self"));
        ended(written("child"));
    }

    @Test
    void a_program_may_tidy_up_when_asked_to_end() throws Exception {
        // It has some milliseconds, which may be too few on a busy machine.
        for (int i = 0; i < 20 && !Files.exists(folder.resolve("tidied")); i++) {
            granting(Rules.allowing("sh"))
                    .run(within(
                            Duration.ofMillis(500),
                            "sh",
                            "-c",
                            "trap 'echo tidy > tidied; exit 0' TERM; while :; do sleep 0.01; done"));
        }
        assertThat(written("tidied")).isEqualTo("tidy\n");
    }

    @Test
    void cancelling_ends_the_tree_and_the_call_at_once() throws Exception {
        for (String trap : List.of("", "trap '' TERM;")) {
            Files.deleteIfExists(folder.resolve("child"));
            Cancellation cancel = new Cancellation();
            HostProcesses processes = new HostProcesses(
                    new CallScope(
                            Grants.NONE.allow(Permission.RUN, "sh"), Limits.GENEROUS, folder, cancel, new Resources()),
                    VARIABLES);
            try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
                Future<ToolException> call = pool.submit(() -> refused(
                        processes,
                        command("sh", "-c", trap + " sleep 600 & echo $! > child.new; mv child.new child; wait")));
                String child = written("child");
                long start = System.nanoTime();
                assertThat(cancel.cancel()).isTrue();
                assertThat(call.get(10, TimeUnit.SECONDS).code()).isEqualTo(ErrorCode.CANCELLED);
                // 50 ms are promised; the rest is for a busy machine.
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(500));
                ended(child);
            }
        }
    }

    @Test
    void a_cancelled_call_starts_nothing() {
        cancellation.cancel();
        assertThat(refused(granting(Rules.allowing("sh")), command("sh", "-c", "echo > there"))
                        .code())
                .isEqualTo(ErrorCode.CANCELLED);
        assertThat(folder.resolve("there")).doesNotExist();
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "who holds a pipe is read from /proc")
    void what_is_left_behind_with_the_streams_in_hand_is_ended() throws Exception {
        Outcome outcome = shell("sleep 600 & echo $! > left; sleep 0.3; echo done");
        assertThat(out(outcome)).isEqualTo("done\n");
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.timedOut()).isFalse();
        assertThat(outcome.duration()).isLessThan(Duration.ofSeconds(5));
        ended(written("left"));
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "who holds a pipe is read from /proc")
    void what_hid_from_the_tree_but_holds_the_streams_ends_with_a_timeout() throws Exception {
        Outcome outcome = granting(Rules.allowing("sh"))
                .run(within(
                        Duration.ofMillis(700),
                        "sh",
                        "-c",
                        "(trap '' TERM HUP; setsid sleep 600 & echo $! > hidden) & wait; exec sleep 600"));
        assertThat(outcome.timedOut()).isTrue();
        assertThat(outcome.duration()).isLessThan(Duration.ofSeconds(5));
        ended(written("hidden"));
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "open files are counted in /proc")
    void leaves_no_files_threads_or_children() throws Exception {
        HostProcesses processes = granting(Rules.allowing("sh"));
        processes.run(command("sh", "-c", "echo warm"));
        long before = openPipes();
        for (int i = 0; i < 20; i++) {
            processes.run(command("sh", "-c", "echo a; echo b >&2"));
            processes.run(within(Duration.ofMillis(30), "sh", "-c", "sleep 600"));
        }
        long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        while (!clean(before) && System.nanoTime() - patience < 0) {
            Thread.sleep(5);
        }
        assertThat(openPipes()).isLessThanOrEqualTo(before);
        assertThat(drains()).isZero();
    }

    private static boolean clean(long before) throws IOException {
        return openPipes() <= before && drains() == 0;
    }

    private static long drains() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("incant-process"))
                .count();
    }

    private static long openPipes() throws IOException {
        try (var files = Files.list(Path.of("/proc/self/fd"))) {
            return files.filter(HostProcessesTest::isPipe).count();
        }
    }

    private static boolean isPipe(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("pipe:");
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void so_many_programs_at_once_do_not_hold_up_anything_else() throws Exception {
        int many = 150;
        HostProcesses processes = granting(Rules.allowing("sleep"));
        try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<ToolException>> calls = new ArrayList<>();
            for (int i = 0; i < many; i++) {
                calls.add(pool.submit(() -> refused(processes, command("sleep", "600"))));
            }
            long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (drains() < 2 * many && System.nanoTime() - patience < 0) {
                Thread.sleep(5);
            }
            assertThat(drains()).as("reading threads").isEqualTo(2 * many);
            CountDownLatch ran = new CountDownLatch(1);
            Thread.ofVirtual().start(ran::countDown);
            assertThat(ran.await(5, TimeUnit.SECONDS))
                    .as("a virtual thread ran")
                    .isTrue();
            cancellation.cancel();
            for (Future<ToolException> call : calls) {
                assertThat(call.get(30, TimeUnit.SECONDS).code()).isEqualTo(ErrorCode.CANCELLED);
            }
        }
    }
}
