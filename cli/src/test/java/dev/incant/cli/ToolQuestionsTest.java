package dev.incant.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incant.cli.CliLauncher.Result;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `tool list`, `info`, `search` and `test`.
final class ToolQuestionsTest {
    @TempDir
    Path folder;

    private Result run(String... line) {
        return new CliLauncher(folder).run(line);
    }

    @Test
    void tools_are_listed_in_a_table() {
        Result result = run("tool", "list");
        assertThat(result.exit()).isZero();
        assertThat(result.out().lines().toList().getFirst()).startsWith("TOOL").contains("CATEGORY");
        assertThat(result.out()).contains("calculator  ");
        assertThat(result.out()).doesNotContain("\u001b");
    }

    @Test
    void a_list_for_programs_is_a_list() {
        assertThat(CliLauncher.list(run("tool", "list", "--output", "json").out()))
                .anySatisfy(tool -> assertThat(((Map<?, ?>) tool).get("name")).isEqualTo("calculator"));
        assertThat(run("tool", "list", "--output", "jsonl").out().lines())
                .allSatisfy(
                        line -> assertThat(CliLauncher.map(line).get("type")).isEqualTo("tool"));
    }

    @Test
    void a_category_filters_and_a_wrong_one_is_told_of() {
        assertThat(run("tool", "list", "--category", "utility").out()).contains("calculator");
        assertThat(run("tool", "list", "--category", "media").out()).doesNotContain("calculator");
        assertThat(run("tool", "list", "--category", "utilty").err()).contains("did you mean 'utility'?");
    }

    @Test
    void a_terminal_gets_colours_unless_it_says_no() {
        CliLauncher terminal = new CliLauncher(folder).onTerminal();
        assertThat(terminal.run("tool", "list").out()).contains("\u001b[1m");
        terminal.variables.put("NO_COLOR", "1");
        assertThat(terminal.run("tool", "list").out()).doesNotContain("\u001b");
    }

    @Test
    void a_description_tells_operations_parameters_and_examples() {
        assertThat(run("tool", "info", "calculator").out())
                .contains("calculator.evaluate")
                .contains("expression  string")
                .contains("bare argument; required")
                .contains("default {}")
                .contains("incant tool invoke calculator '2 + 2 * 3'");
        assertThat(run("tool", "info", "calculator.validate").out()).doesNotContain("calculator.evaluate");
        assertThat(run("tool", "info", "calculater").exit()).isEqualTo(3);
        assertThat(run("tool", "info").exit()).isEqualTo(2);
        assertThat(CliLauncher.map(run("tool", "info", "calculator", "--output", "json")
                                .out())
                        .get("name"))
                .isEqualTo("calculator");
    }

    @Test
    void a_search_finds_the_best_first() {
        List<?> found = CliLauncher.list(run("tool", "search", "decode", "base64", "--limit", "1", "--output", "json")
                .out());
        assertThat(found).hasSize(1);
        assertThat(((Map<?, ?>) found.getFirst()).get("tool")).isEqualTo("base64_encoder");
        assertThat(run("tool", "search", "decode", "base64").out()).contains("SCORE");
        assertThat(run("tool", "search").exit()).isEqualTo(2);
        assertThat(run("tool", "search", "x", "--limit", "0").exit()).isEqualTo(2);
    }

    @Test
    void a_test_reports_each_example() {
        Result result = run("tool", "test", "calculator");
        assertThat(result.exit()).isZero();
        assertThat(result.out()).contains("passed  calculator.evaluate: ").contains(" passed, 0 failed");
        assertThat(run("tool", "test").exit()).isEqualTo(2);
        assertThat(run("tool", "test", "--all", "calculator").exit()).isEqualTo(2);
    }

    @Test
    void every_tool_passes_its_examples() {
        Result result = run("tool", "test", "--all", "--output", "json");
        assertThat(result.exit()).as(result.out()).isZero();
        Map<?, ?> report = CliLauncher.map(result.out());
        assertThat(report.get("failed")).isEqualTo(0L);
        assertThat((Long) report.get("passed")).isGreaterThan(10);
    }
}
