package dev.incant.kernel.tool;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// All that a tool says of itself. Immutable; the methods that refine it return a changed copy.
///
/// @param name canonical, `snake_case`
/// @param aliases other names that mean the same, such as those of the reference system
/// @param summary one sentence
/// @param tags words that people search for
/// @param phrases what people would ask for, in their words; read by the search
/// @param defaultOperation what a call by the tool's name alone means, or null
public record ToolSpec(
        String name,
        String version,
        Category category,
        List<String> aliases,
        String summary,
        List<String> tags,
        List<String> phrases,
        @Nullable String defaultOperation,
        List<Operation> operations) {
    public ToolSpec {
        aliases = List.copyOf(aliases);
        tags = List.copyOf(tags);
        phrases = List.copyOf(phrases);
        operations = List.copyOf(operations);
    }

    /// Starts a spec.
    public static ToolSpec of(String name, Category category, String summary) {
        return new ToolSpec(name, "1.0.0", category, List.of(), summary, List.of(), List.of(), null, List.of());
    }

    public ToolSpec aliases(String... names) {
        return new ToolSpec(
                name, version, category, List.of(names), summary, tags, phrases, defaultOperation, operations);
    }

    public ToolSpec tags(String... words) {
        return new ToolSpec(
                name, version, category, aliases, summary, List.of(words), phrases, defaultOperation, operations);
    }

    public ToolSpec phrases(String... sentences) {
        return new ToolSpec(
                name,
                version,
                category,
                aliases,
                summary,
                tags,
                Arrays.asList(sentences),
                defaultOperation,
                operations);
    }

    /// Adds an operation that a call by the tool's name alone means.
    public ToolSpec defaultOperation(Operation operation) {
        return add(operation, operation.name());
    }

    public ToolSpec operation(Operation operation) {
        return add(operation, defaultOperation);
    }

    private ToolSpec add(Operation operation, @Nullable String newDefault) {
        List<Operation> more = new ArrayList<>(operations);
        more.add(operation);
        return new ToolSpec(name, version, category, aliases, summary, tags, phrases, newDefault, more);
    }

    /// The operation of that name, or null.
    public @Nullable Operation find(String operation) {
        for (Operation each : operations) {
            if (each.name().equals(operation)) {
                return each;
            }
        }
        return null;
    }

    /// What a call by the tool's name alone means: the default operation, or the only one; else null.
    public @Nullable Operation alone() {
        if (defaultOperation != null) {
            return find(defaultOperation);
        }
        return operations.size() == 1 ? operations.getFirst() : null;
    }

    /// The names of all operations, in the spec's order.
    public List<String> operationNames() {
        List<String> names = new ArrayList<>(operations.size());
        for (Operation operation : operations) {
            names.add(operation.name());
        }
        return names;
    }
}
