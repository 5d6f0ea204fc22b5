package dev.incant.tools.database;

import java.math.BigDecimal;
import java.sql.Types;
import java.util.Locale;

/// The text of a cell as a value for a column.
final class CsvCell {
    private CsvCell() {}

    /// Turns a text into what a column of a type takes; texts for all types that engines read from texts themselves.
    ///
    /// @param type one of [Types]
    /// @throws IllegalArgumentException saying what it is not
    static Object of(String cell, int type) {
        return switch (type) {
            case Types.TINYINT, Types.SMALLINT, Types.INTEGER, Types.BIGINT -> integer(cell);
            case Types.BIT ->
                cell.strip().equalsIgnoreCase("true")
                        ? (Object) 1L
                        : cell.strip().equalsIgnoreCase("false") ? 0L : integer(cell);
            case Types.REAL, Types.FLOAT, Types.DOUBLE -> number(cell);
            case Types.DECIMAL, Types.NUMERIC -> decimal(cell);
            case Types.BOOLEAN -> bool(cell);
            default -> cell;
        };
    }

    private static Object integer(String cell) {
        try {
            return Long.parseLong(cell.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("no integer", e);
        }
    }

    private static Object number(String cell) {
        if (cell.length() <= 400 && cell.strip().matches("[-+]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][-+]?[0-9]+)?")) {
            return Double.parseDouble(cell.strip());
        }
        throw new IllegalArgumentException("no number");
    }

    private static Object decimal(String cell) {
        try {
            BigDecimal number = new BigDecimal(cell.strip());
            if (Math.abs((long) number.scale()) <= 1000) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("no number", e);
        }
        throw new IllegalArgumentException("too large or too small");
    }

    private static Object bool(String cell) {
        return switch (cell.strip().toLowerCase(Locale.ROOT)) {
            case "true", "t", "yes", "y", "1" -> true;
            case "false", "f", "no", "n", "0" -> false;
            default -> throw new IllegalArgumentException("neither true nor false");
        };
    }
}
