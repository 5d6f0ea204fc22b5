package dev.incant.tools.time;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Tool;
import dev.incant.testkit.ToolContract;
import dev.incant.testkit.ToolTester;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DateTimeHandlerTest implements ToolContract {
    private final ToolTester time = ToolTester.of(tool());

    @Override
    public Tool tool() {
        return new DateTimeHandler();
    }

    private @Nullable Object field(String name, String operation, @Nullable Object... pairs) {
        return time.map(operation, pairs).get(name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2025-01-15T12:34:56Z | 2025-01-15T12:34:56Z",
                "2025-01-15T12:34:56.123456789+05:30 | 2025-01-15T12:34:56.123456789+05:30",
                "2025-01-15T12:34:56.5-0800 | 2025-01-15T12:34:56.5-08:00",
                "2025-01-15 12:34:56Z | 2025-01-15T12:34:56Z",
                "2025-01-15 12:34:56 +01:00 | 2025-01-15T12:34:56+01:00",
                "2025-01-15T12:34 | 2025-01-15T12:34:00Z",
                "2025-01-15 12:34 | 2025-01-15T12:34:00Z",
                "2025-01-15 | 2025-01-15T00:00:00Z",
                "2025/01/15 08:00:00 | 2025-01-15T08:00:00Z",
                "Wed, 15 Jan 2025 12:00:00 +0100 | 2025-01-15T12:00:00+01:00",
                "Wed, 15 Jan 2025 12:00:00 GMT | 2025-01-15T12:00:00Z",
                "January 5, 2025 | 2025-01-05T00:00:00Z",
                "sep 5, 2025 | 2025-09-05T00:00:00Z",
                "5 March 2025 | 2025-03-05T00:00:00Z",
                "25/12/2024 | 2024-12-25T00:00:00Z",
                "12/25/2024 | 2024-12-25T00:00:00Z",
                "25.12.2024 18:30 | 2024-12-25T18:30:00Z",
                "25-12-2024 | 2024-12-25T00:00:00Z",
                "2025-W03-3 | 2025-01-15T00:00:00Z",
                "2024-366 | 2024-12-31T00:00:00Z",
                "20250115 | 2025-01-15T00:00:00Z",
                "1736942400 | 2025-01-15T12:00:00Z",
                "-1 | 1969-12-31T23:59:59Z",
            })
    void reads_what_people_and_programs_write(String input, String expected) {
        assertThat(field("datetime", "parse", "input", input)).isEqualTo(expected);
    }

    @Test
    void reads_numbers_and_patterns() {
        assertThat(field("datetime", "parse", "input", 1736942400L)).isEqualTo("2025-01-15T12:00:00Z");
        assertThat(field("datetime", "parse", "input", "1736942400123", "format", "unix_ms"))
                .isEqualTo("2025-01-15T12:00:00.123Z");
        assertThat(field("datetime", "parse", "input", "3:05 PM on 7.2.99", "format", "%-I:%M %p on %-d.%-m.%y"))
                .isEqualTo("1999-02-07T15:05:00Z");
        assertThat(field("datetime", "parse", "input", "2025-01-15 12:00", "timezone", "America/New_York"))
                .isEqualTo("2025-01-15T12:00:00-05:00");
    }

    @Test
    void says_how_an_ambiguous_date_was_read() {
        assertThat((List<?>) field("notes", "parse", "input", "01/02/2024", "day_first", false))
                .asString()
                .contains("month first")
                .contains("2024-02-01");
        assertThat(field("datetime", "parse", "input", "01/02/2024", "day_first", false))
                .isEqualTo("2024-01-02T00:00:00Z");
        assertThat(field("notes", "parse", "input", "13/02/2024")).isEqualTo(List.of());
        assertThat(field("notes", "parse", "input", "02/02/2024")).isEqualTo(List.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "tomorrow", "2025-02-30", "2025-13-01", "2023-366", "31/31/2024", "2025-01-15T25:00"})
    void refuses_what_is_no_date(String input) {
        assertThat(time.fails(ErrorCode.INVALID_PARAMS, "parse", "input", input).message())
                .contains("input: '" + input + "'");
    }

    @Test
    void explains_gaps_and_overlaps() {
        var gap = time.map("parse", "input", "2025-03-30 02:30", "timezone", "Europe/Berlin");
        assertThat(gap).containsEntry("datetime", "2025-03-30T03:30:00+02:00");
        assertThat(gap.get("notes")).asString().contains("gap: 2025-03-30T02:30 does not exist in Europe/Berlin");
        var overlap = time.map("parse", "input", "2025-10-26 02:30", "timezone", "Europe/Berlin");
        assertThat(overlap).containsEntry("datetime", "2025-10-26T02:30:00+02:00");
        assertThat(overlap.get("notes")).asString().contains("twice").contains("2025-10-26T02:30+01:00");
        var added =
                time.map("add", "input", "2025-03-29 02:30", "amount", 1, "unit", "day", "timezone", "Europe/Berlin");
        assertThat(added).containsEntry("result", "2025-03-30T03:30:00+02:00");
        assertThat(added.get("notes")).asString().contains("gap");
        assertThat(field(
                        "result",
                        "add",
                        "input",
                        "2025-03-29 12:00",
                        "amount",
                        1,
                        "unit",
                        "day",
                        "timezone",
                        "Europe/Berlin"))
                .isEqualTo("2025-03-30T12:00:00+02:00");
        assertThat(field(
                        "result",
                        "add",
                        "input",
                        "2025-03-29 12:00",
                        "amount",
                        24,
                        "unit",
                        "h",
                        "timezone",
                        "Europe/Berlin"))
                .isEqualTo("2025-03-30T13:00:00+02:00");
        assertThat((Map<?, ?>) field("info", "info", "input", "2025-03-30 12:00", "timezone", "Europe/Berlin"))
                .extracting("hours_in_day", "is_dst")
                .containsExactly(23.0, true);
    }

    @ParameterizedTest
    @CsvSource({
        "2024-12-30, 1, 2025, 2025-W01-1",
        "2021-01-01, 53, 2020, 2020-W53-5",
        "2024-06-15, 24, 2024, 2024-W24-6",
    })
    void knows_iso_weeks(String input, long week, long year, String written) {
        Map<?, ?> info = (Map<?, ?>) Objects.requireNonNull(field("info", "info", "input", input));
        assertThat(info.get("week_of_year")).isEqualTo(week);
        assertThat(info.get("week_year")).isEqualTo(year);
        assertThat(info.get("iso_week_date")).isEqualTo(written);
    }

    @Test
    void tells_how_far_times_are_apart() {
        assertThat(time.map("difference", "start", "2024-01-31", "end", "2025-03-01T12:00:00Z")
                        .get("calendar"))
                .isEqualTo(Map.of("years", 1L, "months", 1L, "days", 1L));
        assertThat(field("human_readable", "difference", "start", "2025-01-01", "end", "2025-01-01"))
                .isEqualTo("0 seconds");
        Map<?, ?> back = (Map<?, ?>) Objects.requireNonNull(
                field("difference", "difference", "start", "2025-01-02 01:01:01", "end", "2025-01-01"));
        assertThat(back.get("total_seconds")).isEqualTo(-90061L);
        assertThat(back.get("days")).isEqualTo(-1L);
        assertThat(back.get("hours")).isEqualTo(-1L);
    }

    @Test
    void knows_the_time_of_the_session_and_its_zone() {
        ToolTester berlin = time.at(Clock.fixed(Instant.parse("2025-07-01T22:30:00Z"), ZoneId.of("Europe/Berlin")));
        assertThat(berlin.map("now"))
                .containsEntry("datetime", "2025-07-02T00:30:00+02:00")
                .containsEntry("timezone", "Europe/Berlin");
        assertThat(berlin.map("now", "timezone", "utc", "format", "unix")).containsEntry("datetime", "1751409000");
        assertThat(time.fails(ErrorCode.INVALID_PARAMS, "now", "timezone", "Europe/Berlim")
                        .message())
                .contains("did you mean 'Europe/Berlin'");
        assertThat(time.fails(ErrorCode.INVALID_PARAMS, "now", "timezone", "New York")
                        .message())
                .contains("America/New_York");
    }

    @Test
    void says_what_is_wrong_with_the_arguments() {
        assertThat(time.fails(ErrorCode.INVALID_PARAMS, "add", "input", "2025-01-01", "amount", 1, "unit", "mnths")
                        .message())
                .contains("did you mean 'months'");
        time.fails(ErrorCode.INVALID_PARAMS, "add", "input", "2025-01-01", "amount", 999_999_999_999L, "unit", "y");
        time.fails(ErrorCode.INVALID_PARAMS, "now", "format", "%Q");
        time.fails(ErrorCode.INVALID_PARAMS, "now", "format", "%");
        time.fails(ErrorCode.INVALID_PARAMS, "now", "format", "yyyy");
        time.fails(ErrorCode.INVALID_PARAMS, "range", "start", "2025-01-01", "end", "2025-01-02", "amount", 0);
        time.fails(ErrorCode.LIMIT_EXCEEDED, "range", "start", "2025-01-01", "end", "2026-01-01", "unit", "s");
    }

    @Test
    void agrees_with_date() throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/date")), "date is not here");
        String pattern = "%Y|%y|%m|%d|%e|%H|%I|%M|%S|%j|%u|%G|%V|%s|%p|%P|%A|%a|%B|%b|%h|%z|%:z|%F|%T|%R|%D|%-d|%_H|%%";
        for (long seconds : List.of(0L, 951_782_400L, 1_735_603_199L, 1_719_838_805L, 4_102_444_800L)) {
            ProcessBuilder builder = new ProcessBuilder("/usr/bin/date", "-u", "-d", "@" + seconds, "+" + pattern);
            builder.environment().put("LC_ALL", "C");
            Process date = builder.start();
            String printed = new String(date.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            assertThat(field(
                            "converted",
                            "convert_timezone",
                            "input",
                            seconds,
                            "target_timezone",
                            "UTC",
                            "format",
                            pattern))
                    .isEqualTo(printed);
        }
    }

    @Property(tries = 300)
    void reads_back_what_it_writes(@ForAll @LongRange(min = -60_000_000_000L, max = 200_000_000_000L) long seconds) {
        ToolTester tester = ToolTester.of(new DateTimeHandler());
        Object written = tester.map("parse", "input", seconds, "format", "unix").get("datetime");
        Object parsed = tester.map("parse", "input", written).get("parsed");
        assertThat(((Map<?, ?>) Objects.requireNonNull(parsed)).get("timestamp"))
                .isEqualTo(seconds);
    }

    @Property(tries = 300)
    void answers_any_text(@ForAll String input) {
        try {
            ToolTester.of(new DateTimeHandler()).map("parse", "input", input);
        } catch (ToolException error) {
            assertThat(error.code()).isEqualTo(ErrorCode.INVALID_PARAMS);
        }
        try {
            ToolTester.of(new DateTimeHandler()).map("now", "format", input);
        } catch (ToolException error) {
            assertThat(error.code()).isEqualTo(ErrorCode.INVALID_PARAMS);
        }
    }

    @Property(tries = 300)
    void months_there_and_back_stay_in_the_month(@ForAll @LongRange(min = 0, max = 30_000) long day) {
        LocalDate date = LocalDate.ofEpochDay(day);
        ToolTester tester = ToolTester.of(new DateTimeHandler());
        Object later = tester.map("add", "input", date.toString(), "amount", 7, "unit", "months")
                .get("result");
        Object back = tester.map("subtract", "input", later, "amount", 7, "unit", "months")
                .get("result");
        assertThat((String) back).startsWith(date.toString().substring(0, 7));
    }
}
