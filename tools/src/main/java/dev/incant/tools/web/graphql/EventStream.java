package dev.incant.tools.web.graphql;

import dev.incant.kernel.error.ToolException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Reads server-sent events (the HTML standard, section 9.2).
public final class EventStream {
    private final InputStream in;
    private final Runnable check;
    private boolean fresh = true;
    private boolean afterReturn;

    /// @param in bounded, as an event can be as long as the stream
    /// @param check called often
    public EventStream(InputStream in, Runnable check) {
        this.in = new BufferedInputStream(in);
        this.check = check;
    }

    /// @param type `message` unless the server says otherwise
    public record Event(String type, String data) {}

    /// The next event; null at the end of the stream, where one that is not whole does not count.
    public @Nullable Event next() throws IOException {
        String type = "";
        StringBuilder data = new StringBuilder();
        for (String line = line(); line != null; line = line()) {
            if (line.isEmpty()) {
                if (!type.isEmpty() || !data.isEmpty()) {
                    String text = data.isEmpty() ? "" : data.substring(0, data.length() - 1);
                    return new Event(type.isEmpty() ? "message" : type, text);
                }
                continue;
            }
            int colon = line.indexOf(':');
            String field = colon < 0 ? line : line.substring(0, colon);
            String value = colon < 0 ? "" : line.substring(colon + 1);
            value = value.startsWith(" ") ? value.substring(1) : value;
            if (field.equals("event")) {
                type = value;
            } else if (field.equals("data")) {
                data.append(value).append('\n');
            }
        }
        return null;
    }

    /// A line, which ends with CR, LF or both; null at the end.
    private @Nullable String line() throws IOException {
        check.run();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int c = in.read();
        if (afterReturn && c == '\n') {
            c = in.read();
        }
        afterReturn = false;
        if (c < 0) {
            return null;
        }
        while (c >= 0 && c != '\n' && c != '\r') {
            bytes.write(c);
            c = in.read();
        }
        afterReturn = c == '\r';
        String text = text(bytes.toByteArray());
        boolean marked = fresh && text.startsWith("\ufeff");
        fresh = false;
        return marked ? text.substring(1) : text;
    }

    private static String text(byte[] line) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line))
                    .toString();
        } catch (CharacterCodingException e) {
            throw ToolException.failed("the event stream is not in UTF-8");
        }
    }
}
