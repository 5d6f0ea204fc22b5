package dev.incant.benchmarks.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.incant.benchmarks.Bench;
import dev.incant.benchmarks.Suite;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.ToolSpec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Reads a wheel that is built as that of `bfcl-eval`, and is small.
final class PublicSetTest {
    private static final List<String> EMPTY = List.of(
            "simple_java",
            "simple_javascript",
            "multiple",
            "parallel",
            "parallel_multiple",
            "live_multiple",
            "live_parallel",
            "live_parallel_multiple");

    @TempDir
    Path folder;

    private Path wheel;

    @BeforeEach
    void makeWheel() throws IOException {
        wheel = folder.resolve("set.whl");
        try (OutputStream out = Files.newOutputStream(wheel);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            write(zip, "simple_python", """
                    {"id": "a", "question": [[{"role": "system", "content": "Be nice."}, {"role": "user", "content": \
                    "At what distance?"}]], "function": [{"name": "distance.get", "description": "Measure a distance.", \
                    "parameters": {"type": "dict", "properties": {"unit": {"type": "string", "description": \
                    "The unit.", "enum": ["km", "mile"]}}}}, {"name": "noise", "description": "Make noise.", \
                    "parameters": {"type": "dict", "properties": {}}}]}
                    """, """
                    {"id": "a", "ground_truth": [{"distance.get": {"unit": ["km"]}}]}
                    """);
            write(zip, "live_simple", """
                    {"id": "b", "question": [[{"role": "user", "content": "Be loud"}, {"role": "user", "content": \
                    "noise please"}]], "function": [{"name": "noise", "description": "Another."}]}
                    """, """
                    {"id": "b", "ground_truth": [{"noise": {}}, {"distance.get": {}}]}
                    """);
            for (String name : EMPTY) {
                write(zip, name, "", "");
            }
        }
    }

    private static void write(ZipOutputStream zip, String name, String entries, String answers) throws IOException {
        zip.putNextEntry(new ZipEntry("bfcl_eval/data/BFCL_v4_" + name + ".json"));
        zip.write(entries.getBytes(StandardCharsets.UTF_8));
        zip.putNextEntry(new ZipEntry("bfcl_eval/data/possible_answer/BFCL_v4_" + name + ".json"));
        zip.write(answers.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void tools_are_all_functions_by_name_and_queries_what_users_say() throws IOException {
        PublicSet set = PublicSet.of(wheel);
        assertThat(set.tools()).extracting(ToolSpec::name).containsExactly("distance.get", "noise");
        assertThat(set.tools()).extracting(ToolSpec::summary).containsExactly("Measure a distance.", "Make noise.");
        assertThat(set.queries())
                .containsExactly(
                        new Asked("At what distance?\n", List.of(Asked.Answer.of("distance.get"))),
                        new Asked(
                                "Be loud\nnoise please\n",
                                List.of(Asked.Answer.of("noise"), Asked.Answer.of("distance.get"))));
    }

    @Test
    void a_wheel_without_the_files_is_refused() throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(wheel))) {
            zip.putNextEntry(new ZipEntry("other"));
        }
        assertThatThrownBy(() -> PublicSet.of(wheel))
                .isInstanceOf(ToolException.class)
                .hasMessageContaining("has no bfcl_eval/data/possible_answer/BFCL_v4_simple_python.json");
    }

    @Test
    void the_command_says_what_is_found() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        int code = new Bench(Suite.all(), stream, stream).run(List.of("search", "--wheel", wheel.toString()), null);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("our 42 tools", "held out", ": 2 tools", "2 queries   at 1: 100.0 %");
        assertThat(code).isZero();
    }

    @Test
    void an_option_that_is_none_is_named() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        int code = new Bench(Suite.all(), stream, stream).run(List.of("search", "--downlod"), null);
        assertThat(code).isNotZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("unknown option: --downlod", "'--download'");
    }
}
