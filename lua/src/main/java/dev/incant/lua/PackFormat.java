package dev.incant.lua;

import org.jspecify.annotations.NullUnmarked;

/// Reads the options of a format of `string.pack`, one by one.
@NullUnmarked // raw protocol: null is nil
final class PackFormat {
    static final int INTEGER = 0;
    static final int UNSIGNED = 1;
    static final int FLOAT = 2;
    static final int DOUBLE = 3;
    static final int FIXED = 4;
    static final int STRING = 5;
    static final int ZERO_ENDED = 6;
    static final int PADDING = 7;
    static final int ALIGNMENT = 8;
    static final int NOTHING = 9;

    private static final int MAX_INTEGER_SIZE = 16;
    private static final int NATIVE_ALIGNMENT = 8;

    private final Frame f;
    private final byte[] format;
    private int at;
    private int maxAlignment = 1;

    boolean littleEndian = true;

    /// Size of the option just read.
    int size;

    /// Bytes of padding before it.
    int padding;

    PackFormat(Frame f) {
        this.f = f;
        this.format = f.string(1).bytes;
    }

    /// A zero byte ends a format, as in C.
    boolean hasNext() {
        return at < format.length && format[at] != 0;
    }

    /// Reads the next option, which is to be placed at `position`, and returns its kind.
    int next(long position) {
        f.state.tick(8);
        int kind = option();
        int align = size;
        if (kind == ALIGNMENT) {
            int like = hasNext() ? option() : FIXED;
            align = size;
            size = 0;
            if (like == FIXED || align == 0) {
                throw f.argError(1, "invalid next option for option 'X'");
            }
        }
        padding = align <= 1 || kind == FIXED ? 0 : paddingFor(align, position);
        return kind;
    }

    private int paddingFor(int align, long position) {
        int a = Math.min(align, maxAlignment);
        if ((a & a - 1) != 0) {
            throw f.argError(1, "format asks for alignment not power of 2");
        }
        return a - (int) (position & a - 1) & a - 1;
    }

    private int option() {
        int letter = format[at++] & 0xff;
        switch (letter) {
            case 'b':
                return sized(1, INTEGER);
            case 'B':
                return sized(1, UNSIGNED);
            case 'h':
                return sized(2, INTEGER);
            case 'H':
                return sized(2, UNSIGNED);
            case 'i':
                return sized(limitedNumber(4), INTEGER);
            case 'I':
                return sized(limitedNumber(4), UNSIGNED);
            case 'l', 'j':
                return sized(8, INTEGER);
            case 'L', 'J', 'T':
                return sized(8, UNSIGNED);
            case 'f':
                return sized(4, FLOAT);
            case 'd', 'n':
                return sized(8, DOUBLE);
            case 's':
                return sized(limitedNumber(8), STRING);
            case 'c':
                size = number(-1);
                if (size < 0) {
                    throw f.error("missing size for format option 'c'");
                }
                return FIXED;
            case 'z':
                return sized(0, ZERO_ENDED);
            case 'x':
                return sized(1, PADDING);
            case 'X':
                return sized(0, ALIGNMENT);
            default:
                setting(letter);
                return sized(0, NOTHING);
        }
    }

    private void setting(int letter) {
        switch (letter) {
            case ' ':
                break;
            case '<', '=':
                littleEndian = true;
                break;
            case '>':
                littleEndian = false;
                break;
            case '!':
                maxAlignment = limitedNumber(NATIVE_ALIGNMENT);
                break;
            default:
                throw f.error("invalid format option '" + (char) letter + "'");
        }
    }

    private int sized(int bytes, int kind) {
        size = bytes;
        return kind;
    }

    /// Stops before the number could pass the range of `int`; further digits are then taken for options.
    private int number(int otherwise) {
        if (!isDigit()) {
            return otherwise;
        }
        int n = 0;
        do {
            n = n * 10 + format[at++] - '0';
        } while (isDigit() && n <= (Integer.MAX_VALUE - 9) / 10);
        return n;
    }

    private boolean isDigit() {
        return at < format.length && CharClass.isDigit(format[at]);
    }

    private int limitedNumber(int otherwise) {
        int n = number(otherwise);
        if (n > MAX_INTEGER_SIZE || n <= 0) {
            throw f.error("integral size (" + n + ") out of limits [1," + MAX_INTEGER_SIZE + "]");
        }
        return n;
    }
}
