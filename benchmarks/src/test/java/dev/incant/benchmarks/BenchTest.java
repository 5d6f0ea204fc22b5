package dev.incant.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incant.benchmarks.report.Report;
import dev.incant.benchmarks.report.Result;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The command from outside, measuring in real JVMs.
final class BenchTest {
    @TempDir
    Path folder;

    private record Ended(int code, String out, String err) {}

    private static Ended bench(Suite suite, String... args) {
        return bench(suite, null, args);
    }

    private static Ended bench(Path root, String... args) {
        return bench(Suite.all(), root, args);
    }

    private static Ended bench(Suite suite, @Nullable Path root, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = new Bench(
                        suite,
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8))
                .run(List.of(args), root);
        return new Ended(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private static Suite broken(String rightCalls) {
        return new Suite(List.of(JmhBenchmark.each("calculator_simple", "message", "Wrong", BrokenTool.class)
                .over("rightCalls", List.of(rightCalls), List.of(rightCalls))));
    }

    @Test
    void one_benchmark_is_measured_stored_shown_again_and_compared() throws Exception {
        Path file = folder.resolve("report.json");
        Ended measured = bench(Suite.all(), "--quick", "calculator_simple", "--save", file.toString());
        assertThat(measured.code()).as(measured.err()).isZero();
        assertThat(measured.out()).contains("calculator_simple", "11.9 ms");
        assertThat(measured.err()).contains("incant bench: calculator_simple");
        Report report = Report.of(Files.readString(file));
        assertThat(report.results()).hasSize(1);
        Result result = report.results().getFirst();
        assertThat(result.runs()).hasSize(1);
        assertThat(result.runs().getFirst().samples().count()).isGreaterThan(10);
        assertThat(result.figure(Result.BYTES)).isBetween(100.0, 1e6);
        Ended again = bench(Suite.all(), "--from", file.toString(), "--compare", file.toString(), "--output=markdown");
        assertThat(again.code()).isZero();
        assertThat(again.out()).contains("| 11.9 ms | `calculator_simple`");
        assertThat(again.err()).contains("Nothing changed by more than the noise.");
    }

    @Test
    void a_broken_tool_ends_its_benchmark_before_any_timing() {
        Ended ended = bench(broken("0"), "--quick");
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err()).contains("FAILED calculator_simple/0: 2 + 2: expected 4 but got 5");
        assertThat(ended.out()).contains("FAILED");
    }

    @Test
    void a_tool_that_breaks_while_it_is_measured_is_found() {
        Ended ended = bench(broken("3"), "--quick");
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err()).contains("FAILED calculator_simple/3: 2 + 2: expected 4 but got 5");
    }

    @Test
    void callers_at_once_are_measured_in_a_jvm_of_their_own() {
        Suite suite = new Suite(List.of(new dev.incant.benchmarks.scale.LoadBenchmark(
                "callers", "Callers", "concurrent callers", List.of(1, 50), List.of(1, 50), true)));
        Ended ended = bench(suite, "--quick", "--output", "json");
        assertThat(ended.code()).as(ended.err()).isZero();
        Report report = Report.of(ended.out());
        assertThat(report.results()).extracting(Result::name).containsExactly("callers/1", "callers/50", "callers");
        assertThat(report.results().getLast().series()).hasSize(2);
    }

    @Test
    void memory_is_read_from_a_kernel_of_its_own() {
        Ended ended = bench(Suite.all(), "--quick", "memory", "--output", "json");
        assertThat(ended.code()).as(ended.err()).isZero();
        List<Result> results = Report.of(ended.out()).results();
        assertThat(results)
                .extracting(Result::name)
                .contains("memory_idle", "memory_tools", "memory_loaded", "memory_per_sessions");
        assertThat(results.getFirst().figure("mean")).isBetween(20e6, 500e6);
        assertThat(results.getFirst().figure("loaded")).isGreaterThan(500);
    }

    @Test
    void all_benchmarks_are_listed_and_have_one_name() {
        Ended ended = bench(Suite.all(), "--list");
        assertThat(ended.code()).isZero();
        assertThat(ended.out()).contains("calculator_complex", "lua_to_tool", "callers", "processes", "memory");
        assertThat(Suite.all().benchmarks()).extracting(Benchmark::name).doesNotHaveDuplicates();
    }

    @Test
    void as_many_runs_as_are_asked_for() throws Exception {
        Path file = folder.resolve("runs.json");
        Ended measured = bench(Suite.all(), "--quick", "--runs=2", "bind", "--save", file.toString());
        assertThat(measured.code()).as(measured.err()).isZero();
        assertThat(Report.of(Files.readString(file)).results().getFirst().runs())
                .hasSize(2);
    }

    /// A checkout whose launcher notes what it is asked, and says a stored report.
    private Path checkout(String name, Path report) throws Exception {
        Path root = Files.createDirectories(folder.resolve(name));
        Path launcher = root.resolve("incant");
        Files.writeString(launcher, "#!/bin/sh\necho \"$*\" >>'" + root + "/asked'\ncat '" + report + "'\n");
        assertThat(launcher.toFile().setExecutable(true)).isTrue();
        return root;
    }

    @Test
    void two_checkouts_are_measured_in_turns() throws Exception {
        Path file = folder.resolve("bind.json");
        bench(Suite.all(), "--quick", "bind", "--save", file.toString());
        Path own = checkout("own", file);
        Path other = checkout("other", file);
        Ended ended = bench(own, "--runs", "3", "--quick", "bind", "--compare", other.toString());
        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(ended.out()).contains("bind", "Nothing changed by more than the noise.");
        assertThat(ended.err()).contains("bind, turn 1 of 3", "bind, turn 3 of 3");
        for (Path root : List.of(own, other)) {
            assertThat(root.resolve("asked"))
                    .content()
                    .isEqualTo("bench --runs 1 --output json bind --quick\n".repeat(3));
        }
    }

    @Test
    void a_folder_that_is_no_checkout_is_refused_and_so_is_a_checkout_that_measures_nothing() throws Exception {
        Ended none = bench(folder, "bind", "--compare", folder.toString());
        assertThat(none.code()).isEqualTo(3);
        assertThat(none.err()).contains(folder + " is no checkout of Incant");
        Path silent = checkout("silent", folder.resolve("nothing.json"));
        Ended ended = bench(silent, "bind", "--compare", silent.toString());
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err()).contains("measured nothing");
        Ended alone = bench(Suite.all(), "bind", "--compare", silent.toString());
        assertThat(alone.err()).contains("started without");
        assertThat(bench(folder, "--from", "x.json", "--compare", silent.toString())
                        .code())
                .isEqualTo(2);
    }

    @Test
    void mistakes_are_told_before_anything_is_measured() {
        Ended name = bench(Suite.all(), "calculator_simpel");
        assertThat(name.code()).isEqualTo(3);
        assertThat(name.err()).contains("no benchmark or group is named 'calculator_simpel'", "calculator_simple");
        Ended flag = bench(Suite.all(), "--quik");
        assertThat(flag.code()).isEqualTo(2);
        assertThat(flag.err()).contains("unknown option: --quik", "--quick");
        assertThat(bench(Suite.all(), "--output", "pdf").code()).isEqualTo(2);
        assertThat(bench(Suite.all(), "--save").code()).isEqualTo(2);
        for (String runs : List.of("0", "101", "many", "-3", "")) {
            Ended number = bench(Suite.all(), "--runs", runs);
            assertThat(number.code()).isEqualTo(2);
            assertThat(number.err()).contains("--runs must be a number from 1 to 100, not '" + runs + "'");
        }
        assertThat(bench(Suite.all(), "--compare", folder.resolve("none.json").toString())
                        .code())
                .isEqualTo(3);
        Ended help = bench(Suite.all(), "--help");
        assertThat(help.code()).isZero();
        assertThat(help.out()).startsWith("usage: incant bench").contains("examples:");
    }

    @Test
    void without_the_launcher_whole_processes_are_not_measured() {
        Ended ended = bench(Suite.all(), "--quick", "processes");
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err()).contains("started without the launcher");
    }

    @Test
    void a_command_line_is_taken_apart() {
        Launcher.Launch launch = Launcher.parts(List.of(
                "/jdk/bin/java",
                "-XX:+UseSerialGC",
                "-Dincant.terminals=",
                "-XX:AOTCache=/x.aot",
                "-Xbootclasspath/a:core.jar",
                "-cp",
                "a.jar",
                "Main",
                "version"));
        assertThat(launch.flags()).containsExactly("-XX:+UseSerialGC");
        assertThat(launch.cache()).isEqualTo("-XX:AOTCache=/x.aot");
        assertThat(launch.withoutCache())
                .containsExactly(
                        "/jdk/bin/java",
                        "-XX:+UseSerialGC",
                        "-Dincant.terminals=",
                        "-Xbootclasspath/a:core.jar",
                        "-cp",
                        "a.jar",
                        "Main",
                        "version");
    }
}
