package dev.incant.lua;

/// C's `strftime` in the "C" locale, for the conversions that C99 knows.
final class Strftime {
    private static final String PLAIN = "aAbBcCdDeFgGhHIjmMnprRStTuUVwWxXyYzZ%";
    private static final String AFTER_E = "cCxXyY";
    private static final String AFTER_O = "deHImMSuUVwWy";

    private static final String[] DAYS = {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};
    private static final String[] MONTHS = {
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December"
    };

    private final BrokenDownTime t;
    private final ByteBuilder out;

    private Strftime(BrokenDownTime t, ByteBuilder out) {
        this.t = t;
        this.out = out;
    }

    /// The length of the valid conversion that begins at `at`, after the `%`; 0 when there is none.
    static int conversionLength(byte[] format, int at) {
        if (at >= format.length) {
            return 0;
        }
        char c = (char) (format[at] & 0xff);
        if (PLAIN.indexOf(c) >= 0) {
            return 1;
        }
        String modified = c == 'E' ? AFTER_E : c == 'O' ? AFTER_O : "";
        return at + 1 < format.length && modified.indexOf(format[at + 1] & 0xff) >= 0 ? 2 : 0;
    }

    /// Adds what a conversion stands for. Modifiers mean nothing in this locale.
    static void format(BrokenDownTime t, int conversion, ByteBuilder out) {
        new Strftime(t, out).add(conversion);
    }

    private void add(int conversion) {
        switch (conversion) {
            case 'a' -> text(DAYS[t.weekDay - 1].substring(0, 3));
            case 'A' -> text(DAYS[t.weekDay - 1]);
            case 'b', 'h' -> text(MONTHS[t.month - 1].substring(0, 3));
            case 'B' -> text(MONTHS[t.month - 1]);
            case 'c' -> all("a b e T Y");
            case 'C' -> century();
            case 'd' -> number(t.day, 2, '0');
            case 'D', 'x' -> all("m/d/y");
            case 'e' -> number(t.day, 2, ' ');
            case 'F' -> all("Y-m-d");
            case 'g' -> number(lastTwoDigits(isoYear()), 2, '0');
            case 'G' -> year(isoYear());
            case 'H' -> number(t.hour, 2, '0');
            case 'I' -> number(t.hour % 12 == 0 ? 12 : t.hour % 12, 2, '0');
            case 'j' -> number(t.yearDay, 3, '0');
            case 'm' -> number(t.month, 2, '0');
            case 'M' -> number(t.minute, 2, '0');
            case 'n' -> out.add('\n');
            case 'p' -> text(t.hour < 12 ? "AM" : "PM");
            case 'r' -> all("I:M:S p");
            case 'R' -> all("H:M");
            case 'S' -> number(t.second, 2, '0');
            case 't' -> out.add('\t');
            case 'T', 'X' -> all("H:M:S");
            case 'u' -> number(isoWeekDay(), 1, '0');
            case 'U' -> number((t.yearDay - 1 + 7 - (t.weekDay - 1)) / 7, 2, '0');
            case 'V' -> number(isoWeek(), 2, '0');
            case 'w' -> number(t.weekDay - 1, 1, '0');
            case 'W' -> number((t.yearDay - 1 + 7 - (isoWeekDay() - 1)) / 7, 2, '0');
            case 'y' -> number(lastTwoDigits(t.year), 2, '0');
            case 'Y' -> year(t.year);
            case 'z' -> offset();
            case 'Z' -> text(t.zone.nameAt(t.epochSecond));
            default -> out.add(conversion);
        }
    }

    /// A conversion for each letter, other characters as they are.
    private void all(String conversions) {
        for (int i = 0; i < conversions.length(); i++) {
            char c = conversions.charAt(i);
            if (c >= 'A') {
                add(c);
            } else {
                out.add(c);
            }
        }
    }

    private void text(String ascii) {
        for (int i = 0; i < ascii.length(); i++) {
            out.add(ascii.charAt(i));
        }
    }

    private void number(long value, int width, char padding) {
        String digits = Long.toString(value);
        for (int i = digits.length(); i < width; i++) {
            out.add(padding);
        }
        text(digits);
    }

    private void year(long year) {
        number(year, 1, '0');
    }

    private void century() {
        number(Math.floorDiv(t.year, 100L), 1, '0');
    }

    private static long lastTwoDigits(long year) {
        return Math.floorMod(year, 100L);
    }

    private void offset() {
        int minutes = Math.abs(t.offset) / 60;
        out.add((t.offset < 0 ? '-' : '+'));
        number(minutes / 60 * 100 + minutes % 60, 4, '0');
    }

    /// Monday is 1.
    private int isoWeekDay() {
        return t.weekDay == 1 ? 7 : t.weekDay - 1;
    }

    /// The week by the date's own year: 0 belongs to the last year's end, 53 may belong to the next.
    private int rawIsoWeek() {
        return (t.yearDay - isoWeekDay() + 10) / 7;
    }

    private int isoWeek() {
        int week = rawIsoWeek();
        if (week == 0) {
            return weeksIn(t.year - 1);
        }
        return week > weeksIn(t.year) ? 1 : week;
    }

    private long isoYear() {
        int week = rawIsoWeek();
        return week == 0 ? t.year - 1 : week > weeksIn(t.year) ? t.year + 1 : t.year;
    }

    /// 53 when the year's last day is a Thursday, or a Friday of a leap year.
    private static int weeksIn(long year) {
        long last = lastWeekDay(year);
        return last == 4 || lastWeekDay(year - 1) == 3 ? 53 : 52;
    }

    /// The weekday of December 31st; Sunday is 0.
    private static long lastWeekDay(long year) {
        return Math.floorMod(
                year + Math.floorDiv(year, 4L) - Math.floorDiv(year, 100L) + Math.floorDiv(year, 400L), 7L);
    }
}
