package dev.incant.tools.time;

import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.Category;
import dev.incant.kernel.tool.Example;
import dev.incant.kernel.tool.Field;
import dev.incant.kernel.tool.Handler;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Parameter;
import dev.incant.kernel.tool.Schema;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.tool.ToolSpec;
import dev.incant.kernel.value.Values;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads, writes, converts and calculates dates and times. Times without an offset are in `timezone`, UTC unless said
/// otherwise. What had to be assumed stands in `notes`: the order of day and month, gaps and overlaps of clocks.
public final class DateTimeHandler implements Tool {
    private static final int LONGEST_RANGE = 10_000;

    private static final ToolSpec SPEC = ToolSpec.of(
                    "date_time_handler", Category.UTILITY, "Read, convert, compare and calculate dates and times.")
            .aliases("datetime_handler")
            .tags(
                    "date",
                    "time",
                    "timezone",
                    "calendar",
                    "timestamp",
                    "iso8601",
                    "week",
                    "duration",
                    "clock",
                    "today",
                    "weekday",
                    "epoch",
                    "unix time",
                    "utc",
                    "leap year")
            .phrases(
                    "what time is it in tokyo",
                    "how many days between two dates",
                    "add three months to a date",
                    "convert a unix timestamp",
                    "which calendar week is it",
                    "today's date and the time now",
                    "read a date that is written in some format",
                    "convert a time to another time zone",
                    "which date was it ten days before",
                    "which day of the week is it",
                    "list all days from one date to another")
            .defaultOperation(reading("parse", "Read a date and time.", DateTimeHandler::parse)
                    .optional(Parameter.text("format", "A strftime pattern that it must fit; all are tried without."))
                    .returns(
                            Schema.object(
                                    "What was read.",
                                    Field.of("datetime", Schema.string("The time in ISO 8601 with its offset.")),
                                    Field.of(
                                            "parsed",
                                            Schema.object(
                                                    "Its parts.",
                                                    Field.of("utc", Schema.string("The time in UTC.")),
                                                    Field.of("timestamp", Schema.integer("Unix seconds.")),
                                                    whole("year"),
                                                    whole("month"),
                                                    whole("day"),
                                                    whole("hour"),
                                                    whole("minute"),
                                                    whole("second"),
                                                    Field.of("weekday", Schema.string("The day of the week.")))),
                                    Field.of("format_used", Schema.string("The format that fitted.")),
                                    notes(),
                                    Field.of("input", Schema.string("What was given."))),
                            "datetime")
                    .example(shows(
                            "Read an American date.",
                            Map.of("datetime", "2024-03-25T00:00:00Z"),
                            "input",
                            "03/25/2024"))
                    .example(shows(
                            "Know how 01/02/2024 is read.",
                            Map.of(
                                    "datetime",
                                    "2024-02-01T00:00:00Z",
                                    "notes",
                                    List.of("ambiguous: read with the day first; day_first = false gives 2024-01-02")),
                            "input",
                            "01/02/2024")))
            .operation(Operation.of("now", "Say what time it is.")
                    .optional(Parameter.text("timezone", "A zone such as Asia/Tokyo; the user's own without."))
                    .optional(format("iso8601"))
                    .returns(
                            Schema.object(
                                    "The time.",
                                    Field.of("datetime", Schema.string("The time, as format says.")),
                                    Field.of("timezone", Schema.string("The zone.")),
                                    Field.of("timestamp", Schema.integer("Unix seconds.")),
                                    Field.of("format", Schema.string("The format."))),
                            "datetime")
                    .readOnly()
                    .example(shows("Look at the clock.", Map.of("datetime", "2025-01-15T12:00:00Z")))
                    .example(shows(
                            "See the time in Tokyo.",
                            Map.of("datetime", "21:00"),
                            "timezone",
                            "Asia/Tokyo",
                            "format",
                            "%H:%M"))
                    .handledBy(DateTimeHandler::now))
            .operation(reading("convert_timezone", "Say when a time is elsewhere.", DateTimeHandler::convert)
                    .required(Parameter.text("target_timezone", "The zone to convert to, such as America/New_York."))
                    .optional(format("%Y-%m-%d %H:%M:%S %Z"))
                    .returns(
                            Schema.object(
                                    "The time in both zones.",
                                    Field.of("converted", Schema.string("The time there, as format says.")),
                                    Field.of("original", Schema.string("The time here, in ISO 8601.")),
                                    Field.of("iso", Schema.string("The time there, in ISO 8601.")),
                                    Field.of("target_timezone", Schema.string("The zone.")),
                                    notes(),
                                    Field.of("input", Schema.string("What was given."))),
                            "converted")
                    .example(shows(
                            "Convert to New York.",
                            Map.of("converted", "2025-07-01 08:00:00 EDT", "iso", "2025-07-01T08:00:00-04:00"),
                            "input",
                            "2025-07-01T12:00:00Z",
                            "target_timezone",
                            "America/New_York"))
                    .example(shows(
                            "Convert from Berlin.",
                            Map.of("iso", "2025-01-15T20:00:00+09:00"),
                            "input",
                            "2025-01-15 12:00",
                            "timezone",
                            "Europe/Berlin",
                            "target_timezone",
                            "Asia/Tokyo")))
            .operation(moving("add", "Go forward by an amount of time.", 1)
                    .example(shows(
                            "Add a month, clamped to its end.",
                            Map.of(
                                    "result",
                                    "2024-02-29T00:00:00Z",
                                    "notes",
                                    List.of("clamped: February 2024 has no day 31, its last is taken")),
                            "input",
                            "2024-01-31",
                            "amount",
                            1,
                            "unit",
                            "month"))
                    .example(shows(
                            "Add hours.",
                            Map.of("result", "2025-01-02T01:30:00Z"),
                            "input",
                            "2025-01-01 23:30",
                            "amount",
                            2,
                            "unit",
                            "h")))
            .operation(moving("subtract", "Go back by an amount of time.", -1)
                    .example(shows(
                            "Subtract weeks.",
                            Map.of("result", "2025-01-01T00:00:00Z"),
                            "input",
                            "2025-01-15",
                            "amount",
                            2,
                            "unit",
                            "weeks"))
                    .example(shows(
                            "Subtract a year.",
                            Map.of("result", "2023-02-28T00:00:00Z"),
                            "input",
                            "2024-02-29",
                            "amount",
                            1,
                            "unit",
                            "years")))
            .operation(TimeSpans.difference())
            .operation(reading("info", "Say what there is to know of a date.", DateTimeHandler::info)
                    .returns(TimeSpans.infoSchema(notes()), "datetime")
                    .example(shows(
                            "Find the ISO week.",
                            Map.of("info", Map.of("week_of_year", 53L, "iso_week_date", "2020-W53-5")),
                            "input",
                            "2021-01-01"))
                    .example(shows(
                            "See whether a year leaps.",
                            Map.of("info", Map.of("is_leap_year", true, "days_in_month", 29L)),
                            "input",
                            "2024-02-10")))
            .operation(Operation.of("formats", "List the formats that are understood.")
                    .returns(Schema.object(
                            "The formats.",
                            Field.of(
                                    "available_formats",
                                    Schema.list("Patterns that are tried, in order.", Schema.string("A pattern."))),
                            Field.of(
                                    "example_formats",
                                    Schema.map("The present time in every format.", Schema.string("The time.")))))
                    .readOnly()
                    .example(shows("See names.", Map.of("example_formats", Map.of("week_date", "2025-W03-3"))))
                    .example(
                            shows("See patterns.", Map.of("example_formats", Map.of("%B %-d, %Y", "January 15, 2025"))))
                    .handledBy(DateTimeHandler::formats))
            .operation(TimeSpans.range(LONGEST_RANGE));

    private static Field whole(String name) {
        return Field.of(name, Schema.integer("The " + name + "."));
    }

    static Field notes() {
        return Field.of("notes", Schema.list("What was assumed.", Schema.string("One assumption.")));
    }

    static Example shows(String title, Map<String, ?> result, Object... params) {
        return Example.of(title, Values.map(params)).givesAtLeast(result);
    }

    static Parameter moment(String name, String meaning) {
        return Parameter.schema(
                name, Schema.either(meaning, Schema.string("A date and time."), Schema.integer("Unix seconds.")));
    }

    static Operation common(Operation operation) {
        return operation
                .optional(Parameter.text("timezone", "The zone of times without an offset.")
                        .otherwise("UTC"))
                .optional(Parameter.bool("day_first", "Whether 01/02/2024 is 1 February rather than 2 January.")
                        .otherwise(true))
                .readOnly();
    }

    private static Operation reading(String name, String summary, Handler handler) {
        return common(Operation.of(name, summary).main(moment("input", "A date and time, or Unix seconds.")))
                .handledBy(handler);
    }

    private static Operation moving(String name, String summary, int sign) {
        return reading(name, summary, (args, context) -> moved(args, context, sign))
                .required(Parameter.integer("amount", "How many.").between(-1_000_000_000_000L, 1_000_000_000_000L))
                .required(Parameter.text("unit", "The unit, from milliseconds to years."))
                .returns(
                        Schema.object(
                                "Where it leads.",
                                Field.of("result", Schema.string("The time, in ISO 8601.")),
                                Field.of("original", Schema.string("The time given, in ISO 8601.")),
                                Field.of("amount", Schema.integer("How many.")),
                                Field.of("unit", Schema.string("The unit.")),
                                notes(),
                                Field.of("input", Schema.string("What was given."))),
                        "result");
    }

    private static Parameter format(String otherwise) {
        return Parameter.text("format", "A strftime pattern, or one of " + String.join(", ", Strftime.NAMES) + ".")
                .otherwise(otherwise);
    }

    @Override
    public ToolSpec spec() {
        return SPEC;
    }

    static TimeReading read(String parameter, Args args, ToolContext context, @Nullable String format) {
        return TimeReading.read(
                parameter,
                String.valueOf(args.value(parameter)),
                format,
                TimeReading.zone(
                        "timezone", args.string("timezone"), context.clock().getZone()),
                args.bool("day_first"));
    }

    static String iso(ZonedDateTime time) {
        return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time);
    }

    private static Object parse(Args args, ToolContext context) {
        TimeReading reading =
                read("input", args, context, args.optionalString("format").orElse(null));
        ZonedDateTime time = reading.time();
        return Values.map(
                "datetime",
                iso(time),
                "parsed",
                Values.map(
                        "utc",
                        time.toInstant().toString(),
                        "timestamp",
                        time.toEpochSecond(),
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
                        TimeSpans.weekday(time)),
                "format_used",
                reading.format(),
                "notes",
                reading.notes(),
                "input",
                String.valueOf(args.value("input")));
    }

    private static Object now(Args args, ToolContext context) {
        ZonedDateTime now = context.clock()
                .instant()
                .atZone(TimeReading.zone(
                        "timezone",
                        args.optionalString("timezone").orElse("local"),
                        context.clock().getZone()));
        return Values.map(
                "datetime",
                Strftime.format(now, args.string("format")),
                "timezone",
                now.getZone().getId(),
                "timestamp",
                now.toEpochSecond(),
                "format",
                args.string("format"));
    }

    private static Object convert(Args args, ToolContext context) {
        TimeReading reading = read("input", args, context, null);
        ZonedDateTime there = reading.time()
                .withZoneSameInstant(TimeReading.zone(
                        "target_timezone",
                        args.string("target_timezone"),
                        context.clock().getZone()));
        return Values.map(
                "converted",
                Strftime.format(there, args.string("format")),
                "original",
                iso(reading.time()),
                "iso",
                iso(there),
                "target_timezone",
                there.getZone().getId(),
                "notes",
                reading.notes(),
                "input",
                String.valueOf(args.value("input")));
    }

    private static Object moved(Args args, ToolContext context, int sign) {
        TimeReading reading = read("input", args, context, null);
        List<String> notes = new ArrayList<>(reading.notes());
        TimeSteps.Unit unit = TimeSteps.unit(args.string("unit"));
        ZonedDateTime result = TimeSteps.moved(reading.time(), sign * args.integer("amount"), unit, notes);
        return Values.map(
                "result",
                iso(result),
                "original",
                iso(reading.time()),
                "amount",
                args.integer("amount"),
                "unit",
                args.string("unit"),
                "notes",
                notes,
                "input",
                String.valueOf(args.value("input")));
    }

    private static Object info(Args args, ToolContext context) {
        TimeReading reading = read("input", args, context, null);
        return TimeSpans.info(reading, String.valueOf(args.value("input")));
    }

    private static Object formats(Args args, ToolContext context) {
        ZonedDateTime now = context.clock().instant().atZone(context.clock().getZone());
        Map<String, @Nullable Object> examples = Values.map();
        for (String name : Strftime.NAMES) {
            examples.put(name, Strftime.format(now, name));
        }
        for (String pattern : TimeReading.PATTERNS) {
            examples.put(pattern, Strftime.format(now, pattern));
        }
        return Values.map("available_formats", TimeReading.PATTERNS, "example_formats", examples);
    }
}
