package dev.incant.benchmarks.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TokenReportTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final TokenReport report = new TokenReport(
            new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8));

    @Test
    void all_ten_tasks_are_done_right_both_ways_and_a_script_is_cheaper() {
        List<TokenReport.Row> rows = report.rows(TokenTasks.all());
        assertThat(rows).hasSize(10).allSatisfy(row -> {
            assertThat(row.failure()).as(row.task().name()).isNull();
            assertThat(row.calls()).isPositive();
            assertThat(row.script()).isPositive();
        });
        assertThat(rows.stream().mapToInt(TokenReport.Row::catalogue).sum())
                .isLessThan(rows.stream().mapToInt(TokenReport.Row::direct).sum());
    }

    @Test
    void a_wrong_answer_has_no_figures_and_a_reason() {
        TokenTask right = TokenTasks.all().getFirst();
        TokenTask wrong = new TokenTask(right.name(), right.title(), right.setup(), agent -> "wrong");
        assertThat(report.rows(List.of(wrong))).singleElement().satisfies(row -> {
            assertThat(row.failure()).contains("totals, direct: expected {", "but got \"wrong\"");
            assertThat(row.direct()).isZero();
        });
    }

    @Test
    void a_wrong_option_is_named() {
        assertThatThrownBy(() -> report.run(List.of("--output", "txt"))).hasMessageContaining("did you mean 'text'?");
        assertThatThrownBy(() -> report.run(List.of("--outptu"))).hasMessageContaining("did you mean '--output'?");
        assertThat(report.run(List.of("--help"))).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("usage: incant bench tokens");
    }
}
