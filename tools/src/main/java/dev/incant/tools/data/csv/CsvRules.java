package dev.incant.tools.data.csv;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.incant.kernel.capability.WatchedText;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.value.Values;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Checks the cells of columns by rules. All but `required` let empty cells pass.
///
/// `required`, `unique`, `email`, `type:integer|number|boolean|date|datetime`, `range:MIN-MAX` (either may be left out,
/// both may be negative: `range:-10--5`), `length:MIN-MAX`, `regex:RE2 PATTERN` (the whole cell), `oneof:a|b|c`.
public final class CsvRules {
    private static final Pattern RANGE = Pattern.compile("(-?\\d+(?:\\.\\d+)?)?(?:-|\\.\\.)(-?\\d+(?:\\.\\d+)?)?");
    private static final Pattern EMAIL = Pattern.compile(
            "[\\p{L}\\p{N}!#$%&'*+/=?^_`{|}~-]+(\\.[\\p{L}\\p{N}!#$%&'*+/=?^_`{|}~-]+)*"
                    + "@[\\p{L}\\p{N}]([\\p{L}\\p{N}-]*[\\p{L}\\p{N}])?(\\.[\\p{L}\\p{N}]([\\p{L}\\p{N}-]*[\\p{L}\\p{N}])?)+");

    private final Args args;
    private final ToolContext context;
    private final CsvSource source;
    private final List<@Nullable Object> errors = new ArrayList<>();
    private long errorCount;
    private long held;

    public CsvRules(Args args, ToolContext context) throws IOException {
        this.args = args;
        this.context = context;
        this.source = CsvSource.of(args, context);
    }

    /// Says what is wrong with a cell, or null.
    private interface Check {
        @Nullable String problem(String cell, long row);
    }

    private record Rule(String columnName, int column, Check check) {}

    public Map<String, @Nullable Object> run() throws IOException {
        List<Rule> rules = new ArrayList<>();
        args.map("rules").forEach((name, value) -> {
            int column = source.column("rules", name);
            List<?> texts = value instanceof List<?> list ? list : List.of(String.valueOf(value));
            texts.forEach(text -> rules.add(new Rule(name, column, check(name, String.valueOf(text)))));
        });
        if (rules.isEmpty()) {
            throw ToolException.invalidParams("rules: must hold a rule for at least one column");
        }
        int most = args.intValue("max_errors");
        long[] total = {0};
        source.each((cells, number) -> {
            total[0] = number;
            for (Rule rule : rules) {
                String cell = cells.get(rule.column());
                String problem = rule.check().problem(cell, number);
                if (problem != null) {
                    errorCount++;
                    if (errors.size() < most) {
                        errors.add(Values.map(
                                "row", number, "column", rule.columnName(), "value", cell, "error", problem));
                    }
                }
            }
            return true;
        });
        Map<String, @Nullable Object> result = Values.map(
                "valid", errorCount == 0, "error_count", errorCount, "errors", errors, "total_rows", total[0]);
        source.describe(result);
        return result;
    }

    private static ToolException bad(String column, String message) {
        return ToolException.invalidParams("rules." + column + ": " + message);
    }

    private Check check(String column, String rule) {
        int colon = rule.indexOf(':');
        String name = colon < 0 ? rule : rule.substring(0, colon);
        String argument = colon < 0 ? "" : rule.substring(colon + 1);
        return switch (name.strip().toLowerCase(Locale.ROOT)) {
            case "required" -> (cell, _) -> cell.isBlank() ? "is empty" : null;
            case "unique" -> unique();
            case "email" -> when(cell -> EMAIL.matches(cell), "is no e-mail address");
            case "type" -> type(column, argument.strip());
            case "range" -> range(column, argument.strip());
            case "length" -> length(column, argument.strip());
            case "regex" -> regex(column, argument);
            case "oneof" -> {
                Set<String> allowed = Set.copyOf(List.of(argument.split("\\|", -1)));
                yield when(allowed::contains, "is not one of " + argument.replace("|", ", "));
            }
            default ->
                throw bad(
                        column,
                        "must be required, unique, email, type:…, range:MIN-MAX, length:MIN-MAX, regex:… or oneof:a|b, not '"
                                + rule + "'");
        };
    }

    private static Check when(java.util.function.Predicate<String> fits, String otherwise) {
        return (cell, _) -> cell.isEmpty() || fits.test(cell) ? null : otherwise;
    }

    private Check unique() {
        Map<String, Long> seen = new HashMap<>();
        return (cell, row) -> {
            if (cell.isEmpty()) {
                return null;
            }
            Long before = seen.putIfAbsent(cell, row);
            if (before == null) {
                held += 120 + cell.length();
                if (held > context.limits().memory()) {
                    throw ToolException.limitExceeded("rules: 'unique' needs more than "
                            + context.limits().memory() + " bytes of memory for this column");
                }
            }
            return before == null ? null : "is the same as in row " + before;
        };
    }

    private static Check type(String column, String type) {
        return switch (type) {
            case "integer" -> when(cell -> Cells.kind(cell) == Cells.Kind.INTEGER, "is no integer");
            case "number", "float" -> when(Cells::numeric, "is no number");
            case "boolean" -> when(cell -> Cells.truth(cell) != null, "is neither true nor false");
            case "date" -> when(cell -> Cells.kind(cell) == Cells.Kind.DATE, "is no date such as 2025-01-31");
            case "datetime" ->
                when(
                        cell -> Cells.kind(cell) == Cells.Kind.DATE_TIME,
                        "is no date and time such as 2025-01-31T12:00:00");
            case "string" -> (_, _) -> null;
            default ->
                throw bad(
                        column, "type: must be integer, number, boolean, date, datetime or string, not '" + type + "'");
        };
    }

    private static Check range(String column, String range) {
        @Nullable BigDecimal[] bounds = bounds(column, "range", range);
        BigDecimal min = bounds[0];
        BigDecimal max = bounds[1];
        return (cell, _) -> {
            if (cell.isEmpty()) {
                return null;
            }
            BigDecimal number = Cells.number(cell);
            if (number == null) {
                return "is no number";
            }
            boolean below = min != null && number.compareTo(min) < 0;
            boolean above = max != null && number.compareTo(max) > 0;
            return below ? "is less than " + min : above ? "is more than " + max : null;
        };
    }

    private static Check length(String column, String range) {
        @Nullable BigDecimal[] bounds = bounds(column, "length", range);
        BigDecimal min = bounds[0];
        BigDecimal max = bounds[1];
        return (cell, _) -> {
            BigDecimal length = BigDecimal.valueOf(cell.codePointCount(0, cell.length()));
            boolean below = !cell.isEmpty() && min != null && length.compareTo(min) < 0;
            boolean above = max != null && length.compareTo(max) > 0;
            return below ? "is shorter than " + min : above ? "is longer than " + max : null;
        };
    }

    private static @Nullable BigDecimal[] bounds(String column, String rule, String range) {
        Matcher matcher = RANGE.matcher(range);
        String low = matcher.matches() ? matcher.group(1) : null;
        String high = matcher.matches() ? matcher.group(2) : null;
        if (low == null && high == null) {
            throw bad(column, rule + ": must be MIN-MAX such as 0-100, -10--5, 5- or ..10, not '" + range + "'");
        }
        @Nullable BigDecimal[] bounds = {low == null ? null : new BigDecimal(low), high == null ? null : new BigDecimal(high)};
        if (bounds[0] != null && bounds[1] != null && bounds[0].compareTo(bounds[1]) > 0) {
            throw bad(column, rule + ": " + low + " is more than " + high);
        }
        return bounds;
    }

    private Check regex(String column, String source) {
        try {
            Pattern pattern = Pattern.compile(source);
            return when(
                    cell -> pattern.matcher(WatchedText.of(cell, context.cancellation()))
                            .matches(),
                    "does not match " + source);
        } catch (PatternSyntaxException e) {
            throw bad(column, "regex: not an RE2 regular expression: " + e.getDescription());
        }
    }
}
