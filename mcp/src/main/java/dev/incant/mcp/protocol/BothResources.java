package dev.incant.mcp.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The resources that one client sees: its own, and those of all.
record BothResources(ResourceSource own, ResourceSource shared) implements ResourceSource {
    private ResourceSource of(String uri) {
        return own.serves(uri) ? own : shared;
    }

    @Override
    public List<Resource> list() {
        List<Resource> all = new ArrayList<>(own.list());
        all.addAll(shared.list());
        return all;
    }

    @Override
    public List<Resource.Template> templates() {
        List<Resource.Template> all = new ArrayList<>(own.templates());
        all.addAll(shared.templates());
        return all;
    }

    @Override
    public List<ResourceContent> read(String uri, Exchange exchange) {
        return of(uri).read(uri, exchange);
    }

    @Override
    public Completion complete(String uriTemplate, String variable, String typed, Map<String, String> known) {
        return of(uriTemplate).complete(uriTemplate, variable, typed, known);
    }

    @Override
    public boolean changes() {
        return own.changes() || shared.changes();
    }

    @Override
    public boolean watchable() {
        return own.watchable() || shared.watchable();
    }

    @Override
    public AutoCloseable watch(String uri) {
        return of(uri).watch(uri);
    }
}
