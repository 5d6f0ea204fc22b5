package dev.incant.tools.data.jq;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The built-ins on strings.
final class Strings {
    /// As many digits as JSON may have; reading takes the square of them.
    private static final int LONGEST_NUMBER = 4_000;

    private Strings() {}

    static JqList split(String text, String separator, Meter meter) {
        JqList parts = new JqList();
        if (text.isEmpty()) {
            return parts;
        }
        if (separator.isEmpty()) {
            text.codePoints().forEach(c -> {
                meter.tick();
                parts.add(Character.toString(c));
            });
            return parts;
        }
        int from = 0;
        for (int at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, from)) {
            meter.tick();
            parts.add(text.substring(from, at));
            from = at + separator.length();
        }
        parts.add(text.substring(from));
        return parts;
    }

    static @Nullable Object join(@Nullable Object in, @Nullable Object separator, Meter meter) {
        if (!(in instanceof List<?> list)) {
            throw new JqError("Cannot iterate over " + Text.described(in));
        }
        if (list.isEmpty()) {
            return "";
        }
        if (!(separator instanceof String between)) {
            throw new JqError(Text.described(separator) + " cannot join strings");
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < list.size(); i++) {
            Object item = list.get(i);
            if (item instanceof List || item instanceof java.util.Map) {
                throw new JqError(
                        Text.described(text.toString()) + " and " + Text.described(item) + " cannot be added");
            }
            text.append(i == 0 ? "" : between).append(item == null ? "" : Formats.text(item, meter));
            meter.tick();
            meter.check(2L * text.length());
        }
        return text.toString();
    }

    static JqList explode(String text, Meter meter) {
        JqList codes = new JqList();
        text.codePoints().forEach(c -> {
            meter.tick();
            codes.add((long) c);
        });
        return codes;
    }

    static String implode(@Nullable Object in, Meter meter) {
        if (!(in instanceof List<?> codes)) {
            throw new JqError("implode input must be an array");
        }
        StringBuilder text = new StringBuilder();
        for (Object code : codes) {
            meter.tick();
            if (!(code instanceof Number number) || !Character.isValidCodePoint(number.intValue())) {
                throw new JqError("Unicode codepoint must be numeric");
            }
            text.appendCodePoint(number.intValue());
        }
        return text.toString();
    }

    /// Where a text stands in another, in code points; overlapping places too.
    static JqList indices(String text, String part, Meter meter) {
        JqList found = new JqList();
        if (part.isEmpty()) {
            return found;
        }
        int counted = 0;
        int points = 0;
        for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) {
            meter.tick();
            points += text.codePointCount(counted, at);
            counted = at;
            found.add((long) points);
        }
        return found;
    }

    static long utf8Length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    static String ascii(String text, boolean up, Meter meter) {
        char first = up ? 'a' : 'A';
        StringBuilder changed = new StringBuilder(text);
        for (int i = 0; i < changed.length(); i++) {
            meter.tick();
            char c = changed.charAt(i);
            if (c >= first && c <= first + 25) {
                changed.setCharAt(i, (char) (c ^ 0x20));
            }
        }
        return changed.toString();
    }

    static @Nullable Object number(@Nullable Object in) {
        if (in instanceof Number) {
            return in;
        }
        if (in instanceof String text) {
            if (text.length() > LONGEST_NUMBER) {
                throw new JqError("Cannot parse a string of " + text.length() + " characters as a number");
            }
            try {
                java.math.BigDecimal exact = new java.math.BigDecimal(text.strip());
                if (exact.scale() <= 0 && exact.precision() - exact.scale() <= 18) {
                    return exact.longValueExact();
                }
                return Arithmetic.number(exact.doubleValue());
            } catch (NumberFormatException e) {
                if (text.equals("nan")) {
                    return Double.NaN;
                }
                throw new JqError("Cannot parse '" + Text.shortened(text) + "' as a number");
            }
        }
        throw new JqError(Text.described(in) + " cannot be parsed as a number");
    }
}
