package dev.incant.mcp.transport;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The streams of one session that can be resumed: those that go on, and for a while those that ended. Source:
/// "Resumability and Redelivery" of 2025-11-25. Safe for use by many threads.
final class Replays {
    /// How long a stream without a connection is kept, at most.
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private static final int MOST = 64;
    private static final long MOST_BYTES = 8 << 20;

    /// A stream, and the number of the last event that the client has of it.
    record Place(HttpReply reply, long after) {}

    private final long kept;
    private final Map<Long, HttpReply> streams = new LinkedHashMap<>();
    private long count;

    /// @param idle how long the session itself is kept when nothing is heard of it
    Replays(Duration idle) {
        this.kept = Math.min(LONGEST.toNanos(), idle.toNanos());
    }

    /// A log for a new stream.
    synchronized EventLog log() {
        return new EventLog(++count);
    }

    /// Keeps a stream that began to send events.
    void keep(long stream, HttpReply reply) {
        int now;
        synchronized (this) {
            streams.put(stream, reply);
            now = streams.size();
        }
        if (now > MOST) {
            prune();
        }
    }

    /// Where the event of that id stands; null when there is none any more.
    @Nullable Place find(String id) {
        int dash = id.indexOf('-');
        try {
            long stream = Long.parseLong(id.substring(0, Math.max(dash, 0)));
            long after = Long.parseLong(id.substring(dash + 1));
            HttpReply reply;
            synchronized (this) {
                reply = streams.get(stream);
            }
            return reply == null ? null : new Place(reply, after);
        } catch (NumberFormatException _) {
            return null;
        }
    }

    /// Forgets what ended too long ago, and the oldest that ended where there is too much.
    void prune() {
        List<HttpReply> all;
        synchronized (this) {
            all = new ArrayList<>(streams.values());
        }
        long bytes = 0;
        for (HttpReply each : all) {
            bytes += each.kept();
        }
        int left = all.size();
        for (HttpReply each : all) {
            boolean over = each.alone() > kept;
            if (over) {
                // Of a stream of changes nobody hears any more; a call goes on.
                each.abandon();
            }
            if (each.ended() && (over || left > MOST || bytes > MOST_BYTES)) {
                left--;
                bytes -= each.kept();
                synchronized (this) {
                    streams.remove(each.stream());
                }
            }
        }
    }

    synchronized int count() {
        return streams.size();
    }
}
