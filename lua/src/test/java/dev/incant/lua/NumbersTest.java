package dev.incant.lua;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumbersTest {
    private static @Nullable Object parse(String text) {
        return Numbers.parse(LuaString.latin1(text));
    }

    private static String ascii(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-7, -7",
        "+7, 7",
        "00012, 12",
        "9223372036854775807, 9223372036854775807",
        "-9223372036854775808, -9223372036854775808",
        "0x10, 16",
        "-0xA, -10",
        "0xffffffffffffffff, -1",
        "0x1ffffffffffffffff, -1"
    })
    void integersAreRead(String text, long value) {
        assertThat(parse(text)).isEqualTo(value);
        assertThat(parse(" \t\n\013\f\r" + text + " \r\n")).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({
        "1e0, 1.0",
        ".5, 0.5",
        "5., 5.0",
        "-0.0, -0.0",
        "9223372036854775808, 0x1p63",
        "-9223372036854775809, -0x1p63",
        "1e309, Infinity",
        "-1e999999999999999999999, -Infinity",
        "1e-400, 0.0",
        "0e99999999999999999999, 0.0",
        "2.2250738585072011e-308, 2.225073858507201e-308",
        "0.1000000000000000055511151231257827, 0.1",
        "9007199254740993, 9007199254740993",
        "9007199254740993.0, 9007199254740992.0",
        "9007199254740993.00000000000000000000000000001, 9007199254740994.0",
        "0x.8, 0.5",
        "0x1p4, 16.0",
        "0xA.8P-1, 5.25",
        "0x1p-1074, 4.9e-324",
        "0x1p-1075, 0.0",
        "0x1.8p-1075, 4.9e-324",
        "0x1.fffffffffffff7p0, 0x1.fffffffffffffp0",
        "0x1.fffffffffffff8p0, 2.0",
        "0x1p99999999999999, Infinity"
    })
    void floatsAreReadAndRounded(String text, String value) {
        Object expected = value.contains(".") || value.contains("p") || value.contains("I")
                ? (Object) Double.valueOf(value.startsWith("0x") && !value.contains("p") ? value + "p0" : value)
                : (Object) Long.valueOf(value);
        assertThat(parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "-",
                "+",
                "- 1",
                "--1",
                ".",
                "e1",
                "1e",
                "1e+",
                "1e1.5",
                "0x",
                "0xg",
                "0x.",
                "0x.p1",
                "0x1p",
                "0x1p0x1",
                "1 2",
                "1a",
                "inf",
                "nan",
                "-inf",
                "infinity",
                "NAN",
                "0b1",
                "1_000",
                "1,5",
                "\u00a01",
                "1\0"
            })
    void whatIsNoNumberIsNull(String text) {
        assertThat(parse(text)).isNull();
    }

    @ParameterizedTest
    @CsvSource({"10, 2, 2", "' 7fFf ', 16, 32767", "-zz, 36, -1295", "+8, 9, 8", "ffffffffffffffffff, 16, -1"})
    void integersAreReadInAnyBase(String text, int base, long value) {
        assertThat(Numbers.fromBase(null, LuaString.latin1(text).bytes, base)).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({"'', 10", "-, 10", "8, 8", "1.0, 10", "1 1, 10", "0x1, 16", "- 1, 10"})
    void otherDigitsAreNoneOfTheBase(String text, int base) {
        assertThat(Numbers.fromBase(null, LuaString.latin1(text).bytes, base)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "0.0, 0.0",
        "-0.0, -0.0",
        "1.0, 1.0",
        "-150.0, -150.0",
        "0.1, 0.1",
        "3.14159265358979, 3.1415926535898",
        "1e14, 1e+14",
        "99999999999999.0, 99999999999999.0",
        "123456789012.99999, 123456789013.0",
        "1e15, 1e+15",
        "1e100, 1e+100",
        "1e-5, 1e-05",
        "0.0001, 0.0001",
        "5e-324, 4.9406564584125e-324",
        "0.30000000000000004, 0.3",
        "Infinity, inf",
        "-Infinity, -inf"
    })
    void floatsShowFourteenDigits(double value, String text) {
        assertThat(Numbers.toText(value)).isEqualTo(text);
    }

    @Property
    void integersSurviveBeingText(@ForAll long value) {
        String text = Numbers.toLuaString(value).toString();

        assertThat(text).isEqualTo(Long.toString(value));
        assertThat(parse(text)).isEqualTo(value);
    }

    @Property(tries = 5000)
    void seventeenDigitsKeepEveryFloat(@ForAll long bits) {
        double d = Double.longBitsToDouble(bits & Long.MAX_VALUE);
        if (d <= Double.MAX_VALUE) {
            assertThat(parse(ascii(FloatText.general(d, 17, false, false, 0))))
                    .satisfies(read -> assertThat(((Number) read).doubleValue()).isEqualTo(d));
        }
    }

    @Property(tries = 5000)
    void hexadecimalDigitsKeepEveryFloat(@ForAll long bits) {
        double d = Double.longBitsToDouble(bits & Long.MAX_VALUE);
        if (d <= Double.MAX_VALUE) {
            assertThat(parse(ascii(FloatText.hex(d, -1, false, false, 0)))).isEqualTo(d);
        }
    }

    @Property(tries = 5000)
    void decimalTextIsReadAsJavaDoes(@ForAll long digits, @ForAll @IntRange(min = -345, max = 320) int exponent) {
        String text = Math.abs(digits >>> 1) + "e" + exponent;

        assertThat(parse(text)).isEqualTo(Double.valueOf(text));
    }

    @Property(tries = 5000)
    void significantDigitsAreThoseOfTheExactValue(
            @ForAll long bits, @ForAll @IntRange(min = 1, max = 40) int precision) {
        double d = Double.longBitsToDouble(bits & Long.MAX_VALUE);
        if (d > 0 && d <= Double.MAX_VALUE) {
            BigDecimal exact = new BigDecimal(d).round(new MathContext(precision, RoundingMode.HALF_EVEN));
            String shown = ascii(FloatText.exponent(d, precision - 1, false, false, 0));

            assertThat(new BigDecimal(shown)).isEqualByComparingTo(exact);
        }
    }

    @Property(tries = 5000)
    void everydayNumbersAreRoundedExactly(
            @ForAll @IntRange(min = -2_000_000, max = 2_000_000) int thousandths,
            @ForAll @IntRange(min = 0, max = 30) int decimals) {
        double d = Math.abs(thousandths / 1000.0);
        String exact =
                new BigDecimal(d).setScale(decimals, RoundingMode.HALF_EVEN).toPlainString();

        assertThat(ascii(FloatText.fixed(d, decimals, false, false, 0))).isEqualTo(exact);
    }

    @Property(tries = 2000)
    void shortDecimalsAreShownAsTheyWereWritten(
            @ForAll @IntRange(min = 1, max = 999_999_999) int digits,
            @ForAll @IntRange(min = -300, max = 290) int exponent) {
        double d = Double.parseDouble(digits + "e" + exponent);

        assertThat(new BigDecimal(Numbers.toText(d)))
                .isEqualByComparingTo(new BigDecimal(String.format(Locale.ROOT, "%de%d", digits, exponent)));
    }
}
