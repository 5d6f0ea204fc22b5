package dev.incant.mcp.authorization;

import dev.incant.kernel.capability.CallScope;
import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.capability.Files.Replacement;
import dev.incant.kernel.capability.Grants;
import dev.incant.kernel.capability.Limits;
import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.capability.Resources;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.host.Host;
import dev.incant.kernel.value.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A folder of JSON files that nobody but its owner may look into. Made when something is first written.
public record PrivateFolder(Path path) {
    private static final String ENDING = ".json";

    public PrivateFolder {
        path = path.toAbsolutePath().normalize();
    }

    /// The file of that name.
    public Path file(String name) {
        return path.resolve(name + ENDING);
    }

    /// Writes a file whole or not at all.
    ///
    /// @throws ToolException `failed` where it cannot be written
    public void write(String name, Map<String, @Nullable Object> object, Host host) {
        Path file = file(name);
        String place = path.toString();
        Grants grants = Grants.NONE.allow(Permission.READ, place).allow(Permission.WRITE, place);
        CallScope scope = new CallScope(grants, Limits.GENEROUS, path, new Cancellation(), new Resources());
        make();
        try (Replacement replacement = host.files(scope).replace(file.toString())) {
            replacement.keep(null, "rw-------");
            replacement.out().write((Json.pretty(object) + "\n").getBytes(StandardCharsets.UTF_8));
            replacement.commit();
        } catch (IOException e) {
            throw ToolException.failed("cannot write " + file + ": " + e.getMessage());
        }
    }

    /// Makes the folder, which keeps others out even while a file in it is being made.
    void make() {
        try {
            Path parent = path.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            if (!Files.isDirectory(path)) {
                boolean posix = parent != null && Files.getFileStore(parent).supportsFileAttributeView("posix");
                if (posix) {
                    Files.createDirectory(
                            path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
                } else {
                    Files.createDirectory(path);
                }
            }
        } catch (IOException e) {
            throw ToolException.failed("cannot make the folder " + path + ": " + e.getMessage());
        }
    }
}
