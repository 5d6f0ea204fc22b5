package dev.incant.lua.conformance;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// The files of the official Lua 5.4 test suite, and which of their lines cannot hold here.
///
/// The suite is in `shared/lua-5.4-tests` of a folder above, or where the system property `lua.suite` says.
public final class OfficialSuite {
    private final Path folder;

    private OfficialSuite(Path folder) {
        this.folder = folder;
    }

    /// Finds the suite; aborts the test, and says so on standard output, where there is none.
    public static OfficialSuite find() {
        String said = System.getProperty("lua.suite");
        if (said != null) {
            return new OfficialSuite(Path.of(said));
        }
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path folder = at.resolve("shared/lua-5.4-tests");
            if (Files.isDirectory(folder)) {
                return new OfficialSuite(folder);
            }
        }
        String message = "NOT RUN: the official Lua test suite is missing. Put it into shared/lua-5.4-tests beside"
                + " the repository, or name its folder with -Dlua.suite=FOLDER.";
        System.out.println(message);
        return abort(message);
    }

    /// The names of all its Lua files, in alphabetical order.
    public List<String> names() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".lua"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The text of one file, Latin-1.
    public String text(String name) {
        try {
            return Files.readString(folder.resolve(name), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Copies the suite into a new folder, as it is but for the lines that are exceptions: these become comments.
    public Path copy() {
        try {
            Path copy = Files.createTempDirectory("lua-suite");
            for (String name : names()) {
                Files.writeString(
                        copy.resolve(name), SuiteException.patch(name, text(name)), StandardCharsets.ISO_8859_1);
            }
            // attrib.lua writes modules there.
            Files.createDirectories(copy.resolve("libs/P1"));
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Removes a folder and all that is in it.
    static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
