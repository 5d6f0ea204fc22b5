package dev.incant.tools.database;

import dev.incant.kernel.value.Json;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Values for the question marks of a statement of PostgreSQL's, which has types that plain values do not
/// have: lists are its arrays, unless JSON is wanted there, and maps are JSON.
final class ServerValues {
    private ServerValues() {}

    /// Binds what needs to be bound in a way of its own; tells whether it did.
    ///
    /// @param at from 1
    static boolean bind(PreparedStatement statement, int at, @Nullable Object value) throws SQLException {
        switch (value) {
            // As the type that most functions take; it is widened where a larger one is wanted.
            case Long number when number == number.intValue() -> statement.setInt(at, number.intValue());
            case List<?> list -> statement.setString(at, wantsArray(statement, at) ? array(list) : Json.write(list));
            case Map<?, ?> map -> statement.setString(at, Json.write(map));
            case null, default -> {
                return false;
            }
        }
        return true;
    }

    private static boolean wantsArray(PreparedStatement statement, int at) throws SQLException {
        String type = statement.getParameterMetaData().getParameterTypeName(at);
        return type != null && type.startsWith("_");
    }

    /// As PostgreSQL writes arrays (section 8.15): `{1,"a b",NULL,{2}}`.
    private static String array(List<?> list) {
        StringBuilder text = new StringBuilder("{");
        for (Object item : list) {
            if (text.length() > 1) {
                text.append(',');
            }
            switch (item) {
                case null -> text.append("NULL");
                case List<?> inner -> text.append(array(inner));
                case Map<?, ?> map -> text.append(quoted(Json.write(map)));
                case byte[] bytes ->
                    text.append(quoted("\\x" + java.util.HexFormat.of().formatHex(bytes)));
                default -> text.append(quoted(item.toString()));
            }
        }
        return text.append('}').toString();
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
