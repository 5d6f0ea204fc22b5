package dev.incant.cli;

import dev.incant.kernel.value.Json;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Shows values to people: text and numbers as they are, lists of maps as tables, maps as names and values.
final class TextView {
    private static final int MAX_COLUMNS = 20;

    private TextView() {}

    /// Prints a value with a line's end; bytes as they are, unless a terminal would have to show them.
    static void print(Terminal terminal, @Nullable Object value) {
        if (value instanceof String text) {
            terminal.out().print(text);
            if (!text.endsWith("\n")) {
                terminal.out().print("\n");
            }
        } else if (value instanceof byte[] bytes) {
            if (terminal.out().terminal()) {
                terminal.out().line(bytes.length + " bytes; send them to a file with >");
            } else {
                terminal.out().write(bytes);
            }
        } else if (value instanceof Map || value instanceof List) {
            terminal.out().print(structure(terminal, value));
        } else {
            terminal.out().line(String.valueOf(value));
        }
    }

    private static String structure(Terminal terminal, Object value) {
        StringBuilder text = new StringBuilder();
        if (value instanceof Map<?, ?> map) {
            entries(terminal, text, map);
        } else if (value instanceof List<?> list) {
            items(terminal, text, list);
        }
        return text.toString();
    }

    private static void items(Terminal terminal, StringBuilder text, List<?> list) {
        List<String> columns = columns(list);
        if (columns == null) {
            for (Object item : list) {
                text.append(cell(item)).append('\n');
            }
            return;
        }
        Table table = new Table(terminal.colours(), columns);
        for (Object item : list) {
            List<String> row = new ArrayList<>();
            for (String column : columns) {
                Map<?, ?> map = (Map<?, ?>) item;
                row.add(map.containsKey(column) ? oneLine(cell(map.get(column))) : "");
            }
            table.row(row);
        }
        table.appendTo(text);
    }

    /// The names of all entries of a list of maps; null when it is none, or they are too many for a table.
    private static @Nullable List<String> columns(List<?> list) {
        Set<String> columns = new LinkedHashSet<>();
        for (Object item : list) {
            if (!(item instanceof Map<?, ?> map)) {
                return null;
            }
            for (Object key : map.keySet()) {
                columns.add((String) key);
            }
        }
        return columns.isEmpty() || columns.size() > MAX_COLUMNS ? null : List.copyOf(columns);
    }

    private static void entries(Terminal terminal, StringBuilder text, Map<?, ?> map) {
        int width = 0;
        for (Object key : map.keySet()) {
            width = Math.max(width, Table.width((String) key));
        }
        boolean colours = terminal.colours();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            String key = (String) entry.getKey();
            text.append(colours ? "\u001b[1m" : "").append(key).append(':').append(colours ? "\u001b[0m" : "");
            Object value = entry.getValue();
            if (value instanceof List<?> list && columns(list) != null) {
                text.append('\n');
                indent(text, structure(terminal, list));
            } else if (value instanceof String line && line.indexOf('\n') >= 0) {
                text.append('\n');
                indent(text, line);
            } else {
                text.repeat(" ", width - Table.width(key) + 1)
                        .append(cell(value))
                        .append('\n');
            }
        }
    }

    private static void indent(StringBuilder text, String block) {
        int from = 0;
        while (from < block.length()) {
            int end = block.indexOf('\n', from);
            int to = end < 0 ? block.length() : end;
            text.append("  ").append(block, from, to).append('\n');
            from = to + 1;
        }
    }

    /// A value in one piece: text as it is, lists of plain values joined by commas, the rest as JSON.
    static String cell(@Nullable Object value) {
        if (value instanceof String text) {
            return text;
        }
        if (value instanceof byte[] bytes) {
            return bytes.length + " bytes";
        }
        if (value instanceof List<?> list) {
            StringBuilder joined = new StringBuilder();
            for (Object item : list) {
                if (item instanceof Map || item instanceof List || item instanceof byte[]) {
                    return Json.write(value);
                }
                joined.append(joined.isEmpty() ? "" : ", ").append(item);
            }
            return joined.toString();
        }
        return value instanceof Map ? Json.write(value) : value == null ? "" : value.toString();
    }

    private static String oneLine(String text) {
        return text.indexOf('\n') < 0 ? text : text.replace("\n", "⏎");
    }
}
