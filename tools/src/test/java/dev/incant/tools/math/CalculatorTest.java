package dev.incant.tools.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Tool;
import dev.incant.testkit.ToolContract;
import dev.incant.testkit.ToolTester;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CalculatorTest implements ToolContract {
    private final ToolTester calculator = ToolTester.of(tool());

    @Override
    public Tool tool() {
        return new Calculator();
    }

    private Object value(String expression) {
        return Objects.requireNonNull(
                calculator.map("evaluate", "expression", expression).get("result"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "2 + 2 * 3; 8",
                "-2^2; -4",
                "2^3^2; 512",
                "2^-3*8; 1",
                "-2^-2*4; -1",
                "(2 + 3) * -4; -20",
                "7 % 3; 1",
                "-7 % 3; -1",
                "2 - 3 - 4; -5",
                "100 / 10 / 5; 2",
                "1 < 2; 1",
                "2 <= 1; 0",
                "0.1 + 0.2 == 0.3; 1",
                "3 != 3; 0",
                "1 > 0 && 0 || 1; 1",
                "!0 + !5; 1",
                "1 + 1 == 2 && 2 * 2 >= 4; 1",
                "0 && 1 / 0; 0",
                "1 || 1 / 0; 1",
                "1e3 + .5 + 5. - 5.5; 1000",
                "0xFF + 0b101; 260",
                "9223372036854775807; 9223372036854775807",
                "-9223372036854775808; -9223372036854775808",
                "2.50 * 4; 10",
                "sqrt((1+3)*4); 4",
                "sqrt(abs(-9)+7); 4",
                "sqrt(sqrt(16)); 2",
                "exp(ln(1)); 1",
                "log(1000); 3",
                "log(2, 1024); 10",
                "log(0.5, 8); -3",
                "log2(2^300); 300",
                "log10(10^400); 400",
                "cbrt(-27); -3",
                "max(3, min(9, 7), 5); 7",
                "round(2.5) + round(-2.5); 0",
                "round(1234.5, -2); 1200",
                "int(-2.7) + floor(-2.7) + ceil(-2.7); -7",
                "sign(-3) + sign(0) + sign(9); 0",
                "hypot(3, 4); 5",
                "pow(2, 10); 1024",
                "factorial(10); 3628800",
                "0^0; 1",
                "2^1000 / 2^998; 4",
                "floor(pi); 3",
                "sin(0) + cos(0); 1",
            })
    void gives_whole_numbers_where_the_value_is_one(String expression, long expected) {
        assertThat(value(expression)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "0.1 + 0.2; 0.3",
                "1 / 8; 0.125",
                "1 / 3; 0.3333333333333333",
                "0.1 / 0.3; 0.3333333333333333",
                "1.1 * 1.1; 1.21",
                "sqrt(2.25); 1.5",
                "round(pi, 2); 3.14",
                "round(2.675, 2); 2.68",
                "2^0.5; 1.4142135623730951",
                "pi(); 3.141592653589793",
                "e() - e; 0.0",
                "2*tau; 12.566370614359172",
                "sin(pi/6); 0.5",
                "deg(pi); 180.0",
                "asinh(1e-9); 1e-9",
                "atanh(0.5); 0.5493061443340548",
                "acosh(2); 1.3169578969248166",
                "atan2(1, -1); 2.356194490192345",
                "10^-400 * 10^399; 0.1",
                "ln(10^400); 921.0340371976183",
            })
    void gives_the_nearest_double_else(String expression, double expected) {
        assertThat((Double) value(expression)).isCloseTo(expected, within(Math.ulp(expected) * 2));
    }

    @Test
    void says_the_exact_value_where_a_double_does_not_hold_it() {
        assertThat(calculator.map("evaluate", "expression", "2^100"))
                .containsEntry("result", 0x1p100)
                .containsEntry("exact", "1267650600228229401496703205376")
                .containsEntry("result_type", "float");
        assertThat(calculator.map("evaluate", "expression", "0.1 + 0.2")).doesNotContainKey("exact");
        assertThat(calculator.map("evaluate", "expression", "0.12345678901234567890"))
                .containsEntry("exact", "0.1234567890123456789");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "1 + 2 / 0; division by zero, in '2 / 0'; 5",
                "3 + 5 % (2 - 2); division by zero; 5",
                "0^-1; division by zero; 1",
                "1 + sqrt(-1); outside the domain: it takes numbers from 0, in 'sqrt(-1)'; 5",
                "ln(0); above 0; 1",
                "log(1, 5); a base above 0 that is not 1; 1",
                "2 * asin(2); from -1 to 1, in 'asin(2)'; 5",
                "acosh(0.5); numbers from 1; 1",
                "atanh(1); between -1 and 1; 1",
                "(-8)^0.5; negative number; 1",
                "exp(1000); overflow; 1",
                "1 + 1.5^3000; overflow; 5",
                "2^2000 + 0.5*pi; overflow; 1",
                "factorial(2.5); whole numbers; 1",
            })
    void says_where_there_is_no_value(String expression, String message, long position) {
        ToolException error = calculator.fails(ErrorCode.FAILED, "evaluate", "expression", expression);
        assertThat(error.message()).contains(message);
        assertThat(error.details()).containsEntry("position", position);
    }

    @Test
    void refuses_a_result_beyond_doubles_but_says_it() {
        assertThat(calculator
                        .fails(ErrorCode.FAILED, "evaluate", "expression", "10^309")
                        .details())
                .containsEntry("exact", "1" + "0".repeat(309));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "2 +; ends where a number; 4",
                "`   `; ends where; 4",
                "(1 + 2; ')' is missing for the '(' at position 1; 7",
                "1 + 2); unexpected ')'; 6",
                "2 3; an operator before it is missing; 3",
                "2pi; an operator before it is missing; 2",
                "2 ** 3; a power is written '^'; 4",
                "x = 3; equality is written '=='; 3",
                "sqroot(4); did you mean 'sqrt'; 1",
                "1 + sqrt(1, 2); use sqrt(x); 5",
                "min(); use min(x, …); 1",
                "sin + 1; needs its values in parentheses; 1",
                "1 + . + 2; '.' without digits; 5",
                "0x; digits of base 16 are missing; 3",
                "0b12; not a digit of base 2; 4",
                "1 & 2; unexpected '&'; 3",
                "3 $ 4; unexpected '$'; 3",
            })
    void says_where_the_writing_is_wrong(String expression, String message, long position) {
        ToolException error = calculator.fails(
                ErrorCode.INVALID_PARAMS, "evaluate", "expression", expression, "variables", Map.of("x", 1L));
        assertThat(error.message()).contains(message);
        assertThat(error.details()).containsEntry("position", position);
        assertThat((String) error.details().get("shown")).endsWith("\n" + " ".repeat((int) position - 1) + "^");
    }

    @Test
    void knows_variables_and_suggests_the_nearest() {
        assertThat(calculator.map("evaluate", "input", "a_1 * π", "variables", Map.of("a_1", 2L)))
                .containsEntry("result", Math.TAU);
        assertThat(calculator.map("evaluate", "input", "e * 2", "variables", Map.of("e", 0.1)))
                .containsEntry("result", 0.2);
        assertThat(calculator
                        .fails(
                                ErrorCode.INVALID_PARAMS,
                                "evaluate",
                                "input",
                                "widht * 2",
                                "variables",
                                Map.of("width", 2L))
                        .message())
                .contains("unknown variable 'widht'; did you mean 'width'?");
        calculator.fails(ErrorCode.INVALID_PARAMS, "evaluate", "input", "0 && x");
        calculator.fails(ErrorCode.INVALID_PARAMS, "evaluate", "input", "1", "variables", Map.of("2x", 2L));
        calculator.fails(ErrorCode.INVALID_PARAMS, "evaluate", "input", "1", "variables", Map.of("x", Double.NaN));
        calculator.fails(ErrorCode.INVALID_PARAMS, "evaluate", "input", "1", "variables", Map.of("x", "2"));
    }

    @Test
    void validates_without_values() {
        assertThat(calculator.map("validate", "expression", "1 / 0 + sin(x) * x ^ (y - pi) + max(1, sin(2))"))
                .containsEntry("valid", true)
                .containsEntry("variables", List.of("x", "y"))
                .containsEntry("functions", List.of("sin", "max"));
        assertThat(calculator.map("validate", "expression", "1 +* 2"))
                .containsEntry("valid", false)
                .containsEntry("position", 4L);
        assertThat(calculator.map("validate", "expression", "nosuch(2)")).containsEntry("valid", false);
    }

    @Test
    void every_function_listed_can_be_called_and_every_name_is_known() {
        List<?> functions =
                (List<?>) Objects.requireNonNull(calculator.map("functions").get("functions"));
        assertThat(functions).hasSizeGreaterThan(30);
        for (Object function : functions) {
            String name = (String) Objects.requireNonNull(((Map<?, ?>) function).get("name"));
            int arity = MathFunctions.arity(name);
            assertThat(arity).as(name).isNotNegative();
            String args = String.join(", ", Collections.nCopies(arity / 100, name.equals("log") ? "10" : "1"));
            if (!name.equals("atanh")) {
                value(name + "(" + args + ")");
            }
        }
        calculator.fails(ErrorCode.NOT_FOUND, "functions", "name", "sinus_of");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9^9^9",
                "9^999999999",
                "10^(10^500)",
                "factorial(1000000000000)",
                "1e99999999999",
                "1e5000",
                "1e-5000",
                "10^600 * 10^600",
                "max(1, 9^9^9)",
            })
    void ends_what_would_never_end(String expression) {
        long start = System.nanoTime();
        assertThat(calculator
                        .fails(ErrorCode.LIMIT_EXCEEDED, "evaluate", "expression", expression)
                        .details())
                .containsKey("position");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void bounds_length_depth_and_digits() {
        for (String expression : List.of(
                "1" + "+1".repeat(50_000),
                "(".repeat(5_000) + "1" + ")".repeat(5_000),
                "-".repeat(9_000) + "1",
                "1" + "^1".repeat(3_000),
                "abs(".repeat(2_000) + "1" + ")".repeat(2_000),
                "9".repeat(9_000),
                "0x" + "f".repeat(9_000))) {
            calculator.fails(ErrorCode.LIMIT_EXCEEDED, "evaluate", "expression", expression);
        }
        assertThat(value("1" + "+1".repeat(4_999))).isEqualTo(5000L);
        assertThat(value("(".repeat(199) + "1" + ")".repeat(199))).isEqualTo(1L);
        // The costliest that the bounds allow: thousands of operations with numbers of a thousand digits.
        long start = System.nanoTime();
        calculator.map("evaluate", "expression", "3^600" + "*1.0000001/1.0000003".repeat(490) + " > 0");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }
}
