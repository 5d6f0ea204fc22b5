package dev.incant.tools.data;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The values of JSON Schema's `format` that are checked; any other format is only noted.
public final class SchemaFormats {
    private SchemaFormats() {}

    /// What is wrong with a text, or null.
    public static @Nullable String problem(String format, String text) {
        boolean fits = switch (format) {
            case "date" -> parses(() -> LocalDate.parse(text));
            case "date-time" -> parses(() -> OffsetDateTime.parse(text.toUpperCase(java.util.Locale.ROOT)));
            case "time" -> parses(() -> OffsetTime.parse(text.toUpperCase(java.util.Locale.ROOT)));
            case "duration" -> duration(text);
            case "email" -> email(text);
            case "hostname" -> hostname(text);
            case "ipv4" -> ipv4(text);
            case "ipv6" -> ipv6(text);
            case "uuid" -> text.length() == 36 && parses(() -> UUID.fromString(text));
            case "uri" -> uri(text, true);
            case "uri-reference" -> uri(text, false);
            case "json-pointer" -> parses(() -> JsonPointer.parse(text));
            case "regex" -> parses(() -> Pattern.compile(text));
            default -> true;
        };
        return fits ? null : "\"" + text + "\" is no " + format;
    }

    private static boolean parses(Runnable parser) {
        try {
            parser.run();
            return true;
        } catch (DateTimeException | IllegalArgumentException | PatternSyntaxException e) {
            return false;
        }
    }

    private static boolean duration(String text) {
        return Pattern.matches("P(\\d+W|(\\d+Y)?(\\d+M)?(\\d+D)?(T(\\d+H)?(\\d+M)?(\\d+S)?)?)", text)
                && Character.isLetter(text.charAt(text.length() - 1))
                && !text.endsWith("T")
                && text.length() > 2;
    }

    /// A dot-atom and a host name (RFC 5321), which is what people mean by an address.
    static boolean email(String text) {
        int at = text.lastIndexOf('@');
        return at > 0
                && at <= 64
                && hostname(text.substring(at + 1))
                && Pattern.matches(
                        "[\\p{L}\\p{N}!#$%&'*+/=?^_`{|}~-]+(\\.[\\p{L}\\p{N}!#$%&'*+/=?^_`{|}~-]+)*",
                        text.substring(0, at));
    }

    private static boolean hostname(String text) {
        return text.length() <= 253
                && Pattern.matches(
                        "[\\p{L}\\p{N}]([\\p{L}\\p{N}-]{0,61}[\\p{L}\\p{N}])?(\\.[\\p{L}\\p{N}]([\\p{L}\\p{N}-]{0,61}[\\p{L}\\p{N}])?)*",
                        text);
    }

    private static boolean ipv4(String text) {
        String part = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
        return Pattern.matches(part + "(\\." + part + "){3}", text);
    }

    private static boolean ipv6(String text) {
        String address = text;
        int last = address.lastIndexOf(':');
        if (address.indexOf('.') > 0) {
            if (last < 0 || !ipv4(address.substring(last + 1))) {
                return false;
            }
            address = address.substring(0, last + 1) + "0:0";
        }
        int gap = address.indexOf("::");
        if (gap < 0) {
            return groups(address) == 8;
        }
        int before = gap == 0 ? 0 : groups(address.substring(0, gap));
        int after = gap + 2 == address.length() ? 0 : groups(address.substring(gap + 2));
        return before >= 0 && after >= 0 && before + after <= 7;
    }

    /// How many groups of hex digits there are, or -100 where one is none.
    private static int groups(String text) {
        String[] groups = text.split(":", -1);
        for (String group : groups) {
            if (!Pattern.matches("[0-9a-fA-F]{1,4}", group)) {
                return -100;
            }
        }
        return groups.length;
    }

    private static boolean uri(String text, boolean absolute) {
        try {
            URI uri = new URI(text);
            return (!absolute || uri.isAbsolute()) && text.chars().allMatch(c -> c < 0x80);
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
