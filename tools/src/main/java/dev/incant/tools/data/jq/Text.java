package dev.incant.tools.data.jq;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Values as JSON text, the way jq writes them: NaN as null, infinity as the largest number.
final class Text {
    private Text() {}

    /// How much of a value an error shows.
    private static final int SHOWN = 30;

    static String json(@Nullable Object value, Meter meter) {
        StringBuilder text = new StringBuilder();
        json(text, value, Integer.MAX_VALUE, meter::tick);
        return text.toString();
    }

    /// The beginning of a value's text: all of it, or a little more than so many characters.
    static String start(@Nullable Object value, int most) {
        StringBuilder text = new StringBuilder();
        json(text, value, most, () -> {});
        return text.toString();
    }

    /// A value in an error message: its type and the beginning of its text.
    static String described(@Nullable Object value) {
        return type(value) + " (" + shortened(value) + ")";
    }

    static String shortened(@Nullable Object value) {
        String text = start(value, SHOWN);
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN - 3) + "...";
    }

    static String type(@Nullable Object value) {
        if (value == null) {
            return "null";
        }
        if (value instanceof Boolean) {
            return "boolean";
        }
        if (value instanceof Number) {
            return "number";
        }
        if (value instanceof String) {
            return "string";
        }
        return value instanceof List ? "array" : "object";
    }

    /// @param most ends the writing soon after so many characters
    /// @param step run for each value and character
    private static void json(StringBuilder text, @Nullable Object value, int most, Runnable step) {
        step.run();
        if (text.length() > most) {
            return;
        }
        if (value instanceof String string) {
            quoted(text, string, most, step);
        } else if (value instanceof Number number) {
            text.append(number(number));
        } else if (value instanceof List<?> list) {
            char before = '[';
            for (Object item : list) {
                if (text.length() > most) {
                    return;
                }
                json(text.append(before), item, most, step);
                before = ',';
            }
            text.append(list.isEmpty() ? "[]" : "]");
        } else if (value instanceof Map<?, ?> map) {
            char before = '{';
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                if (text.length() > most) {
                    return;
                }
                quoted(text.append(before), String.valueOf(entry.getKey()), most, step);
                json(text.append(':'), entry.getValue(), most, step);
                before = ',';
            }
            text.append(map.isEmpty() ? "{}" : "}");
        } else {
            text.append(value);
        }
    }

    private static void quoted(StringBuilder text, String string, int most, Runnable step) {
        text.append('"');
        for (int i = 0; i < string.length() && text.length() <= most; i++) {
            step.run();
            char c = string.charAt(i);
            switch (c) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '\t' -> text.append("\\t");
                case '\r' -> text.append("\\r");
                case '\b' -> text.append("\\b");
                case '\f' -> text.append("\\f");
                default -> {
                    if (c < 0x20 || c == 0x7f) {
                        text.append(String.format("\\u%04x", (int) c));
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        text.append('"');
    }

    /// A number with the fewest digits that name it.
    static String number(Number number) {
        if (number instanceof Long) {
            return number.toString();
        }
        double d = number.doubleValue();
        if (Double.isNaN(d)) {
            return "null";
        }
        if (Double.isInfinite(d)) {
            return d > 0 ? "1.7976931348623157e+308" : "-1.7976931348623157e+308";
        }
        if (d == 0) {
            return 1 / d < 0 ? "-0" : "0";
        }
        BigDecimal exact = new BigDecimal(Double.toString(d)).stripTrailingZeros();
        String digits = exact.unscaledValue().abs().toString();
        int point = digits.length() - exact.scale();
        if (point > -4 && point <= digits.length() + 15) {
            return exact.toPlainString();
        }
        int exponent = point - 1;
        return (d < 0 ? "-" : "")
                + digits.charAt(0)
                + (digits.length() > 1 ? "." + digits.substring(1) : "")
                + (exponent < 0 ? "e-" : "e+")
                + (Math.abs(exponent) < 10 ? "0" : "")
                + Math.abs(exponent);
    }
}
