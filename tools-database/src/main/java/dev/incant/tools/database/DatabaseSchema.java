package dev.incant.tools.database;

import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.value.Values;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which tables and views a database has, and what is in them. What the engine keeps for itself is left out.
final class DatabaseSchema {
    private static final int MAX_TABLES = 1000;
    private static final Set<String> KINDS =
            Set.of("TABLE", "BASE TABLE", "VIEW", "PARTITIONED TABLE", "MATERIALIZED VIEW");
    private static final Set<String> OWN =
            Set.of("information_schema", "pg_catalog", "pg_toast", "sys", "mysql", "performance_schema");

    private record Named(@Nullable String catalog, @Nullable String schema, String name, String type) {}

    private final Database database;
    private final DatabaseMetaData meta;

    private DatabaseSchema(Database database, DatabaseMetaData meta) {
        this.database = database;
        this.meta = meta;
    }

    /// Describes all tables, or the one of that name.
    static List<@Nullable Object> of(Database database, @Nullable String table) {
        try {
            DatabaseSchema schema =
                    new DatabaseSchema(database, database.connection().getMetaData());
            List<@Nullable Object> tables = new ArrayList<>();
            for (Named named : schema.tables(table)) {
                database.context().checkCancelled();
                tables.add(schema.described(named));
            }
            if (table != null && tables.isEmpty()) {
                throw ToolException.notFound("table: the database has no table '" + table + "'");
            }
            return tables;
        } catch (SQLException e) {
            throw database.error("database", e);
        }
    }

    private List<Named> tables(@Nullable String only) throws SQLException {
        List<Named> tables = new ArrayList<>();
        String catalog = database.connection().getCatalog();
        try (ResultSet set = meta.getTables(catalog, null, "%", null)) {
            while (set.next()) {
                String schema = set.getString("TABLE_SCHEM");
                String type = String.valueOf(set.getString("TABLE_TYPE"));
                String name = set.getString("TABLE_NAME");
                boolean wanted = only == null || only.equals(name) || only.equals(schema + "." + name);
                if (wanted && KINDS.contains(type) && (schema == null || !OWN.contains(schema))) {
                    tables.add(new Named(set.getString("TABLE_CAT"), schema, name, type));
                }
                if (tables.size() > MAX_TABLES) {
                    throw ToolException.limitExceeded(
                            "the database has more than " + MAX_TABLES + " tables; name one in 'table'");
                }
            }
        }
        return tables;
    }

    private Map<String, @Nullable Object> described(Named table) throws SQLException {
        boolean view = table.type().contains("VIEW");
        List<String> keys = view ? List.of() : primaryKey(table);
        return Values.map(
                "schema",
                table.schema(),
                "name",
                table.name(),
                "type",
                view ? "view" : "table",
                "columns",
                columns(table),
                "primary_key",
                keys,
                "foreign_keys",
                view ? List.of() : foreignKeys(table),
                "indexes",
                view ? List.of() : indexes(table));
    }

    private List<@Nullable Object> columns(Named table) throws SQLException {
        List<@Nullable Object> columns = new ArrayList<>();
        try (ResultSet set = meta.getColumns(table.catalog(), literal(table.schema()), literal(table.name()), "%")) {
            while (set.next()) {
                // A pattern that the driver reads in its own way may match more.
                if (table.name().equals(set.getString("TABLE_NAME"))) {
                    columns.add(Values.map(
                            "name",
                            set.getString("COLUMN_NAME"),
                            "type",
                            set.getString("TYPE_NAME"),
                            "nullable",
                            set.getInt("NULLABLE") != DatabaseMetaData.columnNoNulls,
                            "default",
                            set.getString("COLUMN_DEF")));
                }
            }
        }
        return columns;
    }

    private @Nullable String literal(@Nullable String name) throws SQLException {
        String escape = meta.getSearchStringEscape();
        if (name == null || escape == null || escape.isEmpty() || database.engine() == Engine.SQLITE) {
            return name;
        }
        return name.replace(escape, escape + escape).replace("_", escape + "_").replace("%", escape + "%");
    }

    private List<String> primaryKey(Named table) throws SQLException {
        Map<Integer, String> columns = new java.util.TreeMap<>();
        try (ResultSet set = meta.getPrimaryKeys(table.catalog(), table.schema(), table.name())) {
            while (set.next()) {
                columns.put(set.getInt("KEY_SEQ"), set.getString("COLUMN_NAME"));
            }
        }
        return new ArrayList<>(columns.values());
    }

    private List<@Nullable Object> foreignKeys(Named table) throws SQLException {
        List<@Nullable Object> keys = new ArrayList<>();
        List<@Nullable Object> from = new ArrayList<>();
        List<@Nullable Object> to = new ArrayList<>();
        try (ResultSet set = meta.getImportedKeys(table.catalog(), table.schema(), table.name())) {
            while (set.next()) {
                if (set.getInt("KEY_SEQ") <= 1) {
                    from = new ArrayList<>();
                    to = new ArrayList<>();
                    keys.add(Values.map("columns", from, "table", set.getString("PKTABLE_NAME"), "references", to));
                }
                from.add(set.getString("FKCOLUMN_NAME"));
                to.add(set.getString("PKCOLUMN_NAME"));
            }
        }
        return keys;
    }

    private List<@Nullable Object> indexes(Named table) throws SQLException {
        Map<String, List<@Nullable Object>> columns = new LinkedHashMap<>();
        Set<String> unique = new HashSet<>();
        try (ResultSet set = meta.getIndexInfo(table.catalog(), table.schema(), table.name(), false, true)) {
            while (set.next()) {
                String name = set.getString("INDEX_NAME");
                if (name != null) {
                    columns.computeIfAbsent(name, _ -> new ArrayList<>()).add(set.getString("COLUMN_NAME"));
                    if (!set.getBoolean("NON_UNIQUE")) {
                        unique.add(name);
                    }
                }
            }
        }
        List<@Nullable Object> indexes = new ArrayList<>();
        columns.forEach((name, list) ->
                indexes.add(Values.map("name", name, "columns", list, "unique", unique.contains(name))));
        return indexes;
    }
}
