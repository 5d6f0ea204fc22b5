package dev.incant.tools.database;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Reads cells as servers mean them, by the names of their types.
final class ServerCells {
    private ServerCells() {}

    /// A cell of PostgreSQL's. Types that have no plain value of their own are texts as PostgreSQL writes them.
    static @Nullable Object postgresql(ResultSet set, int column, String type) throws SQLException {
        return switch (type) {
            case "json", "jsonb" -> Cells.json(set, column);
            case "timestamptz" -> zoned(set.getObject(column, OffsetDateTime.class));
            case "timestamp" -> local(set.getObject(column, LocalDateTime.class));
            case "date" -> date(set.getObject(column, LocalDate.class));
            case "time" -> text(set.getObject(column, LocalTime.class));
            case "timetz" -> text(set.getObject(column, OffsetTime.class));
            case "numeric" -> numeric(set.getString(column));
            case "bool",
                    "bytea",
                    "int2",
                    "int4",
                    "int8",
                    "oid",
                    "serial",
                    "bigserial",
                    "smallserial",
                    "float4",
                    "float8",
                    "hstore" -> SqlValues.of(set.getObject(column));
            case "_timestamptz" -> zonedItems(SqlValues.items(set.getArray(column)));
            default -> type.startsWith("_") ? SqlValues.of(set.getArray(column)) : set.getString(column);
        };
    }

    private static @Nullable Object text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }

    private static @Nullable Object zoned(@Nullable OffsetDateTime time) {
        if (time == null) {
            return null;
        }
        boolean endless = time.equals(OffsetDateTime.MAX) || time.equals(OffsetDateTime.MIN);
        return endless
                ? endless(time.equals(OffsetDateTime.MAX))
                : time.withOffsetSameInstant(ZoneOffset.UTC).toString();
    }

    private static @Nullable Object local(@Nullable LocalDateTime time) {
        boolean endless = LocalDateTime.MAX.equals(time) || LocalDateTime.MIN.equals(time);
        return endless ? endless(LocalDateTime.MAX.equals(time)) : text(time);
    }

    private static @Nullable Object date(@Nullable LocalDate date) {
        boolean endless = LocalDate.MAX.equals(date) || LocalDate.MIN.equals(date);
        return endless ? endless(LocalDate.MAX.equals(date)) : text(date);
    }

    private static String endless(boolean late) {
        return late ? "infinity" : "-infinity";
    }

    private static @Nullable Object numeric(@Nullable String text) throws SQLException {
        boolean number = text != null && !text.endsWith("N") && !text.endsWith("y");
        return number ? SqlValues.of(new BigDecimal(text)) : text;
    }

    private static @Nullable Object zonedItems(@Nullable Object items) throws SQLException {
        if (items instanceof Object[] array) {
            List<@Nullable Object> list = new ArrayList<>();
            for (Object item : array) {
                list.add(zonedItems(item));
            }
            return list;
        }
        return items instanceof Timestamp time ? time.toInstant().toString() : SqlValues.of(items);
    }

    /// A cell of MySQL's or MariaDB's. Times, which may be longer than a day, and dates that are none, such as
    /// `0000-00-00`, are texts as they write them.
    static @Nullable Object mysql(ResultSet set, int column, String type) throws SQLException {
        String upper = type.toUpperCase(Locale.ROOT);
        return switch (upper) {
            case "JSON" -> Cells.json(set, column);
            case "TIME" -> set.getString(column);
            case "DATE", "DATETIME", "TIMESTAMP" -> dated(set, column);
            case "DECIMAL", "OLDDECIMAL", "DECIMAL UNSIGNED" -> SqlValues.of(set.getBigDecimal(column));
            // The driver reads years wrongly as numbers.
            case "YEAR" -> year(set.getString(column));
            case "UUID", "INET4", "INET6" -> set.getString(column);
            default -> SqlValues.of(set.getObject(column));
        };
    }

    private static @Nullable Object year(@Nullable String text) {
        return text == null ? null : (Object) Long.parseLong(text);
    }

    private static @Nullable Object dated(ResultSet set, int column) throws SQLException {
        String text = set.getString(column);
        if (text == null || text.contains("-00") || text.startsWith("0000")) {
            return text;
        }
        return SqlValues.of(set.getObject(column));
    }
}
