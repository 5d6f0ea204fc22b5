package dev.incant.mcp.server;

import dev.incant.kernel.Connection;
import dev.incant.kernel.Kernel;
import dev.incant.kernel.SessionOptions;
import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.capability.Rules;
import dev.incant.kernel.client.KernelClient;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.message.Message;
import dev.incant.kernel.value.Values;
import dev.incant.mcp.protocol.Resource;
import dev.incant.mcp.protocol.ResourceContent;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Files that the session's grants let it read, as `file://` resources. Each goes through the kernel's own tool for
/// files, so grants, limits and links are seen to as in any call.
final class GrantedFiles implements AutoCloseable {
    static final String SCHEME = "file://";
    private static final String TOOL = "file_operations";
    private static final int MOST = 500;

    private final Kernel kernel;
    private final SessionOptions session;
    private @Nullable KernelClient client;
    private @Nullable Connection connection;

    GrantedFiles(Kernel kernel, SessionOptions session) {
        this.kernel = kernel;
        this.session = session;
    }

    /// Whether any file may be read.
    boolean any() {
        return !session.grants().read().nothing() && kernel.registry().find(TOOL) != null;
    }

    private synchronized KernelClient client() {
        KernelClient made = client;
        if (made == null) {
            made = new KernelClient();
            connection = kernel.connect(session, made);
            client = made;
        }
        return made;
    }

    private Map<?, ?> call(String operation, Map<String, @Nullable Object> params, Cancellation cancellation) {
        KernelClient asked = client();
        KernelClient.Pending pending = asked.send(new Message.ToolInvoke(TOOL + "." + operation, params, null, false));
        try (var _ = cancellation.onCancel(() -> asked.send(new Message.CancelRequest(pending.id())))) {
            return pending.await().get("result") instanceof Map<?, ?> map ? map : Map.of();
        }
    }

    /// The files that lie directly in the granted folders.
    List<Resource> list() {
        List<Resource> found = new ArrayList<>();
        for (String root : roots()) {
            for (Map<?, ?> entry : entries(root)) {
                if (found.size() < MOST
                        && "file".equals(entry.get("type"))
                        && entry.get("path") instanceof String path
                        && entry.get("name") instanceof String name) {
                    found.add(new Resource(
                            uri(path),
                            name,
                            "",
                            "",
                            MimeTypes.of(name),
                            entry.get("size") instanceof Long size ? size : -1));
                }
            }
        }
        return found;
    }

    private List<String> roots() {
        Rules read = session.grants().read();
        return read.all() ? List.of(".") : read.allowed();
    }

    private List<Map<?, ?>> entries(String folder) {
        List<Map<?, ?>> entries = new ArrayList<>();
        try {
            Cancellation never = new Cancellation();
            Map<?, ?> about = call("metadata", Values.map("path", folder), never);
            if ("file".equals(about.get("type"))) {
                entries.add(Values.map(
                        "type",
                        "file",
                        "path",
                        folder,
                        "name",
                        String.valueOf(Path.of(folder).getFileName()),
                        "size",
                        about.get("size")));
            } else if (call("list_dir", Values.map("path", folder), never).get("entries") instanceof List<?> list) {
                for (Object each : list) {
                    if (each instanceof Map<?, ?> entry) {
                        entries.add(entry);
                    }
                }
            }
        } catch (ToolException _) {
            // What was granted need not be there.
        }
        return entries;
    }

    /// What a path may be completed to.
    List<String> complete(String typed) {
        int slash = typed.lastIndexOf('/');
        String folder = "/" + (slash < 0 ? "" : typed.substring(0, slash));
        List<String> paths = new ArrayList<>();
        for (Map<?, ?> entry : entries(folder)) {
            String path = (slash < 0 ? "" : typed.substring(0, slash + 1)) + entry.get("name");
            paths.add("directory".equals(entry.get("type")) ? path + "/" : path);
        }
        return paths;
    }

    private String uri(String path) {
        // Not Path.toUri, which looks whether it is a folder.
        try {
            String absolute = session.directory().resolve(path).normalize().toString();
            return new URI("file", "", absolute, null).toASCIIString();
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /// The path that a URI names.
    ///
    /// @throws ToolException `invalid_params` for a URI that names none on this machine
    static Path path(String uri) {
        try {
            URI parsed = new URI(uri);
            String host = parsed.getAuthority();
            if (host != null && !host.isEmpty() && !host.equals("localhost")
                    || parsed.getPath() == null
                    || !parsed.getPath().startsWith("/")
                    || parsed.getQuery() != null
                    || parsed.getFragment() != null
                    || parsed.getPath().indexOf('\0') >= 0) {
                throw ToolException.invalidParams("uri must be file:///PATH, not " + uri);
            }
            return Path.of(parsed.getPath());
        } catch (URISyntaxException e) {
            throw ToolException.invalidParams("uri is none: " + e.getMessage());
        }
    }

    ResourceContent read(String uri, Cancellation cancellation) {
        Path path = path(uri);
        Map<?, ?> result = call("read", Values.map("path", path.toString(), "encoding", "base64"), cancellation);
        byte[] bytes = Base64.getDecoder().decode(String.valueOf(result.get("content")));
        String type = MimeTypes.of(
                path.getFileName() == null ? "" : path.getFileName().toString());
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            if (text.indexOf('\0') < 0) {
                return new ResourceContent.Text(uri, type.isEmpty() ? "text/plain" : type, text, true);
            }
        } catch (CharacterCodingException _) {
            // No text.
        }
        return new ResourceContent.Blob(uri, type.isEmpty() ? "application/octet-stream" : type, bytes, true);
    }

    /// Fails when a file may not be read.
    void check(Path path) {
        call("metadata", Values.map("path", path.toString()), new Cancellation());
    }

    @Override
    public synchronized void close() {
        if (connection != null) {
            connection.close();
        }
    }
}
