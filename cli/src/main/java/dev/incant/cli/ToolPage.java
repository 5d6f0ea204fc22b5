package dev.incant.cli;

import dev.incant.kernel.value.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The description of a tool for people, made of what `tool_reply` tells programs.
final class ToolPage {
    private final StringBuilder text = new StringBuilder();
    private final boolean colours;

    private ToolPage(boolean colours) {
        this.colours = colours;
    }

    /// @param info the content of the reply to [dev.incant.kernel.message.Message.ToolInfo]
    static String of(Map<String, @Nullable Object> info, boolean colours) {
        ToolPage page = new ToolPage(colours);
        String name = ToolList.text(info, "name");
        page.text
                .append(page.bold(name))
                .append(" (")
                .append(info.get("category"))
                .append("): ")
                .append(info.get("summary"))
                .append('\n');
        page.line("aliases: ", info.get("aliases"));
        page.line("tags: ", info.get("tags"));
        Object alone = info.get("default_operation");
        for (Object operation : list(info.get("operations"))) {
            page.operation(name, (Map<?, ?>) operation, alone);
        }
        if (list(info.get("operations")).size() == 1) {
            page.description((Map<?, ?>) list(info.get("operations")).getFirst());
        }
        return page.text.toString();
    }

    private static List<?> list(@Nullable Object value) {
        return value instanceof List<?> list ? list : List.of();
    }

    private static Map<?, ?> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    private String bold(String part) {
        return colours ? "\u001b[1m" + part + "\u001b[0m" : part;
    }

    private void line(String head, @Nullable Object words) {
        if (!list(words).isEmpty()) {
            text.append(head).append(TextView.cell(words)).append('\n');
        }
    }

    /// All that another system says of its operation, where that is more than the summary.
    private void description(Map<?, ?> operation) {
        if (operation.get("description") instanceof String whole
                && !whole.strip().equals(operation.get("summary"))) {
            text.append("  in its own words:\n");
            whole.strip()
                    .lines()
                    .forEach(line -> text.append("    ").append(line).append('\n'));
        }
    }

    private void operation(String tool, Map<?, ?> operation, @Nullable Object alone) {
        String name = ToolList.text(operation, "name");
        String called = name.equals(alone) ? tool : tool + "." + name;
        text.append('\n')
                .append(bold(tool + "." + name))
                .append(": ")
                .append(operation.get("summary"))
                .append('\n');
        Map<?, ?> schema = map(operation.get("parameters"));
        parameters(operation, schema);
        Map<?, ?> result = map(operation.get("result"));
        text.append("  result: ")
                .append(result.get("description") == null ? typeOf(result) : result.get("description"));
        text.append('\n');
        Table fields = new Table(false, List.of());
        map(result.get("properties"))
                .forEach((field, is) -> fields.row(List.of("    " + field, typeOf(map(is)), meaning(map(is)))));
        fields.appendTo(text);
        line("  needs: ", operation.get("permissions"));
        for (Object example : list(operation.get("examples"))) {
            example(called, operation.get("main_parameter"), (Map<?, ?>) example);
        }
    }

    private void parameters(Map<?, ?> operation, Map<?, ?> schema) {
        List<?> required = list(schema.get("required"));
        Table table = new Table(false, List.of());
        map(schema.get("properties")).forEach((name, is) -> {
            Map<?, ?> parameter = map(is);
            List<String> notes = new ArrayList<>();
            if (name.equals(operation.get("main_parameter"))) {
                notes.add("bare argument");
            }
            if (required.contains(name)) {
                notes.add("required");
            } else if (parameter.containsKey("default")) {
                notes.add("default " + Json.write(parameter.get("default")));
            }
            if (parameter.get("enum") instanceof List<?> allowed) {
                notes.add("one of " + TextView.cell(allowed));
            }
            range(parameter, notes);
            String meaning = meaning(parameter);
            table.row(List.of(
                    "    " + name,
                    typeOf(parameter),
                    notes.isEmpty() ? meaning : meaning + " (" + String.join("; ", notes) + ")"));
        });
        text.append(map(schema.get("properties")).isEmpty() ? "  no parameters\n" : "  parameters:\n");
        table.appendTo(text);
    }

    private static String meaning(Map<?, ?> schema) {
        Object meaning = schema.get("description");
        return meaning == null ? "" : meaning.toString();
    }

    private static void range(Map<?, ?> parameter, List<String> notes) {
        Object least = parameter.get("minimum");
        Object most = parameter.get("maximum");
        if (least != null && most != null) {
            notes.add("from " + least + " to " + most);
        } else if (least != null) {
            notes.add("at least " + least);
        } else if (most != null) {
            notes.add("at most " + most);
        }
    }

    /// A type as people say it: `string`, `list of integer`, `string or null`.
    private static String typeOf(Map<?, ?> schema) {
        Object type = schema.get("type");
        if (type instanceof List<?> types) {
            return String.join(" or ", types.stream().map(String::valueOf).toList());
        }
        for (String choice : List.of("anyOf", "oneOf")) {
            if (schema.get(choice) instanceof List<?> choices) {
                return String.join(
                        " or ",
                        choices.stream()
                                .map(each -> typeOf(map(each)))
                                .distinct()
                                .toList());
            }
        }
        if ("array".equals(type)) {
            String item = typeOf(map(schema.get("items")));
            return item.equals("any") ? "list" : "list of " + item;
        }
        return type == null ? "any" : type.equals("object") ? "map" : String.valueOf(type);
    }

    private void example(String called, @Nullable Object main, Map<?, ?> example) {
        text.append("  example: ")
                .append(example.get("title"))
                .append("\n    incant tool invoke ")
                .append(called);
        Map<?, ?> params = map(example.get("params"));
        if (params.get(String.valueOf(main)) instanceof String bare && CommandWords.plain(bare)) {
            text.append(' ').append(CommandWords.quoted(bare));
        }
        params.forEach((key, value) -> {
            if (!(key.equals(main) && value instanceof String bare && CommandWords.plain(bare))) {
                String shown = value instanceof String string
                        ? string.startsWith("@") || string.equals("-") ? "@" + string : string
                        : value instanceof List || value instanceof Map ? Json.write(value) : String.valueOf(value);
                text.append(' ').append(CommandWords.quoted(key + "=" + shown));
            }
        });
        text.append('\n');
    }
}
