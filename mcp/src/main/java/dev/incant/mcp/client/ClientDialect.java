package dev.incant.mcp.client;

import dev.incant.mcp.protocol.Modern;
import dev.incant.mcp.protocol.Revision;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How one era of the protocol wants requests to be written.
sealed interface ClientDialect {
    /// The revision that is spoken.
    String revision();

    /// Parameters as they stand on the wire.
    ///
    /// @param progressToken what ties reports of progress to the request; null for none
    Map<String, @Nullable Object> params(Map<String, @Nullable Object> params, @Nullable Object progressToken);

    /// Headers for a channel that has such.
    Map<String, String> headers(String method, Map<String, @Nullable Object> params);

    /// The dialect of 2026-07-28: each request says all that is needed to answer it.
    record Stateless(String name, String version, Map<String, @Nullable Object> capabilities) implements ClientDialect {
        @Override
        public String revision() {
            return Revision.MODERN;
        }

        @Override
        public Map<String, @Nullable Object> params(
                Map<String, @Nullable Object> params, @Nullable Object progressToken) {
            Map<String, @Nullable Object> meta = new LinkedHashMap<>();
            if (progressToken != null) {
                meta.put("progressToken", progressToken);
            }
            meta.put(Modern.VERSION, revision());
            meta.put(Modern.CLIENT, Map.of("name", name, "version", version));
            meta.put(Modern.CAPABILITIES, capabilities);
            return withMeta(params, meta);
        }

        @Override
        public Map<String, String> headers(String method, Map<String, @Nullable Object> params) {
            Map<String, String> headers = new LinkedHashMap<>();
            headers.put("MCP-Protocol-Version", revision());
            headers.put("Mcp-Method", method);
            Object name = method.equals("resources/read") ? params.get("uri") : params.get("name");
            if (name instanceof String text) {
                headers.put("Mcp-Name", ParamHeaders.encoded(text));
            }
            return headers;
        }
    }

    /// The dialect of 2025-11-25 and before: a handshake has said what holds for all requests.
    ///
    /// @param agreed whether the handshake is over, so that requests name the revision
    record Handshaken(String revision, boolean agreed) implements ClientDialect {
        @Override
        public Map<String, @Nullable Object> params(
                Map<String, @Nullable Object> params, @Nullable Object progressToken) {
            return progressToken == null ? params : withMeta(params, Map.of("progressToken", progressToken));
        }

        @Override
        public Map<String, String> headers(String method, Map<String, @Nullable Object> params) {
            return agreed ? Map.of("MCP-Protocol-Version", revision) : Map.of();
        }
    }

    private static Map<String, @Nullable Object> withMeta(
            Map<String, @Nullable Object> params, Map<String, ? extends @Nullable Object> meta) {
        Map<String, @Nullable Object> all = new LinkedHashMap<>(params);
        all.put("_meta", meta);
        return all;
    }
}
