package dev.incant.mcp.authorization;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.host.Host;
import dev.incant.kernel.value.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The folder with one file for each server that somebody is logged in at: tokens, and what the authorization server
/// knows us by. Nobody else may look.
public final class LoginFolder {
    private final PrivateFolder folder;

    public LoginFolder(Path folder) {
        this.folder = new PrivateFolder(folder);
    }

    /// The file of a server.
    public Path file(String server) {
        return folder.file(server);
    }

    boolean has(String server) {
        return Files.isRegularFile(file(server));
    }

    /// Waits for the right to change what is remembered of a server. Nobody asks for it twice.
    ///
    /// @throws ToolException `unavailable` when others have it for too long; the cancellation's reason
    LoginLock lock(String server, Cancellation cancellation) {
        folder.make();
        return LoginLock.take(file(server), LoginLock.PATIENCE, cancellation);
    }

    /// What is remembered; null for nothing.
    ///
    /// @throws ToolException `failed` for a file that cannot be read
    @Nullable Login read(String server) {
        Path file = file(server);
        try {
            return Login.of(Json.parse(Files.readAllBytes(file)));
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException | ToolException e) {
            throw ToolException.failed("cannot read " + file + "; 'incant mcp logout " + server + "' takes it away");
        }
    }

    void write(String server, Login login, Host host) {
        folder.write(server, login.json(), host);
    }

    /// Forgets a server; says whether there was anything to forget.
    public boolean delete(String server) {
        try {
            return Files.deleteIfExists(file(server));
        } catch (IOException e) {
            throw ToolException.failed("cannot delete " + file(server) + ": " + e.getMessage());
        }
    }
}
