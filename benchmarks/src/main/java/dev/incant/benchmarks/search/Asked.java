package dev.incant.benchmarks.search;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.zip.CRC32;

/// A query, and the tools that are right answers to it.
///
/// @param right names of tools; or `tool.operation`, where the operation matters and names have no dots of their own
public record Asked(String query, List<String> right) {
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
                            List.of(line.substring(0, bar).split(", ", -1))));
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
        for (String each : right) {
            if (each.equals(tool) || each.startsWith(tool + ".")) {
                return true;
            }
        }
        return false;
    }

    /// Whether it matters which operation is found.
    boolean asksForOperation() {
        return right.getFirst().indexOf('.') > 0;
    }
}
