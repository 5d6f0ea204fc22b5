package dev.incant.kernel;

import dev.incant.kernel.capability.Grants;
import dev.incant.kernel.capability.Limits;
import java.nio.file.Path;

/// What one session may do.
///
/// @param directory absolute; where relative paths start
public record SessionOptions(Grants grants, Limits limits, Path directory) {
    public SessionOptions {
        if (!directory.isAbsolute()) {
            throw new IllegalArgumentException("not absolute: " + directory);
        }
    }

    /// Nothing granted, generous limits, this process's folder.
    public static SessionOptions standard() {
        return new SessionOptions(Grants.NONE, Limits.GENEROUS, Path.of("").toAbsolutePath());
    }

    public SessionOptions granting(Grants value) {
        return new SessionOptions(value, limits, directory);
    }

    public SessionOptions within(Limits value) {
        return new SessionOptions(grants, value, directory);
    }

    public SessionOptions in(Path folder) {
        return new SessionOptions(grants, limits, folder);
    }
}
