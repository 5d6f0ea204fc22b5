package dev.incant.lua.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumeralTest {
    private static Object read(String numeral, boolean negative) {
        Numeral reader = new Numeral();
        byte[] source = Parsing.bytes("<" + numeral + ">");
        if (!reader.read(source, 1, source.length - 1, negative)) {
            return "malformed";
        }
        return reader.integral() ? (Object) reader.integer() : (Object) reader.number();
    }

    private static Object read(String numeral) {
        return read(numeral, false);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "00012, 12",
        "9223372036854775807, 9223372036854775807",
        "0xff, 255",
        "0XaB, 171",
        "0xffffffffffffffff, -1",
        "0x123456789abcdef01, 2541551405711093505"
    })
    void whatFitsIsAnInteger(String numeral, long value) {
        assertThat(read(numeral)).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({
        "1., 1",
        ".5, 0.5",
        "1e2, 100",
        "3.25E-1, 0.325",
        "1E+2, 100",
        "9223372036854775808, 9223372036854775808",
        "100000000000000000000000000, 1e26",
        "1e999, Infinity",
        "1e-999, 0",
        "1e99999999999999999999, Infinity",
        "0.1, 0.1",
        "123456789012345678, 123456789012345678",
        "12345678901234567.0, 12345678901234567",
        "0.1000000000000000055511151231257827, 0.1",
        "9007199254740993.0, 9007199254740992",
        "1e22, 1e22",
        "1e23, 1e23",
        "2.2250738585072011e-308, 2.2250738585072011e-308",
        "5e-324, 4.9e-324"
    })
    void theOthersAreTheNearestFloat(String numeral, String value) {
        Object expected = numeral.equals("123456789012345678")
                ? (Object) 123456789012345678L
                : (Object) Double.parseDouble(value);
        assertThat(read(numeral)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "0x.8, 0.5",
        "0x1p4, 16",
        "0xA.8p-1, 5.25",
        "0x.0p1, 0",
        "0x1p-1074, 4.9e-324",
        "0x1p-1075, 0",
        "0x1.8p-1075, 4.9e-324",
        "0x1p1024, Infinity",
        "0x1p99999999999999999999, Infinity",
        "0x1p-99999999999999999999, 0",
        "0x1.fffffffffffff8p1023, Infinity",
        "0x20000000000001p0, 9007199254740992",
        "0x20000000000003p0, 9007199254740996",
        "0x200000000000010000000000000001p0, 1.6615349947311452e35"
    })
    void hexadecimalFloatsAreRoundedOnce(String numeral, double value) {
        assertThat(read(numeral)).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "x",
                "1x",
                "0x",
                "0x.",
                "1e",
                "1e+",
                "1e5.",
                "1..2",
                "1.2.3",
                "0xp1",
                "0x1p",
                "0x1p+",
                "0x1pa",
                "1f",
                "1d",
                "1_000",
                "0xg",
                "nan",
                "inf",
                "infinity",
                "NaN",
                "1 ",
                " 1",
                "+1",
                "-1",
                "0b1",
                "1e1e1"
            })
    void whatIsNoNumeralIsMalformed(String numeral) {
        assertThat(read(numeral)).isEqualTo("malformed");
    }

    @Test
    void aSignIsPartOfTheRange() {
        assertThat(read("9223372036854775808", true)).isEqualTo(Long.MIN_VALUE);
        assertThat(read("9223372036854775809", true)).isEqualTo(-0x1p63);
        assertThat(read("0x8000000000000000", true)).isEqualTo(Long.MIN_VALUE);
        assertThat(read("0.0", true)).isEqualTo(-0.0);
        assertThat(read("0x0p0", true)).isEqualTo(-0.0);
    }

    @Test
    void aNumeralMayHaveAnyLength() {
        assertThat(read("0." + "0".repeat(100_000) + "1e100001")).isEqualTo(1.0);
        assertThat(read("1" + "0".repeat(100_000) + "e-100000")).isEqualTo(1.0);
        assertThat(read("0x0." + "0".repeat(100_000) + "1p400004")).isEqualTo(1.0);
        assertThat(read("0x1" + "0".repeat(100_000) + "p-400000")).isEqualTo(1.0);
        assertThat(read("9".repeat(100_000))).isEqualTo(Double.POSITIVE_INFINITY);
    }

    @Property
    void integersAreRead(@ForAll long value) {
        assertThat(read(Long.toHexString(value).transform(hex -> "0x" + hex))).isEqualTo(value);
        long positive = value & Long.MAX_VALUE;
        assertThat(read(Long.toString(positive))).isEqualTo(positive);
    }

    @Property
    void floatsAreReadInEveryNotation(@ForAll long bits) {
        double value = Math.abs(Double.longBitsToDouble(bits));
        if (Double.isFinite(value)) {
            assertThat(read(Double.toString(value))).isEqualTo(value);
            assertThat(read(Double.toHexString(value))).isEqualTo(value);
            assertThat(read(new BigDecimal(value).toPlainString() + ".0".substring(isWhole(value) ? 0 : 2)))
                    .isEqualTo(value);
        }
    }

    private static boolean isWhole(double value) {
        return value == Math.rint(value);
    }

    @Property
    void hexadecimalFloatsAreTheNearest(
            @ForAll long high, @ForAll long low, @ForAll @IntRange(min = -1300, max = 1100) int exponent) {
        String numeral = "0x" + Long.toHexString(high) + "." + Long.toHexString(low) + "p" + exponent;
        assertThat(read(numeral)).isEqualTo(Double.parseDouble(numeral));
    }

    @Property
    void shortDecimalsAreTheNearest(
            @ForAll @IntRange(min = 0) int whole,
            @ForAll @IntRange(min = 0, max = 99_999) int fraction,
            @ForAll @IntRange(min = -40, max = 40) int exponent) {
        String numeral = whole + "." + fraction + "e" + exponent;
        assertThat(read(numeral)).isEqualTo(Double.parseDouble(numeral));
    }
}
