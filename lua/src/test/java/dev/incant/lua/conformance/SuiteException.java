package dev.incant.lua.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Lines of the suite, or a whole file, that cannot hold here: `official-suite-exceptions.txt` lists them all.
///
/// @param first the first line, from 1, or 0 for the whole file
/// @param last the last line
/// @param text what stands in the first line, without the space around it
record SuiteException(String file, int first, int last, String text, String reason) {
    private static final String RESOURCE = "/official-suite-exceptions.txt";

    static final List<SuiteException> ALL = read();

    private static List<SuiteException> read() {
        try (InputStream in = Objects.requireNonNull(SuiteException.class.getResourceAsStream(RESOURCE))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(SuiteException::parse)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SuiteException parse(String entry) {
        String[] parts = entry.split(" \\| ", 3);
        assertThat(parts)
                .as("place | text | reason, in " + RESOURCE + ": " + entry)
                .hasSize(3);
        String[] place = parts[0].strip().split(":", 2);
        String[] lines = place.length == 1 ? new String[] {"0"} : place[1].split("-", 2);
        int first = Integer.parseInt(lines[0]);
        int last = lines.length == 1 ? first : Integer.parseInt(lines[1]);
        return new SuiteException(place[0], first, last, parts[1].strip(), parts[2].strip());
    }

    /// Why the whole file does not apply, or null when it does.
    static @Nullable String notApplicable(String file) {
        for (SuiteException exception : ALL) {
            if (exception.file.equals(file) && exception.first == 0) {
                return exception.reason;
            }
        }
        return null;
    }

    /// Makes the listed lines of a file comments, after a check that they are what the list says.
    static String patch(String file, String source) {
        List<String> lines = new ArrayList<>(Arrays.asList(source.split("\n", -1)));
        for (SuiteException exception : ALL) {
            if (exception.file.equals(file) && exception.first > 0) {
                assertThat(lines.get(exception.first - 1).strip())
                        .as("line " + exception.first + " of " + file)
                        .isEqualTo(exception.text);
                for (int line = exception.first; line <= exception.last; line++) {
                    lines.set(line - 1, "-- " + lines.get(line - 1));
                }
            }
        }
        return String.join("\n", lines);
    }
}
