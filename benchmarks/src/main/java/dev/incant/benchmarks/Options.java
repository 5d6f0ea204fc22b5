package dev.incant.benchmarks;

import dev.incant.kernel.error.Nearest;
import dev.incant.kernel.error.ToolException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What stands on the command line.
///
/// @param names of benchmarks and groups; empty for all
/// @param runs how many of each; null for what the effort says
record Options(
        List<String> names,
        boolean quick,
        boolean soak,
        boolean list,
        boolean help,
        String output,
        @Nullable Integer runs,
        @Nullable Path save,
        @Nullable Path compare,
        @Nullable Path from,
        @Nullable Path reference) {
    private static final List<String> SWITCHES = List.of("--quick", "--soak", "--list", "--help");
    private static final List<String> VALUES =
            List.of("--output", "--runs", "--save", "--compare", "--from", "--reference");
    private static final List<String> OUTPUTS = List.of("text", "markdown", "html", "json");

    /// Reads a command line.
    ///
    /// @throws ToolException `invalid_params` for what is wrong with it
    static Options of(List<String> args) {
        List<String> names = new ArrayList<>();
        Set<String> given = new HashSet<>();
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < args.size(); i++) {
            String word = args.get(i);
            int equals = word.indexOf('=');
            String flag = equals < 0 ? word : word.substring(0, equals);
            if (word.equals("-h") || SWITCHES.contains(word)) {
                given.add(word.equals("-h") ? "--help" : word);
            } else if (VALUES.contains(flag)) {
                if (equals < 0 && i + 1 == args.size()) {
                    throw ToolException.invalidParams(flag + " needs a value");
                }
                values.put(flag, equals < 0 ? args.get(++i) : word.substring(equals + 1));
            } else if (word.startsWith("-")) {
                List<String> known = new ArrayList<>(SWITCHES);
                known.addAll(VALUES);
                throw ToolException.invalidParams("unknown option: " + flag + Nearest.hint(flag, known));
            } else {
                names.add(word);
            }
        }
        String output = values.getOrDefault("--output", "text");
        if (!OUTPUTS.contains(output)) {
            throw ToolException.invalidParams("--output must be one of " + String.join(", ", OUTPUTS) + ", not '"
                    + output + "'" + Nearest.hint(output, OUTPUTS));
        }
        return new Options(
                names,
                given.contains("--quick"),
                given.contains("--soak"),
                given.contains("--list"),
                given.contains("--help"),
                output,
                runs(values.get("--runs")),
                path(values.get("--save")),
                path(values.get("--compare")),
                path(values.get("--from")),
                path(values.get("--reference")));
    }

    private static @Nullable Integer runs(@Nullable String text) {
        if (text == null) {
            return null;
        }
        // Nine digits fit into an int.
        int number = text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : 0;
        if (number < 1 || number > Effort.MOST_RUNS) {
            throw ToolException.invalidParams(
                    "--runs must be a number from 1 to " + Effort.MOST_RUNS + ", not '" + text + "'");
        }
        return number;
    }

    private static @Nullable Path path(@Nullable String text) {
        return text == null ? null : Path.of(text);
    }
}
