package dev.incant.lua;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MathLibTest {
    private static final long MIN = Long.MIN_VALUE;

    @Test
    void roundingGivesAnIntegerWhereItFits() {
        assertThat(Scripts.run("return math.floor(3.7), math.floor(-3.2), math.ceil(3.2), math.ceil(-3.7)"))
                .containsExactly(3L, -4L, 4L, -3L);
        assertThat(Scripts.run("return math.floor(5), math.ceil(math.mininteger), math.floor('2.5')"))
                .containsExactly(5L, MIN, 2L);
        assertThat(Scripts.run("return math.floor(2^63), math.ceil(-2^63), math.floor(1e100)"))
                .containsExactly(0x1p63, MIN, 1e100);
        assertThat(Scripts.run("return math.floor(-1/0), math.ceil(1/0)"))
                .containsExactly(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    }

    @Test
    void absWrapsAroundForTheSmallestInteger() {
        assertThat(Scripts.run("return math.abs(-5), math.abs(-5.5), math.abs(math.mininteger), math.abs('-1')"))
                .containsExactly(5L, 5.5, MIN, 1.0);
    }

    @Test
    void fmodKeepsIntegersAndTheSignOfTheDividend() {
        assertThat(Scripts.run("return math.fmod(-7, 3), math.fmod(7, -3), math.fmod(-7.5, 2), math.fmod(7, 2.0)"))
                .containsExactly(-1L, 1L, -1.5, 1.0);
        assertThat(Scripts.run("return math.fmod(math.mininteger, -1), math.fmod(1, 1/0)"))
                .containsExactly(0L, 1.0);
        assertThat(Scripts.error("math.fmod(1, 0)")).isEqualTo("bad argument #2 to 'fmod' (zero)");
        assertThat(Scripts.value("return math.fmod(1, 0.0) ~= math.fmod(1, 0.0)"))
                .isEqualTo(true);
    }

    @Test
    void modfSplitsEvenInfinity() {
        assertThat(Scripts.run("return math.modf(3.5)")).containsExactly(3L, 0.5);
        assertThat(Scripts.run("return math.modf(-2.25)")).containsExactly(-2L, -0.25);
        assertThat(Scripts.run("return math.modf(7)")).containsExactly(7L, 0.0);
        assertThat(Scripts.run("return math.modf(1/0)")).containsExactly(Double.POSITIVE_INFINITY, 0.0);
        assertThat(Scripts.run("return math.modf(1e300)")).containsExactly(1e300, 0.0);
    }

    @Test
    void maxAndMinReturnTheArgumentItself() {
        assertThat(Scripts.run("return math.max(1, 2.5, -1), math.min(3, 2, 2.0), math.max(2, 2.0), math.max(7)"))
                .containsExactly(2.5, 2L, 2L, 7L);
        assertThat(Scripts.run("return math.max(math.maxinteger, 2^53), math.max('10', '9')"))
                .containsExactly(Long.MAX_VALUE, "9");
        assertThat(Scripts.error("math.max()")).isEqualTo("bad argument #1 to 'max' (value expected)");
        assertThat(Scripts.error("math.min(1, {})")).isEqualTo("attempt to compare table with number");
    }

    @Test
    void toIntegerConvertsOnlyWhatIsExact() {
        assertThat(Scripts.run("return math.tointeger(3.0), math.tointeger('8'), math.tointeger('0x10')"))
                .containsExactly(3L, 8L, 16L);
        assertThat(Scripts.run("return math.tointeger(3.5), math.tointeger(2^63), math.tointeger({})"))
                .containsExactly(null, null, null);
        assertThat(Scripts.error("math.tointeger()")).isEqualTo("bad argument #1 to 'tointeger' (value expected)");
    }

    @Test
    void typeTellsTheKindOfNumber() {
        assertThat(Scripts.run("return math.type(1), math.type(1.0), math.type('1'), math.type(nil)"))
                .containsExactly("integer", "float", null, null);
        assertThat(Scripts.run("return math.ult(1, -1), math.ult(-1, 1), math.ult(2.0, 3)"))
                .containsExactly(true, false, true);
        assertThat(Scripts.error("math.ult(1.5, 2)"))
                .isEqualTo("bad argument #1 to 'ult' (number has no integer representation)");
    }

    @Property
    void binaryLogarithmsOfPowersAreExact(@ForAll int any) {
        int exponent = Math.floorMod(any, 1074 + 1024) - 1074;
        assertThat(MathLib.log2(Math.scalb(1.0, exponent))).isEqualTo(exponent);
    }

    @Property
    void binaryLogarithmsAreMonotonic(@ForAll double any) {
        double x = Math.abs(any);
        if (x > 0 && x < Double.MAX_VALUE) {
            assertThat(MathLib.log2(Math.nextUp(x))).isGreaterThanOrEqualTo(MathLib.log2(x));
        }
    }

    @Test
    void logarithmsToBaseTenAreExactForPowersOfTen() {
        assertThat(Scripts.value("""
                for i = -300, 300 do
                  if math.log(tonumber("1e" .. i), 10) ~= i then return i end
                end
                return "exact"
                """)).isEqualTo("exact");
        assertThat(Scripts.run(
                        "return math.log(8, 2), math.log(2^0.5, 2), math.log(0), math.log(0, 2), math.log(81, 3)"))
                .containsExactly(3.0, 0.5000000000000001, Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY, 4.0);
    }

    @Test
    void powerIsOneWhereCSaysSo() {
        assertThat(Scripts.run("return math.pow(1, 0/0), math.pow(-1, 1/0), math.pow(1, -1/0), math.pow(0/0, 0)"))
                .containsExactly(1.0, 1.0, 1.0, 1.0);
    }

    @Test
    void functionsOfOlderVersionsAreThere() {
        assertThat(Scripts.run("return math.frexp(12)")).containsExactly(0.75, 4L);
        assertThat(Scripts.run("return math.frexp(5e-324)")).containsExactly(0.5, -1073L);
        assertThat(Scripts.run("return math.ldexp(0.75, 4), math.log10(1000), math.atan2(1, 1) == math.atan(1)"))
                .containsExactly(12.0, 3.0, true);
    }

    @Test
    void constantsAreThoseOfTheManual() {
        assertThat(Scripts.run("return math.pi, math.huge, math.maxinteger, math.mininteger"))
                .containsExactly(Math.PI, Double.POSITIVE_INFINITY, Long.MAX_VALUE, MIN);
    }

    /// Expected values come from lua5.4.
    @Test
    void aSeedGivesTheSequenceOfPuc() {
        assertThat(Scripts.run("math.randomseed(1007) return math.random(0), math.random(0)"))
                .containsExactly(0x7a7040a5a323c9d6L, -4860102577003928737L);
        assertThat(Scripts.run("""
                math.randomseed(42)
                return math.random(), math.random(0), math.random(100), math.random(-5, 5),
                  math.random(math.mininteger, math.maxinteger), math.random(3, 1 << 62)
                """))
                .containsExactly(
                        0.93081217803956817, 8333941968102511665L, 76L, 0L, 2164128405858571189L, 177101407732369986L);
        assertThat(Scripts.run("return math.randomseed(7, 8)")).containsExactly(7L, 8L);
    }

    @Test
    void theSeedsReturnedRepeatTheSequence() {
        assertThat(Scripts.value("""
                local x, y = math.randomseed()
                local a = math.random(0)
                math.randomseed(x, y)
                return a == math.random(0)
                """)).isEqualTo(true);
    }

    @Test
    void statesHaveGeneratorsOfTheirOwn() {
        assertThat(Scripts.value("return math.random(0)")).isNotEqualTo(Scripts.value("return math.random(0)"));
    }

    @Property(tries = 200)
    void randomIntegersStayInTheirInterval(@ForAll long a, @ForAll long b) {
        long low = Math.min(a, b);
        long high = Math.max(a, b);
        Xoshiro256 random = new Xoshiro256();
        for (int i = 0; i < 20; i++) {
            long r = random.project(random.next(), high - low) + low;
            assertThat(r).isBetween(low, high);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "math.random(1, 2, 3) | wrong number of arguments",
                "math.random(2, 1) | bad argument #1 to 'random' (interval is empty)",
                "math.random(-1) | bad argument #1 to 'random' (interval is empty)",
                "math.random(1.5) | bad argument #1 to 'random' (number has no integer representation)",
                "math.floor({}) | bad argument #1 to 'floor' (number expected, got table)",
                "math.sin() | bad argument #1 to 'sin' (number expected, got no value)",
            })
    void errorsAreWordedAsPucDoes(String expression, String message) {
        assertThat(Scripts.error(expression)).isEqualTo(message);
    }
}
