package dev.incant.mcp.transport;

import dev.incant.kernel.error.ToolException;
import dev.incant.mcp.protocol.Client;
import dev.incant.mcp.protocol.McpServer;
import dev.incant.mcp.protocol.TotalLimits;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The clients of an HTTP server: one for each session of those that begin with a handshake, and one for each that does
/// not, as far as they can be told apart. One that is not heard of for too long, and for which nothing runs, ends. Safe
/// for use by many threads.
final class Sessions implements AutoCloseable {
    private final McpServer server;
    private final Duration idle;
    private final int most;
    private final int mostOfOne;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Session> sessions = new HashMap<>();
    private final Map<String, Session> stateless = new HashMap<>();

    /// @param settings how long a client that is not heard of is kept, and whether clients prove who they are
    Sessions(McpServer server, HttpSettings settings) {
        this.server = server;
        this.idle = settings.idle();
        TotalLimits limits = server.totals().limits();
        this.most = limits.sessions();
        // Those without a token cannot be told apart, and share all there are.
        this.mostOfOne = settings.tokens().isEmpty() ? most : limits.sessionsOfOne();
    }

    /// One session, or one client without.
    static final class Session {
        private final String id;
        private final String principal;
        private final Client client;
        private final Replays replays;
        private long used = System.nanoTime();
        private @Nullable HttpReply stream;

        private Session(String id, String principal, Client client, Replays replays) {
            this.replays = replays;
            this.id = id;
            this.principal = principal;
            this.client = client;
        }

        String id() {
            return id;
        }

        Client client() {
            return client;
        }

        /// Its streams that can be resumed.
        Replays replays() {
            return replays;
        }

        /// Makes a reply the one stream that carries what belongs to no request; false when there is one that is
        /// connected. One that is not ends.
        boolean listen(HttpReply reply) {
            HttpReply before;
            synchronized (this) {
                before = stream;
                if (before != null && before.connected()) {
                    return false;
                }
                stream = reply;
            }
            if (before != null) {
                before.abandon();
            }
            return true;
        }

        synchronized void unlisten(HttpReply reply) {
            if (stream == reply) {
                stream = null;
            }
            used = System.nanoTime();
        }

        synchronized void use() {
            used = System.nanoTime();
        }

        private void close() {
            client.close();
            replays.close();
        }

        private synchronized boolean idle() {
            return client.idle();
        }

        private synchronized long since(long now) {
            return now - used;
        }
    }

    private Replays replays() {
        return new Replays(idle, server.totals().events());
    }

    /// Begins a session.
    ///
    /// @throws ToolException `limit_exceeded` when all there may be are in use
    Session begin(String principal) {
        byte[] bytes = new byte[24];
        random.nextBytes(bytes);
        String id = Base64.getUrlEncoder().encodeToString(bytes);
        Session oldest = null;
        Session session;
        synchronized (this) {
            long own = sessions.values().stream()
                    .filter(each -> each.principal.equals(principal))
                    .count();
            if (own >= mostOfOne) {
                oldest = oldest(sessions, mostOfOne, each -> each.principal.equals(principal));
            } else if (sessions.size() >= most) {
                oldest = oldest(sessions, most, _ -> true);
            }
            session = new Session(id, principal, server.open(principal + " " + id), replays());
            sessions.put(id, session);
        }
        if (oldest != null) {
            oldest.close();
        }
        return session;
    }

    /// Takes out the one that was not heard of for longest and for which nothing runs.
    private static Session oldest(Map<String, Session> all, int most, Predicate<Session> among) {
        long now = System.nanoTime();
        Session oldest = all.values().stream()
                .filter(among)
                .filter(Session::idle)
                .max(Comparator.comparingLong(each -> each.since(now)))
                .orElseThrow(() -> ToolException.limitExceeded("more than " + most
                                + " sessions may not be open, and something runs in each of them; try again later")
                        .with("limit", (long) most));
        all.remove(oldest.id);
        return oldest;
    }

    /// The session of that id and client; null when there is none.
    synchronized @Nullable Session find(String id, String principal) {
        Session session = sessions.get(id);
        if (session == null || !session.principal.equals(principal)) {
            return null;
        }
        session.use();
        return session;
    }

    void end(Session session) {
        synchronized (this) {
            sessions.remove(session.id);
        }
        session.close();
    }

    /// The client without a session that is told apart by `principal`.
    ///
    /// @throws ToolException `limit_exceeded` when all there may be are in use
    Client stateless(String principal) {
        Session oldest = null;
        Session found;
        synchronized (this) {
            found = stateless.get(principal);
            if (found == null) {
                if (stateless.size() >= most) {
                    oldest = oldest(stateless, most, _ -> true);
                }
                found = new Session(principal, principal, server.open(principal), replays());
                stateless.put(principal, found);
            }
            found.use();
        }
        if (oldest != null) {
            oldest.close();
        }
        return found.client;
    }

    /// Ends those that were not heard of for too long, and forgets what their streams kept for too long.
    void sweep() {
        List<Session> over = new ArrayList<>();
        List<Session> all;
        synchronized (this) {
            all = new ArrayList<>(sessions.values());
        }
        all.forEach(session -> session.replays.prune());
        long now = System.nanoTime();
        synchronized (this) {
            Predicate<Session> ended = session -> {
                boolean end = session.idle() && session.since(now) > idle.toNanos();
                if (end) {
                    over.add(session);
                }
                return end;
            };
            sessions.values().removeIf(ended);
            stateless.values().removeIf(ended);
        }
        over.forEach(session -> session.client.close());
    }

    /// How many there are, with and without a handshake.
    synchronized int count() {
        return sessions.size() + stateless.size();
    }

    @Override
    public void close() {
        List<Session> all = new ArrayList<>();
        synchronized (this) {
            all.addAll(sessions.values());
            all.addAll(stateless.values());
            sessions.clear();
            stateless.clear();
        }
        all.forEach(Session::close);
    }
}
