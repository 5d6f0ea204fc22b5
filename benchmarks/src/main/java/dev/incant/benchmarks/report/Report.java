package dev.incant.benchmarks.report;

import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.value.Json;
import dev.incant.kernel.value.Values;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Everything that one run of benchmarks found: one JSON document, from which all other forms are made.
public record Report(Environment environment, List<Result> results) {
    /// The number of the document's form; another number is another form.
    private static final long FORM = 1;

    public Report {
        results = List.copyOf(results);
    }

    /// Whether every check found what it should.
    public boolean correct() {
        return results.stream().allMatch(result -> result.failure() == null);
    }

    /// The document.
    public String toJson() {
        return Json.pretty(Values.map(
                        "incant_bench",
                        FORM,
                        "environment",
                        environment.toMap(),
                        "results",
                        results.stream().map(Result::toMap).toList()))
                + "\n";
    }

    /// Reads a document.
    ///
    /// @throws ToolException `invalid_params` when it is none
    public static Report of(String json) {
        if (!(Json.parse(json) instanceof Map<?, ?> given)) {
            throw Numbers.wrong("the document", "an object");
        }
        Map<String, @Nullable Object> map = Numbers.map(Values.map("report", given), "report");
        if (Numbers.of(map, "incant_bench") != FORM) {
            throw ToolException.invalidParams(
                    "a report of another version of 'incant bench': " + map.get("incant_bench"));
        }
        return new Report(
                Environment.of(Numbers.map(map, "environment")),
                Numbers.maps(map, "results").stream().map(Result::of).toList());
    }
}
