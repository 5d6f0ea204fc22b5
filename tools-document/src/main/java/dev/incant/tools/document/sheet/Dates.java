package dev.incant.tools.document.sheet;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Dates in spreadsheets, which are numbers of days with a format that shows them as dates (ECMA-376 part 1, sections
/// 18.8.30 and 18.17.4). Here they are ISO texts: `2024-01-02`, `2024-01-02T03:04:05`, `03:04:05`.
final class Dates {
    private static final Pattern NO_CODE = Pattern.compile("\"[^\"]*\"|\\\\.|_.|\\*.|\\[(?![hms]+\\])[^\\]]*\\]");
    private static final Pattern ISO = Pattern.compile("\\d{4}-\\d\\d-\\d\\d(T\\d\\d:\\d\\d(:\\d\\d(\\.\\d{1,3})?)?)?");
    private static final LocalDate DAY_0 = LocalDate.of(1899, 12, 30);
    private static final LocalDate DAY_0_MAC = LocalDate.of(1904, 1, 1);
    private static final int LAST_DAY = 2_958_465;
    private static final BigDecimal MILLIS = BigDecimal.valueOf(86_400_000);

    private Dates() {}

    /// What a format shows.
    enum Kind {
        NUMBER,
        DATE,
        TIME,
        DURATION
    }

    /// @param id the number of a format, of which 14 to 22 and 45 to 47 are built in as dates and times
    static Kind kind(@Nullable Integer id, @Nullable String format) {
        if (format == null) {
            if (id == null) {
                return Kind.NUMBER;
            }
            return switch (id) {
                case 14, 15, 16, 17, 22 -> Kind.DATE;
                case 18, 19, 20, 21, 45, 47 -> Kind.TIME;
                case 46 -> Kind.DURATION;
                default -> Kind.NUMBER;
            };
        }
        String codes = NO_CODE.matcher(format.split(";", 2)[0]).replaceAll("").toLowerCase(Locale.ROOT);
        if (codes.contains("general")) {
            return Kind.NUMBER;
        }
        if (codes.contains("[h") || codes.contains("[m") || codes.contains("[s")) {
            return Kind.DURATION;
        }
        if (codes.indexOf('y') >= 0 || codes.indexOf('d') >= 0) {
            return Kind.DATE;
        }
        boolean time = codes.indexOf('h') >= 0 || codes.indexOf('s') >= 0;
        return time ? Kind.TIME : codes.indexOf('m') >= 0 ? Kind.DATE : Kind.NUMBER;
    }

    /// The text of a number of days; empty when it is none that Excel shows.
    static Optional<String> text(BigDecimal days, Kind kind, boolean date1904) {
        if (days.signum() < 0 || days.compareTo(BigDecimal.valueOf(LAST_DAY + 1L)) >= 0 || kind == Kind.DURATION) {
            return Optional.empty();
        }
        int day = days.intValue();
        long millis = days.subtract(BigDecimal.valueOf(day))
                .multiply(MILLIS)
                .setScale(0, RoundingMode.HALF_UP)
                .longValue();
        // Day numbers below 61 are one less than they should be: Excel knows a 29 February 1900.
        LocalDate start = date1904 ? DAY_0_MAC : day < 61 ? DAY_0.plusDays(1) : DAY_0;
        LocalDateTime moment = start.plusDays(day).atStartOfDay().plus(millis, ChronoUnit.MILLIS);
        if (kind == Kind.TIME && day == 0) {
            return Optional.of(time(moment.toLocalTime()));
        }
        return Optional.of(
                millis == 0
                        ? moment.toLocalDate().toString()
                        : moment.toLocalDate() + "T" + time(moment.toLocalTime()));
    }

    private static String time(LocalTime time) {
        String text = time.toString();
        return text.length() == 5 ? text + ":00" : text;
    }

    /// The moment that a text means, when it is written exactly like a date here and Excel can keep it.
    static Optional<LocalDateTime> parse(String text) {
        if (!ISO.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            LocalDateTime moment =
                    text.indexOf('T') < 0 ? LocalDate.parse(text).atStartOfDay() : LocalDateTime.parse(text);
            return moment.getYear() < 1901 ? Optional.empty() : Optional.of(moment);
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /// Days since the start of Excel's count.
    static double days(LocalDateTime moment) {
        double days = ChronoUnit.DAYS.between(DAY_0, moment.toLocalDate());
        return days + moment.toLocalTime().toNanoOfDay() / 86_400_000_000_000.0;
    }
}
