package dev.incant.mcp.transport;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Cuts a stream of bytes into lines of limited length.
public final class MessageLines {
    /// How much of a line that is too long is kept of its beginning and of its end.
    private static final int KEPT = 256;

    private final InputStream in;
    private final int longest;
    private final byte[] buffer = new byte[32 << 10];
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(512);
    private int from;
    private int to;
    private boolean tooLong;
    private byte[] begin = {};
    private byte[] rest = {};

    /// @param longest bytes of one line
    public MessageLines(InputStream in, int longest) {
        this.in = in;
        this.longest = longest;
    }

    /// The next line without its end, null at the end of the stream. What comes after the last line's end is a line
    /// too. Of a line that is too long nothing is kept; see [#tooLong].
    public byte @Nullable [] next() throws IOException {
        line.reset();
        tooLong = false;
        begin = new byte[0];
        rest = begin;
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
            if (!tooLong) {
                tooLong = true;
                begin = Arrays.copyOf(line.toByteArray(), Math.min(KEPT, line.size()));
                rest = line.toByteArray();
                line.reset();
            }
            byte[] all = Arrays.copyOf(rest, rest.length + length);
            System.arraycopy(buffer, from, all, rest.length, length);
            rest = Arrays.copyOfRange(all, Math.max(0, all.length - KEPT), all.length);
        } else {
            line.write(buffer, from, length);
        }
    }

    private byte[] take() {
        byte[] bytes = line.toByteArray();
        int length = bytes.length;
        return length > 0 && bytes[length - 1] == '\r' ? Arrays.copyOf(bytes, length - 1) : bytes;
    }

    /// Whether the last line was too long.
    public boolean tooLong() {
        return tooLong;
    }

    /// How the last line began and ended if it was too long, to tell what it was about.
    public String remnant() {
        return new String(begin, StandardCharsets.UTF_8) + "…" + new String(rest, StandardCharsets.UTF_8);
    }
}
