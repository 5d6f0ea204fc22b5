package dev.incant.mcp.protocol;

/// What all clients of one server may have together, whatever each of them may have alone, so that many of them cannot
/// do what one may not. Who asks for more is refused with `limit_exceeded` and may try again; over HTTP that is a 503
/// with `Retry-After`.
///
/// @param sessions those that began with a handshake; and as many clients without one
/// @param sessionsOfOne sessions of one client that proves who it is
/// @param requests that are being answered
/// @param streams of changes
/// @param tasks that run, or are kept with their results
/// @param watched resources that are watched
/// @param events bytes of the last events of streams, kept for clients that lost their connection; what is more goes,
///     the oldest of a stream first, but for the last event of a stream that goes on
/// @param kept bytes that clients keep between their calls: state, and large results
public record TotalLimits(
        int sessions, int sessionsOfOne, int requests, int streams, int tasks, int watched, long events, long kept) {
    /// For one machine.
    public static final TotalLimits STANDARD =
            new TotalLimits(256, 64, 1_024, 1_024, 2_048, 4_096, 64L << 20, 512L << 20);

    public TotalLimits {
        if (sessions < 1 || sessionsOfOne < 1 || requests < 1 || streams < 1 || tasks < 1 || watched < 1) {
            throw new IllegalArgumentException("limits must be positive");
        }
        if (events < 1 || kept < 1) {
            throw new IllegalArgumentException("limits must be positive");
        }
    }
}
