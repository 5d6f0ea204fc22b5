package dev.incant.script;

import dev.incant.kernel.error.Nearest;
import dev.incant.kernel.error.ToolException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The table of options that a function takes last. Names that it does not know are refused.
record Options(String function, Map<String, @Nullable Object> given) {
    /// @throws ToolException `invalid_params` for an unknown name
    static Options of(Bridge bridge, String function, @Nullable Object table, String... names) {
        Map<String, @Nullable Object> given = bridge.values.toMap(table, function);
        List<String> known = Arrays.asList(names);
        for (String name : given.keySet()) {
            if (!known.contains(name)) {
                throw ToolException.invalidParams(function + ": there is no option '" + name + "'"
                        + Nearest.hint(name, known) + " It has: " + String.join(", ", known));
            }
        }
        return new Options(function, given);
    }

    boolean bool(String name) {
        Object value = given.get(name);
        if (value == null || value instanceof Boolean) {
            return value != null && (Boolean) value;
        }
        throw wrong(name, "true or false");
    }

    @Nullable String text(String name) {
        Object value = given.get(name);
        if (value == null || value instanceof String) {
            return (String) value;
        }
        throw wrong(name, "a string");
    }

    /// A positive number, or null when it is not given.
    @Nullable Double positive(String name) {
        Object value = given.get(name);
        if (value == null) {
            return null;
        }
        if (value instanceof Number number && number.doubleValue() > 0) {
            return number.doubleValue();
        }
        throw wrong(name, "a positive number");
    }

    private ToolException wrong(String name, String expected) {
        return ToolException.invalidParams(
                function + ": " + name + " must be " + expected + ", not " + given.get(name));
    }
}
