package dev.incant.mcp.conformance;

import dev.incant.kernel.error.ToolException;
import dev.incant.mcp.protocol.Completion;
import dev.incant.mcp.protocol.Exchange;
import dev.incant.mcp.protocol.Resource;
import dev.incant.mcp.protocol.ResourceContent;
import dev.incant.mcp.protocol.ResourceSource;
import java.util.List;
import java.util.Map;

/// The resources that the suite reads.
final class ConformanceResources implements ResourceSource {
    private static final String TEXT = "test://static-text";
    private static final String BINARY = "test://static-binary";
    private static final String WATCHED = "test://watched-resource";
    private static final String TEMPLATE = "test://template/";

    @Override
    public List<Resource> list() {
        return List.of(
                new Resource(TEXT, "static-text", "Static Text", "A text.", "text/plain", -1),
                new Resource(BINARY, "static-binary", "Static Binary", "An image.", "image/png", -1),
                new Resource(WATCHED, "watched-resource", "Watched", "A text.", "text/plain", -1));
    }

    @Override
    public List<Resource.Template> templates() {
        return List.of(new Resource.Template(
                TEMPLATE + "{id}/data", "template", "Template", "Data by id.", "application/json"));
    }

    @Override
    public List<ResourceContent> read(String uri, Exchange exchange) {
        if (uri.startsWith(TEMPLATE) && uri.endsWith("/data")) {
            String id = uri.substring(TEMPLATE.length(), uri.length() - "/data".length());
            return List.of(new ResourceContent.Text(
                    uri,
                    "application/json",
                    "{\"id\":\"" + id + "\",\"templateTest\":true,\"data\":\"Data for ID: " + id + "\"}"));
        }
        return List.of(
                switch (uri) {
                    case TEXT ->
                        new ResourceContent.Text(uri, "text/plain", "This is the content of the static text resource.");
                    case BINARY -> new ResourceContent.Blob(uri, "image/png", Samples.IMAGE);
                    case WATCHED -> new ResourceContent.Text(uri, "text/plain", "Watched resource content");
                    default -> throw ToolException.notFound("no resource " + uri);
                });
    }

    @Override
    public Completion complete(String uriTemplate, String variable, String typed, Map<String, String> known) {
        return Completion.of(List.of("1", "12", "123"), typed);
    }

    @Override
    public boolean watchable() {
        return true;
    }
}
