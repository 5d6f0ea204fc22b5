package dev.incant.tools.time;

import dev.incant.kernel.error.Nearest;
import dev.incant.kernel.error.ToolException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/// Moves times on and tells how far they are apart. Days and longer units are calendar steps: the clock shows the same
/// time afterwards, and a day that its month does not have becomes the month's last. Hours and shorter units are time
/// that passes, whatever clocks do.
final class TimeSteps {
    private static final List<String> UNITS =
            List.of("milliseconds", "seconds", "minutes", "hours", "days", "weeks", "months", "quarters", "years");

    /// A unit and how many of it one step is.
    record Unit(ChronoUnit unit, int times) {}

    private TimeSteps() {}

    /// The unit of a name, in one of its forms.
    static Unit unit(String name) {
        return switch (name.strip().toLowerCase(Locale.ROOT)) {
            case "ms", "millisecond", "milliseconds" -> new Unit(ChronoUnit.MILLIS, 1);
            case "s", "sec", "secs", "second", "seconds" -> new Unit(ChronoUnit.SECONDS, 1);
            case "m", "min", "mins", "minute", "minutes" -> new Unit(ChronoUnit.MINUTES, 1);
            case "h", "hr", "hrs", "hour", "hours" -> new Unit(ChronoUnit.HOURS, 1);
            case "d", "day", "days" -> new Unit(ChronoUnit.DAYS, 1);
            case "w", "week", "weeks" -> new Unit(ChronoUnit.WEEKS, 1);
            case "mo", "mon", "month", "months" -> new Unit(ChronoUnit.MONTHS, 1);
            case "q", "quarter", "quarters" -> new Unit(ChronoUnit.MONTHS, 3);
            case "y", "yr", "yrs", "year", "years" -> new Unit(ChronoUnit.YEARS, 1);
            default ->
                throw ToolException.invalidParams("unit: must be one of " + String.join(", ", UNITS) + ", not '" + name
                        + "'" + Nearest.hint(name, UNITS));
        };
    }

    /// The time some steps later, or earlier when `amount` is below 0; adds to `notes` what had to be adjusted.
    static ZonedDateTime moved(ZonedDateTime from, long amount, Unit step, List<String> notes) {
        try {
            long times = Math.multiplyExact(amount, (long) step.times());
            if (!step.unit().isDateBased()) {
                return from.plus(times, step.unit());
            }
            LocalDateTime local = from.toLocalDateTime().plus(times, step.unit());
            boolean months = step.unit() == ChronoUnit.MONTHS || step.unit() == ChronoUnit.YEARS;
            if (months && local.getDayOfMonth() != from.getDayOfMonth()) {
                notes.add("clamped: " + local.getMonth().name().charAt(0)
                        + local.getMonth().name().substring(1).toLowerCase(Locale.ROOT) + " " + local.getYear()
                        + " has no day " + from.getDayOfMonth() + ", its last is taken");
            }
            return TimeReading.placed(local, from.getZone(), notes);
        } catch (DateTimeException | ArithmeticException e) {
            throw ToolException.invalidParams("amount: " + amount + " leads out of the range of years");
        }
    }

    /// `1 day, 2 hours, 3 minutes, 4 seconds`; ` ago` when it is negative.
    static String human(Duration duration) {
        Duration size = duration.abs();
        StringBuilder text = new StringBuilder();
        part(text, size.toDays(), "day");
        part(text, size.toHoursPart(), "hour");
        part(text, size.toMinutesPart(), "minute");
        part(text, size.toSecondsPart(), "second");
        return text.isEmpty() ? "0 seconds" : text + (duration.isNegative() ? " ago" : "");
    }

    private static void part(StringBuilder text, long count, String unit) {
        if (count > 0) {
            text.append(text.isEmpty() ? "" : ", ")
                    .append(count)
                    .append(' ')
                    .append(unit)
                    .append(count == 1 ? "" : "s");
        }
    }
}
