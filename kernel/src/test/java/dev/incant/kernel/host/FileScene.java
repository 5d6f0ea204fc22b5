package dev.incant.kernel.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.incant.kernel.capability.CallScope;
import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.capability.Grants;
import dev.incant.kernel.capability.Limits;
import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.capability.Resources;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/// A folder `in` that a call may use and a folder `out` beside it that it may not, with a secret in it.
final class FileScene implements AutoCloseable {
    static final String SECRET = "the secret outside";

    final Path base;
    final Path in;
    final Path out;
    final Path secret;
    final Resources resources = new Resources();
    final Cancellation cancellation = new Cancellation();
    Grants grants;
    Limits limits = Limits.GENEROUS;

    FileScene(Path folder) throws IOException {
        base = folder.toRealPath();
        in = Files.createDirectory(base.resolve("in"));
        out = Files.createDirectory(base.resolve("out"));
        secret = Files.writeString(out.resolve("secret.txt"), SECRET);
        grants = Grants.NONE.allow(Permission.READ, in.toString()).allow(Permission.WRITE, in.toString());
    }

    HostFiles files() {
        return new HostFiles(new CallScope(grants, limits, in, cancellation, resources));
    }

    Path file(String name, String content) throws IOException {
        Path path = in.resolve(name);
        Files.createDirectories(path.getParent());
        return Files.writeString(path, content);
    }

    Path link(String name, Path target) throws IOException {
        return Files.createSymbolicLink(in.resolve(name), target);
    }

    /// Everything beneath a folder, by relative path.
    static List<String> all(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.filter(path -> !path.equals(folder))
                    .map(path -> folder.relativize(path).toString())
                    .sorted()
                    .toList();
        }
    }

    static ToolException fails(ErrorCode code, ThrowingCallable call) {
        ToolException error = catchThrowableOfType(ToolException.class, call);
        assertThat(error).as("an error %s", code).isNotNull();
        assertThat(error.code()).as(error.message()).isEqualTo(code);
        return error;
    }

    @Override
    public void close() {
        resources.close();
    }
}
