package dev.incant.lua;

import org.jspecify.annotations.Nullable;

/// A point in time as date and time of day (C's `struct tm`), in the proleptic Gregorian calendar.
///
/// Calendar arithmetic is done here and not by `java.time`: it costs no class loading, and years go as far as
/// C's `int`.
final class BrokenDownTime {
    private static final long DAY = 86_400;

    /// Days from 0000-03-01 to 1970-01-01; years are counted from March, so that the leap day is the last.
    private static final long EPOCH_FROM_MARCH_0 = 719_468;

    private static final int DAYS_IN_400_YEARS = 146_097;

    final long year;

    /// From 1, as are `day`, `yearDay` and `weekDay` (1 is Sunday).
    final int month;

    final int day;
    final int hour;
    final int minute;
    final int second;
    final int yearDay;
    final int weekDay;
    final boolean daylight;

    /// Seconds east of Greenwich.
    final int offset;

    final Zone zone;
    final long epochSecond;

    private BrokenDownTime(long epochSecond, Zone zone) {
        this.epochSecond = epochSecond;
        this.zone = zone;
        offset = zone.offsetAt(epochSecond);
        daylight = zone.isDaylightAt(epochSecond);
        long days = Math.floorDiv(epochSecond, DAY);
        long rest = Math.floorMod(epochSecond, DAY) + offset;
        // Added apart, as the sum could pass the range of a long.
        days += Math.floorDiv(rest, DAY);
        int seconds = (int) Math.floorMod(rest, DAY);
        hour = seconds / 3600;
        minute = seconds / 60 % 60;
        second = seconds % 60;
        weekDay = (int) Math.floorMod(days + 4, 7L) + 1;

        long fromMarch = days + EPOCH_FROM_MARCH_0;
        long era = Math.floorDiv(fromMarch, DAYS_IN_400_YEARS);
        int dayOfEra = (int) Math.floorMod(fromMarch, (long) DAYS_IN_400_YEARS);
        int yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        int dayFromMarch = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int monthFromMarch = (5 * dayFromMarch + 2) / 153;
        day = dayFromMarch - (153 * monthFromMarch + 2) / 5 + 1;
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
        year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0);
        yearDay = (int) (days - days(year, 1, 1)) + 1;
    }

    /// Breaks a time down. Returns null when its year does not fit into C's `tm_year`.
    static @Nullable BrokenDownTime at(long epochSecond, Zone zone) {
        BrokenDownTime t = new BrokenDownTime(epochSecond, zone);
        long tmYear = t.year - 1900;
        return tmYear == (int) tmYear ? t : null;
    }

    /// Days from 1970-01-01 to a date; the day may be any number.
    private static long days(long year, int month, long day) {
        long y = month <= 2 ? year - 1 : year;
        long era = Math.floorDiv(y, 400L);
        int yearOfEra = (int) Math.floorMod(y, 400L);
        int monthFromMarch = month > 2 ? month - 3 : month + 9;
        int dayOfEra = 365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100 + (153 * monthFromMarch + 2) / 5;
        return era * DAYS_IN_400_YEARS + dayOfEra - EPOCH_FROM_MARCH_0 + day - 1;
    }

    /// The seconds from 1970-01-01 00:00 to a date and time of the same clock. No field but the year need be
    /// in its usual range; none is beyond that of an `int` by much.
    static long seconds(long year, long month, long day, long hour, long minute, long second) {
        long y = year + Math.floorDiv(month - 1, 12L);
        int m = (int) Math.floorMod(month - 1, 12L) + 1;
        return days(y, m, day) * DAY + hour * 3600 + minute * 60 + second;
    }

    static boolean isLeap(long year) {
        return (year & 3) == 0 && (year % 100 != 0 || year % 400 == 0);
    }
}
