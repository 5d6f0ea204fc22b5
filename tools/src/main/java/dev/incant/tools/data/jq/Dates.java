package dev.incant.tools.data.jq;

import dev.incant.tools.text.Strftime;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The built-ins on dates. A "broken down time" is `[year, month 0-11, day, hours, minutes, seconds, weekday, day of
/// year 0-365]`, always in UTC: a query does not know the user's zone.
final class Dates {
    private Dates() {}

    static JqList brokenDown(@Nullable Object in, String builtin) {
        if (!(in instanceof Number number)) {
            throw new JqError(builtin + "() requires a number");
        }
        double seconds = number.doubleValue();
        try {
            LocalDateTime time = LocalDateTime.ofEpochSecond((long) Math.floor(seconds), 0, ZoneOffset.UTC);
            double fraction = seconds - Math.floor(seconds);
            return brokenDown(time, Arithmetic.number(time.getSecond() + fraction));
        } catch (DateTimeException e) {
            throw new JqError("error converting number of seconds since epoch to datetime");
        }
    }

    private static JqList brokenDown(LocalDateTime time, Object seconds) {
        return JqList.of(
                (long) time.getYear(),
                time.getMonthValue() - 1L,
                (long) time.getDayOfMonth(),
                (long) time.getHour(),
                (long) time.getMinute(),
                seconds,
                time.getDayOfWeek().getValue() % 7L,
                time.getDayOfYear() - 1L);
    }

    private static LocalDateTime time(@Nullable Object in, String builtin) {
        if (!(in instanceof List<?> parts) || parts.size() < 6) {
            throw new JqError(builtin + " requires array of 6 numbers");
        }
        long[] numbers = new long[6];
        for (int i = 0; i < 6; i++) {
            if (!(parts.get(i) instanceof Number number)) {
                throw new JqError(builtin + " requires parsed datetime inputs");
            }
            numbers[i] = number.longValue();
        }
        try {
            return LocalDate.of((int) numbers[0], 1, 1)
                    .plusMonths(numbers[1])
                    .plusDays(numbers[2] - 1)
                    .atStartOfDay()
                    .plusHours(numbers[3])
                    .plusMinutes(numbers[4])
                    .plusSeconds(numbers[5]);
        } catch (DateTimeException | ArithmeticException e) {
            throw new JqError("invalid gmtime representation");
        }
    }

    static Object seconds(@Nullable Object in) {
        return time(in, "mktime").toEpochSecond(ZoneOffset.UTC);
    }

    static String iso(@Nullable Object in) {
        if (!(in instanceof Number number)) {
            throw new JqError("strftime/1 requires parsed datetime inputs");
        }
        return Instant.ofEpochSecond((long) Math.floor(number.doubleValue())).toString();
    }

    static Object fromIso(@Nullable Object in) {
        if (!(in instanceof String)) {
            throw new JqError("strptime/1 requires string inputs and arguments");
        }
        return seconds(parse(in, "%Y-%m-%dT%H:%M:%SZ"));
    }

    static String format(@Nullable Object in, @Nullable Object format) {
        if (!(format instanceof String pattern)) {
            throw new JqError("strftime/1 requires a string format");
        }
        LocalDateTime time = time(in instanceof Number ? brokenDown(in, "strftime/1") : in, "strftime/1");
        try {
            return Strftime.format(time.atZone(ZoneOffset.UTC), pattern);
        } catch (IllegalArgumentException e) {
            throw new JqError("strftime/1: " + e.getMessage());
        }
    }

    static JqList parse(@Nullable Object in, @Nullable Object format) {
        if (!(in instanceof String text) || !(format instanceof String pattern)) {
            throw new JqError("strptime/1 requires string inputs and arguments");
        }
        return new DateReader(text, pattern).read();
    }

    /// Reads a text by a strptime format.
    private static final class DateReader {
        private final String text;
        private final String pattern;
        private int at;
        private int year = 1900;
        private int month = 1;
        private int day = 1;
        private int hour;
        private int minute;
        private int second;
        private boolean afternoon;
        private boolean half;
        private @Nullable Long epoch;
        private int dayOfYear;

        DateReader(String text, String pattern) {
            this.text = text;
            this.pattern = pattern;
        }

        JqList read() {
            fields(pattern);
            if (at != text.length()) {
                throw mismatch();
            }
            try {
                LocalDateTime time;
                if (epoch != null) {
                    time = LocalDateTime.ofEpochSecond(epoch, 0, ZoneOffset.UTC);
                } else {
                    LocalDate date =
                            dayOfYear > 0 ? LocalDate.ofYearDay(year, dayOfYear) : LocalDate.of(year, month, day);
                    int hours = half ? hour % 12 + (afternoon ? 12 : 0) : hour;
                    time = date.atTime(LocalTime.of(hours, minute, Math.min(second, 59)))
                            .plus(second == 60 ? 1 : 0, ChronoUnit.SECONDS);
                }
                return brokenDown(time, (long) time.getSecond());
            } catch (DateTimeException e) {
                throw mismatch();
            }
        }

        private JqError mismatch() {
            return new JqError("date \"" + text + "\" does not match format \"" + pattern + "\"");
        }

        private void fields(String format) {
            for (int i = 0; i < format.length(); i++) {
                char c = format.charAt(i);
                if (c == '%' && i + 1 < format.length()) {
                    field(format.charAt(++i));
                } else if (Character.isWhitespace(c)) {
                    space();
                } else if (at < text.length() && text.charAt(at) == c) {
                    at++;
                } else {
                    throw mismatch();
                }
            }
        }

        private void space() {
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
        }

        private void field(char letter) {
            switch (letter) {
                case 'Y' -> year = number(4);
                case 'y' -> {
                    int two = number(2);
                    year = two + (two < 69 ? 2000 : 1900);
                }
                case 'm' -> month = number(2);
                case 'd', 'e' -> {
                    space();
                    day = number(2);
                }
                case 'H', 'k' -> hour = number(2);
                case 'I', 'l' -> {
                    hour = number(2);
                    half = true;
                }
                case 'M' -> minute = number(2);
                case 'S' -> second = number(2);
                case 'j' -> dayOfYear = number(3);
                case 's' -> epoch = (long) number(10);
                case 'p', 'P' -> {
                    half = true;
                    afternoon = word().toLowerCase(Locale.ROOT).startsWith("p");
                }
                case 'A', 'a', 'Z' -> word();
                case 'z' -> zone();
                case 'B', 'b', 'h' -> month = month(word());
                case 'F' -> fields("%Y-%m-%d");
                case 'T' -> fields("%H:%M:%S");
                case 'R' -> fields("%H:%M");
                case 'D' -> fields("%m/%d/%y");
                case 'n', 't' -> space();
                case '%' -> {
                    if (at >= text.length() || text.charAt(at++) != '%') {
                        throw mismatch();
                    }
                }
                default -> throw new JqError("strptime/1: unknown conversion %" + letter);
            }
        }

        private void zone() {
            if (at < text.length() && text.charAt(at) == 'Z') {
                at++;
                return;
            }
            if (at >= text.length() || "+-".indexOf(text.charAt(at)) < 0) {
                throw mismatch();
            }
            at++;
            number(2);
            if (at < text.length() && text.charAt(at) == ':') {
                at++;
            }
            number(2);
        }

        private int number(int width) {
            int start = at;
            while (at < text.length() && at - start < width && Character.digit(text.charAt(at), 10) >= 0) {
                at++;
            }
            try {
                return Integer.parseInt(text.substring(start, at));
            } catch (NumberFormatException e) {
                throw mismatch();
            }
        }

        private String word() {
            int start = at;
            while (at < text.length() && Character.isLetter(text.charAt(at))) {
                at++;
            }
            if (at == start) {
                throw mismatch();
            }
            return text.substring(start, at);
        }

        private int month(String name) {
            for (java.time.Month each : java.time.Month.values()) {
                if (name.length() >= 3
                        && each.name().startsWith(name.substring(0, 3).toUpperCase(Locale.ROOT))) {
                    return each.getValue();
                }
            }
            throw mismatch();
        }
    }
}
