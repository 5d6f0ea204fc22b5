package dev.incant.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ComparisonTest {
    private static Comparison compare(double before, double after, double spread) {
        return Comparison.of(Samples.of("call", before, spread), Samples.of("call", after, spread));
    }

    @Test
    void a_slow_down_of_a_fifth_is_found() {
        Comparison comparison = compare(1000, 1200, 0.1);
        Comparison.Row row = comparison.rows().getFirst();
        assertThat(row.verdict()).isEqualTo(Comparison.Verdict.WORSE);
        assertThat(row.change()).isBetween(0.19, 0.21);
        assertThat(row.p()).isLessThan(0.01);
        assertThat(comparison.worse()).isTrue();
        assertThat(comparison.show()).contains("+20.0 %", "slower");
    }

    @Test
    void a_gain_is_found_and_is_nothing_bad() {
        Comparison comparison = compare(1000, 800, 0.1);
        assertThat(comparison.rows().getFirst().verdict()).isEqualTo(Comparison.Verdict.BETTER);
        assertThat(comparison.worse()).isFalse();
        assertThat(comparison.show()).contains("-20.0 %", "faster");
    }

    @Test
    void a_change_of_less_than_five_per_cent_is_none() {
        Comparison comparison = compare(1000, 1040, 0.001);
        assertThat(comparison.rows().getFirst().p()).isLessThan(0.05);
        assertThat(comparison.worse()).isFalse();
        assertThat(comparison.show()).contains("Nothing changed by more than the noise.");
    }

    @Test
    void a_change_within_the_spread_of_the_runs_is_none() {
        Report before = report(Unit.NANOSECONDS, 800, 1000, 1200);
        Report after = report(Unit.NANOSECONDS, 950, 1150, 1350);
        assertThat(Comparison.of(before, after).worse()).isFalse();
    }

    @Test
    void more_calls_in_a_second_are_better() {
        Report before = report(Unit.PER_SECOND, 1000, 1001, 999);
        Report after = report(Unit.PER_SECOND, 1500, 1501, 1499);
        assertThat(Comparison.of(before, after).rows().getFirst().verdict()).isEqualTo(Comparison.Verdict.BETTER);
        assertThat(Comparison.of(after, before).worse()).isTrue();
    }

    @Test
    void with_one_run_the_samples_decide() {
        Report before = one(1000);
        Comparison same = Comparison.of(before, one(1000));
        assertThat(same.rows().getFirst().welch()).isNaN();
        assertThat(same.worse()).isFalse();
        assertThat(Comparison.of(before, one(1300)).worse()).isTrue();
    }

    private static Report one(double mean) {
        Report three = Samples.of("call", mean, 0.1);
        Result result = three.results().getFirst();
        return new Report(
                three.environment(),
                List.of(Result.of(
                        "call",
                        "message",
                        "Test",
                        Unit.NANOSECONDS,
                        List.of(result.runs().getFirst()))));
    }

    private static Report report(Unit unit, double... means) {
        List<Run> runs = java.util.Arrays.stream(means).mapToObj(Run::of).toList();
        return new Report(
                Samples.of("call", 1, 0).environment(), List.of(Result.of("call", "message", "Test", unit, runs)));
    }

    @Test
    void what_works_no_more_is_worse_and_what_is_new_is_named() {
        Report before = Samples.of("call", 1000, 0.1);
        Report broken =
                new Report(before.environment(), List.of(Result.failed("call", "message", "Test", "wrong result")));
        Comparison comparison = Comparison.of(before, broken);
        assertThat(comparison.worse()).isTrue();
        assertThat(comparison.show()).contains("failed");
        Comparison other = Comparison.of(before, Samples.of("other", 1000, 0.1));
        assertThat(other.worse()).isFalse();
        assertThat(other.show()).contains("Not measured this time: call", "Not in the stored report: other");
    }
}
