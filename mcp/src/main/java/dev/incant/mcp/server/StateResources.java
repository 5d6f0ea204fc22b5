package dev.incant.mcp.server;

import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.value.Json;
import dev.incant.mcp.agent.AgentState;
import dev.incant.mcp.protocol.Completion;
import dev.incant.mcp.protocol.Exchange;
import dev.incant.mcp.protocol.Resource;
import dev.incant.mcp.protocol.ResourceContent;
import dev.incant.mcp.protocol.ResourceSource;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What one client keeps in `State`, as `state://SCOPE/KEY`; no other client has these.
final class StateResources implements ResourceSource {
    static final String SCHEME = "state://";
    private static final String TEMPLATE = SCHEME + "{scope}/{key}";

    /// Entries that are listed.
    private static final int MOST = 500;

    /// Characters of text, or bytes, that are read at once.
    private static final int LARGEST = 4 << 20;

    private final AgentState state;

    StateResources(AgentState state) {
        this.state = state;
    }

    static String uri(String scope, String key) {
        return SCHEME + encoded(scope) + "/" + encoded(key);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static AgentState.Key key(String uri) {
        String rest = uri.substring(SCHEME.length());
        int slash = rest.indexOf('/');
        if (slash <= 0 || slash == rest.length() - 1) {
            throw ToolException.invalidParams("uri must be " + SCHEME + "SCOPE/KEY, not " + uri);
        }
        try {
            return new AgentState.Key(decoded(rest.substring(0, slash)), decoded(rest.substring(slash + 1)));
        } catch (IllegalArgumentException e) {
            throw ToolException.invalidParams("uri is none: " + e.getMessage());
        }
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    @Override
    public boolean serves(String uri) {
        return uri.startsWith(SCHEME);
    }

    @Override
    public List<Resource> list() {
        List<Resource> all = new ArrayList<>();
        for (AgentState.Key each : state.keys(MOST)) {
            all.add(new Resource(
                    uri(each.scope(), each.key()), each.key(), "", "State, scope " + each.scope(), "", -1));
        }
        return all;
    }

    @Override
    public List<Resource.Template> templates() {
        return List.of(new Resource.Template(
                TEMPLATE,
                "state",
                "A kept value",
                "A value that this client's scripts keep in State, or a large result.",
                ""));
    }

    @Override
    public List<ResourceContent> read(String uri, Exchange exchange) {
        Object value = state.get(key(uri));
        if (value instanceof byte[] bytes) {
            check(uri, bytes.length);
            return List.of(new ResourceContent.Blob(uri, "application/octet-stream", bytes, state.untrusted()));
        }
        String text = value instanceof String string ? string : Json.write(value);
        check(uri, text.length());
        return List.of(new ResourceContent.Text(
                uri, value instanceof String ? "text/plain" : "application/json", text, state.untrusted()));
    }

    private static void check(String uri, int size) {
        if (size > LARGEST) {
            throw ToolException.limitExceeded(uri + " is larger than " + LARGEST
                            + " characters; read a part of it by a script, with State.get")
                    .with("limit", (long) LARGEST);
        }
    }

    @Override
    public Completion complete(String uriTemplate, String variable, String typed, Map<String, String> known) {
        if (variable.equals("scope")) {
            return Completion.of(state.scopes(), typed);
        }
        String scope = known.get("scope");
        return variable.equals("key") && scope != null ? Completion.of(state.keys(scope), typed) : Completion.NONE;
    }

    @Override
    public boolean changes() {
        return true;
    }

    @Override
    public boolean watchable() {
        return true;
    }

    /// An entry need not be there yet. Changes of all entries are told anyway, so there is nothing to begin.
    @Override
    public AutoCloseable watch(String uri) {
        key(uri);
        return () -> {};
    }
}
