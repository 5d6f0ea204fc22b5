package dev.incant.mcp.transport;

import dev.incant.kernel.state.Quota;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/// The last events of one stream, for a client that lost its connection. What does not fit any more goes, the oldest
/// first; the last is kept whatever its size. Not safe for use by many threads, but for [#bytes].
final class EventLog {
    private static final int MOST = 256;
    private static final long MOST_BYTES = 1 << 20;

    private record Event(long number, byte[] frame) {}

    private final long stream;
    private final Quota together;
    private final ArrayDeque<Event> events = new ArrayDeque<>();
    private long count;
    private volatile long bytes;
    private boolean closed;

    /// @param stream tells the session's streams apart
    /// @param together the room that all logs share
    EventLog(long stream, Quota together) {
        this.stream = stream;
        this.together = together;
    }

    /// The event that says, without a message, from where on a stream can be resumed.
    byte[] prime() {
        return ("id: " + stream + "-" + count + "\nretry: 1000\ndata: \n\n").getBytes(StandardCharsets.US_ASCII);
    }

    /// Adds a message.
    ///
    /// @param json on one line, so it needs not be taken apart
    /// @return the event as it stands on the wire
    byte[] add(String json) {
        count++;
        byte[] frame = ("id: " + stream + "-" + count + "\nevent: message\ndata: " + json + "\n\n")
                .getBytes(StandardCharsets.UTF_8);
        if (closed) {
            return frame;
        }
        events.add(new Event(count, frame));
        long all = bytes + frame.length;
        together.force(frame.length);
        while (events.size() > 1 && (events.size() > MOST || all > MOST_BYTES || together.over())) {
            int oldest = events.remove().frame.length;
            all -= oldest;
            together.give(oldest);
        }
        bytes = all;
        return frame;
    }

    /// Keeps nothing from now on.
    void close() {
        closed = true;
        together.give(bytes);
        events.clear();
        bytes = 0;
    }

    /// The events after one, as far as they are kept.
    List<byte[]> after(long number) {
        List<byte[]> later = new ArrayList<>();
        for (Event event : events) {
            if (event.number > number) {
                later.add(event.frame);
            }
        }
        return later;
    }

    long stream() {
        return stream;
    }

    /// Bytes kept.
    long bytes() {
        return bytes;
    }
}
