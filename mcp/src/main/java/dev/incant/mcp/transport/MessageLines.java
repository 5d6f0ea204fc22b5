package dev.incant.mcp.transport;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// Cuts a stream of bytes into lines of limited length.
final class MessageLines {
    private final InputStream in;
    private final int longest;
    private final byte[] buffer = new byte[32 << 10];
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(512);
    private int from;
    private int to;
    private boolean tooLong;

    /// @param longest bytes of one line
    MessageLines(InputStream in, int longest) {
        this.in = in;
        this.longest = longest;
    }

    /// The next line without its end, null at the end of the stream. What comes after the last line's end is a line
    /// too. Of a line that is too long nothing is kept; see [#tooLong].
    byte @Nullable [] next() throws IOException {
        line.reset();
        tooLong = false;
        boolean some = false;
        while (true) {
            if (from == to) {
                int count = in.read(buffer);
                if (count < 0) {
                    return some ? take() : null;
                }
                from = 0;
                to = count;
            }
            int end = from;
            while (end < to && buffer[end] != '\n') {
                end++;
            }
            some = some || end > from;
            keep(end);
            boolean whole = end < to;
            from = whole ? end + 1 : end;
            if (whole) {
                return take();
            }
        }
    }

    private void keep(int end) {
        int length = end - from;
        if (tooLong || line.size() + length > longest) {
            tooLong = true;
            line.reset();
        } else {
            line.write(buffer, from, length);
        }
    }

    private byte[] take() {
        byte[] bytes = line.toByteArray();
        int length = bytes.length;
        return length > 0 && bytes[length - 1] == '\r' ? java.util.Arrays.copyOf(bytes, length - 1) : bytes;
    }

    /// Whether the last line was too long.
    boolean tooLong() {
        return tooLong;
    }
}
