package dev.incant.mcp.transport;

import dev.incant.kernel.error.ToolException;
import dev.incant.mcp.protocol.Client;
import dev.incant.mcp.protocol.McpServer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The clients of an HTTP server: one for each session of those that begin with a handshake, and one for each token of
/// those that do not. A session that nobody uses ends after half an hour. Safe for use by many threads.
final class Sessions implements AutoCloseable {
    static final Duration IDLE = Duration.ofMinutes(30);
    private static final int MOST = 256;

    private final McpServer server;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Session> sessions = new HashMap<>();
    private final Map<String, Client> stateless = new HashMap<>();

    Sessions(McpServer server) {
        this.server = server;
    }

    /// One session.
    static final class Session {
        private final String id;
        private final String principal;
        private final Client client;
        private long used = System.nanoTime();
        private boolean listening;

        private Session(String id, String principal, Client client) {
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

        /// Takes the place of the one stream that carries what belongs to no request; false when it is taken.
        synchronized boolean listen() {
            if (listening) {
                return false;
            }
            listening = true;
            return true;
        }

        synchronized void unlisten() {
            listening = false;
            used = System.nanoTime();
        }

        synchronized void use() {
            used = System.nanoTime();
        }

        private synchronized boolean idle() {
            return !listening && client.idle();
        }

        private synchronized long since(long now) {
            return now - used;
        }
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
            if (sessions.size() >= MOST) {
                long now = System.nanoTime();
                oldest = sessions.values().stream()
                        .filter(Session::idle)
                        .max(Comparator.comparingLong(each -> each.since(now)))
                        .orElseThrow(() -> ToolException.limitExceeded("too many sessions"));
                sessions.remove(oldest.id);
            }
            session = new Session(id, principal, server.open(principal + " " + id));
            sessions.put(id, session);
        }
        if (oldest != null) {
            oldest.client.close();
        }
        return session;
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
        session.client.close();
    }

    /// The client that a token stands for.
    synchronized Client stateless(String principal) {
        return stateless.computeIfAbsent(principal, server::open);
    }

    /// Ends the sessions that nobody used for too long.
    void sweep() {
        List<Session> over = new ArrayList<>();
        long now = System.nanoTime();
        synchronized (this) {
            sessions.values().removeIf(session -> {
                boolean end = session.idle() && session.since(now) > IDLE.toNanos();
                if (end) {
                    over.add(session);
                }
                return end;
            });
        }
        over.forEach(session -> session.client.close());
    }

    @Override
    public void close() {
        List<Client> all = new ArrayList<>();
        synchronized (this) {
            sessions.values().forEach(session -> all.add(session.client));
            all.addAll(stateless.values());
            sessions.clear();
            stateless.clear();
        }
        all.forEach(Client::close);
    }
}
