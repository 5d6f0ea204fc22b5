package dev.incant.tools.data.csv;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What the text of a cell means. An empty cell is no value.
public final class Cells {
    private static final int LONGEST_NUMBER = 60;

    private Cells() {}

    /// The kinds of cells, by the names that results use.
    public enum Kind {
        INTEGER("Integer"),
        FLOAT("Float"),
        BOOLEAN("Boolean"),
        DATE("Date"),
        DATE_TIME("DateTime"),
        STRING("String");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    public static Kind kind(String cell) {
        if (numeric(cell)) {
            for (int i = 0; i < cell.length(); i++) {
                char c = cell.charAt(i);
                if (c == '.' || c == 'e' || c == 'E') {
                    return Kind.FLOAT;
                }
            }
            return Kind.INTEGER;
        }
        if (truth(cell) != null) {
            return Kind.BOOLEAN;
        }
        if (cell.length() >= 10 && cell.length() <= 40 && cell.charAt(4) == '-' && digit(cell.charAt(0))) {
            return date(cell);
        }
        return Kind.STRING;
    }

    private static Kind date(String cell) {
        try {
            if (cell.length() == 10) {
                LocalDate.parse(cell);
                return Kind.DATE;
            }
            String iso = cell.charAt(10) == ' ' ? cell.substring(0, 10) + "T" + cell.substring(11) : cell;
            if (iso.endsWith("Z") || iso.indexOf('+', 10) > 0 || iso.indexOf('-', 10) > 0) {
                OffsetDateTime.parse(iso);
            } else {
                LocalDateTime.parse(iso);
            }
            return Kind.DATE_TIME;
        } catch (DateTimeException e) {
            return Kind.STRING;
        }
    }

    /// Whether a cell is a number: sign, digits, fraction, exponent; nothing around it.
    public static boolean numeric(String cell) {
        int length = cell.length();
        if (length == 0 || length > LONGEST_NUMBER) {
            return false;
        }
        int at = cell.charAt(0) == '-' || cell.charAt(0) == '+' ? 1 : 0;
        int whole = digits(cell, at);
        int after = at + whole;
        int fraction = 0;
        if (after < length && cell.charAt(after) == '.') {
            fraction = digits(cell, after + 1);
            after += 1 + fraction;
        }
        if (whole + fraction == 0) {
            return false;
        }
        if (after < length && (cell.charAt(after) == 'e' || cell.charAt(after) == 'E')) {
            after++;
            if (after < length && (cell.charAt(after) == '-' || cell.charAt(after) == '+')) {
                after++;
            }
            int exponent = digits(cell, after);
            if (exponent == 0 || exponent > 3) {
                return false;
            }
            after += exponent;
        }
        return after == length;
    }

    private static int digits(String cell, int from) {
        int at = from;
        while (at < cell.length() && digit(cell.charAt(at))) {
            at++;
        }
        return at - from;
    }

    private static boolean digit(char c) {
        return c >= '0' && c <= '9';
    }

    /// The cell's number, or null.
    public static @Nullable BigDecimal number(String cell) {
        return numeric(cell) ? new BigDecimal(cell) : null;
    }

    /// The cell's truth value (true/false, yes/no), or null.
    public static @Nullable Boolean truth(String cell) {
        if (cell.length() < 2 || cell.length() > 5) {
            return null;
        }
        return switch (cell.toLowerCase(Locale.ROOT)) {
            case "true", "yes" -> true;
            case "false", "no" -> false;
            default -> null;
        };
    }

    /// A cell as a plain value: a number where nothing is lost by it, true or false, null when empty, else text.
    /// Digits that begin with 0, such as post codes, stay text.
    public static @Nullable Object value(String cell) {
        if (cell.isEmpty()) {
            return null;
        }
        if (cell.equals("true") || cell.equals("false")) {
            return cell.equals("true");
        }
        int first = cell.charAt(0) == '-' ? 1 : 0;
        boolean padded = cell.length() > first + 1 && cell.charAt(first) == '0' && digit(cell.charAt(first + 1));
        if (!numeric(cell) || padded || cell.charAt(0) == '+' || cell.endsWith(".") || cell.charAt(first) == '.') {
            return cell;
        }
        return plain(new BigDecimal(cell), cell);
    }

    /// A number as a long or a double where that is exact, else `otherwise`.
    static Object plain(BigDecimal number, Object otherwise) {
        if (number.scale() <= 0 && number.precision() - number.scale() <= 18) {
            return number.longValueExact();
        }
        double near = number.doubleValue();
        boolean exact = !Double.isInfinite(near) && new BigDecimal(Double.toString(near)).compareTo(number) == 0;
        return exact ? (Object) near : otherwise;
    }

    /// A number in its shortest plain form.
    static String text(BigDecimal number) {
        if (number.signum() == 0) {
            return "0";
        }
        BigDecimal shortest = number.stripTrailingZeros();
        return shortest.scale() < -20 || shortest.scale() > 40 ? shortest.toString() : shortest.toPlainString();
    }
}
