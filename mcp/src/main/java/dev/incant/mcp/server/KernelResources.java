package dev.incant.mcp.server;

import dev.incant.kernel.Kernel;
import dev.incant.kernel.SessionOptions;
import dev.incant.kernel.docs.ToolPage;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.registry.ComponentRegistry;
import dev.incant.kernel.tool.Tool;
import dev.incant.mcp.protocol.Changes;
import dev.incant.mcp.protocol.Completion;
import dev.incant.mcp.protocol.Exchange;
import dev.incant.mcp.protocol.Resource;
import dev.incant.mcp.protocol.ResourceContent;
import dev.incant.mcp.protocol.ResourceSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The resources of a kernel: a page for each tool as `incant://tools/NAME`, and granted files as `file://`.
final class KernelResources implements ResourceSource {
    private static final String PAGES = "incant://tools/";
    private static final String MARKDOWN = "text/markdown";
    private static final String PAGE_TEMPLATE = PAGES + "{name}";
    private static final String FILE_TEMPLATE = GrantedFiles.SCHEME + "/{+path}";

    private final ComponentRegistry registry;
    private final GrantedFiles files;
    private final Changes changes;
    private final FolderWatch watch = new FolderWatch();

    KernelResources(Kernel kernel, SessionOptions session, Changes changes) {
        this.registry = kernel.registry();
        this.files = new GrantedFiles(kernel, session);
        this.changes = changes;
    }

    @Override
    public List<Resource> list() {
        List<Resource> all = new ArrayList<>();
        for (Tool tool : registry.all()) {
            String name = tool.spec().name();
            all.add(new Resource(PAGES + name, name, "", tool.spec().summary(), MARKDOWN, -1));
        }
        if (files.any()) {
            all.addAll(files.list());
        }
        return all;
    }

    @Override
    public List<Resource.Template> templates() {
        Resource.Template page = new Resource.Template(
                PAGE_TEMPLATE, "tool", "A tool's page", "All of a tool: operations, parameters, examples.", MARKDOWN);
        if (!files.any()) {
            return List.of(page);
        }
        return List.of(
                page, new Resource.Template(FILE_TEMPLATE, "file", "A file", "A file that may be read here.", ""));
    }

    @Override
    public List<ResourceContent> read(String uri, Exchange exchange) {
        if (uri.startsWith(PAGES)) {
            Tool tool = registry.tool(uri.substring(PAGES.length()));
            return List.of(new ResourceContent.Text(uri, MARKDOWN, ToolPage.of(tool.spec())));
        }
        if (uri.startsWith(GrantedFiles.SCHEME) && files.any()) {
            return List.of(files.read(uri, exchange.cancellation()));
        }
        throw unknown(uri);
    }

    private ToolException unknown(String uri) {
        return ToolException.notFound(
                "no resource " + uri + "; there are " + PAGES + "NAME" + (files.any() ? " and file:///PATH" : ""));
    }

    @Override
    public Completion complete(String uriTemplate, String variable, String typed, Map<String, String> known) {
        if (uriTemplate.equals(PAGE_TEMPLATE) && variable.equals("name")) {
            return Completion.of(registry.names(), typed);
        }
        if (uriTemplate.equals(FILE_TEMPLATE) && variable.equals("path") && files.any()) {
            return Completion.of(files.complete(typed), typed);
        }
        return Completion.NONE;
    }

    @Override
    public boolean watchable() {
        return files.any();
    }

    @Override
    public AutoCloseable watch(String uri) {
        if (!uri.startsWith(GrantedFiles.SCHEME)) {
            // The pages never change.
            registry.tool(uri.startsWith(PAGES) ? uri.substring(PAGES.length()) : uri);
            return () -> {};
        }
        Path path = GrantedFiles.path(uri);
        files.check(path);
        Path folder = path.getParent();
        Path name = path.getFileName();
        if (folder == null || name == null) {
            throw unknown(uri);
        }
        try {
            return watch.watch(folder, changed -> {
                if (changed == null || changed.equals(name)) {
                    changes.resource(uri);
                }
            });
        } catch (IOException e) {
            throw ToolException.unavailable("cannot watch " + folder + ": " + e.getMessage());
        }
    }

    @Override
    public void close() {
        watch.close();
        files.close();
    }
}
