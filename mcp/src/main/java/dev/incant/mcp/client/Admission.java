package dev.incant.mcp.client;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.capability.Http;
import dev.incant.kernel.error.ToolException;
import java.net.URI;
import java.util.List;
import java.util.Map;

/// What lets a client in at a server that asks who it is. Safe for use by many threads.
public interface Admission {
    /// Says nothing to anybody, so that a refusal stands.
    Admission NONE = cancellation -> new Attempt() {
        @Override
        public Map<String, String> headers(String method, URI url) {
            return Map.of();
        }

        @Override
        public boolean again(int status, List<Http.Header> headers) {
            return false;
        }
    };

    /// Begins one request, which may be sent several times.
    ///
    /// @param cancellation ends what getting in takes
    Attempt attempt(Cancellation cancellation);

    /// One request until it is let in or given up. Of one thread.
    interface Attempt {
        /// What the request says of who sends it, each time that it is sent.
        Map<String, String> headers(String method, URI url);

        /// Takes a refusal, and does what it asks for. Says yes a few times only.
        ///
        /// @param status 401 or 403
        /// @return whether the request should be sent again
        /// @throws ToolException when it is of no use, and what a person can do
        boolean again(int status, List<Http.Header> headers);

        /// Hears what came with an answer that is no refusal.
        default void letIn(List<Http.Header> headers) {}
    }
}
