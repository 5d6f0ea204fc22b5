package dev.incant.lua;

import java.io.IOException;
import org.jspecify.annotations.NullUnmarked;

/// What `read` and `lines` read: the formats of the manual's §6.8.
@NullUnmarked // raw protocol: null is nil
final class FileReading {
    /// Longest numeral that is read.
    private static final int MAX_NUMERAL = 200;

    private FileReading() {}

    /// Reads by the formats that are the arguments from `first` on and returns a function's result.
    static Object read(Frame f, FileHandle file, int first) {
        int count = f.argc - first + 1;
        try {
            if (count <= 0) {
                return file.line(f, false);
            }
            for (int i = 0; i < count; i++) {
                // A result takes the place of a format that was read already.
                Object value = readOne(f, file, first + i);
                f.put(i, value);
                if (value == null) {
                    f.argc = i + 1;
                    return Tag.MULTI;
                }
            }
            f.argc = count;
            return Tag.MULTI;
        } catch (IOException e) {
            return Results.failure(f, null, e);
        }
    }

    /// The boxed value, or null when there is none.
    private static Object readOne(Frame f, FileHandle file, int i) throws IOException {
        if (Types.isNumber(f.s[i - 1])) {
            long count = f.integer(i);
            if (count == 0) {
                return file.isAtEnd() ? null : LuaString.EMPTY;
            }
            // C takes a negative number for a huge one.
            return file.bytes(f, count < 0 ? Long.MAX_VALUE : count);
        }
        byte[] format = f.string(i).bytes;
        int at = format.length > 0 && format[0] == '*' ? 1 : 0;
        switch (at < format.length ? format[at] : 0) {
            case 'n':
                return number(file);
            case 'l':
                return file.line(f, false);
            case 'L':
                return file.line(f, true);
            case 'a':
                return file.rest(f);
            default:
                throw f.argError(i, "invalid format");
        }
    }

    private static Object number(FileHandle file) throws IOException {
        return new Numeral(file).read();
    }

    /// Reads the longest prefix of a numeral that can be told with one byte of look-ahead, then converts it.
    private static final class Numeral {
        private final FileHandle file;
        private final byte[] text = new byte[MAX_NUMERAL];
        private int length;
        private boolean tooLong;
        private int next;

        Numeral(FileHandle file) {
            this.file = file;
        }

        Object read() throws IOException {
            do {
                next = file.read();
            } while (next == ' ' || next >= '\t' && next <= '\r');
            accept('-', '+');
            boolean hex = false;
            int digits = 0;
            if (accept('0', '0')) {
                if (accept('x', 'X')) {
                    hex = true;
                } else {
                    digits = 1;
                }
            }
            digits += digits(hex);
            if (accept('.', '.')) {
                digits += digits(hex);
            }
            if (digits > 0 && (hex ? accept('p', 'P') : accept('e', 'E'))) {
                accept('-', '+');
                digits(false);
            }
            if (next >= 0) {
                file.unread();
            }
            return tooLong ? null : Numbers.parse(LuaString.copy(text, 0, length));
        }

        private boolean accept(int a, int b) throws IOException {
            return (next == a || next == b) && take();
        }

        private int digits(boolean hex) throws IOException {
            int count = 0;
            while (isDigit(next, hex) && take()) {
                count++;
            }
            return count;
        }

        private static boolean isDigit(int c, boolean hex) {
            return c >= '0' && c <= '9' || hex && (c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F');
        }

        private boolean take() throws IOException {
            if (length == MAX_NUMERAL) {
                tooLong = true;
                return false;
            }
            text[length++] = (byte) next;
            next = file.read();
            return true;
        }
    }
}
