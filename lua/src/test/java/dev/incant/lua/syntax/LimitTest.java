package dev.incant.lua.syntax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitTest {
    /// Small, so that what needs stack by the length of the text fails here.
    private static final long STACK = 768 * 1024;

    private static String outcomeOnASmallStack(String source) throws InterruptedException {
        AtomicReference<String> outcome = new AtomicReference<>("no outcome");
        Thread thread = new Thread(null, () -> outcome.set(Parsing.outcome(source)), "parser", STACK);
        thread.start();
        thread.join();
        return outcome.get();
    }

    private static String locals(int count) {
        StringBuilder names = new StringBuilder("local x0");
        for (int i = 1; i < count; i++) {
            names.append(",x").append(i);
        }
        return names.append('\n').toString();
    }

    @Test
    void aFunctionHas200Locals() {
        assertThat(Parsing.outcome(locals(200))).isEqualTo("parsed");
        assertThat(Parsing.outcome(locals(201)))
                .isEqualTo("t:2: too many local variables (limit is 200) in main function near <eof>");
        assertThat(Parsing.outcome("\nfunction f() " + locals(200) + " local y end"))
                .isEqualTo("t:3: too many local variables (limit is 200) in function at line 2 near 'end'");
        assertThat(Parsing.outcome("do " + locals(150) + " end " + locals(150))).isEqualTo("parsed");
    }

    @Test
    void loopsAndConstantsCountForTheLocals() {
        assertThat(Parsing.outcome(locals(196) + "for i = 1, 2 do end")).isEqualTo("parsed");
        assertThat(Parsing.outcome(locals(197) + "for i = 1, 2 do end")).contains("too many local variables");
        assertThat(Parsing.outcome(locals(195) + "for i in x do end")).isEqualTo("parsed");
        assertThat(Parsing.outcome(locals(196) + "for i in x do end")).contains("too many local variables");
        assertThat(Parsing.outcome(locals(200) + "local y <const> = 1")).contains("too many local variables");
    }

    @Test
    void aFunctionHas255Upvalues() {
        assertThat(Parsing.outcome(upvalues(255))).isEqualTo("parsed");
        assertThat(Parsing.outcome(upvalues(256)))
                .isEqualTo("t:4: too many upvalues (limit is 255) in function at line 3 near '='");
    }

    private static String upvalues(int count) {
        StringBuilder uses = new StringBuilder();
        for (int i = 0; i < count; i++) {
            uses.append(i < 150 ? "x" + i : "y" + (i - 150)).append(" = 1 ");
        }
        String ys = locals(150).replace('x', 'y');
        return locals(150) + "function g() " + ys + "function h()\n" + uses + "end end";
    }

    @ParameterizedTest
    @CsvSource({
        "'x = ', (, 1, ), 195",
        "'x = ', {, 1, }, 195",
        "'', 'do ', '', ' end', 197",
        "'', 'function f() ', '', ' end', 197",
        "'', 'while a do ', '', ' end', 196",
        "'', 'if a then else ', '', ' end', 196",
        "'x = ', 'a..', 1, '', 195",
        "'x = ', '- ', a, '', 195",
        "'x = ', 'f(', 1, ')', 195",
        "'a', ',a', ' = 1', '', 195"
    })
    void nestingIsAsDeepAsInPuc(String start, String open, String inner, String close, int most)
            throws InterruptedException {
        assertThat(outcomeOnASmallStack(start + open.repeat(most) + inner + close.repeat(most)))
                .isEqualTo("parsed");
        assertThat(outcomeOnASmallStack(start + open.repeat(most + 1) + inner + close.repeat(most + 1)))
                .isEqualTo("t:1: C stack overflow");
        assertThat(outcomeOnASmallStack(start + open.repeat(100_000))).isEqualTo("t:1: C stack overflow");
    }

    @Test
    void depthIsGivenBack() throws InterruptedException {
        assertThat(outcomeOnASmallStack("do a, b, c = ((1)), {{}} end f(-1) ".repeat(1000)))
                .isEqualTo("parsed");
    }

    @ParameterizedTest
    @CsvSource({
        "'x = a', ' + a', ''",
        "'x = a', ' and a', ''",
        "'x = a', ' == a', ''",
        "'x = 1', ' + 1', ''",
        "'x = f', '.x', ''",
        "'x = f', '[1]', ''",
        "'f', '()', ''",
        "'f', '\"\"', ''",
        "'f', ':x()', ''",
        "'x = {', '1,', '}'",
        "'if a then', ' elseif a then', ' end'",
        "'', ';', ''",
        "'', 'x = 1 ', ''"
    })
    void chainsMayBeOfAnyLength(String start, String link, String end) throws InterruptedException {
        assertThat(outcomeOnASmallStack(start + link.repeat(1_000_000) + end)).isEqualTo("parsed");
    }

    @ParameterizedTest
    @CsvSource({"'f(1', ',1', ')'", "'return 1', ',1', ''", "'x = 1', ',1', ''"})
    void listsOfMoreValuesThanRegistersAreRefused(String start, String link, String end) throws InterruptedException {
        assertThat(outcomeOnASmallStack(start + link.repeat(200) + end)).isEqualTo("parsed");
        assertThat(outcomeOnASmallStack(start + link.repeat(260) + end))
                .startsWith("t:1: function or expression needs too many registers near");
    }

    @Test
    void aLineOfTenMegabytesIsParsed() throws InterruptedException {
        String sum = "x = " + "variable + ".repeat(1_000_000);
        assertThat(outcomeOnASmallStack(sum + "1")).isEqualTo("parsed");
        assertThat(outcomeOnASmallStack(sum)).isEqualTo("t:1: unexpected symbol near <eof>");
    }

    @Test
    void labelsAndPendingJumpsAreLimited() {
        StringBuilder labels = new StringBuilder();
        for (int i = 0; i <= 32767; i++) {
            labels.append("::a").append(i).append(":: x() ");
        }
        assertThat(Parsing.outcome(labels.toString())).isEqualTo("t:1: too many labels/gotos (limit is 32767)");
        assertThat(Parsing.outcome("goto a ".repeat(32768))).isEqualTo("t:1: too many labels/gotos (limit is 32767)");
    }

    @Test
    void everyTokenIsCountedOnce() {
        int[] sum = new int[2];
        Parser.parse(Parsing.bytes("x = {a, b = 1}\n".repeat(1000)), "=t", tokens -> {
            sum[0] += tokens;
            sum[1]++;
        });
        assertThat(sum[0]).isEqualTo(9 * 1000 + 1);
        assertThat(sum[1]).isGreaterThan(10);
    }

    @Test
    void theTickerCanStopTheParser() {
        byte[] endless = Parsing.bytes("x = 1 ".repeat(100_000));
        assertThatThrownBy(() -> Parser.parse(endless, "=t", tokens -> {
                    throw new IllegalStateException("enough");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("enough");
    }
}
