package dev.incant.benchmarks.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class StatisticsTest {
    @Test
    void mean_and_deviation_are_those_of_a_sample() {
        double[] values = {2, 4, 4, 4, 5, 5, 7, 9};
        assertThat(Statistics.mean(values)).isEqualTo(5);
        assertThat(Statistics.deviation(values)).isCloseTo(Math.sqrt(32.0 / 7), within(1e-12));
        assertThat(Statistics.variation(values)).isCloseTo(Math.sqrt(32.0 / 7) / 5, within(1e-12));
        assertThat(Statistics.deviation(3)).isNaN();
        assertThat(Statistics.variation(3, 3, 3)).isZero();
        assertThat(Statistics.mean()).isNaN();
    }

    @Test
    void percentiles_are_by_nearest_rank() {
        double[] sorted = IntStream.rangeClosed(1, 1000).asDoubleStream().toArray();
        assertThat(Statistics.percentile(sorted, 0.5)).isEqualTo(500);
        assertThat(Statistics.percentile(sorted, 0.99)).isEqualTo(990);
        assertThat(Statistics.percentile(sorted, 0.999)).isEqualTo(999);
        assertThat(Statistics.percentile(sorted, 0)).isEqualTo(1);
        assertThat(Statistics.percentile(sorted, 1)).isEqualTo(1000);
        assertThat(Statistics.percentile(new double[] {15, 20, 35, 40, 50}, 0.4))
                .isEqualTo(20);
        assertThat(Statistics.median(4, 1, 3, 2)).isEqualTo(2.5);
        assertThat(Statistics.median(3, 1, 2)).isEqualTo(2);
    }

    /// The values were found by integrating Student's density numerically.
    @Test
    void welch_gives_known_p_values() {
        double[] a = {1, 2, 3, 4, 5};
        double[] b = {2, 4, 6, 8, 10};
        assertThat(Statistics.welch(a, b)).isCloseTo(0.10753119493, within(1e-6));
        assertThat(Statistics.welch(b, a)).isCloseTo(0.10753119493, within(1e-6));
        assertThat(Statistics.welch(new double[] {10.0, 10.2, 9.8}, new double[] {12.0, 12.3, 11.9}))
                .isCloseTo(0.00024542004, within(1e-6));
        assertThat(Statistics.welch(a, a)).isCloseTo(1, within(1e-12));
        assertThat(Statistics.welch(new double[] {1}, b)).isNaN();
        assertThat(Statistics.welch(new double[] {1, 1}, new double[] {1, 1})).isEqualTo(1);
        assertThat(Statistics.welch(new double[] {1, 1}, new double[] {2, 2})).isZero();
    }

    /// Two of the ways to choose 3 of 6, or 5 of 10, are as extreme as samples that do not overlap.
    @Test
    void mann_whitney_is_exact_for_small_samples() {
        assertThat(Statistics.mannWhitney(new double[] {1, 2, 3}, new double[] {4, 5, 6}))
                .isCloseTo(2.0 / 20, within(1e-12));
        assertThat(Statistics.mannWhitney(new double[] {1, 2, 3, 4, 5}, new double[] {6, 7, 8, 9, 10}))
                .isCloseTo(2.0 / 252, within(1e-12));
        assertThat(Statistics.mannWhitney(new double[] {1, 3, 5, 7}, new double[] {2, 4, 6, 8}))
                .isGreaterThan(0.5);
        assertThat(Statistics.mannWhitney(new double[] {1, 1, 1}, new double[] {1, 1, 1}))
                .isEqualTo(1);
        assertThat(Statistics.mannWhitney(new double[0], new double[] {1})).isNaN();
    }

    @Test
    void a_distribution_says_the_same_of_values_and_of_their_histogram() {
        double[] values = new double[5000];
        Arrays.setAll(values, i -> i % 50);
        TreeMap<Double, Long> counts = new TreeMap<>();
        for (double value : values) {
            counts.merge(value, 1L, Long::sum);
        }
        Distribution distribution = Distribution.of(values);
        assertThat(Distribution.of(counts).quantiles()).isEqualTo(distribution.quantiles());
        assertThat(Distribution.of(counts).deviation()).isCloseTo(distribution.deviation(), within(1e-9));
        assertThat(distribution.deviation()).isCloseTo(Statistics.deviation(values), within(1e-9));
        assertThat(distribution.count()).isEqualTo(5000);
        assertThat(distribution.p50()).isEqualTo(24);
        assertThat(distribution.p99()).isEqualTo(49);
        assertThat(distribution.least()).isZero();
        assertThat(distribution.most()).isEqualTo(49);
        assertThat(distribution.quantiles()).hasSize(Distribution.QUANTILES).isSorted();
    }

    @Test
    void few_values_are_all_kept() {
        assertThat(Distribution.of(3, 1, 2).quantiles()).containsExactly(1.0, 2.0, 3.0);
        assertThat(Distribution.together(List.of(Distribution.of(1, 2), Distribution.of(9)))
                        .values())
                .containsExactly(1, 2, 9);
        assertThatThrownBy(() -> Distribution.of()).isInstanceOf(IllegalArgumentException.class);
    }
}
