package dev.incant.tools.text.template;

import dev.incant.kernel.error.ToolException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What both languages say of values: truth, text, equality, escaping, errors with their place.
final class TemplateValues {
    private TemplateValues() {}

    /// Text that is HTML already.
    record Safe(String text) {
        @Override
        public String toString() {
            return text;
        }
    }

    /// The value of a name that nothing is known of.
    record Undefined(String name) {}

    static ToolException problem(int line, String message) {
        return ToolException.invalidParams("template: line " + line + ": " + message)
                .with("line", (long) line);
    }

    static ToolException failed(int line, String message) {
        return ToolException.failed("template: line " + line + ": " + message).with("line", (long) line);
    }

    static int line(String template, int at) {
        int line = 1;
        for (int i = 0; i < at && i < template.length(); i++) {
            line += template.charAt(i) == '\n' ? 1 : 0;
        }
        return line;
    }

    static boolean truthy(@Nullable Object value) {
        if (value instanceof Boolean flag) {
            return flag;
        }
        if (value instanceof Number number) {
            return number.doubleValue() != 0;
        }
        if (value instanceof String || value instanceof Safe) {
            return !value.toString().isEmpty();
        }
        if (value instanceof List<?> list) {
            return !list.isEmpty();
        }
        return value instanceof Map<?, ?> map ? !map.isEmpty() : value != null && !(value instanceof Undefined);
    }

    static boolean equal(@Nullable Object a, @Nullable Object b) {
        if (a instanceof Number left && b instanceof Number right) {
            return left instanceof Long && right instanceof Long
                    ? left.longValue() == right.longValue()
                    : left.doubleValue() == right.doubleValue();
        }
        if (a instanceof List<?> left && b instanceof List<?> right) {
            boolean same = left.size() == right.size();
            for (int i = 0; same && i < left.size(); i++) {
                same = equal(left.get(i), right.get(i));
            }
            return same;
        }
        Object left = a instanceof Safe ? a.toString() : a;
        Object right = b instanceof Safe ? b.toString() : b;
        return left == null ? right == null : left.equals(right);
    }

    /// A number as both languages print it: `2`, `2.5`, `2.0`, `1e+20`.
    static String number(Number number) {
        if (number instanceof Long) {
            return number.toString();
        }
        double d = number.doubleValue();
        if (Double.isNaN(d) || Double.isInfinite(d)) {
            return Double.isNaN(d) ? "nan" : d > 0 ? "inf" : "-inf";
        }
        double size = Math.abs(d);
        if (size == 0 || (size >= 1e-4 && size < 1e16)) {
            String plain = new BigDecimal(Double.toString(d)).toPlainString();
            return plain.indexOf('.') < 0 ? plain + ".0" : plain;
        }
        return Double.toString(d).replace(".0E", "e").replace("E", "e").replaceFirst("e(\\d)", "e+$1");
    }

    static String escaped(String text, String apostrophe, String quote, String more, String moreEscaped) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '\'' -> escaped.append(apostrophe);
                case '"' -> escaped.append(quote);
                default -> {
                    if (!more.isEmpty() && c == more.charAt(0)) {
                        escaped.append(moreEscaped);
                    } else {
                        escaped.append(c);
                    }
                }
            }
        }
        return escaped.toString();
    }
}
