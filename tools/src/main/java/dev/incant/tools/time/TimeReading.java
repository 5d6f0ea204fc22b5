package dev.incant.tools.time;

import dev.incant.kernel.error.Nearest;
import dev.incant.kernel.error.ToolException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Reads dates and times as people and programs write them.
///
/// @param time what was read
/// @param format the pattern or name that fitted
/// @param notes what was assumed: the order of day and month, a zone's gap or overlap
record TimeReading(ZonedDateTime time, String format, List<String> notes) {
    /// The patterns that are tried, in this order. Slashed dates of one or two digits come apart by rule: a number
    /// above 12 is the day; where both could be, the day comes first unless `day_first` is false.
    static final List<String> PATTERNS = List.of(
            "%Y-%m-%dT%H:%M:%S%.f%:z",
            "%Y-%m-%dT%H:%M:%S%.f%z",
            "%Y-%m-%dT%H:%M%:z",
            "%Y-%m-%d %H:%M:%S%.f %:z",
            "%Y-%m-%d %H:%M:%S%.f %z",
            "%Y-%m-%dT%H:%M:%S%.f",
            "%Y-%m-%dT%H:%M",
            "%Y-%m-%d %H:%M:%S%.f",
            "%Y-%m-%d %H:%M",
            "%Y-%m-%d",
            "%Y/%m/%d %H:%M:%S",
            "%Y/%m/%d %H:%M",
            "%Y/%m/%d",
            "%G-W%V-%u",
            "%Y-%j",
            "%a, %-d %b %Y %H:%M:%S %z",
            "%-d %b %Y %H:%M:%S %z",
            "%B %-d, %Y %H:%M:%S",
            "%B %-d, %Y",
            "%b %-d, %Y %H:%M:%S",
            "%b %-d, %Y",
            "%-d %B %Y",
            "%-d %b %Y");

    /// A region rather than an offset: it has the name "UTC" in texts.
    static final ZoneId UTC = ZoneId.of("UTC");

    private static final List<String> SUFFIXES = List.of(" %H:%M:%S", " %H:%M", "");

    /// Reads a text.
    ///
    /// @param format a pattern, or null to try all
    /// @param zone where times without an offset are
    /// @throws ToolException `invalid_params` naming the parameter and what is understood
    static TimeReading read(String parameter, String text, @Nullable String format, ZoneId zone, boolean dayFirst) {
        String input = text.strip();
        if (format != null && !Strftime.NAMES.contains(format)) {
            TimeReading exact = fitting(input, format, zone);
            if (exact == null) {
                throw ToolException.invalidParams(
                        parameter + ": '" + shown(input) + "' does not fit the format '" + format + "'");
            }
            return exact;
        }
        TimeReading seconds = epoch(input, zone, "unix_ms".equals(format));
        if (seconds != null) {
            return seconds;
        }
        String normal = input.endsWith("Z") || input.endsWith("z")
                ? input.substring(0, input.length() - 1).stripTrailing() + (input.contains(" ") ? " +00:00" : "+00:00")
                : input.endsWith(" GMT") || input.endsWith(" UTC")
                        ? input.substring(0, input.length() - 3) + "+0000"
                        : input;
        for (String pattern : PATTERNS) {
            TimeReading reading = fitting(normal, pattern, zone);
            if (reading != null) {
                return reading;
            }
        }
        TimeReading slashed = dayAndMonth(normal, zone, dayFirst);
        if (slashed != null) {
            return slashed;
        }
        throw ToolException.invalidParams(parameter + ": '" + shown(input)
                + "' is no date that is understood: use 2025-01-31, 2025-01-31T14:30:00+01:00, Unix seconds,"
                + " or say its format");
    }

    private static String shown(String text) {
        return text.length() <= 60 ? text : text.substring(0, 59) + "…";
    }

    private static @Nullable TimeReading epoch(String text, ZoneId zone, boolean millis) {
        if (!text.matches("-?\\d{1,15}") || (text.length() == 8 && !millis && text.matches("(19|20)\\d{6}"))) {
            return text.length() == 8 && text.matches("(19|20)\\d{6}") ? fitting(text, "%Y%m%d", zone) : null;
        }
        try {
            long number = Long.parseLong(text);
            Instant instant = millis ? Instant.ofEpochMilli(number) : Instant.ofEpochSecond(number);
            return new TimeReading(instant.atZone(zone), millis ? "unix_ms" : "unix", List.of());
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static @Nullable TimeReading dayAndMonth(String text, ZoneId zone, boolean dayFirst) {
        for (String separator : List.of("/", "-", ".")) {
            for (String suffix : SUFFIXES) {
                String day = "%-d" + separator + "%-m" + separator + "%Y" + suffix;
                String month = "%-m" + separator + "%-d" + separator + "%Y" + suffix;
                TimeReading first = fitting(text, dayFirst ? day : month, zone);
                TimeReading second = fitting(text, dayFirst ? month : day, zone);
                TimeReading chosen = first == null ? second : first;
                if (chosen == null) {
                    continue;
                }
                if (first == null || second == null || first.time.equals(second.time)) {
                    return chosen;
                }
                List<String> notes = new ArrayList<>(chosen.notes);
                notes.add("ambiguous: read with the " + (dayFirst ? "day" : "month") + " first; day_first = "
                        + !dayFirst + " gives " + second.time.toLocalDate());
                return new TimeReading(chosen.time, chosen.format, notes);
            }
        }
        return null;
    }

    private static @Nullable TimeReading fitting(String text, String pattern, ZoneId zone) {
        DateTimeFormatter formatter =
                Strftime.formatter(pattern, Locale.ENGLISH).withResolverStyle(ResolverStyle.STRICT);
        try {
            TemporalAccessor parsed = formatter.parse(text);
            ZoneId own = parsed.query(TemporalQueries.zone());
            LocalDate date = parsed.query(TemporalQueries.localDate());
            LocalTime time = parsed.query(TemporalQueries.localTime());
            if (date == null) {
                return parsed.isSupported(ChronoField.INSTANT_SECONDS)
                        ? new TimeReading(Instant.from(parsed).atZone(zone), pattern, List.of())
                        : null;
            }
            LocalDateTime local = date.atTime(time == null ? LocalTime.MIDNIGHT : time);
            List<String> notes = new ArrayList<>();
            return new TimeReading(
                    placed(local, own == null ? zone : ZoneOffset.UTC.equals(own) ? UTC : own, notes), pattern, notes);
        } catch (DateTimeException e) {
            return null;
        }
    }

    /// The local time in a zone. In a gap the clocks were put forward over it, and it moves on by the gap's
    /// length; in an overlap the first of both is meant. Both are noted.
    static ZonedDateTime placed(LocalDateTime local, ZoneId zone, List<String> notes) {
        ZonedDateTime placed = ZonedDateTime.of(local, zone);
        ZoneOffsetTransition transition = zone.getRules().getTransition(local);
        if (transition != null && transition.isGap()) {
            notes.add("gap: " + local + " does not exist in " + zone + ", clocks were put forward; moved to "
                    + placed.toOffsetDateTime());
        } else if (transition != null) {
            notes.add("overlap: " + local + " happens twice in " + zone + "; the first is taken, "
                    + placed.toOffsetDateTime() + ", the other is "
                    + placed.withLaterOffsetAtOverlap().toOffsetDateTime());
        }
        return placed;
    }

    /// A zone by its IANA name, an offset such as `+02:00`, `UTC` or `local`.
    ///
    /// @throws ToolException `invalid_params` with the nearest names
    static ZoneId zone(String parameter, String name, ZoneId local) {
        if (name.equalsIgnoreCase("local")) {
            return local;
        }
        if (name.equalsIgnoreCase("utc") || name.equalsIgnoreCase("z")) {
            return UTC;
        }
        try {
            return ZoneId.of(name);
        } catch (DateTimeException e) {
            for (String known : ZoneId.getAvailableZoneIds()) {
                if (known.equalsIgnoreCase(name.replace(' ', '_'))) {
                    return ZoneId.of(known);
                }
            }
            List<String> names = new ArrayList<>(ZoneId.getAvailableZoneIds());
            names.removeIf(each -> !each.contains("/") || each.startsWith("SystemV/") || each.startsWith("Etc/"));
            for (String each : ZoneId.getAvailableZoneIds()) {
                if (each.endsWith("/" + name.replace(' ', '_'))) {
                    throw unknown(parameter, name, "; did you mean '" + each + "'?");
                }
            }
            throw unknown(parameter, name, Nearest.hint(name, names));
        }
    }

    private static ToolException unknown(String parameter, String name, String hint) {
        return ToolException.invalidParams(
                parameter + ": unknown time zone '" + name + "'" + hint + "; use a name like Europe/Berlin or +01:00");
    }
}
