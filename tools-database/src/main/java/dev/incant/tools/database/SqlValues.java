package dev.incant.tools.database;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.SQLException;
import java.sql.Struct;
import java.sql.Timestamp;
import java.time.LocalDateTime;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duckdb.DuckDBStruct;
import org.jspecify.annotations.Nullable;

/// Turns what drivers give into plain values. Numbers stay numbers where a `long` or a `double` holds them exactly, and
/// become texts where neither does; dates and times are texts as ISO 8601 has them.
final class SqlValues {
    private SqlValues() {}

    static @Nullable Object of(@Nullable Object value) throws SQLException {
        return switch (value) {
            case null -> null;
            case Boolean bool -> bool;
            case Long number -> number;
            case Integer number -> number.longValue();
            case Short number -> number.longValue();
            case Byte number -> number.longValue();
            case Double number -> finite(number);
            // As it is written: 0.1 stays 0.1.
            case Float number -> finite(Double.valueOf(number.toString()));
            case BigInteger number -> number.bitLength() < 64 ? (Object) number.longValue() : number.toString();
            case BigDecimal number -> decimal(number);
            case byte[] bytes -> bytes;
            case String text -> text;
            case Timestamp time -> time(time.toLocalDateTime());
            case LocalDateTime time -> time(time);
            case java.sql.Date date -> date.toLocalDate().toString();
            case java.sql.Time time -> time.toLocalTime().toString();
            case TemporalAccessor time -> time.toString();
            case Blob blob -> blob.getBytes(1, Math.toIntExact(blob.length()));
            case Clob clob -> clob.getSubString(1, Math.toIntExact(clob.length()));
            case Array array -> of(items(array));
            case float[] array -> floats(array);
            case Object[] array -> list(array);
            case DuckDBStruct struct -> map(struct.getMap());
            case Struct struct -> list(struct.getAttributes());
            case Map<?, ?> map -> map(map);
            case List<?> list -> list(list.toArray());
            default -> value.toString();
        };
    }

    /// What is no number that JSON can hold is a text.
    private static Object finite(Double number) {
        return number.isNaN() || number.isInfinite() ? (Object) number.toString() : number;
    }

    /// The items of an array, as the driver gives them.
    static @Nullable Object items(@Nullable Array array) throws SQLException {
        return array == null ? null : array.getArray();
    }

    private static List<@Nullable Object> floats(float[] items) throws SQLException {
        List<@Nullable Object> list = new ArrayList<>(items.length);
        for (float item : items) {
            list.add(of(item));
        }
        return list;
    }

    private static Object decimal(BigDecimal number) {
        if (number.scale() <= 0 && number.precision() - number.scale() <= 19) {
            BigInteger whole = number.toBigInteger();
            return whole.bitLength() < 64 ? (Object) whole.longValue() : whole.toString();
        }
        double near = number.doubleValue();
        boolean exact = Double.isFinite(near) && new BigDecimal(Double.toString(near)).compareTo(number) == 0;
        return exact ? (Object) near : number.toPlainString();
    }

    private static String time(LocalDateTime time) {
        return time.toString();
    }

    private static List<@Nullable Object> list(@Nullable Object[] items) throws SQLException {
        List<@Nullable Object> list = new ArrayList<>(items.length);
        for (Object item : items) {
            list.add(of(item));
        }
        return list;
    }

    private static Map<String, @Nullable Object> map(Map<?, ?> entries) throws SQLException {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : entries.entrySet()) {
            map.put(String.valueOf(of(entry.getKey())), of(entry.getValue()));
        }
        return map;
    }

    /// About how many bytes a value takes in a result.
    static long size(@Nullable Object value) {
        return switch (value) {
            case String text -> text.length() + 2L;
            case byte[] bytes -> bytes.length * 4L / 3 + 16;
            case List<?> list -> list.stream().mapToLong(SqlValues::size).sum() + 2;
            case Map<?, ?> map ->
                map.entrySet().stream()
                        .mapToLong(entry -> size(entry.getKey()) + size(entry.getValue()))
                        .sum();
            case null, default -> 8;
        };
    }
}
