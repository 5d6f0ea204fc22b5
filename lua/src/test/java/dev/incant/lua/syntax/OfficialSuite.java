package dev.incant.lua.syntax;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The files of the official Lua test suite, where they are at hand beside the repository.
final class OfficialSuite {
    private OfficialSuite() {}

    /// The files in alphabetical order; empty if there is no suite.
    static List<Path> files() {
        for (String folder : List.of("../../shared/lua-5.4-tests", "../shared/lua-5.4-tests")) {
            Path path = Path.of(folder);
            if (Files.isDirectory(path)) {
                try (Stream<Path> files = Files.list(path)) {
                    return files.filter(file -> file.toString().endsWith(".lua"))
                            .sorted()
                            .toList();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        return List.of();
    }

    /// The text of a file without a first line that begins with `#`, which `loadfile` takes out.
    static byte[] text(Path file) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            int start = 0;
            while (bytes.length > 0 && bytes[0] == '#' && start < bytes.length && bytes[start] != '\n') {
                start++;
            }
            return java.util.Arrays.copyOfRange(bytes, start, bytes.length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
