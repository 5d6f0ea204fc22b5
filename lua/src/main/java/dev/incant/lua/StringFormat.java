package dev.incant.lua;

import org.jspecify.annotations.NullUnmarked;

/// `string.format`: one instance per call.
@NullUnmarked // raw protocol: null is nil
final class StringFormat {
    /// A conversion specification, its `%` and letter included, is shorter than this.
    private static final int LONGEST_SPEC = 22;

    private static final String FLAGS = "-+ #0";

    private static final byte[] NULL = {'(', 'n', 'u', 'l', 'l', ')'};

    private final Frame f;
    private final byte[] format;
    private final ByteBuilder out;

    /// Bounds of the conversion at hand: after its `%`, and its letter.
    private int specStart;

    private int letterAt;

    private boolean left;
    private boolean plus;
    private boolean space;
    private boolean alternate;
    private boolean zeros;
    private int width;
    private int precision;

    private StringFormat(Frame f, byte[] format) {
        this.f = f;
        this.format = format;
        this.out = new ByteBuilder(f, format.length + 24);
    }

    static Object format(Frame f) {
        byte[] format = f.string(1).bytes;
        StringFormat formatter = new StringFormat(f, format);
        formatter.run();
        return formatter.out.toLuaString();
    }

    private void run() {
        byte[] s = format;
        int n = s.length;
        int arg = 1;
        int at = 0;
        while (at < n) {
            int percent = nextPercent(at);
            out.add(s, at, percent);
            if (percent == n) {
                return;
            }
            if (percent + 1 < n && s[percent + 1] == '%') {
                out.add('%');
                at = percent + 2;
                continue;
            }
            arg++;
            if (arg > f.argc) {
                throw f.argError(arg, "no value");
            }
            findLetter(percent + 1);
            convert(arg);
            at = letterAt + 1;
        }
    }

    private int nextPercent(int from) {
        byte[] s = format;
        int i = from;
        while (i < s.length && s[i] != '%') {
            i++;
            if ((i & 4095) == 0) {
                f.state.tick(256);
            }
        }
        return i;
    }

    private void findLetter(int start) {
        byte[] s = format;
        int i = start;
        while (i < s.length && isModifier(s[i])) {
            if (++i - start >= LONGEST_SPEC - 1) {
                throw f.error("invalid format (too long)");
            }
        }
        specStart = start;
        letterAt = i;
    }

    private static boolean isModifier(int c) {
        return c >= '0' && c <= '9' || c == '.' || FLAGS.indexOf(c) >= 0;
    }

    private void convert(int arg) {
        int letter = letterAt < format.length ? format[letterAt] : 0;
        switch (letter) {
            case 'd', 'i':
                integer(f.integer(arg), "-+ 0");
                break;
            case 's':
                string(arg);
                break;
            case 'f':
            case 'e', 'E', 'g', 'G':
                floating(f.number(arg), letter);
                break;
            case 'c':
                check("-", false);
                pad(new byte[] {(byte) f.integer(arg)}, 0, false);
                break;
            case 'u':
                unsigned(f.integer(arg), letter, "-0");
                break;
            case 'x', 'X', 'o':
                unsigned(f.integer(arg), letter, "-#0");
                break;
            case 'a', 'A':
                check(FLAGS, true);
                hexFloat(f.number(arg), letter == 'A');
                break;
            case 'p':
                pointer(f.arg(arg));
                break;
            case 'q':
                if (letterAt != specStart) {
                    throw f.error("specifier '%q' cannot have modifiers");
                }
                LuaLiteral.append(f, arg, out);
                break;
            default:
                throw f.error("invalid conversion '" + spec() + "' to 'format'");
        }
    }

    /// The conversion as written, up to a zero byte.
    private String spec() {
        int end = letterAt < format.length && format[letterAt] != 0 ? letterAt + 1 : letterAt;
        return "%" + LuaString.copy(format, specStart, end).toLatin1();
    }

    /// Reads flags, width and precision, of which the letter at hand may not allow every one.
    private void check(String flags, boolean allowsPrecision) {
        left = plus = space = alternate = zeros = false;
        width = 0;
        precision = -1;
        int i = specStart;
        if (i == letterAt) {
            return;
        }
        while (flags.indexOf(format[i]) >= 0) {
            setFlag(format[i++]);
        }
        if (format[i] != '0') {
            int digits = countDigits(i);
            width = value(i, digits);
            i += digits;
            if (allowsPrecision && format[i] == '.') {
                digits = countDigits(++i);
                precision = value(i, digits);
                i += digits;
            }
        }
        if (i != letterAt) {
            throw f.error("invalid conversion specification: '" + spec() + "'");
        }
    }

    private void setFlag(int flag) {
        switch (flag) {
            case '-':
                left = true;
                break;
            case '+':
                plus = true;
                break;
            case ' ':
                space = true;
                break;
            case '#':
                alternate = true;
                break;
            default:
                zeros = true;
        }
    }

    /// The number of digits at `i`, at most two. The letter stops them in any case.
    private int countDigits(int i) {
        if (!CharClass.isDigit(format[i])) {
            return 0;
        }
        return CharClass.isDigit(format[i + 1]) ? 2 : 1;
    }

    private int value(int i, int digits) {
        int v = 0;
        for (int k = i; k < i + digits; k++) {
            v = 10 * v + format[k] - '0';
        }
        return v;
    }

    /// Adds a converted item at the given width; zeros for filling go after its first `prefix` bytes.
    private void pad(byte[] item, int prefix, boolean withZeros) {
        int missing = width - item.length;
        if (missing <= 0) {
            out.add(item);
        } else if (left) {
            out.add(item);
            out.fill(' ', missing);
        } else if (withZeros) {
            out.add(item, 0, prefix);
            out.fill('0', missing);
            out.add(item, prefix, item.length);
        } else {
            out.fill(' ', missing);
            out.add(item);
        }
    }

    private int sign(boolean minus) {
        return minus ? '-' : plus ? '+' : space ? ' ' : 0;
    }

    private void integer(long n, String flags) {
        if (letterAt == specStart) {
            out.addNumber(n);
            return;
        }
        check(flags, true);
        byte[] digits = n == 0 && precision == 0 ? new byte[0] : Numbers.toBytes(n);
        int skip = n < 0 ? 1 : 0;
        int sign = sign(n < 0);
        prefixed(sign == 0 ? "" : Character.toString(sign), digits, skip);
    }

    private void unsigned(long n, int letter, String flags) {
        check(flags, true);
        byte[] digits = n == 0 && precision == 0 ? new byte[0] : unsignedDigits(n, letter);
        String prefix = "";
        if (alternate && letter == 'o' && precision <= digits.length && (digits.length == 0 || n != 0)) {
            prefix = "0";
        } else if (alternate && letter != 'o' && n != 0) {
            prefix = letter == 'x' ? "0x" : "0X";
        }
        prefixed(prefix, digits, 0);
    }

    private static byte[] unsignedDigits(long n, int letter) {
        if (letter == 'u') {
            return n >= 0 ? Numbers.toBytes(n) : LuaString.of(Long.toUnsignedString(n)).bytes;
        }
        int shift = letter == 'o' ? 3 : 4;
        int ten = (letter == 'X' ? 'A' : 'a') - 10;
        int count = Math.max(1, (63 - Long.numberOfLeadingZeros(n) + shift) / shift);
        byte[] digits = new byte[count];
        long rest = n;
        for (int i = count - 1; i >= 0; i--) {
            int d = (int) rest & (1 << shift) - 1;
            digits[i] = (byte) (d < 10 ? '0' + d : ten + d);
            rest >>>= shift;
        }
        return digits;
    }

    /// An integer's digits from `skip` on, filled up with zeros to the precision, behind a prefix.
    private void prefixed(String prefix, byte[] digits, int skip) {
        int count = digits.length - skip;
        int shown = Math.max(count, precision);
        byte[] item = new byte[prefix.length() + shown];
        int at = 0;
        while (at < prefix.length()) {
            item[at] = (byte) prefix.charAt(at);
            at++;
        }
        for (int k = count; k < shown; k++) {
            item[at++] = '0';
        }
        System.arraycopy(digits, skip, item, at, count);
        pad(item, prefix.length(), zeros && precision < 0);
    }

    private void floating(double x, int letter) {
        check(FLAGS, true);
        int sign = sign(FloatText.isMinus(x));
        int p = precision < 0 ? 6 : precision;
        double magnitude = Math.abs(x);
        byte[] item = switch (letter) {
            case 'f' -> FloatText.fixed(magnitude, p, alternate, false, sign);
            case 'e' -> FloatText.exponent(magnitude, p, alternate, false, sign);
            case 'E' -> FloatText.exponent(magnitude, p, alternate, true, sign);
            case 'g' -> FloatText.general(magnitude, p, alternate, false, sign);
            default -> FloatText.general(magnitude, p, alternate, true, sign);
        };
        pad(item, sign == 0 ? 0 : 1, zeros && magnitude <= Double.MAX_VALUE);
    }

    private void hexFloat(double x, boolean upper) {
        int sign = sign(FloatText.isMinus(x));
        double magnitude = Math.abs(x);
        byte[] item = FloatText.hex(magnitude, precision, alternate, upper, sign);
        pad(item, (sign == 0 ? 0 : 1) + 2, zeros && magnitude <= Double.MAX_VALUE);
    }

    private void string(int arg) {
        LuaString text = text(f.arg(arg));
        byte[] b = text.bytes;
        if (letterAt == specStart) {
            out.add(b);
            return;
        }
        for (int i = 0; i < b.length; i++) {
            if (b[i] == 0) {
                throw f.argError(arg, "string contains zeros");
            }
            if ((i & 4095) == 4095) {
                f.state.tick(256);
            }
        }
        check("-", true);
        if (precision < 0 && b.length >= 100) {
            out.add(b); // no width is that large
            return;
        }
        int shown = precision < 0 ? b.length : Math.min(precision, b.length);
        pad(shown == b.length ? b : LuaString.copy(b, 0, shown).bytes, 0, false);
    }

    private LuaString text(Object value) {
        if (value instanceof LuaString s) {
            return s;
        }
        if (!out.hold()) {
            return Conversions.tostring(f, value);
        }
        try {
            return Conversions.tostring(f, value);
        } finally {
            out.release();
        }
    }

    private void pointer(Object value) {
        check("-", false);
        boolean none = value == null || value instanceof Boolean || Types.isNumber(value);
        pad(none ? NULL : LuaString.latin1(addressText(value)).bytes, 0, false);
    }

    /// Equal short strings are one object in PUC, so their addresses are made of their contents.
    private static String addressText(Object value) {
        if (value instanceof LuaString s && s.bytes.length <= 40) {
            long hash = 1125899906842597L;
            for (byte b : s.bytes) {
                hash = 31 * hash + b;
            }
            return "0x" + Long.toHexString(0x6000_0000_0000L | hash >>> 20 << 4 & 0xfff_ffff_ffffL);
        }
        return Conversions.addressText(value);
    }
}
