package dev.incant.mcp.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What a client says of itself, and how patient it is.
///
/// @param name of the client's software
/// @param version of the client's software
/// @param revision the revision that the server spoke before; null to find out
/// @param patience for the server's first answer: it may have to be downloaded first
/// @param answers what it does for the server
public record ClientOptions(
        String name, String version, @Nullable String revision, Duration patience, Answers answers) {
    /// Options of a client that does nothing for servers and waits a minute.
    public static ClientOptions of(String name, String version) {
        return new ClientOptions(name, version, null, Duration.ofMinutes(1), Answers.NONE);
    }

    /// These options for a server that spoke this revision before.
    public ClientOptions speaking(@Nullable String known) {
        return new ClientOptions(name, version, known, patience, answers);
    }

    public ClientOptions patient(Duration time) {
        return new ClientOptions(name, version, revision, time, answers);
    }

    public ClientOptions answering(Answers other) {
        return new ClientOptions(name, version, revision, patience, other);
    }
}
