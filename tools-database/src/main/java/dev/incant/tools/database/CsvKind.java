package dev.incant.tools.database;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Locale;

/// What the cells of a column hold, told from their texts.
enum CsvKind {
    INTEGER,
    DOUBLE,
    BOOLEAN,
    DATE,
    TIMESTAMP,
    TEXT;

    /// What one cell holds. Numbers that would not come out as they are written, such as `007`, are texts.
    static CsvKind of(String cell) {
        if (cell.isEmpty() || cell.length() > 40) {
            return TEXT;
        }
        char first = cell.charAt(0);
        if (first == '-' || first >= '0' && first <= '9') {
            return number(cell);
        }
        String lower = cell.toLowerCase(Locale.ROOT);
        return lower.equals("true") || lower.equals("false") ? BOOLEAN : TEXT;
    }

    private static CsvKind number(String cell) {
        if (cell.matches("-?(0|[1-9][0-9]{0,18})") && !cell.equals("-0")) {
            return new BigDecimal(cell).toBigInteger().bitLength() < 64 ? INTEGER : TEXT;
        }
        if (cell.matches("-?(0|[1-9][0-9]*)\\.[0-9]+([eE][-+]?[0-9]{1,3})?")) {
            double near = Double.parseDouble(cell);
            boolean exact =
                    Double.isFinite(near) && new BigDecimal(Double.toString(near)).compareTo(new BigDecimal(cell)) == 0;
            return exact ? DOUBLE : TEXT;
        }
        try {
            if (cell.length() == 10) {
                LocalDate.parse(cell);
                return DATE;
            }
            if (cell.length() > 15 && (cell.charAt(10) == 'T' || cell.charAt(10) == ' ')) {
                LocalDateTime.parse(cell.replace(' ', 'T'));
                return TIMESTAMP;
            }
        } catch (DateTimeException e) {
            // It only looked like one.
        }
        return TEXT;
    }

    /// What holds both.
    CsvKind with(CsvKind other) {
        if (this == other) {
            return this;
        }
        boolean numbers = (this == INTEGER || this == DOUBLE) && (other == INTEGER || other == DOUBLE);
        return numbers ? DOUBLE : TEXT;
    }
}
