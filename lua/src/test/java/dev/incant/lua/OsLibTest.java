package dev.incant.lua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.time.temporal.IsoFields;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OsLibTest {
    /// 2023-11-14 22:13:20 UTC, a Tuesday.
    private static final long TIME = 1_700_000_000;

    private static final MemoryHost HOST = new MemoryHost().time(TIME);

    private static List<@Nullable Object> run(String text) {
        return Scripts.run(HOST, text);
    }

    /// Expected texts come from lua5.4 in the "C" locale.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "%a %A %b %B %h|Tue Tuesday Nov November Nov",
                "%c|Tue Nov 14 22:13:20 2023",
                "%C %d %e %g %G|20 14 14 23 2023",
                "%D %x %F|11/14/23 11/14/23 2023-11-14",
                "%H %I %p %r|22 10 PM 10:13:20 PM",
                "%j %m %M %S|318 11 13 20",
                "%R %T %X|22:13 22:13:20 22:13:20",
                "%u %w %U %V %W|2 2 46 46 46",
                "%y %Y %%|23 2023 %",
                "%z %Z|+0000 UTC",
                "!%Z|GMT",
                "%Ec %EC %Ex %EX %Ey %EY|Tue Nov 14 22:13:20 2023 20 11/14/23 22:13:20 23 2023",
                "%Od %Oe %OH %OI %Om %OM %OS %Ou %OU %OV %Ow %OW %Oy|14 14 22 10 11 13 20 2 46 46 2 46 23",
                "plain|plain",
            })
    void everyConversionOfC99IsKnown(String format, String expected) {
        assertThat(run("return os.date('" + format + "')")).containsExactly(expected);
    }

    @Test
    void theDefaultFormatIsC() {
        assertThat(run("return os.date(), os.date('%n%t'), os.date('!%c', 0), os.date('', 0)"))
                .containsExactly("Tue Nov 14 22:13:20 2023", "\n\t", "Thu Jan  1 00:00:00 1970", "");
    }

    @ParameterizedTest
    @CsvSource({"%, %", "%E, %E", "%Ez, %Ez", "%O, %O", "%Oy%Ob, %Ob", "%9, %9", "x%Q rest, %Q rest"})
    void unknownConversionsAreErrors(String format, String shown) {
        assertThat(Scripts.error(HOST, "os.date('" + format + "')"))
                .isEqualTo("bad argument #1 to 'date' (invalid conversion specifier '" + shown + "')");
    }

    @Test
    void aTableHasAllFields() {
        assertThat(run("""
                local d = os.date("*t")
                return d.year, d.month, d.day, d.hour, d.min, d.sec, d.wday, d.yday, d.isdst
                """)).containsExactly(2023L, 11L, 14L, 22L, 13L, 20L, 3L, 318L, false);
        assertThat(run("return os.time(os.date('*t')), os.time()")).containsExactly(TIME, TIME);
    }

    @Test
    void timeNormalisesItsTable() {
        assertThat(run("""
                local d = {year = 2005, month = 1, day = 1, hour = 1, min = 0, sec = -3602}
                local t = os.time(d)
                return t, d.year, d.month, d.day, d.hour, d.min, d.sec, d.yday, d.wday, d.isdst
                """)).containsExactly(1_104_537_598L, 2004L, 12L, 31L, 23L, 59L, 58L, 366L, 6L, false);
        assertThat(run("return os.time{year = '2020', month = 14.0, day = 0}")).containsExactly(1_612_094_400L);
    }

    @Test
    void fieldsMayComeFromMetamethods() {
        assertThat(run("return os.time(setmetatable({}, {__index = {year = 2000, month = 1, day = 1}}))"))
                .containsExactly(946_728_000L);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "os.time{year = 2020} | field 'month' missing in date table",
                "os.time{hour = 12} | field 'year' missing in date table",
                "os.time{year = 2020, month = 1} | field 'day' missing in date table",
                "os.time{year = 2020, month = 'x', day = 1} | field 'month' is not an integer",
                "os.time{year = 2020, month = 1.5, day = 1} | field 'month' is not an integer",
                "os.time{year = 1 << 40, month = 1, day = 1} | field 'year' is out-of-bound",
                "os.time{year = 2020, month = 1, day = 1 << 32} | field 'day' is out-of-bound",
                "os.time{year = -(1 << 31) + 1899, month = 1, day = 1} | field 'year' is out-of-bound",
                "os.time{year = (1 << 31) + 1899, month = 13, day = 1} |"
                        + " time result cannot be represented in this installation",
                "os.time{year = 1969, month = 12, day = 31, hour = 23, min = 59, sec = 59} |"
                        + " time result cannot be represented in this installation",
                "os.date('%Y', 1 << 60) | date result cannot be represented in this installation",
                "os.date('%Y', 1.5) | bad argument #2 to 'date' (number has no integer representation)",
                "os.time(5) | bad argument #1 to 'time' (table expected, got number)",
                "os.difftime(1) | bad argument #2 to 'difftime' (number expected, got no value)",
                "os.setlocale('C', 'x') | bad argument #2 to 'setlocale' (invalid option 'x')",
            })
    void errorsAreWordedAsPucDoes(String expression, String message) {
        assertThat(Scripts.error(HOST, expression)).isEqualTo(message);
    }

    @Property(tries = 300)
    void datesAgreeWithJava(@ForAll @LongRange(min = -60_000_000_000L, max = 250_000_000_000L) long second) {
        LocalDateTime date = LocalDateTime.ofEpochSecond(second, 0, ZoneOffset.UTC);
        BrokenDownTime t = Objects.requireNonNull(BrokenDownTime.at(second, Zone.UTC));
        assertThat(new long[] {t.year, t.month, t.day, t.hour, t.minute, t.second, t.yearDay, t.weekDay % 7})
                .containsExactly(
                        date.getYear(),
                        date.getMonthValue(),
                        date.getDayOfMonth(),
                        date.getHour(),
                        date.getMinute(),
                        date.getSecond(),
                        date.getDayOfYear(),
                        (date.getDayOfWeek().getValue() + 1) % 7);
        assertThat(BrokenDownTime.seconds(t.year, t.month, t.day, t.hour, t.minute, t.second))
                .isEqualTo(second);
    }

    @Property(tries = 100)
    void weeksAgreeWithJava(@ForAll @IntRange(min = -200_000, max = 200_000) int day) {
        LocalDateTime date = LocalDateTime.ofEpochSecond(day * 86_400L, 0, ZoneOffset.UTC);
        assertThat(run("return os.date('!%G %V', " + day * 86_400L + ")"))
                .containsExactly(date.get(IsoFields.WEEK_BASED_YEAR) + " "
                        + (date.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR) < 10 ? "0" : "")
                        + date.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
    }

    @Property(tries = 200)
    void localTimesAgreeWithJava(@ForAll @LongRange(min = 0, max = 4_000_000_000L) long second) {
        ZoneId id = ZoneId.of("Europe/Berlin");
        var date = Instant.ofEpochSecond(second).atZone(id);
        BrokenDownTime t = Objects.requireNonNull(BrokenDownTime.at(second, Zone.of("Europe/Berlin")));
        assertThat(t.hour).isEqualTo(date.get(ChronoField.HOUR_OF_DAY));
        assertThat(t.offset).isEqualTo(date.getOffset().getTotalSeconds());
        long local = BrokenDownTime.seconds(t.year, t.month, t.day, t.hour, t.minute, t.second);
        assertThat(t.zone.toEpochSecond(local, t.daylight ? 1 : 0)).isEqualTo(second);
    }

    /// Expected values come from lua5.4 with TZ=Europe/Berlin.
    @Test
    void daylightSavingTimeIsHonouredOrAssumed() {
        MemoryHost berlin = new MemoryHost().zone("Europe/Berlin").time(1_720_000_000);
        assertThat(Scripts.run(berlin, "return os.date('%c %z %Z'), os.date('*t').isdst"))
                .containsExactly("Wed Jul  3 11:46:40 2024 +0200 CEST", true);
        assertThat(Scripts.run(berlin, """
                local function t(isdst) return os.time{year = 2024, month = 1, day = 1, hour = 12, isdst = isdst} end
                return t(nil), t(false), t(true)
                """)).containsExactly(1_704_106_800L, 1_704_106_800L, 1_704_103_200L);
        // The hour that is not there, and the one that is there twice.
        assertThat(Scripts.run(berlin, """
                local function t(m, d, isdst) return os.time{year = 2024, month = m, day = d, hour = 2, min = 30, isdst = isdst} end
                return t(3, 31), t(10, 27, true), t(10, 27, false)
                """)).containsExactly(1711848600L, 1729989000L, 1729992600L);
    }

    @Test
    void zonesWithoutDaylightSavingTakeItForAnHour() {
        assertThat(run("return os.time{year = 2020, month = 1, day = 1, hour = 12, isdst = true}"))
                .containsExactly(1_577_876_400L);
    }

    @Test
    void zonesWithoutAnAbbreviationShowTheirOffset() {
        MemoryHost island = new MemoryHost().zone("Australia/Lord_Howe").time(1_720_000_000);
        assertThat(Scripts.run(island, "return os.date('%Z')")).containsExactly("+1030");
    }

    @Test
    void anUnknownZoneIsUniversalTime() {
        assertThat(Scripts.run(new MemoryHost().zone("Mars/Olympus"), "return os.date('%c %Z', 0)"))
                .containsExactly("Thu Jan  1 00:00:00 1970 UTC");
    }

    @Test
    void clocksAndEnvironmentAreTheHosts() {
        MemoryHost host = new MemoryHost().time(99);
        host.environment.put("NAME", "value");
        assertThat(Scripts.run(host, "return os.clock(), os.time(), os.getenv('NAME'), os.getenv('OTHER')"))
                .containsExactly(1.25, 99L, "value", null);
        assertThat(Scripts.run(host, "return os.difftime(5, 3)")).containsExactly(2.0);
    }

    @Test
    void thereIsOneLocale() {
        assertThat(run("return os.setlocale(), os.setlocale('C'), os.setlocale('', 'time'), os.setlocale('de_DE')"))
                .containsExactly("C", "C", "C", null);
    }

    @Test
    void exitStopsTheScriptWithACode() {
        assertExit("os.exit()", 0, false);
        assertExit("os.exit(true, true)", 0, true);
        assertExit("os.exit(false)", 1, false);
        assertExit("pcall(os.exit, 7)", 7, false);
        assertExit("coroutine.wrap(os.exit)(9)", 9, false);
    }

    private static void assertExit(String script, int code, boolean closing) {
        assertThatThrownBy(() -> Scripts.run(LuaHost.system(), script)).isInstanceOfSatisfying(LuaStopped.class, e -> {
            assertThat(e.reason()).isEqualTo(LuaStopped.Reason.EXIT);
            assertThat(e.exitCode()).isEqualTo(code);
            assertThat(e.closing()).isEqualTo(closing);
        });
    }

    @Test
    void hugeFormatsAreFine() {
        assertThat(run("return #os.date(('%d'):rep(10000)), os.date(('%'):rep(200)) == ('%'):rep(100)"))
                .containsExactly(20_000L, true);
    }
}
