package dev.incant.mcp.remote;

import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.Nearest;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.host.Host;
import dev.incant.kernel.value.Json;
import dev.incant.mcp.authorization.PrivateFolder;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The folder with one file for each server that was added. What is in it may be secret, so nobody else may look.
public final class ServerFolder {
    private static final String ENDING = ".json";
    private static final int LONGEST = 40;

    private final PrivateFolder folder;

    public ServerFolder(Path folder) {
        this.folder = new PrivateFolder(folder);
    }

    public Path path() {
        return folder.path();
    }

    /// Whether a text can be a server's name: `snake_case`, as tools' names are.
    public static boolean isName(String text) {
        if (text.isEmpty() || text.length() > LONGEST || text.charAt(0) < 'a' || text.charAt(0) > 'z') {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_')) {
                return false;
            }
        }
        return true;
    }

    /// The file of a server.
    public Path file(String name) {
        return folder.file(name);
    }

    /// The names of all servers, sorted. Reads no file.
    public List<String> names() {
        String[] files = folder.path().toFile().list();
        if (files == null) {
            return List.of();
        }
        Arrays.sort(files);
        List<String> names = new ArrayList<>();
        for (String file : files) {
            String name = file.endsWith(ENDING) ? file.substring(0, file.length() - ENDING.length()) : "";
            if (isName(name)) {
                names.add(name);
            }
        }
        return names;
    }

    public boolean has(String name) {
        return isName(name) && new File(folder.path().toFile(), name + ENDING).isFile();
    }

    /// Reads a server.
    ///
    /// @throws ToolException `not_found` with the nearest name; `failed` for a file that cannot be read
    public StoredServer read(String name) {
        if (!has(name)) {
            throw ToolException.notFound("no MCP server is named '" + name + "'" + Nearest.hint(name, names()))
                    .with("servers", names());
        }
        try {
            StoredServer server = ServerJson.read(Json.parse(Files.readAllBytes(file(name))));
            if (!server.config().name().equals(name)) {
                throw ToolException.invalidParams(
                        "it is of the server '" + server.config().name() + "'");
            }
            return server;
        } catch (IOException e) {
            throw ToolException.failed("cannot read " + file(name) + ": " + e.getMessage());
        } catch (ToolException e) {
            throw ToolException.failed("cannot read " + file(name) + ": " + e.message());
        }
    }

    /// Writes a server whole or not at all, for its owner alone.
    public void write(StoredServer server, Host host) {
        folder.write(server.config().name(), ServerJson.write(server), host);
    }

    /// Deletes a server's file.
    ///
    /// @throws ToolException `not_found` with the nearest name
    public void delete(String name) {
        if (!has(name)) {
            read(name);
        }
        try {
            Files.delete(file(name));
        } catch (NoSuchFileException e) {
            throw new ToolException(ErrorCode.NOT_FOUND, "no MCP server is named '" + name + "'");
        } catch (IOException e) {
            throw ToolException.failed("cannot delete " + file(name) + ": " + e.getMessage());
        }
    }

    /// A server, or what is wrong with its file.
    ///
    /// @param server null when it cannot be read
    /// @param problem null when it can
    public record Entry(
            String name,
            @Nullable StoredServer server,
            @Nullable String problem) {}

    /// All servers, sorted by name.
    public List<Entry> all() {
        List<Entry> all = new ArrayList<>();
        for (String name : names()) {
            try {
                all.add(new Entry(name, read(name), null));
            } catch (ToolException e) {
                all.add(new Entry(name, null, e.message()));
            }
        }
        return all;
    }
}
