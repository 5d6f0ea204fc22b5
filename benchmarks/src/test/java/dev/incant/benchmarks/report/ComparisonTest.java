package dev.incant.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
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
    void says_from_what_change_on_it_would_be_seen() {
        Report few = report(Unit.NANOSECONDS, 900, 1000, 1100);
        Report many = report(Unit.NANOSECONDS, 900, 1000, 1100, 900, 1000, 1100, 900, 1000, 1100);
        double ofFew = Comparison.of(few, few).rows().getFirst().seen();
        double ofMany = Comparison.of(many, many).rows().getFirst().seen();
        // By hand: standard error 100 × √(2/3) = 81.65, t(0.995, 4 degrees of freedom) = 4.604.
        assertThat(ofFew).isCloseTo(0.3759, within(0.0001));
        assertThat(ofMany).isBetween(0.08, 0.13);
        assertThat(Comparison.of(few, few).show()).contains("seen from", "38 %");
    }

    @Test
    void more_runs_find_a_fifth_in_noise_that_hides_it_from_three() {
        double[] noise = {-120, -60, -20, 0, 30, 70, 100, -90, 50, 40};
        double[] before = Arrays.stream(noise).map(n -> 1000 + n).toArray();
        double[] after = Arrays.stream(noise).map(n -> 1200 + n).toArray();
        Report three = report(Unit.NANOSECONDS, before[0], before[3], before[6]);
        Report threeAfter = report(Unit.NANOSECONDS, after[0], after[3], after[6]);
        assertThat(Comparison.of(three, threeAfter).worse()).isFalse();
        assertThat(Comparison.of(report(Unit.NANOSECONDS, before), report(Unit.NANOSECONDS, after))
                        .worse())
                .isTrue();
    }

    @Test
    void what_was_measured_in_turns_is_not_blamed_for_what_the_machine_did() {
        // The machine became twice as slow in the middle; each second run is a tenth slower than the one beside it.
        Report before = report(Unit.NANOSECONDS, 1000, 1010, 990, 2000, 2020, 1990);
        Report after = report(Unit.NANOSECONDS, 1105, 1107, 1095, 2210, 2215, 2200);
        assertThat(Comparison.of(before, after).worse()).isFalse();
        assertThat(Comparison.inTurns(before, after).worse()).isTrue();
        assertThat(Comparison.inTurns(before, before).worse()).isFalse();
        assertThat(Comparison.inTurns(after, before).rows().getFirst().verdict())
                .isEqualTo(Comparison.Verdict.BETTER);
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
        assertThat(same.rows().getFirst().runs()).isNaN();
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
        List<Run> runs = Arrays.stream(means).mapToObj(Run::of).toList();
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
        assertThat(other.show()).contains("Not measured this time: call", "Not measured before: other");
    }
}
