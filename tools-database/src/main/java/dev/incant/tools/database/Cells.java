package dev.incant.tools.database;

import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.value.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// Reads one cell of a row as a plain value.
@FunctionalInterface
interface Cells {
    /// Reads a cell.
    ///
    /// @param type the column's type as the engine names it
    @Nullable Object read(ResultSet set, int column, String type) throws SQLException;

    /// As the driver gives it.
    static Cells plain() {
        return (set, column, type) -> SqlValues.of(set.getObject(column));
    }

    /// As the engine means it.
    static Cells of(Engine engine) {
        return switch (engine) {
            case SQLITE -> plain();
            case DUCKDB ->
                (set, column, type) ->
                        type.equalsIgnoreCase("json") ? json(set, column) : plain().read(set, column, type);
            case POSTGRESQL -> ServerCells::postgresql;
            case MYSQL -> ServerCells::mysql;
        };
    }

    /// JSON as the value that it says; as its text where a number in it is exact in no plain value.
    static @Nullable Object json(ResultSet set, int column) throws SQLException {
        String text = set.getString(column);
        if (text == null) {
            return null;
        }
        try {
            return Json.parse(text);
        } catch (ToolException e) {
            return text;
        }
    }
}
