package dev.incant.mcp.protocol;

import java.util.List;
import java.util.Map;

/// The resources that a server offers. Safe for use by many threads.
public interface ResourceSource extends AutoCloseable {
    /// All resources worth a list, in a stable order.
    List<Resource> list();

    /// All patterns, in a stable order.
    List<Resource.Template> templates();

    /// Whether a URI is of a kind that is found here.
    default boolean serves(String uri) {
        return true;
    }

    /// Reads a resource.
    ///
    /// @throws dev.incant.kernel.error.ToolException `not_found` when there is none of that URI
    List<ResourceContent> read(String uri, Exchange exchange);

    /// What a variable of a pattern may be completed to.
    ///
    /// @param known the variables that are filled already
    default Completion complete(String uriTemplate, String variable, String typed, Map<String, String> known) {
        return Completion.NONE;
    }

    /// Whether the list can change, which [Changes#resources] tells.
    default boolean changes() {
        return false;
    }

    /// Whether changes of single resources are told by [Changes#resource].
    default boolean watchable() {
        return false;
    }

    /// Watches a resource until what is returned is closed.
    ///
    /// @throws dev.incant.kernel.error.ToolException when there is no such resource, or it cannot be watched
    default AutoCloseable watch(String uri) {
        return () -> {};
    }

    @Override
    default void close() {}
}
