package dev.incant.lua.conformance;

import java.util.SplittableRandom;

/// Random choices of a generator of Lua texts, the same for the same seed.
final class Dice {
    private static final String[] INTEGERS = {
        "0",
        "1",
        "-1",
        "2",
        "3",
        "7",
        "10",
        "-10",
        "31",
        "32",
        "63",
        "64",
        "65",
        "-63",
        "-64",
        "255",
        "256",
        "1000000",
        "2147483647",
        "-2147483648",
        "4294967296",
        "9007199254740991",
        "9007199254740992",
        "9007199254740993",
        "-9007199254740993",
        "9223372036854775807",
        "-9223372036854775807",
        "math.mininteger",
        "math.maxinteger - 1",
        "0x7fffffffffffffff",
        "0xffffffffffffffff",
        "0x8000000000000000",
        "4611686018427387904"
    };
    private static final String[] FLOATS = {
        "0.0",
        "-0.0",
        "0.5",
        "-0.5",
        "1.0",
        "1.5",
        "-1.5",
        "2.0",
        "3.0",
        "0.1",
        "3.14159",
        "1e15",
        "1e16",
        "123456.789",
        "1e14",
        "99999999999999.5",
        "1e100",
        "-1e100",
        "1e308",
        "1.7976931348623157e308",
        "5e-324",
        "2.2250738585072014e-308",
        "1e-5",
        "1e-4",
        "2^53",
        "2^53 + 1",
        "2^63",
        "-2^63",
        "2^64",
        "-2^64",
        "2^62",
        "2^31",
        "9223372036854774784.0",
        "(1/0)",
        "(-1/0)",
        "(0/0)",
        "64.0",
        "-1.0",
        "0x1p-1",
        "0x.8p1"
    };
    private static final String[] NUMERALS = {
        "'10'",
        "'0x10'",
        "' 5 '",
        "'1e2'",
        "'-0x7'",
        "'abc'",
        "''",
        "'0x'",
        "'1e'",
        "'9223372036854775808'",
        "'0x1p4'",
        "'inf'",
        "'nan'",
        "'1 2'",
        "'-1'",
        "'3.0'",
        "'5.'",
        "'.5'",
        "'.'",
        "'0x.p1'",
        "'1e+'",
        "'\\t7\\n'",
        "'7\\0'",
        "'-9223372036854775808'",
        "'9223372036854775807'",
        "'0xffffffffffffffffff'",
        "'1_000'",
        "'١'"
    };

    private final SplittableRandom random;

    Dice(long seed) {
        random = new SplittableRandom(seed);
    }

    /// From 0 up to, without, `bound`.
    int below(int bound) {
        return random.nextInt(bound);
    }

    boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    String of(String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    char of(String chars) {
        return chars.charAt(random.nextInt(chars.length()));
    }

    String integer() {
        return switch (below(8)) {
            case 0 -> parenthesised(Integer.toString(random.nextInt(-20, 200)));
            case 1 ->
                parenthesised(
                        Long.toString(random.nextLong() >> random.nextInt(64)).replace("-9223372036854775808", "0"));
            default -> parenthesised(of(INTEGERS));
        };
    }

    String floating() {
        return switch (below(8)) {
            case 0 -> parenthesised(finite(Double.longBitsToDouble(random.nextLong())));
            case 1 -> parenthesised(finite(random.nextInt(-1000, 1000) / 8.0));
            case 2 -> parenthesised(finite(random.nextDouble() * Math.pow(10, random.nextInt(-20, 25))));
            default -> parenthesised(of(FLOATS));
        };
    }

    private static String finite(double d) {
        return Double.isFinite(d) ? Double.toString(d) : "1e300";
    }

    String number() {
        return chance(50) ? integer() : floating();
    }

    /// A number, or a string that may be one, or rarely something else.
    String numberish() {
        return switch (below(20)) {
            case 0, 1 -> of(NUMERALS);
            case 2 -> of("nil", "true", "false", "{}", "print");
            default -> number();
        };
    }

    String small() {
        return Integer.toString(random.nextInt(-3, 12));
    }

    /// A string literal over some chars.
    String string(String chars, int longest) {
        return quote(text(chars, longest));
    }

    String text(String chars, int longest) {
        StringBuilder text = new StringBuilder();
        for (int n = below(longest + 1); n > 0; n--) {
            text.append(of(chars));
        }
        return text.toString();
    }

    /// A Lua literal of bytes, given as Latin-1.
    static String quote(String text) {
        StringBuilder out = new StringBuilder("'");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\'' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ' || c > '~') {
                out.append(String.format("\\%03d", c & 0xff));
            } else {
                out.append(c);
            }
        }
        return out.append('\'').toString();
    }

    private static String parenthesised(String text) {
        return text.startsWith("-") || text.contains(" ") ? "(" + text + ")" : text;
    }
}
