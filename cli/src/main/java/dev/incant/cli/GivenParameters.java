package dev.incant.cli;

import dev.incant.kernel.error.Nearest;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.registry.ComponentRegistry;
import dev.incant.kernel.registry.Target;
import dev.incant.kernel.tool.ForeignDefinition;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Parameter;
import dev.incant.kernel.tool.Schema;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.tool.ToolSpec;
import dev.incant.kernel.value.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The parameters of a call as a command line gives them: bare, as `key=value`, and as `--params`.
final class GivenParameters {
    private static final Schema ANYTHING = Schema.any("");

    private final Invocation invocation;
    private final ValueSource source;
    private final List<String> bare = new ArrayList<>(1);
    /// Bare arguments that stand for themselves.
    private List<String> literal = List.of();

    private final List<String> keys = new ArrayList<>(4);
    private final List<String> texts = new ArrayList<>(4);
    private final Map<String, @Nullable Object> raw = new LinkedHashMap<>();

    GivenParameters(Invocation invocation) {
        this.invocation = invocation;
        this.source = new ValueSource(invocation.terminal());
    }

    /// Finds the operation and gives each value its type. What fits no type stays text, so that the kernel tells
    /// of all problems at once.
    ///
    /// @throws ToolException `not_found` or `invalid_params`
    Target of(ComponentRegistry registry) {
        List<String> words = invocation.words();
        String name = words.getFirst();
        takeJson();
        int from = 1;
        if (words.size() > 1 && name.indexOf('.') < 0) {
            Tool tool = registry.find(name);
            if (tool != null && operationNamed(tool.spec(), words.get(1))) {
                name = name.concat(".").concat(words.get(1));
                from = 2;
            }
        }
        for (int i = from; i < words.size(); i++) {
            take(words.get(i));
        }
        literal = invocation.arguments().rest();
        Map<String, @Nullable Object> untyped = new LinkedHashMap<>(raw);
        int operation = keys.indexOf("operation");
        if (operation >= 0) {
            untyped.putIfAbsent("operation", texts.get(operation));
        }
        Target target = registry.resolve(name, untyped);
        Map<String, @Nullable Object> params = new LinkedHashMap<>(target.params());
        if (operation >= 0 && parameter(target.operation(), "operation") == null) {
            keys.remove(operation);
            texts.remove(operation);
        }
        params.remove("operation", operation >= 0 ? untyped.get("operation") : null);
        addPairs(target, params);
        addBare(target, params);
        return target.with(params);
    }

    /// Whether a word after the tool names one of its operations: only where the tool's name alone means none.
    private static boolean operationNamed(ToolSpec spec, String word) {
        return spec.alone() == null && spec.find(word.replace('-', '_')) != null;
    }

    private void takeJson() {
        String given = invocation.arguments().value(Flag.PARAMS);
        if (given == null) {
            return;
        }
        String text = given.equals("-") || given.startsWith("@") ? source.text(given) : given;
        Object value;
        try {
            value = Json.parse(text);
        } catch (ToolException e) {
            throw new ToolException(e.code(), "--params: " + e.message(), e.details(), e);
        }
        if (!(value instanceof Map<?, ?> map)) {
            throw ToolException.invalidParams("--params must be a JSON object such as {\"key\": \"value\"}");
        }
        map.forEach((key, each) -> raw.put((String) key, each));
    }

    private void take(String word) {
        int equals = word.indexOf('=');
        if (equals > 0 && isKey(word, equals) && !word.startsWith("==", equals)) {
            keys.add(word.substring(0, equals));
            texts.add(word.substring(equals + 1));
        } else {
            bare.add(word);
        }
    }

    private static boolean isKey(String word, int end) {
        for (int i = 0; i < end; i++) {
            char c = word.charAt(i);
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
            if (!letter && (i == 0 || !(c >= '0' && c <= '9' || c == '-' || c == '.'))) {
                return false;
            }
        }
        return true;
    }

    private void addPairs(Target target, Map<String, @Nullable Object> params) {
        for (int i = 0; i < keys.size(); i++) {
            String key = keys.get(i);
            Parameter parameter = parameter(target.operation(), key);
            int dot = key.indexOf('.');
            if (parameter == null && dot > 0) {
                Parameter whole = parameter(target.operation(), key.substring(0, dot));
                if (whole != null) {
                    addEntry(target, params, whole, key.substring(dot + 1), texts.get(i));
                    continue;
                }
            }
            if (parameter == null) {
                if (!open(target.operation()) || params.containsKey(key)) {
                    throw unknown(target, key);
                }
                params.put(key, source.typed(ANYTHING, key, texts.get(i)));
                continue;
            }
            Object value = source.typed(parameter, texts.get(i));
            Object before = params.get(parameter.name());
            if (before instanceof List<?> list && value instanceof List<?> more) {
                List<@Nullable Object> all = new ArrayList<>(list);
                all.addAll(more);
                params.put(parameter.name(), all);
            } else if (params.containsKey(parameter.name())) {
                throw twice(target, parameter);
            } else {
                params.put(parameter.name(), value);
            }
        }
    }

    /// `key.name=value`: one entry of a map.
    private void addEntry(
            Target target, Map<String, @Nullable Object> params, Parameter whole, String name, String text) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        Object before = params.get(whole.name());
        if (before instanceof Map<?, ?> given) {
            given.forEach((key, value) -> map.put((String) key, value));
        } else if (before != null) {
            throw twice(target, whole);
        }
        Schema schema = switch (whole.schema()) {
            case Schema.MapOf of -> of.value();
            default -> Schema.any("");
        };
        map.put(name, source.typed(schema, whole.name() + "." + name, text));
        params.put(whole.name(), map);
    }

    private void addBare(Target target, Map<String, @Nullable Object> params) {
        List<String> all = new ArrayList<>(bare);
        all.addAll(literal);
        if (all.isEmpty()) {
            return;
        }
        String tool = target.tool().spec().name();
        Parameter main = target.operation().mainParameter();
        if (main == null) {
            throw ToolInvoke.refused(
                    target.fullName() + " takes no bare argument: write '" + all.getFirst()
                            + "' as KEY=VALUE, where KEY is one of: " + String.join(", ", names(target)),
                    tool);
        }
        if (params.containsKey(main.name())) {
            throw twice(target, main);
        }
        if (all.size() == 1) {
            params.put(main.name(), bareValue(main.schema(), main.name(), 0));
        } else if (main.schema() instanceof Schema.Items items) {
            List<@Nullable Object> list = new ArrayList<>();
            for (int i = 0; i < all.size(); i++) {
                list.add(bareValue(items.item(), main.name(), i));
            }
            params.put(main.name(), list);
        } else {
            throw ToolInvoke.refused(
                    target.fullName() + " takes one bare argument, " + main.name() + ", not " + all.size()
                            + "; put quotes around '" + String.join(" ", all) + "' if it is one",
                    tool);
        }
    }

    private @Nullable Object bareValue(Schema schema, String name, int index) {
        return index < bare.size()
                ? source.typed(schema, name, bare.get(index))
                : source.plain(schema, name, literal.get(index - bare.size()));
    }

    /// Whether an operation takes parameters that it does not name.
    private static boolean open(Operation operation) {
        ForeignDefinition foreign = operation.foreign();
        return foreign != null && foreign.open();
    }

    private static ToolException unknown(Target target, String key) {
        String hint = Nearest.hint(key, names(target));
        StringBuilder message = new StringBuilder(target.fullName());
        message.append(" has no parameter '").append(key).append('\'').append(hint.isEmpty() ? "." : hint);
        if (!names(target).isEmpty()) {
            message.append(" It has: ").append(String.join(", ", names(target))).append('.');
        }
        if (target.operation().mainParameter() != null) {
            message.append(" A bare argument with a '=' in it goes after --.");
        }
        return ToolInvoke.refused(message.toString(), target.tool().spec().name());
    }

    private static ToolException twice(Target target, Parameter parameter) {
        return ToolInvoke.refused(
                target.fullName() + ": " + parameter.name() + " is given twice",
                target.tool().spec().name());
    }

    private static List<String> names(Target target) {
        List<String> names = new ArrayList<>();
        for (Parameter parameter : target.operation().parameters()) {
            names.add(parameter.name());
        }
        return names;
    }

    private static @Nullable Parameter parameter(Operation operation, String key) {
        String name = key.replace('-', '_');
        for (Parameter parameter : operation.parameters()) {
            if (parameter.name().equals(name)
                    || parameter.name().equals(key)
                    || parameter.aliases().contains(key)) {
                return parameter;
            }
        }
        return null;
    }
}
