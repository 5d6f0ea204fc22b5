package dev.incant.mcp.transport;

import dev.incant.kernel.state.Quota;
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
    private final Quota together;
    private final Map<Long, HttpReply> streams = new LinkedHashMap<>();
    private long count;

    /// @param idle how long the session itself is kept when nothing is heard of it
    /// @param together the room that the events of all sessions share
    Replays(Duration idle, Quota together) {
        this.together = together;
        this.kept = Math.min(LONGEST.toNanos(), idle.toNanos());
    }

    /// A log for a new stream.
    synchronized EventLog log() {
        return new EventLog(++count, together);
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
            if (each.ended() && (over || left > MOST || bytes > MOST_BYTES || together.over())) {
                left--;
                bytes -= each.kept();
                forget(each);
            }
        }
    }

    private void forget(HttpReply reply) {
        synchronized (this) {
            streams.remove(reply.stream());
        }
        reply.forget();
    }

    /// Makes room where all sessions together keep too much.
    void relieve() {
        if (together.over()) {
            prune();
        }
    }

    /// Forgets all.
    void close() {
        List<HttpReply> all;
        synchronized (this) {
            all = new ArrayList<>(streams.values());
        }
        all.forEach(this::forget);
    }

    synchronized int count() {
        return streams.size();
    }
}
