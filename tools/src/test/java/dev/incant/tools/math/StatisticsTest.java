package dev.incant.tools.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.value.Json;
import dev.incant.kernel.value.Values;
import dev.incant.testkit.ToolContract;
import dev.incant.testkit.ToolTester;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StatisticsTest implements ToolContract {
    /// NIST Statistical Reference Datasets, Longley: the hardest of its linear regressions with many predictors.
    private static final String LONGLEY = """
        y,x1,x2,x3,x4,x5,x6
        60323,83.0,234289,2356,1590,107608,1947
        61122,88.5,259426,2325,1456,108632,1948
        60171,88.2,258054,3682,1616,109773,1949
        61187,89.5,284599,3351,1650,110929,1950
        63221,96.2,328975,2099,3099,112075,1951
        63639,98.1,346999,1932,3594,113270,1952
        64989,99.0,365385,1870,3547,115094,1953
        63761,100.0,363112,3578,3350,116219,1954
        66019,101.2,397469,2904,3048,117388,1955
        67857,104.6,419180,2822,2857,118734,1956
        68169,108.4,442769,2936,2798,120445,1957
        66513,110.8,444546,4681,2637,121950,1958
        68655,112.6,482704,3813,2552,123366,1959
        69564,114.2,502601,3931,2514,125368,1960
        69331,115.7,518173,4806,2572,127852,1961
        70551,116.9,554894,4007,2827,130081,1962
        """;

    /// NIST, Norris: y then x.
    private static final double[] NORRIS = {
        0.1, 0.2, 338.8, 337.4, 118.1, 118.2, 888.0, 884.6, 9.2, 10.1, 228.1, 226.5, 668.5, 666.3, 998.5, 996.3, 449.1,
        448.6, 778.9, 777.0, 559.2, 558.2, 0.3, 0.4, 0.1, 0.6, 778.1, 775.5, 668.8, 666.9, 339.3, 338.0, 448.9, 447.5,
        10.8, 11.6, 557.7, 556.0, 228.3, 228.1, 998.0, 995.8, 888.8, 887.6, 119.6, 120.2, 0.3, 0.3, 0.6, 0.3, 557.6,
        556.8, 339.3, 339.1, 888.0, 887.2, 998.5, 999.0, 778.9, 779.0, 10.2, 11.1, 117.6, 118.3, 228.9, 229.2, 668.4,
        669.1, 449.2, 448.9, 0.2, 0.5
    };

    private final ToolTester statistics = ToolTester.of(tool());

    @Override
    public Tool tool() {
        return new Statistics();
    }

    private static double at(@Nullable Object value, String... path) {
        Object current = value;
        for (String step : path) {
            current = Objects.requireNonNull((Map<?, ?>) current).get(step);
        }
        return ((Number) Objects.requireNonNull(current)).doubleValue();
    }

    private static Map<?, ?> coefficient(Map<String, @Nullable Object> result, int index) {
        return (Map<?, ?>)
                Objects.requireNonNull(((List<?>) Objects.requireNonNull(result.get("coefficients"))).get(index));
    }

    /// Whether the values agree to nine digits.
    private static void same(double actual, double certified) {
        assertThat(actual).isCloseTo(certified, within(Math.abs(certified) * 1e-9 + 1e-300));
    }

    @Test
    void fits_longley_to_nine_digits() {
        Map<String, @Nullable Object> fit = statistics.map(
                "regress", "input", LONGLEY, "y", "y", "x", Values.list("x1", "x2", "x3", "x4", "x5", "x6"));
        double[][] certified = {
            {-3482258.63459582, 890420.383607373},
            {15.0618722713733, 84.9149257747669},
            {-0.358191792925910E-01, 0.334910077722432E-01},
            {-2.02022980381683, 0.488399681651699},
            {-1.03322686717359, 0.214274163161675},
            {-0.511041056535807E-01, 0.226073200069370},
            {1829.15146461355, 455.478499142212}
        };
        for (int i = 0; i < certified.length; i++) {
            same(at(coefficient(fit, i), "value"), certified[i][0]);
            same(at(coefficient(fit, i), "std_error"), certified[i][1]);
        }
        same(at(fit, "residual_std_error"), 304.854073561965);
        same(at(fit, "r_squared"), 0.995479004577296);
        same(at(fit, "f_statistic"), 330.285339234588);
        // As R's summary(lm(...)) prints them.
        assertThat(at(fit, "p_value")).isCloseTo(4.984e-10, within(1e-13));
        assertThat(at(coefficient(fit, 6), "p_value")).isCloseTo(0.003037, within(1e-6));
        assertThat(at(fit, "adjusted_r_squared")).isCloseTo(0.9925, within(5e-5));
    }

    @Test
    void fits_norris_to_nine_digits() {
        List<@Nullable Object> x = new ArrayList<>();
        List<@Nullable Object> y = new ArrayList<>();
        for (int i = 0; i < NORRIS.length; i += 2) {
            y.add(NORRIS[i]);
            x.add(NORRIS[i + 1]);
        }
        Map<String, @Nullable Object> fit = statistics.map("regress", "x", x, "y", y);
        same(at(coefficient(fit, 0), "value"), -0.262323073774029);
        same(at(coefficient(fit, 0), "std_error"), 0.232818234301152);
        same(at(coefficient(fit, 1), "value"), 1.00211681802045);
        same(at(coefficient(fit, 1), "std_error"), 0.429796848199937E-03);
        same(at(fit, "residual_std_error"), 0.884796396144373);
        same(at(fit, "r_squared"), 0.999993745883712);
        same(at(fit, "f_statistic"), 5436385.54079785);
    }

    @Test
    void fits_without_an_intercept_and_says_what_is_not_defined() {
        // NIST, NoInt1: x 60..70, y 130..140.
        List<@Nullable Object> x = new ArrayList<>();
        List<@Nullable Object> y = new ArrayList<>();
        for (long i = 60; i <= 70; i++) {
            x.add(i);
            y.add(i + 70);
        }
        Map<String, @Nullable Object> fit =
                statistics.map("regress", "x", Values.map("slope", x), "y", y, "intercept", false);
        same(at(coefficient(fit, 0), "value"), 2.07438016528926);
        same(at(coefficient(fit, 0), "std_error"), 0.165289256198347E-01);
        same(at(fit, "residual_std_error"), 3.56753034006338);
        same(at(fit, "r_squared"), 0.999365492298663);
        same(at(fit, "f_statistic"), 15750.2500000000);
        Map<String, @Nullable Object> exact = statistics.map("regress", "x", Values.list(0, 1), "y", Values.list(1, 3));
        assertThat(exact).containsEntry("p_value", null).containsEntry("degrees_of_freedom", 0L);
        same(at(coefficient(exact, 1), "value"), 2.0);
    }

    @Test
    void describes_hard_numbers_exactly() {
        // NIST, NumAcc4: 10000000.2 once, then 10000000.1 and 10000000.3 500 times each.
        List<@Nullable Object> values = new ArrayList<>(List.of(10000000.2));
        for (int i = 0; i < 500; i++) {
            values.add(10000000.1);
            values.add(10000000.3);
        }
        Map<String, @Nullable Object> result = statistics.map("describe", "data", values);
        same(at(result, "mean"), 10000000.2);
        assertThat(at(result, "std_dev", "sample")).isCloseTo(0.1, within(1e-9));
        // By hand: m2 = 1522, m3 = 88920, m4 = 7520966.8, then G1 and G2.
        Map<String, @Nullable Object> skewed = statistics.map("describe", "data", Values.list(1, 2, 3, 4, 100));
        assertThat(at(skewed, "skewness")).isCloseTo(2.23240, within(1e-5));
        assertThat(at(skewed, "kurtosis")).isCloseTo(4.98687, within(1e-5));
    }

    @Test
    void agrees_with_python() throws Exception {
        Random random = new Random(3);
        List<@Nullable Object> x = new ArrayList<>();
        List<@Nullable Object> y = new ArrayList<>();
        for (int i = 0; i < 101; i++) {
            x.add(Math.rint(random.nextGaussian() * 1e6) / 1e3);
            y.add(random.nextDouble());
        }
        String script = "import json,sys,statistics as s\nx,y=json.load(sys.stdin)\n"
                + "print(json.dumps([s.fmean(x),s.median(x),s.variance(x),s.pvariance(x),s.stdev(x),"
                + "s.quantiles(x,n=4,method='inclusive'),s.quantiles(x,n=10,method='exclusive'),"
                + "s.correlation(x,y),s.covariance(x,y),list(s.linear_regression(x,y))]))";
        Process process;
        try {
            process = new ProcessBuilder("python3", "-c", script).start();
        } catch (IOException e) {
            assumeThat(false).as("python3 is not installed").isTrue();
            throw e;
        }
        process.getOutputStream().write(Json.write(Values.list(x, y)).getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().close();
        Object said = Json.parse(process.getInputStream().readAllBytes());
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        List<?> python = (List<?>) Objects.requireNonNull(said);
        Map<String, @Nullable Object> result = statistics.map("describe", "data", x);
        same(at(result, "mean"), (Double) Objects.requireNonNull(python.get(0)));
        same(at(result, "median"), (Double) Objects.requireNonNull(python.get(1)));
        same(at(result, "variance", "sample"), (Double) Objects.requireNonNull(python.get(2)));
        same(at(result, "variance", "population"), (Double) Objects.requireNonNull(python.get(3)));
        same(at(result, "std_dev", "sample"), (Double) Objects.requireNonNull(python.get(4)));
        List<?> quartiles = (List<?>) Objects.requireNonNull(python.get(5));
        same(at(result, "q1"), (Double) Objects.requireNonNull(quartiles.get(0)));
        same(at(result, "q3"), (Double) Objects.requireNonNull(quartiles.get(2)));
        List<?> deciles = (List<?>) Objects.requireNonNull(python.get(6));
        List<?> ours = (List<?>) Objects.requireNonNull(statistics
                .map(
                        "quantiles",
                        "data",
                        x,
                        "type",
                        6,
                        "probabilities",
                        Values.list(0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9))
                .get("quantiles"));
        for (int i = 0; i < 9; i++) {
            same(at(ours.get(i), "value"), (Double) Objects.requireNonNull(deciles.get(i)));
        }
        Map<String, @Nullable Object> related = statistics.map("correlate", "x", x, "y", y);
        same(at(related, "coefficient"), (Double) Objects.requireNonNull(python.get(7)));
        same(at(related, "covariance", "sample"), (Double) Objects.requireNonNull(python.get(8)));
        List<?> line = (List<?>) Objects.requireNonNull(python.get(9));
        Map<String, @Nullable Object> fit = statistics.map("regress", "x", x, "y", y);
        same(at(coefficient(fit, 1), "value"), (Double) Objects.requireNonNull(line.get(0)));
        same(at(coefficient(fit, 0), "value"), (Double) Objects.requireNonNull(line.get(1)));
    }

    @Test
    void correlates_ranks_and_says_how_sure_it_is() {
        // Spearman's example of IQ and television, as in R: rho = -0.1757576, p = 0.6272.
        Map<String, @Nullable Object> result = statistics.map(
                "correlate",
                "x",
                Values.list(106, 86, 100, 101, 99, 103, 97, 113, 112, 110),
                "y",
                Values.list(7, 0, 27, 50, 28, 29, 20, 12, 6, 17),
                "method",
                "spearman");
        assertThat(at(result, "coefficient")).isCloseTo(-0.175757575757576, within(1e-12));
        assertThat(at(result, "p_value")).isCloseTo(0.627188, within(1e-5));
        assertThat(statistics.map(
                        "correlate", "x", Values.list(1, 2, 2, 3), "y", Values.list(1, 4, 4, 9), "method", "spearman"))
                .containsEntry("coefficient", 1.0);
        statistics.fails(ErrorCode.FAILED, "correlate", "x", Values.list(1, 1), "y", Values.list(1, 2));
    }

    @Test
    void counts_what_is_missing_and_refuses_what_is_no_number(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("t.csv"), "a;b\n1;2\n;3\nNA;1\n4;x\n5;6\n");
        ToolTester here = statistics.in(folder);
        assertThat(here.map("describe", "path", "t.csv", "column", "a"))
                .containsEntry("count", 3L)
                .containsEntry("missing_count", 2L);
        assertThat(here.fails(ErrorCode.INVALID_PARAMS, "describe", "path", "t.csv", "column", "b")
                        .message())
                .startsWith("row 4, column b: must be a finite number, is 'x'");
        assertThat(here.map("correlate", "path", "t.csv", "x", "a", "y", "b", "invalid", "missing"))
                .containsEntry("count", 2L)
                .containsEntry("missing_count", 3L);
        assertThat(statistics
                        .fails(ErrorCode.INVALID_PARAMS, "describe", "data", Values.list(1, "x"))
                        .message())
                .startsWith("data[1]: must be a finite number, is 'x'");
        assertThat(statistics.map("describe", "data", Values.list("1.5", Double.NaN, null)))
                .containsEntry("count", 1L)
                .containsEntry("missing_count", 2L)
                .containsEntry("std_error", null);
        statistics.fails(ErrorCode.INVALID_PARAMS, "describe", "data", Values.list(Double.POSITIVE_INFINITY));
        statistics.fails(ErrorCode.INVALID_PARAMS, "describe", "data", Values.list((Object) null));
        statistics.fails(ErrorCode.DENIED, "describe", "path", "/etc/hostname", "column", "a");
    }

    @Test
    void histograms_lose_no_value() {
        Random random = new Random(5);
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            values.add(Math.rint(random.nextGaussian() * 10) / 10);
        }
        Map<String, @Nullable Object> result = statistics.map("histogram", "data", values);
        List<?> bins = (List<?>) Objects.requireNonNull(result.get("bins"));
        assertThat(bins).hasSizeBetween(10, 60);
        assertThat(bins.stream().mapToDouble(bin -> at(bin, "count")).sum()).isEqualTo(1000);
        assertThat(Json.write(statistics
                        .map("histogram", "data", Values.list(0.1, 0.2, 0.3, 9), "bins", 3, "min", 0, "max", 0.3)
                        .get("bins")))
                .contains("\"count\":1},", "\"count\":2}");
        assertThat(statistics.map("histogram", "data", Values.list(0.1, 9), "bins", 1, "min", 0, "max", 1))
                .containsEntry("outside_count", 1L);
        assertThat(statistics.map("histogram", "data", Values.list(3, 3))).containsEntry("bin_width", 0.5);
        statistics.fails(ErrorCode.INVALID_PARAMS, "histogram", "data", Values.list(1), "min", 2, "max", 1);
        statistics.fails(ErrorCode.INVALID_PARAMS, "histogram", "data", Values.list(1), "bins", 0);
    }

    @Test
    void says_which_arguments_do_not_fit() {
        statistics.fails(ErrorCode.INVALID_PARAMS, "describe");
        statistics.fails(ErrorCode.INVALID_PARAMS, "describe", "data", Values.list(1), "column", "a");
        assertThat(statistics
                        .fails(ErrorCode.INVALID_PARAMS, "describe", "input", "abc,b\n1,2\n", "column", "abd")
                        .message())
                .contains("abc");
        statistics.fails(
                ErrorCode.INVALID_PARAMS, "quantiles", "data", Values.list(1), "probabilities", Values.list(2));
        statistics.fails(ErrorCode.INVALID_PARAMS, "quantiles", "data", Values.list(1), "type", 10);
        statistics.fails(ErrorCode.INVALID_PARAMS, "correlate", "x", Values.list(1, 2), "y", Values.list(1));
        statistics.fails(ErrorCode.INVALID_PARAMS, "correlate", "x", "a", "y", "b");
        statistics.fails(ErrorCode.INVALID_PARAMS, "correlate", "x", Values.list(1), "y", Values.list(1));
        statistics.fails(ErrorCode.INVALID_PARAMS, "regress", "x", null, "y", Values.list(1));
        statistics.fails(ErrorCode.INVALID_PARAMS, "regress", "x", Values.map(), "y", Values.list(1));
        statistics.fails(ErrorCode.INVALID_PARAMS, "regress", "x", Values.list(1), "y", Values.list(1));
        assertThat(statistics
                        .fails(
                                ErrorCode.INVALID_PARAMS,
                                "regress",
                                "x",
                                Values.map("a", Values.list(1, 2, 3, 5), "b", Values.list(2, 4, 6, 10)),
                                "y",
                                Values.list(1, 2, 3, 4))
                        .message())
                .contains("'b' is constant or a combination");
    }

    @Test
    void has_a_bound_and_stops_when_cancelled() {
        statistics.fails(
                ErrorCode.LIMIT_EXCEEDED, "describe", "data", new ArrayList<>(Collections.nCopies(1_000_001, 1L)));
        Cancellation cancelled = new Cancellation();
        cancelled.cancel();
        statistics.cancelledBy(cancelled).fails(ErrorCode.CANCELLED, "describe", "data", Values.list(1, 2));
    }
}
