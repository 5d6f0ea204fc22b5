package dev.incant.benchmarks.report;

import dev.incant.kernel.value.Values;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the reference system published for a row of its table, and what that figure really says.
///
/// @param figure as published, for an M1 Ultra
/// @param truth one sentence
public record Published(String figure, String truth) {
    private static final String SLEEPS =
            "Two sleeps: its client looks for a reply every 10 ms and its kernel for work every 1 ms, whatever is asked;"
                    + " its own suite took 11.15 ms when run here.";

    private static final Map<String, Published> ROWS = rows();

    private static Map<String, Published> rows() {
        Map<String, Published> rows = new LinkedHashMap<>();
        rows.put("kernel_startup", new Published("36.5 ms", "Its own suite took 187 ms when run here."));
        rows.put("tool_invocation", new Published("11.9 ms", SLEEPS));
        rows.put(
                "calculator_simple",
                new Published(
                        "11.9 ms",
                        "It never calculated: its benchmark sends `expression`, its tool reads `input`, and the reply that was"
                                + " timed says that `input` is missing; 11.19 ms when run here."));
        rows.put(
                "calculator_complex",
                new Published("12.0 ms", "The same error reply as for the simple expression; 11.19 ms when run here."));
        rows.put("tool_info", new Published("11.9 ms", SLEEPS));
        rows.put(
                "tool_search",
                new Published(
                        "11.9 ms",
                        "It searched for nothing and got every tool: the query is sent as a string and read as a list."));
        rows.put("tool_list_all", new Published("11.9 ms", SLEEPS));
        rows.put("tool_list_filtered", new Published("11.9 ms", SLEEPS));
        rows.put(
                "memory_idle",
                new Published("< 50 MB", "An estimate, never measured; `tool list` was seen at a peak of 66 MB."));
        rows.put("memory_loaded", new Published("< 100 MB", "An estimate, never measured."));
        rows.put(
                "process_tool_invoke",
                new Published("–", "Not published; 216 to 272 ms for its command line, measured by us."));
        return rows;
    }

    /// What was published for the benchmark of that name, or null.
    public static @Nullable Published of(String name) {
        return ROWS.get(name);
    }

    Map<String, @Nullable Object> toMap() {
        return Values.map("figure", figure, "truth", truth);
    }
}
