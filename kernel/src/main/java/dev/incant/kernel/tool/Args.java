package dev.incant.kernel.tool;

import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.Nearest;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.value.Values;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// The arguments of one call, checked against the operation's parameters, with defaults in place. Asking for a
/// parameter that the operation does not have, or for a value that is neither given nor has a default through one of
/// the plain getters, is a bug of the tool.
public final class Args {
    private static final Schema ANYTHING = Schema.any("");

    private final Operation operation;
    private final @Nullable Object[] values;
    private final long given;
    private final Map<String, @Nullable Object> others;

    private Args(Operation operation, @Nullable Object[] values, long given, Map<String, @Nullable Object> others) {
        this.operation = operation;
        this.values = values;
        this.given = given;
        this.others = others;
    }

    /// Checks raw arguments.
    ///
    /// @param name the operation's full name, for the message
    /// @throws ToolException `invalid_params` with all problems at once, in the message and as `details.problems`
    public static Args bind(String name, Operation operation, Map<String, ? extends @Nullable Object> raw) {
        List<Parameter> parameters = operation.parameters();
        @Nullable Object[] values = new Object[parameters.size()];
        List<Problem> problems = new ArrayList<>(0);
        SchemaCheck check = new SchemaCheck(problems);
        long given = 0;
        ForeignDefinition foreign = operation.foreign();
        Map<String, @Nullable Object> others = Map.of();
        for (Map.Entry<String, ? extends @Nullable Object> entry : raw.entrySet()) {
            int index = index(parameters, entry.getKey());
            if (index < 0 && foreign != null && foreign.open()) {
                others = others.isEmpty() ? new LinkedHashMap<>() : others;
                others.put(entry.getKey(), check.check(ANYTHING, entry.getValue(), entry.getKey()));
                continue;
            }
            if (index < 0) {
                problems.add(
                        new Problem(entry.getKey(), "is unknown" + Nearest.hint(entry.getKey(), names(parameters))));
                continue;
            }
            Parameter parameter = parameters.get(index);
            if ((given & 1L << index) != 0) {
                problems.add(new Problem(entry.getKey(), "is given twice: it means '" + parameter.name() + "'"));
                continue;
            }
            // Null for an optional parameter is the same as not giving it: JSON and Lua callers write it so.
            boolean absent = entry.getValue() == null
                    && !parameter.required()
                    && !(parameter.schema() instanceof Schema.OrNull)
                    && !(parameter.schema() instanceof Schema.Any);
            if (!absent) {
                given |= 1L << index;
                values[index] = check.check(parameter.schema(), entry.getValue(), parameter.name());
            }
        }
        for (int i = 0; i < values.length; i++) {
            if ((given & 1L << i) == 0) {
                Parameter parameter = parameters.get(i);
                if (parameter.required()) {
                    problems.add(new Problem(parameter.name(), "is missing: " + parameter.meaning()));
                }
                values[i] = parameter.otherwise();
            }
        }
        if (!problems.isEmpty()) {
            throw refused(name, operation, problems);
        }
        return new Args(operation, values, given, others);
    }

    private static ToolException refused(String name, Operation operation, List<Problem> problems) {
        StringBuilder message = new StringBuilder(name).append(": ");
        for (int i = 0; i < problems.size(); i++) {
            message.append(i == 0 ? "" : "; ").append(problems.get(i));
        }
        return new ToolException(
                ErrorCode.INVALID_PARAMS,
                message.toString(),
                Values.map(
                        "operation",
                        name,
                        "problems",
                        problems.stream().map(Problem::toMap).toList(),
                        "parameters",
                        names(operation.parameters())),
                null);
    }

    private static List<String> names(List<Parameter> parameters) {
        List<String> names = new ArrayList<>(parameters.size());
        for (Parameter parameter : parameters) {
            names.add(parameter.name());
        }
        return names;
    }

    private static int index(List<Parameter> parameters, String name) {
        for (int i = 0; i < parameters.size(); i++) {
            Parameter parameter = parameters.get(i);
            if (parameter.name().equals(name) || parameter.aliases().contains(name)) {
                return i;
            }
        }
        return -1;
    }

    private int index(String name) {
        List<Parameter> parameters = operation.parameters();
        for (int i = 0; i < parameters.size(); i++) {
            if (parameters.get(i).name().equals(name)) {
                return i;
            }
        }
        throw new IllegalArgumentException(operation.name() + " has no parameter " + name);
    }

    /// Whether the caller gave it, rather than a default standing in.
    public boolean given(String name) {
        return (given & 1L << index(name)) != 0;
    }

    /// What was given under names that are no parameters; only operations of other systems take any.
    public Map<String, @Nullable Object> others() {
        return others;
    }

    /// The value, null when it is not given and has no default.
    public @Nullable Object value(String name) {
        return values[index(name)];
    }

    /// Whether there is a value, given or by default.
    public boolean has(String name) {
        return value(name) != null;
    }

    private Object present(String name) {
        return Objects.requireNonNull(value(name), name);
    }

    public String string(String name) {
        return (String) present(name);
    }

    public Optional<String> optionalString(String name) {
        return Optional.ofNullable((String) value(name));
    }

    public long integer(String name) {
        return (Long) present(name);
    }

    /// A whole number whose range fits an `int`.
    public int intValue(String name) {
        return Math.toIntExact(integer(name));
    }

    public OptionalLong optionalInteger(String name) {
        Object value = value(name);
        return value == null ? OptionalLong.empty() : OptionalLong.of((Long) value);
    }

    public double number(String name) {
        return ((Number) present(name)).doubleValue();
    }

    public boolean bool(String name) {
        return (Boolean) present(name);
    }

    public byte[] bytes(String name) {
        return (byte[]) present(name);
    }

    /// A list; empty when it is not given and has no default.
    @SuppressWarnings("unchecked") // checked by the schema
    public List<@Nullable Object> list(String name) {
        Object value = value(name);
        return value == null ? List.of() : (List<@Nullable Object>) value;
    }

    /// A list whose items the schema says are strings; empty when it is not given and has no default.
    @SuppressWarnings("unchecked") // checked by the schema
    public List<String> strings(String name) {
        Object value = value(name);
        return value == null ? List.of() : (List<String>) value;
    }

    /// A map; empty when it is not given and has no default.
    @SuppressWarnings("unchecked") // checked by the schema
    public Map<String, @Nullable Object> map(String name) {
        Object value = value(name);
        return value == null ? Map.of() : (Map<String, @Nullable Object>) value;
    }

    /// A map whose values the schema says are strings; empty when it is not given and has no default.
    @SuppressWarnings("unchecked") // checked by the schema
    public Map<String, String> stringMap(String name) {
        Object value = value(name);
        return value == null ? Map.of() : (Map<String, String>) value;
    }
}
