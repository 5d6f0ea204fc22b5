package dev.incant.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// The folder `examples` of the checkout.
final class Examples {
    static final Path FOLDER = Path.of("../examples").toAbsolutePath().normalize();

    private Examples() {}

    /// Copies all of it, for scripts that write beside it.
    static void copyTo(Path target) throws IOException {
        try (Stream<Path> all = Files.walk(FOLDER)) {
            for (Path source : all.toList()) {
                Path copy = target.resolve(FOLDER.relativize(source).toString());
                if (Files.isDirectory(source)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(source, copy);
                }
            }
        }
    }
}
