package dev.incant.mcp.protocol;

import java.util.List;

/// What an argument may be completed to.
///
/// @param values the best first
/// @param total how many there are
public record Completion(List<String> values, int total) {
    /// Nothing.
    public static final Completion NONE = new Completion(List.of(), 0);

    /// The most that one answer may have.
    public static final int MOST = 100;

    public Completion {
        values = List.copyOf(values);
    }

    /// Those of some values that begin with what was typed.
    public static Completion of(List<String> values, String typed) {
        List<String> fitting =
                values.stream().filter(value -> value.startsWith(typed)).toList();
        return new Completion(fitting.subList(0, Math.min(MOST, fitting.size())), fitting.size());
    }
}
