package dev.incant.kernel.message;

import org.jspecify.annotations.Nullable;

/// A message on its way.
///
/// @param id unique among the requests of one connection; chosen by the sender
/// @param session the script session and limits that the message belongs to; empty for the connection's own
/// @param parent the id of the request that this answers or belongs to, null for requests; replies are matched by it
///     alone
/// @param version of the protocol
public record Envelope(String id, String session, @Nullable String parent, int version, Message content) {
    /// The version of the protocol that this kernel speaks.
    public static final int VERSION = 1;

    /// A request in the connection's own session.
    public static Envelope request(String id, Message content) {
        return new Envelope(id, "", null, VERSION, content);
    }

    /// What answers `request` or belongs to it.
    public static Envelope answering(Envelope request, String id, Message content) {
        return new Envelope(id, request.session(), request.id(), VERSION, content);
    }
}
