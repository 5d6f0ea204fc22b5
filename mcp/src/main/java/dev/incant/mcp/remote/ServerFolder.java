package dev.incant.mcp.remote;

import dev.incant.kernel.capability.CallScope;
import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.capability.Files.Replacement;
import dev.incant.kernel.capability.Grants;
import dev.incant.kernel.capability.Limits;
import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.capability.Resources;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.Nearest;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.host.Host;
import dev.incant.kernel.value.Json;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The folder with one file for each server that was added. What is in it may be secret, so nobody else may look.
public final class ServerFolder {
    private static final String ENDING = ".json";
    private static final int LONGEST = 40;

    private final Path folder;

    public ServerFolder(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
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
        return folder.resolve(name + ENDING);
    }

    /// The names of all servers, sorted. Reads no file.
    public List<String> names() {
        String[] files = folder.toFile().list();
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
        return isName(name) && new File(folder.toFile(), name + ENDING).isFile();
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
        Path file = file(server.config().name());
        Grants grants =
                Grants.NONE.allow(Permission.READ, folder.toString()).allow(Permission.WRITE, folder.toString());
        CallScope scope = new CallScope(grants, Limits.GENEROUS, folder, new Cancellation(), new Resources());
        makeFolder();
        try (Replacement replacement = host.files(scope).replace(file.toString())) {
            replacement.keep(null, "rw-------");
            replacement.out().write((Json.pretty(ServerJson.write(server)) + "\n").getBytes(StandardCharsets.UTF_8));
            replacement.commit();
        } catch (IOException e) {
            throw ToolException.failed("cannot write " + file + ": " + e.getMessage());
        }
    }

    /// The folder keeps others out even while a file in it is being made.
    private void makeFolder() {
        try {
            Path parent = folder.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            if (!Files.isDirectory(folder)) {
                boolean posix = parent != null && Files.getFileStore(parent).supportsFileAttributeView("posix");
                if (posix) {
                    Files.createDirectory(
                            folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
                } else {
                    Files.createDirectory(folder);
                }
            }
        } catch (IOException e) {
            throw ToolException.failed("cannot make the folder " + folder + ": " + e.getMessage());
        }
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
