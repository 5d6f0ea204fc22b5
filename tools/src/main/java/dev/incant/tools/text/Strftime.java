package dev.incant.tools.text;

import java.time.ZonedDateTime;
import java.time.format.TextStyle;
import java.time.temporal.IsoFields;
import java.util.Locale;

/// Writes a date and time by a `strftime` format, as C and Python have it, with English names.
public final class Strftime {
    private Strftime() {}

    /// @throws IllegalArgumentException for a conversion that is unknown
    public static String format(ZonedDateTime time, String format) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < format.length(); i++) {
            char c = format.charAt(i);
            if (c != '%' || i + 1 == format.length()) {
                text.append(c);
            } else if (format.charAt(i + 1) == '-' && i + 2 < format.length()) {
                i += 2;
                text.append(unpadded(field(time, format.charAt(i))));
            } else {
                text.append(field(time, format.charAt(++i)));
            }
        }
        return text.toString();
    }

    private static String unpadded(String field) {
        int start = 0;
        while (start < field.length() - 1 && (field.charAt(start) == '0' || field.charAt(start) == ' ')) {
            start++;
        }
        return field.substring(start);
    }

    private static String field(ZonedDateTime time, char letter) {
        int day = time.getDayOfWeek().getValue();
        return switch (letter) {
            case 'Y' -> Integer.toString(time.getYear());
            case 'C' -> padded(time.getYear() / 100, 2);
            case 'y' -> padded(time.getYear() % 100, 2);
            case 'm' -> padded(time.getMonthValue(), 2);
            case 'd' -> padded(time.getDayOfMonth(), 2);
            case 'e' -> spaced(time.getDayOfMonth());
            case 'H' -> padded(time.getHour(), 2);
            case 'k' -> spaced(time.getHour());
            case 'I' -> padded((time.getHour() + 11) % 12 + 1, 2);
            case 'l' -> spaced((time.getHour() + 11) % 12 + 1);
            case 'M' -> padded(time.getMinute(), 2);
            case 'S' -> padded(time.getSecond(), 2);
            case 'f' -> padded(time.getNano() / 1000, 6);
            case 'j' -> padded(time.getDayOfYear(), 3);
            case 'Z' ->
                time.getZone().getId().equals("Z")
                        ? "UTC"
                        : time.getZone().getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
            case 'z' ->
                time.getOffset().getTotalSeconds() == 0
                        ? "+0000"
                        : time.getOffset().getId().replace(":", "");
            case 's' -> Long.toString(time.toEpochSecond());
            case 'p' -> time.getHour() < 12 ? "AM" : "PM";
            case 'P' -> time.getHour() < 12 ? "am" : "pm";
            case 'A' -> time.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
            case 'a' -> name(time.getDayOfWeek().name());
            case 'B' -> time.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
            case 'b', 'h' -> name(time.getMonth().name());
            case 'u' -> Integer.toString(day);
            case 'w' -> Integer.toString(day % 7);
            case 'G' -> Integer.toString(time.get(IsoFields.WEEK_BASED_YEAR));
            case 'V' -> padded(time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR), 2);
            case 'U' -> padded((time.getDayOfYear() + 6 - day % 7) / 7, 2);
            case 'W' -> padded((time.getDayOfYear() + 6 - (day + 6) % 7) / 7, 2);
            case 'F' -> field(time, 'Y') + "-" + field(time, 'm') + "-" + field(time, 'd');
            case 'T', 'X' -> field(time, 'H') + ":" + field(time, 'M') + ":" + field(time, 'S');
            case 'R' -> field(time, 'H') + ":" + field(time, 'M');
            case 'D', 'x' -> field(time, 'm') + "/" + field(time, 'd') + "/" + field(time, 'y');
            case 'c' ->
                field(time, 'a') + " " + field(time, 'b') + " " + field(time, 'e') + " " + field(time, 'T') + " "
                        + field(time, 'Y');
            case 'n' -> "\n";
            case 't' -> "\t";
            case '%' -> "%";
            default -> throw new IllegalArgumentException("unknown conversion %" + letter);
        };
    }

    private static String name(String upper) {
        return upper.charAt(0) + upper.substring(1, 3).toLowerCase(Locale.ROOT);
    }

    private static String spaced(int number) {
        return number < 10 ? " " + number : Integer.toString(number);
    }

    private static String padded(int number, int width) {
        String digits = Integer.toString(number);
        return "0".repeat(Math.max(0, width - digits.length())) + digits;
    }
}
