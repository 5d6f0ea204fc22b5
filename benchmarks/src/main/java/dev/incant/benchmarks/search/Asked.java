package dev.incant.benchmarks.search;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/// A query, and the tools that are right answers to it.
///
/// @param right the best first
public record Asked(String query, List<Answer> right) {
    /// A tool, and the operation of it where that matters.
    public record Answer(String tool, @Nullable String operation) {
        /// A whole tool.
        static Answer of(String tool) {
            return new Answer(tool, null);
        }

        /// Reads `tool` or `tool.operation`.
        private static Answer read(String text) {
            int dot = text.indexOf('.');
            return dot < 0 ? of(text) : new Answer(text.substring(0, dot), text.substring(dot + 1));
        }
    }

    public Asked {
        right = List.copyOf(right);
    }

    /// The queries over our own tools, `queries.txt`.
    public static List<Asked> ofOurTools() throws IOException {
        try (InputStream in = Objects.requireNonNull(Asked.class.getResourceAsStream("queries.txt"), "queries.txt")) {
            List<Asked> queries = new ArrayList<>();
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                int bar = line.indexOf(" | ");
                if (!line.startsWith("#") && bar > 0) {
                    queries.add(new Asked(
                            line.substring(bar + 3),
                            Stream.of(line.substring(0, bar).split(", ", -1))
                                    .map(Answer::read)
                                    .toList()));
                }
            }
            return queries;
        }
    }

    /// Whether the search may be tuned with this query; what is found of the others shows whether that holds generally.
    /// The CRC-32 of the query's UTF-8 decides: even is for tuning.
    public boolean isForTuning() {
        CRC32 sum = new CRC32();
        sum.update(query.getBytes(StandardCharsets.UTF_8));
        return sum.getValue() % 2 == 0;
    }

    /// Whether a tool is a right answer.
    boolean accepts(String tool) {
        return right.stream().anyMatch(answer -> answer.tool().equals(tool));
    }

    /// Whether it matters which operation is found.
    boolean asksForOperation() {
        return right.getFirst().operation() != null;
    }

    /// Whether an operation of a tool is a right answer.
    boolean accepts(String tool, @Nullable String operation) {
        return right.contains(new Answer(tool, operation));
    }
}
