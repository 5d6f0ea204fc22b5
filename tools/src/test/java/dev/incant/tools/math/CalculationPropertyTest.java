package dev.incant.tools.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.error.ToolException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

final class CalculationPropertyTest {
    /// A random expression: how it is written with few parentheses and many, and its value to 60 digits, null for
    /// none.
    record Sample(String written, int strength, @Nullable BigDecimal value) {
        String inside(int least) {
            return strength >= least ? written : "(" + written + ")";
        }
    }

    private static final MathContext FINE = new MathContext(60);

    @Provide
    Arbitrary<Sample> samples() {
        return nested(5);
    }

    private Arbitrary<Sample> nested(int depth) {
        if (depth == 0) {
            return numbers();
        }
        Arbitrary<Sample> inner = nested(depth - 1);
        return Arbitraries.frequencyOf(
                Tuple.of(1, numbers()), Tuple.of(1, negations(inner)), Tuple.of(4, pairs(inner, nested(depth / 2))));
    }

    private Arbitrary<Sample> numbers() {
        return Arbitraries.bigDecimals()
                .between(BigDecimal.ZERO, BigDecimal.valueOf(1000))
                .ofScale(3)
                .map(number -> new Sample(number.toPlainString(), 9, number));
    }

    private Arbitrary<Sample> negations(Arbitrary<Sample> operand) {
        return operand.map(inner -> new Sample(
                "-" + inner.inside(3),
                3,
                inner.value() == null ? null : inner.value().negate()));
    }

    private Arbitrary<Sample> pairs(Arbitrary<Sample> left, Arbitrary<Sample> right) {
        return Combinators.combine(left, Arbitraries.of('+', '-', '*', '/', '<', '='), right, Arbitraries.of("", " "))
                .as(CalculationPropertyTest::combined);
    }

    private static Sample combined(Sample left, char operator, Sample right, String space) {
        int strength = operator == '=' ? -1 : operator == '<' ? 0 : operator == '+' || operator == '-' ? 1 : 2;
        String sign = operator == '=' ? "==" : String.valueOf(operator);
        return new Sample(
                left.inside(strength) + space + sign + space + right.inside(strength + 1),
                strength,
                value(left.value(), operator, right.value()));
    }

    private static @Nullable BigDecimal value(@Nullable BigDecimal a, char operator, @Nullable BigDecimal b) {
        if (a == null || b == null || (operator == '/' && b.signum() == 0)) {
            return null;
        }
        return switch (operator) {
            case '+' -> a.add(b);
            case '-' -> a.subtract(b);
            case '*' -> a.multiply(b);
            case '<' -> a.compareTo(b) < 0 ? BigDecimal.ONE : BigDecimal.ZERO;
            case '=' -> a.compareTo(b) == 0 ? BigDecimal.ONE : BigDecimal.ZERO;
            default -> a.divide(b, FINE);
        };
    }

    private static Number evaluated(String expression) {
        return Calculation.evaluate(expression, Map.of(), new Cancellation());
    }

    @Property(tries = 2000)
    void agrees_with_exact_arithmetic(@ForAll("samples") Sample sample) {
        boolean inexact = sample.written().contains("/");
        if (sample.value() == null || (inexact && !sample.written().matches("[-0-9./* ()]+"))) {
            // A difference of inexact numbers may be anything, and a division by it too.
            return;
        }
        Number value = evaluated(sample.written());
        if (!inexact) {
            assertThat(value).isNotInstanceOf(Double.class);
            assertThat(Arithmetic.decimal(value)).isEqualByComparingTo(sample.value());
        } else {
            double wanted = sample.value().doubleValue();
            assertThat(value.doubleValue()).isCloseTo(wanted, within(Math.abs(wanted) * 1e-13));
        }
    }

    @Property(tries = 2000)
    void refuses_what_has_no_value_and_nothing_else(@ForAll("samples") Sample sample) {
        if (sample.value() == null) {
            return;
        }
        try {
            evaluated(sample.written());
        } catch (ToolException error) {
            // A difference that is zero only in doubles.
            assertThat(sample.written()).contains("/");
            assertThat(error.message()).contains("division by zero");
        }
    }

    @Provide
    Arbitrary<String> noise() {
        return Arbitraries.of(
                        "1",
                        "23",
                        ".",
                        "0x",
                        "e",
                        "1e",
                        "+",
                        "-",
                        "*",
                        "/",
                        "%",
                        "^",
                        "(",
                        ")",
                        "<",
                        "=",
                        "!",
                        "&&",
                        "|",
                        ",",
                        " ",
                        "sin",
                        "log(",
                        "max(",
                        "pi",
                        "x",
                        "\n",
                        "é",
                        "\uD83D",
                        "0b1",
                        "round(",
                        "factorial(")
                .list()
                .ofMaxSize(40)
                .map(parts -> String.join("", parts));
    }

    @Property(tries = 5000)
    void answers_any_text_with_a_value_or_an_error_of_ours(@ForAll("noise") String text) {
        try {
            assertThat(evaluated(text).doubleValue()).isNotNaN();
        } catch (ToolException error) {
            assertThat(error.message()).isNotBlank();
        }
        try {
            Calculation.read(text, new Cancellation());
        } catch (ToolException error) {
            assertThat(error.message()).isNotBlank();
        }
    }

    @Property
    void answers_any_characters(@ForAll String text) {
        try {
            evaluated(text);
        } catch (ToolException error) {
            assertThat(error.message()).isNotBlank();
        }
    }

    @Example
    void agrees_with_bc_on_long_decimals() throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/bc")), "bc is not here");
        List<String> expressions = new ArrayList<>();
        Random random = new Random(7);
        for (int i = 0; i < 200; i++) {
            expressions.add("(" + random.nextInt(1_000_000) + "." + random.nextInt(1_000_000) + " - "
                    + random.nextInt(999) + ") * " + random.nextLong(1L << 50) + " + 3." + random.nextInt(1000) + " ^ "
                    + random.nextInt(9));
        }
        Process bc = new ProcessBuilder("/usr/bin/bc").start();
        try (var in = bc.outputWriter(StandardCharsets.US_ASCII)) {
            in.write("scale=200\n" + String.join("\n", expressions) + "\n");
        }
        List<String> answers = bc.inputReader(StandardCharsets.US_ASCII)
                .readAllAsString()
                .replace("\\\n", "")
                .lines()
                .toList();
        assertThat(bc.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(answers).hasSameSizeAs(expressions);
        for (int i = 0; i < answers.size(); i++) {
            assertThat(Arithmetic.decimal(evaluated(expressions.get(i))))
                    .as(expressions.get(i))
                    .isEqualByComparingTo(new BigDecimal(answers.get(i)));
        }
    }
}
