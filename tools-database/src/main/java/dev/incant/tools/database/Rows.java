package dev.incant.tools.database;

import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.value.Values;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The rows of a result as plain values, as many as may be.
///
/// @param columns maps of name and type
/// @param rows maps by column name
/// @param truncated whether there are more
record Rows(List<@Nullable Object> columns, List<@Nullable Object> rows, boolean truncated) {
    /// Reads rows until `limit`, or until they are as large as a result of the session may be.
    static Rows read(ResultSet set, long limit, ToolContext context) throws SQLException {
        return read(set, limit, context, Cells.plain());
    }

    /// The same, with cells read in a way of their own.
    static Rows read(ResultSet set, long limit, ToolContext context, Cells cells) throws SQLException {
        ResultSetMetaData meta = set.getMetaData();
        List<String> names = names(meta);
        List<String> types = types(meta);
        List<@Nullable Object> columns = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            columns.add(Values.map("name", names.get(i), "type", types.get(i)));
        }
        List<@Nullable Object> rows = new ArrayList<>();
        long room = context.limits().output();
        while (set.next()) {
            context.checkCancelled();
            if (rows.size() == limit) {
                return new Rows(columns, rows, true);
            }
            Map<String, @Nullable Object> row = new LinkedHashMap<>();
            for (int i = 0; i < names.size(); i++) {
                Object value = cells.read(set, i + 1, types.get(i));
                room -= names.get(i).length() + 8 + SqlValues.size(value);
                row.put(names.get(i), value);
            }
            if (room < 0) {
                return new Rows(columns, rows, true);
            }
            rows.add(row);
        }
        return new Rows(columns, rows, false);
    }

    private static List<String> types(ResultSetMetaData meta) throws SQLException {
        List<String> types = new ArrayList<>();
        for (int i = 1; i <= meta.getColumnCount(); i++) {
            String type = meta.getColumnTypeName(i);
            types.add(type == null ? "" : type);
        }
        return types;
    }

    /// The names of columns, each different.
    private static List<String> names(ResultSetMetaData meta) throws SQLException {
        Set<String> used = new HashSet<>();
        List<String> names = new ArrayList<>();
        for (int i = 1; i <= meta.getColumnCount(); i++) {
            String label = meta.getColumnLabel(i);
            String name = label;
            for (int n = 2; !used.add(name); n++) {
                name = label + "_" + n;
            }
            names.add(name);
        }
        return names;
    }
}
