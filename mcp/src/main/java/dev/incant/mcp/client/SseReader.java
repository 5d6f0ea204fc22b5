package dev.incant.mcp.client;

import dev.incant.kernel.error.ToolException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Cuts a stream of server-sent events into events. Source: the HTML standard, "Server-sent events", parsing an event
/// stream. Lines end with LF, CR LF or CR.
final class SseReader {
    private final InputStream in;
    private final int longest;
    private final byte[] buffer = new byte[16 << 10];
    private int from;
    private int to;
    private boolean afterReturn;
    private String lastId = "";
    private long retryMillis = -1;

    /// @param longest bytes of one event's data
    SseReader(InputStream in, int longest) {
        this.in = in;
        this.longest = longest;
    }

    /// The data of the next event that is a message, null at the end. An event that is not whole at the end is none.
    ///
    /// @throws ToolException `limit_exceeded` for an event that is too large
    byte @Nullable [] next() throws IOException {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        String type = "";
        boolean some = false;
        while (true) {
            byte[] line = line();
            if (line == null) {
                return null;
            }
            if (line.length == 0) {
                boolean message = some && (type.isEmpty() || type.equals("message"));
                if (message && data.size() > 0) {
                    return data.toByteArray();
                }
                data.reset();
                type = "";
                some = false;
                continue;
            }
            int colon = 0;
            while (colon < line.length && line[colon] != ':') {
                colon++;
            }
            int value = colon + 1 < line.length && line[colon + 1] == ' ' ? colon + 2 : colon + 1;
            String field = new String(line, 0, colon, StandardCharsets.UTF_8);
            int length = Math.max(0, line.length - value);
            switch (field) {
                case "data" -> {
                    if (some) {
                        data.write('\n');
                    }
                    some = true;
                    if (length > 0) {
                        data.write(line, value, length);
                    }
                    if (data.size() > longest) {
                        throw tooLarge();
                    }
                }
                case "event" -> type = text(line, value, length);
                case "id" -> lastId = text(line, value, length);
                case "retry" -> retry(text(line, value, length));
                default -> {}
            }
        }
    }

    private static String text(byte[] line, int from, int length) {
        return length == 0 ? "" : new String(line, from, length, StandardCharsets.UTF_8);
    }

    private void retry(String text) {
        if (!text.isEmpty() && text.length() < 10 && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            retryMillis = Long.parseLong(text);
        }
    }

    private ToolException tooLarge() {
        return ToolException.limitExceeded("the server's answer is larger than " + longest + " bytes")
                .with("limit", (long) longest);
    }

    private byte @Nullable [] line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            if (from == to) {
                int count = in.read(buffer);
                if (count < 0) {
                    return null;
                }
                from = 0;
                to = count;
            }
            if (afterReturn) {
                afterReturn = false;
                if (from < to && buffer[from] == '\n') {
                    from++;
                    continue;
                }
            }
            int end = from;
            while (end < to && buffer[end] != '\n' && buffer[end] != '\r') {
                end++;
            }
            line.write(buffer, from, end - from);
            if (line.size() > longest) {
                throw tooLarge();
            }
            if (end < to) {
                afterReturn = buffer[end] == '\r';
                from = end + 1;
                return line.toByteArray();
            }
            from = end;
        }
    }

    /// The id of the last event that had one; empty for none.
    String lastId() {
        return lastId;
    }

    /// How long the server wants to be left alone before the stream is asked for again; negative where it does not
    /// say.
    long retryMillis() {
        return retryMillis;
    }
}
