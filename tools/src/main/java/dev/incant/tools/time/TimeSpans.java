package dev.incant.tools.time;

import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.Field;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Parameter;
import dev.incant.kernel.tool.Schema;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.value.Values;
import java.time.Duration;
import java.time.Period;
import java.time.ZonedDateTime;
import java.time.format.TextStyle;
import java.time.temporal.IsoFields;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// The operations of [DateTimeHandler] about two times, and what is known of one.
final class TimeSpans {
    private TimeSpans() {}

    static Operation difference() {
        return DateTimeHandler.common(Operation.of("difference", "Say how far two times are apart.")
                        .main(DateTimeHandler.moment("start", "The first time."))
                        .required(DateTimeHandler.moment("end", "The second time.")))
                .returns(
                        Schema.object(
                                "The time between them.",
                                Field.of("human_readable", Schema.string("In words.")),
                                Field.of(
                                        "difference",
                                        Schema.object(
                                                "Days and what is left, all below 0 when end is before start.",
                                                part("total_seconds"),
                                                part("days"),
                                                part("hours"),
                                                part("minutes"),
                                                part("seconds"),
                                                Field.of("human_readable", Schema.string("In words.")))),
                                Field.of(
                                        "calendar",
                                        Schema.object(
                                                "Whole years, months and days on the calendar of start's zone.",
                                                part("years"),
                                                part("months"),
                                                part("days"))),
                                Field.of("start", Schema.string("The first time, in ISO 8601.")),
                                Field.of("end", Schema.string("The second time, in ISO 8601.")),
                                DateTimeHandler.notes()),
                        "human_readable")
                .example(DateTimeHandler.shows(
                        "Count days.",
                        Map.of("human_readable", "60 days", "calendar", Values.map("years", 0, "months", 2, "days", 0)),
                        "start",
                        "2024-01-01",
                        "end",
                        "2024-03-01"))
                .example(DateTimeHandler.shows(
                        "Look back.",
                        Map.of("human_readable", "1 day, 2 hours, 3 minutes, 4 seconds ago"),
                        "start",
                        "2025-01-02T02:03:04Z",
                        "end",
                        "2025-01-01T00:00:00Z"))
                .handledBy(TimeSpans::apart);
    }

    private static Field part(String name) {
        return Field.of(name, Schema.integer("The " + name.replace('_', ' ') + "."));
    }

    private static Object apart(Args args, ToolContext context) {
        TimeReading start = DateTimeHandler.read("start", args, context, null);
        TimeReading end = DateTimeHandler.read("end", args, context, null);
        Duration span = Duration.between(start.time(), end.time());
        ZonedDateTime there = end.time().withZoneSameInstant(start.time().getZone());
        Period period = calendar(start.time(), there);
        Set<String> notes = new LinkedHashSet<>(start.notes());
        notes.addAll(end.notes());
        String human = TimeSteps.human(span);
        // Towards zero, so that all parts have one sign.
        long seconds = span.isNegative() ? -span.negated().toSeconds() : span.toSeconds();
        return Values.map(
                "human_readable",
                human,
                "difference",
                Values.map(
                        "total_seconds",
                        seconds,
                        "days",
                        seconds / 86_400,
                        "hours",
                        seconds / 3600 % 24,
                        "minutes",
                        seconds / 60 % 60,
                        "seconds",
                        seconds % 60,
                        "human_readable",
                        human),
                "calendar",
                Values.map("years", period.getYears(), "months", period.getMonths(), "days", period.getDays()),
                "start",
                DateTimeHandler.iso(start.time()),
                "end",
                DateTimeHandler.iso(end.time()),
                "notes",
                new ArrayList<>(notes));
    }

    /// Whole days only: a day that is not over does not count.
    private static Period calendar(ZonedDateTime start, ZonedDateTime end) {
        if (end.isBefore(start)) {
            return calendar(end, start).negated();
        }
        boolean begun = end.toLocalTime().isBefore(start.toLocalTime());
        return Period.between(start.toLocalDate(), begun ? end.toLocalDate().minusDays(1) : end.toLocalDate());
    }

    static Operation range(int longest) {
        return DateTimeHandler.common(Operation.of("range", "List the times from one to another.")
                        .main(DateTimeHandler.moment("start", "The first."))
                        .required(DateTimeHandler.moment("end", "The last possible one, included.")))
                .optional(Parameter.integer("amount", "How many units one step is; below 0 goes back.")
                        .between(-1_000_000_000, 1_000_000_000)
                        .otherwise(1))
                .optional(Parameter.text("unit", "The unit, from milliseconds to years.")
                        .otherwise("days"))
                .optional(Parameter.text(
                                "format", "A strftime pattern, or one of " + String.join(", ", Strftime.NAMES) + ".")
                        .otherwise("iso8601"))
                .returns(
                        Schema.object(
                                "The times.",
                                Field.of("dates", Schema.list("The times.", Schema.string("One time."))),
                                Field.of("count", Schema.integer("How many, at most " + longest + ".")),
                                DateTimeHandler.notes()),
                        "dates")
                .example(DateTimeHandler.shows(
                        "List the ends of months.",
                        Map.of("dates", List.of("2025-01-31", "2025-02-28", "2025-03-31")),
                        "start",
                        "2025-01-31",
                        "end",
                        "2025-03-31",
                        "unit",
                        "months",
                        "format",
                        "date"))
                .example(DateTimeHandler.shows(
                        "List every second day.",
                        Map.of("dates", List.of("01-05", "01-03", "01-01"), "count", 3L),
                        "start",
                        "2025-01-05",
                        "end",
                        "2025-01-01",
                        "amount",
                        -2,
                        "format",
                        "%m-%d"))
                .handledBy((args, context) -> listed(args, context, longest));
    }

    private static Object listed(Args args, ToolContext context, int longest) {
        TimeReading start = DateTimeHandler.read("start", args, context, null);
        TimeReading end = DateTimeHandler.read("end", args, context, null);
        TimeSteps.Unit unit = TimeSteps.unit(args.string("unit"));
        long amount = args.integer("amount");
        if (amount == 0) {
            throw ToolException.invalidParams("amount: must not be 0");
        }
        Set<String> notes = new LinkedHashSet<>(start.notes());
        notes.addAll(end.notes());
        List<String> dates = new ArrayList<>();
        // Each from the start: the end of January, of February and of March, rather than the 28th ever after.
        for (long i = 0; ; i++) {
            context.checkCancelled();
            List<String> own = new ArrayList<>();
            ZonedDateTime time = TimeSteps.moved(start.time(), i * amount, unit, own);
            if (amount > 0 ? time.isAfter(end.time()) : time.isBefore(end.time())) {
                break;
            }
            if (dates.size() == longest) {
                throw ToolException.limitExceeded("more than " + longest + " times; take a larger step");
            }
            dates.add(Strftime.format(time, args.string("format")));
            notes.addAll(own);
        }
        return Values.map("dates", dates, "count", dates.size(), "notes", new ArrayList<>(notes));
    }

    static Schema infoSchema(Field notes) {
        return Schema.object(
                "What there is to know.",
                Field.of("datetime", Schema.string("The time in ISO 8601.")),
                Field.of(
                        "info",
                        Schema.object(
                                "Its parts and places.",
                                part("year"),
                                part("month"),
                                part("day"),
                                part("hour"),
                                part("minute"),
                                part("second"),
                                Field.of("weekday", Schema.string("The day of the week.")),
                                part("day_of_year"),
                                Field.of("week_of_year", Schema.integer("The ISO week.")),
                                Field.of("week_year", Schema.integer("The year that the ISO week belongs to.")),
                                Field.of("iso_week_date", Schema.string("Such as 2025-W03-3.")),
                                part("quarter"),
                                Field.of("is_leap_year", Schema.bool("Whether the year has 366 days.")),
                                part("days_in_month"),
                                Field.of("start_of_day", Schema.string("When the day begins.")),
                                Field.of("end_of_day", Schema.string("The last nanosecond of the day.")),
                                Field.of("hours_in_day", Schema.number("Less or more than 24 when clocks change.")),
                                Field.of("is_dst", Schema.bool("Whether daylight saving time is in force.")))),
                notes,
                Field.of("input", Schema.string("What was given.")));
    }

    static String weekday(ZonedDateTime time) {
        return time.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
    }

    static Object info(TimeReading reading, String input) {
        ZonedDateTime time = reading.time();
        ZonedDateTime begin = time.toLocalDate().atStartOfDay(time.getZone());
        ZonedDateTime next = time.toLocalDate().plusDays(1).atStartOfDay(time.getZone());
        return Values.map(
                "datetime",
                DateTimeHandler.iso(time),
                "info",
                Values.map(
                        "year",
                        time.getYear(),
                        "month",
                        time.getMonthValue(),
                        "day",
                        time.getDayOfMonth(),
                        "hour",
                        time.getHour(),
                        "minute",
                        time.getMinute(),
                        "second",
                        time.getSecond(),
                        "weekday",
                        weekday(time),
                        "day_of_year",
                        time.getDayOfYear(),
                        "week_of_year",
                        time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR),
                        "week_year",
                        time.get(IsoFields.WEEK_BASED_YEAR),
                        "iso_week_date",
                        Strftime.format(time, "week_date"),
                        "quarter",
                        time.get(IsoFields.QUARTER_OF_YEAR),
                        "is_leap_year",
                        time.toLocalDate().isLeapYear(),
                        "days_in_month",
                        time.toLocalDate().lengthOfMonth(),
                        "start_of_day",
                        DateTimeHandler.iso(begin),
                        "end_of_day",
                        DateTimeHandler.iso(next.minusNanos(1)),
                        "hours_in_day",
                        Duration.between(begin, next).toMinutes() / 60.0,
                        "is_dst",
                        time.getZone().getRules().isDaylightSavings(time.toInstant())),
                "notes",
                reading.notes(),
                "input",
                input);
    }
}
