package dev.incant.tools.time;

import dev.incant.kernel.error.ToolException;
import java.time.DayOfWeek;
import java.time.Month;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.SignStyle;
import java.time.format.TextStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.IsoFields;
import java.time.temporal.TemporalField;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Turns patterns into formatters: those of strftime (POSIX, chrono's `%.f`, GNU's flags `-` `_` `0`), or the name of
/// an ISO format. Names of months and days are English.
public final class Strftime {
    /// The formats with names, in the order in which help shows them.
    static final List<String> NAMES =
            List.of("iso8601", "rfc3339", "rfc2822", "date", "time", "week_date", "ordinal_date", "unix", "unix_ms");

    private Strftime() {}

    /// Writes a time in a format: a name of [#NAMES] or a pattern.
    static String format(ZonedDateTime time, String format) {
        return switch (format.toLowerCase(Locale.ROOT)) {
            case "iso8601", "rfc3339" -> DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time);
            case "rfc2822" ->
                formatter("%a, %d %b %Y %H:%M:%S %z", Locale.ENGLISH).format(time);
            case "date" -> DateTimeFormatter.ISO_LOCAL_DATE.format(time);
            case "time" -> DateTimeFormatter.ISO_LOCAL_TIME.format(time);
            case "week_date" -> formatter("%G-W%V-%u", Locale.ENGLISH).format(time);
            case "ordinal_date" -> formatter("%Y-%j", Locale.ENGLISH).format(time);
            case "unix" -> String.valueOf(time.toEpochSecond());
            case "unix_ms" -> String.valueOf(time.toInstant().toEpochMilli());
            default -> formatter(format, Locale.ENGLISH).format(time);
        };
    }

    /// The formatter of a pattern.
    ///
    /// @throws ToolException `invalid_params` for a pattern that has none
    public static DateTimeFormatter formatter(String pattern, Locale locale) {
        if (pattern.length() > 200) {
            throw ToolException.invalidParams("format: has more than 200 characters");
        }
        if (pattern.indexOf('%') < 0) {
            throw ToolException.invalidParams(
                    "format: '" + pattern + "' has no %-field and is none of " + String.join(", ", NAMES));
        }
        DateTimeFormatterBuilder builder = new DateTimeFormatterBuilder().parseCaseInsensitive();
        append(builder, pattern);
        return builder.toFormatter(locale);
    }

    private static void append(DateTimeFormatterBuilder builder, String pattern) {
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c != '%') {
                builder.appendLiteral(c);
                continue;
            }
            char flag = ++i < pattern.length() ? pattern.charAt(i) : ' ';
            boolean flagged = flag == '-' || flag == '_' || flag == '0' || flag == '.' || flag == ':';
            char field = flagged ? ++i < pattern.length() ? pattern.charAt(i) : ' ' : flag;
            if (!field(builder, flagged ? flag : ' ', field)) {
                throw ToolException.invalidParams("format: unknown field '%" + (flagged ? flag + "" : "") + field
                        + "' at position " + i + " of '" + pattern + "'; see operation formats");
            }
        }
    }

    private static boolean field(DateTimeFormatterBuilder b, char flag, char field) {
        if (flag == '.') {
            if (field == 'f') {
                b.appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true);
            }
            return field == 'f';
        }
        if (flag == ':') {
            if (field == 'z') {
                b.appendOffset("+HH:MM", "+00:00");
            }
            return field == 'z';
        }
        switch (field) {
            case 'Y' -> b.appendValue(ChronoField.YEAR, 4, 9, SignStyle.NORMAL);
            case 'y' -> b.appendValueReduced(ChronoField.YEAR, 2, 2, 1970);
            case 'm' -> number(b, ChronoField.MONTH_OF_YEAR, 2, flag);
            case 'd' -> number(b, ChronoField.DAY_OF_MONTH, 2, flag);
            case 'e' -> number(b, ChronoField.DAY_OF_MONTH, 2, flag == ' ' ? '_' : flag);
            case 'H' -> number(b, ChronoField.HOUR_OF_DAY, 2, flag);
            case 'I' -> number(b, ChronoField.CLOCK_HOUR_OF_AMPM, 2, flag);
            case 'M' -> number(b, ChronoField.MINUTE_OF_HOUR, 2, flag);
            case 'S' -> number(b, ChronoField.SECOND_OF_MINUTE, 2, flag);
            case 'j' -> number(b, ChronoField.DAY_OF_YEAR, 3, flag);
            case 'u' -> b.appendValue(ChronoField.DAY_OF_WEEK, 1);
            case 'G' -> b.appendValue(IsoFields.WEEK_BASED_YEAR, 4);
            case 'V' -> number(b, IsoFields.WEEK_OF_WEEK_BASED_YEAR, 2, flag);
            case 'f' -> b.appendValue(ChronoField.NANO_OF_SECOND, 9);
            case 's' -> b.appendValue(ChronoField.INSTANT_SECONDS);
            case 'p' -> b.appendText(ChronoField.AMPM_OF_DAY, Map.of(0L, "AM", 1L, "PM"));
            case 'P' -> b.appendText(ChronoField.AMPM_OF_DAY, Map.of(0L, "am", 1L, "pm"));
            case 'A' -> b.appendText(ChronoField.DAY_OF_WEEK, TextStyle.FULL);
            case 'a' -> b.appendText(ChronoField.DAY_OF_WEEK, shortened(true));
            case 'B' -> b.appendText(ChronoField.MONTH_OF_YEAR, TextStyle.FULL);
            case 'b', 'h' -> b.appendText(ChronoField.MONTH_OF_YEAR, shortened(false));
            case 'z' -> b.appendOffset("+HHMM", "+0000");
            case 'Z' -> b.appendZoneText(TextStyle.SHORT);
            case 'F' -> append(b, "%Y-%m-%d");
            case 'T' -> append(b, "%H:%M:%S");
            case 'R' -> append(b, "%H:%M");
            case 'D' -> append(b, "%m/%d/%y");
            case 'c' -> append(b, "%a %b %e %H:%M:%S %Y");
            case 'n' -> b.appendLiteral('\n');
            case 't' -> b.appendLiteral('\t');
            case '%' -> b.appendLiteral('%');
            default -> {
                return false;
            }
        }
        return true;
    }

    private static void number(DateTimeFormatterBuilder builder, TemporalField field, int width, char flag) {
        if (flag == '-') {
            builder.appendValue(field);
        } else if (flag == '_') {
            builder.padNext(width).appendValue(field);
        } else {
            builder.appendValue(field, width);
        }
    }

    /// Three letters, as C does: the JDK's own short English names have "Sept" in some locales' data.
    private static Map<Long, String> shortened(boolean days) {
        Map<Long, String> names = new HashMap<>();
        for (long i = 1; i <= (days ? 7 : 12); i++) {
            String name =
                    days ? DayOfWeek.of((int) i).name() : Month.of((int) i).name();
            names.put(i, name.charAt(0) + name.substring(1, 3).toLowerCase(Locale.ROOT));
        }
        return names;
    }
}
