package dev.incant.tools.database;

import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.value.Json;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The files that a query names, found by the engine's own parser, which sees strings, comments and quotes as the
/// engine does. A file that stands where a table may becomes a view of that name. A path that a reading function is
/// given is replaced by the real path.
final class QueryFiles {
    /// A place in the query, in bytes of its UTF-8, and what stands there instead.
    private record Change(int from, int length, String text) {}

    private final String sql;
    private final Duck duck;
    private final ToolContext context;
    private final Map<String, SourceFile> tables = new LinkedHashMap<>();
    private final List<String> paths = new ArrayList<>();
    private final List<Change> changes = new ArrayList<>();

    private QueryFiles(String sql, Duck duck, ToolContext context) {
        this.sql = sql;
        this.duck = duck;
        this.context = context;
    }

    /// Parses a query.
    ///
    /// @throws ToolException `invalid_params` for what is no single SELECT, `denied` and `not_found` for its files
    static QueryFiles of(String sql, Duck duck, ToolContext context) {
        QueryFiles files = new QueryFiles(sql, duck, context);
        files.look(duck.parsed(sql));
        return files;
    }

    /// Makes the views.
    void declare() {
        for (Map.Entry<String, SourceFile> table : tables.entrySet()) {
            SourceFile file = table.getValue();
            if (file.isWorkbook()) {
                duck.load(table.getKey(), file);
                continue;
            }
            try {
                duck.execute("create view " + Duck.identifier(table.getKey()) + " as select * from " + file.reader());
            } catch (SQLException e) {
                context.checkCancelled();
                throw ToolException.failed("'" + table.getKey() + "' cannot be read: " + Duck.words(e));
            }
        }
    }

    /// The real paths of all of them.
    List<String> paths() {
        return paths;
    }

    /// The query with real paths.
    String sql() {
        byte[] bytes = sql.getBytes(StandardCharsets.UTF_8);
        StringBuilder text = new StringBuilder();
        int from = 0;
        for (Change change : changes.stream()
                .sorted((a, b) -> Integer.compare(a.from(), b.from()))
                .toList()) {
            text.append(new String(bytes, from, change.from() - from, StandardCharsets.UTF_8))
                    .append(change.text());
            from = change.from() + change.length();
        }
        return text.append(new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8))
                .toString();
    }

    private void look(@Nullable Object node) {
        context.checkCancelled();
        if (node instanceof List<?> list) {
            list.forEach(this::look);
        } else if (node instanceof Map<?, ?> map) {
            if ("BASE_TABLE".equals(map.get("type"))) {
                table(map);
            } else if ("TABLE_FUNCTION".equals(map.get("type")) && map.get("function") instanceof Map<?, ?> function) {
                function(function);
            }
            map.values().forEach(this::look);
        }
    }

    private void table(Map<?, ?> node) {
        if (node.get("table_name") instanceof String name) {
            boolean plain = "".equals(node.get("schema_name")) && "".equals(node.get("catalog_name"));
            if (plain && SourceFile.names(name) && !tables.containsKey(name)) {
                SourceFile file = SourceFile.of(name, context);
                tables.put(name, file);
                paths.addAll(file.paths());
            } else if (!plain && SourceFile.names("x." + name)) {
                throw ToolException.invalidParams(
                        "sql: put the file's name in quotes, as in '" + node.get("schema_name") + "." + name + "'");
            }
        }
    }

    private void function(Map<?, ?> function) {
        String name = String.valueOf(function.get("function_name")).toLowerCase(Locale.ROOT);
        boolean reads = name.startsWith("read_")
                || name.endsWith("_scan")
                || name.startsWith("sniff_")
                || name.startsWith("parquet_")
                || name.equals("glob");
        if (reads && function.get("arguments") instanceof List<?> arguments && !arguments.isEmpty()) {
            constants(arguments.getFirst());
        }
    }

    /// Replaces the texts of one argument: a path, or a list of paths.
    private void constants(@Nullable Object node) {
        if (node instanceof List<?> list) {
            list.forEach(this::constants);
        } else if (node instanceof Map<?, ?> map) {
            if (map.get("literal") instanceof Map<?, ?> literal
                    && "STRING".equals(literal.get("kind"))
                    && literal.get("text") instanceof String path
                    && map.get("query_location") instanceof Long from
                    && map.get("query_location_length") instanceof Long length) {
                List<String> found = SourceFile.found(path, context);
                paths.addAll(found);
                String text = String.join(", ", found.stream().map(Duck::quoted).toList());
                changes.add(
                        new Change(from.intValue(), length.intValue(), found.size() == 1 ? text : "[" + text + "]"));
            } else {
                map.values().forEach(this::constants);
            }
        }
    }

    /// The engine's tree of a query as plain values.
    static Object tree(String json) {
        // The engine writes "nowhere" as the largest unsigned number, which no value of ours can hold.
        Object tree = Json.parse(json.replace("\"query_location\":18446744073709551615", "\"query_location\":-1"));
        return tree == null ? Map.of() : tree;
    }
}
