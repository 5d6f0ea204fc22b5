package dev.incant.tools.web.url;

import org.jspecify.annotations.Nullable;

/// Punycode (RFC 3492): a label beyond ASCII in the letters that DNS has. The JDK's `IDN` does the older IDNA 2003 with
/// it, which turns `ß` into `ss`, so it is done here.
final class Punycode {
    private static final int BASE = 36;
    private static final int T_MIN = 1;
    private static final int T_MAX = 26;
    private static final int SKEW = 38;
    private static final int DAMP = 700;
    private static final int FIRST = 0x80;
    private static final int MAX_LABEL = 1000;

    private Punycode() {}

    /// The label without `xn--`; null when it is too long.
    static @Nullable String encode(String label) {
        int[] input = label.codePoints().toArray();
        if (input.length > MAX_LABEL) {
            return null;
        }
        StringBuilder out = new StringBuilder();
        for (int c : input) {
            if (c < FIRST) {
                out.append((char) c);
            }
        }
        int basic = out.length();
        int done = basic;
        if (basic > 0) {
            out.append('-');
        }
        int code = FIRST;
        int delta = 0;
        int bias = 72;
        while (done < input.length) {
            int next = Integer.MAX_VALUE;
            for (int c : input) {
                next = c >= code ? Math.min(next, c) : next;
            }
            delta += (next - code) * (done + 1);
            code = next;
            for (int c : input) {
                delta += c < code ? 1 : 0;
                if (c == code) {
                    number(delta, bias, out);
                    bias = adapt(delta, done + 1, done == basic);
                    delta = 0;
                    done++;
                }
            }
            delta++;
            code++;
        }
        return out.toString();
    }

    private static void number(int delta, int bias, StringBuilder out) {
        int rest = delta;
        for (int k = BASE; ; k += BASE) {
            int threshold = Math.clamp(k - bias, T_MIN, T_MAX);
            if (rest < threshold) {
                out.append(digit(rest));
                return;
            }
            out.append(digit(threshold + (rest - threshold) % (BASE - threshold)));
            rest = (rest - threshold) / (BASE - threshold);
        }
    }

    private static char digit(int value) {
        return (char) (value < 26 ? 'a' + value : '0' + value - 26);
    }

    private static int adapt(int delta, int points, boolean first) {
        int rest = first ? delta / DAMP : delta / 2;
        rest += rest / points;
        int k = 0;
        while (rest > (BASE - T_MIN) * T_MAX / 2) {
            rest /= BASE - T_MIN;
            k += BASE;
        }
        return k + (BASE - T_MIN + 1) * rest / (rest + SKEW);
    }

    /// The label that stands behind `xn--`; null when it is no Punycode.
    static @Nullable String decode(String encoded) {
        if (encoded.length() > MAX_LABEL) {
            return null;
        }
        int hyphen = encoded.lastIndexOf('-');
        StringBuilder out = new StringBuilder(hyphen > 0 ? encoded.substring(0, hyphen) : "");
        long code = FIRST;
        long at = 0;
        int bias = 72;
        int length = out.length();
        for (int in = hyphen > 0 ? hyphen + 1 : 0; in < encoded.length(); ) {
            long before = at;
            long weight = 1;
            for (int k = BASE; ; k += BASE) {
                int digit = in < encoded.length() ? value(encoded.charAt(in++)) : -1;
                at += digit * weight;
                if (digit < 0 || at > Integer.MAX_VALUE) {
                    return null;
                }
                int threshold = Math.clamp(k - bias, T_MIN, T_MAX);
                if (digit < threshold) {
                    break;
                }
                weight *= BASE - threshold;
            }
            bias = adapt((int) (at - before), ++length, before == 0);
            code += at / length;
            at %= length;
            if (code > Character.MAX_CODE_POINT) {
                return null;
            }
            out.insert(out.offsetByCodePoints(0, (int) at++), Character.toChars((int) code));
        }
        return out.toString();
    }

    private static int value(char c) {
        if (c >= '0' && c <= '9') {
            return c - '0' + 26;
        }
        int lower = c | 0x20;
        return lower >= 'a' && lower <= 'z' ? lower - 'a' : -1;
    }
}
