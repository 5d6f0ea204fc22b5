package dev.incant.tools.file;

import dev.incant.kernel.error.ToolException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Reads the lines of a UTF-8 file of any size, holding one line and a block at a time. A line ends with LF or CR LF,
/// which are not part of it; a byte order mark at the start is left out. Bytes that are no UTF-8 become U+FFFD.
final class TextLines implements AutoCloseable {
    /// The longest line that is read, in bytes.
    static final int MAX_LINE = 16 << 20;

    private static final int BLOCK = 1 << 16;
    private static final int PROBE = 8 << 10;

    private final InputStream in;
    private byte[] bytes = new byte[BLOCK];
    private int start;
    private int end;
    private boolean over;
    private boolean valid = true;
    private long number;

    TextLines(InputStream in) {
        this.in = in;
    }

    /// Whether there is a NUL in the first 8 KiB, as in no text; to be asked before the first line.
    boolean binary() throws IOException {
        while (end < PROBE && !over) {
            more();
        }
        for (int i = 0; i < Math.min(end, PROBE); i++) {
            if (bytes[i] == 0) {
                return true;
            }
        }
        return false;
    }

    /// The next line, or null at the end. What follows the last line's end is a line only if there is something.
    ///
    /// @throws ToolException `limit_exceeded` for a line that is too long
    @Nullable String next() throws IOException {
        int length = lineLength();
        if (length < 0) {
            return null;
        }
        int from = start;
        boolean terminated = from + length < end;
        start = from + length + (terminated ? 1 : 0);
        number++;
        if (terminated && length > 0 && bytes[from + length - 1] == '\r') {
            length--;
        }
        if (number == 1
                && length >= 3
                && bytes[from] == (byte) 0xef
                && bytes[from + 1] == (byte) 0xbb
                && bytes[from + 2] == (byte) 0xbf) {
            return decoded(from + 3, length - 3);
        }
        return decoded(from, length);
    }

    /// Goes behind the next line without decoding it; false at the end.
    boolean skip() throws IOException {
        int length = lineLength();
        if (length < 0) {
            return false;
        }
        start = Math.min(end, start + length + 1);
        number++;
        return true;
    }

    /// How many bytes there are up to the line's end, which is then in the block or the end of the file; -1 at the
    /// end.
    private int lineLength() throws IOException {
        int seen = 0;
        while (true) {
            for (int i = start + seen; i < end; i++) {
                if (bytes[i] == '\n') {
                    return i - start;
                }
            }
            seen = end - start;
            if (over) {
                return seen == 0 ? -1 : seen;
            }
            if (seen > MAX_LINE) {
                throw ToolException.limitExceeded(
                        "line " + (number + 1) + " is longer than the limit for a line, " + MAX_LINE + " bytes");
            }
            more();
        }
    }

    private void more() throws IOException {
        if (start > 0) {
            System.arraycopy(bytes, start, bytes, 0, end - start);
            end -= start;
            start = 0;
        }
        if (end == bytes.length) {
            bytes = Arrays.copyOf(bytes, bytes.length * 2);
        }
        int read = in.read(bytes, end, bytes.length - end);
        over = read < 0;
        end += Math.max(0, read);
    }

    private String decoded(int from, int length) {
        for (int i = from; i < from + length; i++) {
            if (bytes[i] < 0) {
                return notAscii(from, length);
            }
        }
        valid = true;
        return new String(bytes, from, length, StandardCharsets.ISO_8859_1);
    }

    private String notAscii(int from, int length) {
        try {
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, length));
            valid = true;
            return text.toString();
        } catch (CharacterCodingException e) {
            valid = false;
            return new String(bytes, from, length, StandardCharsets.UTF_8);
        }
    }

    /// Whether the last line read was valid UTF-8.
    boolean valid() {
        return valid;
    }

    /// The number of the last line read, from 1 on.
    long number() {
        return number;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
