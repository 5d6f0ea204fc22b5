package dev.incant.tools.data.csv;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The functions of an [Expression].
final class Functions {
    static final List<String> NAMES = List.of(
            "lower",
            "upper",
            "trim",
            "length",
            "concat",
            "replace",
            "substr",
            "contains",
            "starts_with",
            "ends_with",
            "matches",
            "round",
            "floor",
            "ceil",
            "abs",
            "min",
            "max",
            "if",
            "coalesce",
            "is_null",
            "number",
            "text",
            "year",
            "month",
            "day");

    private Functions() {}

    /// The fewest and most arguments of a function, or null when there is no such function.
    static int @Nullable [] arity(String name) {
        return switch (name) {
            case "lower",
                    "upper",
                    "trim",
                    "length",
                    "floor",
                    "ceil",
                    "abs",
                    "is_null",
                    "number",
                    "text",
                    "year",
                    "month",
                    "day" -> new int[] {1, 1};
            case "contains", "starts_with", "ends_with", "matches" -> new int[] {2, 2};
            case "round" -> new int[] {1, 2};
            case "substr" -> new int[] {2, 3};
            case "replace", "if" -> new int[] {3, 3};
            case "concat", "coalesce", "min", "max" -> new int[] {1, 100};
            default -> null;
        };
    }

    static @Nullable Object apply(String name, @Nullable Object[] args) {
        Object a = args[0];
        switch (name) {
            case "concat":
                StringBuilder text = new StringBuilder();
                for (Object arg : args) {
                    text.append(Operators.text(arg));
                }
                return text.toString();
            case "coalesce":
                for (Object arg : args) {
                    if (!Operators.isNull(arg)) {
                        return arg;
                    }
                }
                return null;
            case "is_null":
                return Operators.isNull(a);
            case "contains":
                return Operators.text(a).contains(Operators.text(args[1]));
            case "starts_with":
                return Operators.text(a).startsWith(Operators.text(args[1]));
            case "ends_with":
                return Operators.text(a).endsWith(Operators.text(args[1]));
            case "length":
                String counted = Operators.text(a);
                return BigDecimal.valueOf(counted.codePointCount(0, counted.length()));
            default:
                return Operators.isNull(a) ? null : present(name, a, args);
        }
    }

    /// The functions that give null for null.
    private static @Nullable Object present(String name, @Nullable Object a, @Nullable Object[] args) {
        String text = Operators.text(a);
        return switch (name) {
            case "lower" -> text.toLowerCase(Locale.ROOT);
            case "upper" -> text.toUpperCase(Locale.ROOT);
            case "trim" -> text.strip();
            case "text" -> text;
            case "number" -> Cells.number(text.strip());
            case "replace" -> text.replace(Operators.text(args[1]), Operators.text(args[2]));
            case "substr" -> substring(text, args);
            case "year" -> BigDecimal.valueOf(date(text, 0, 4));
            case "month" -> BigDecimal.valueOf(date(text, 5, 7));
            case "day" -> BigDecimal.valueOf(date(text, 8, 10));
            case "min", "max" -> extreme(name.equals("min"), args);
            case "round" -> number(a).setScale(args.length > 1 ? places(args[1]) : 0, RoundingMode.HALF_UP);
            case "floor" -> number(a).setScale(0, RoundingMode.FLOOR);
            case "ceil" -> number(a).setScale(0, RoundingMode.CEILING);
            default -> number(a).abs(MathContext.DECIMAL128);
        };
    }

    private static BigDecimal number(@Nullable Object value) {
        BigDecimal number = Operators.number(value);
        if (number == null) {
            throw new IllegalArgumentException("'" + Operators.text(value) + "' is no number");
        }
        return number;
    }

    private static int places(@Nullable Object value) {
        return Math.max(-30, Math.min(30, number(value).intValue()));
    }

    private static @Nullable Object extreme(boolean least, @Nullable Object[] args) {
        BigDecimal best = null;
        for (Object arg : args) {
            if (!Operators.isNull(arg)) {
                BigDecimal next = number(arg);
                best = best == null ? next : least ? best.min(next) : best.max(next);
            }
        }
        return best;
    }

    /// From a place counted from 1, or from the end when negative.
    private static String substring(String text, @Nullable Object[] args) {
        int length = text.codePointCount(0, text.length());
        int from = number(args[1]).intValue();
        int start = Math.max(0, Math.min(length, from < 0 ? length + from : from - 1));
        int count = args.length > 2 ? Math.max(0, number(args[2]).intValue()) : length;
        int end = (int) Math.min(length, (long) start + count);
        int first = text.offsetByCodePoints(0, start);
        return text.substring(first, text.offsetByCodePoints(first, end - start));
    }

    private static int date(String text, int from, int to) {
        Cells.Kind kind = Cells.kind(text);
        if (kind != Cells.Kind.DATE && kind != Cells.Kind.DATE_TIME) {
            throw new IllegalArgumentException("'" + text + "' is no date such as 2025-01-31");
        }
        return Integer.parseInt(text, from, to, 10);
    }
}
