package dev.incant.tools.data.csv;

import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.value.Values;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Groups rows by columns and computes figures of each group, in one pass. Sums are exact decimals.
public final class CsvGroups {
    private static final List<String> FUNCTIONS =
            List.of("count", "count_distinct", "sum", "mean", "min", "max", "median");
    private static final int EXACT_UP_TO = 65_536;

    private final Args args;
    private final ToolContext context;
    private final CsvSource source;
    private final List<Figure> figures = new ArrayList<>();
    private long held;

    public CsvGroups(Args args, ToolContext context) throws IOException {
        this.args = args;
        this.context = context;
        this.source = CsvSource.of(args, context);
        for (Map.Entry<String, @Nullable Object> each : args.map("aggregations").entrySet()) {
            int column = source.column("aggregations", each.getKey());
            List<?> functions =
                    each.getValue() instanceof List<?> list ? list : List.of(String.valueOf(each.getValue()));
            for (Object function : functions) {
                if (!FUNCTIONS.contains(String.valueOf(function))) {
                    throw ToolException.invalidParams("aggregations." + each.getKey() + ": must be of "
                            + String.join(", ", FUNCTIONS) + ", not '" + function + "'");
                }
                figures.add(new Figure(each.getKey() + "_" + function, column, String.valueOf(function)));
            }
        }
    }

    /// One figure of each group.
    private record Figure(String name, int column, String function) {}

    /// What is known of a column within a group so far.
    private final class Tally {
        private long count;
        private long numbers;
        private BigDecimal sum = BigDecimal.ZERO;
        private @Nullable String min;
        private @Nullable String max;
        private final @Nullable Quantiles quantiles;
        private final @Nullable Distinct distinct;

        Tally(String function) {
            quantiles = function.equals("median") ? new Quantiles(EXACT_UP_TO) : null;
            distinct = function.equals("count_distinct") ? new Distinct(EXACT_UP_TO) : null;
        }

        void add(String cell, String function) {
            if (cell.isEmpty()) {
                return;
            }
            count++;
            switch (function) {
                case "sum", "mean", "median" -> number(cell);
                case "min" -> min = min == null || CsvRows.ORDER.compare(cell, min) < 0 ? cell : min;
                case "max" -> max = max == null || CsvRows.ORDER.compare(cell, max) > 0 ? cell : max;
                default -> {
                    if (distinct != null) {
                        distinct.add(cell);
                        hold(8);
                    }
                }
            }
        }

        private void number(String cell) {
            BigDecimal number = Cells.number(cell);
            if (number == null) {
                return;
            }
            numbers++;
            if (quantiles == null) {
                sum = sum.add(number, MathContext.DECIMAL128);
            } else {
                quantiles.add(number.doubleValue());
                hold(8);
            }
        }

        @Nullable Object result(String function) {
            return switch (function) {
                case "count" -> count;
                case "count_distinct" -> distinct == null ? 0L : distinct.count();
                case "sum" -> Cells.plain(sum, sum.doubleValue());
                case "mean" ->
                    numbers == 0
                            ? null
                            : (Object) sum.divide(BigDecimal.valueOf(numbers), MathContext.DECIMAL128)
                                    .doubleValue();
                case "median" -> numbers == 0 || quantiles == null ? null : (Object) quantiles.at(0.5);
                case "min" -> min == null ? null : Cells.value(min);
                default -> max == null ? null : Cells.value(max);
            };
        }
    }

    private record Group(List<String> key, long[] rows, List<Tally> tallies) {}

    private void hold(long bytes) {
        held += bytes;
        if (held > context.limits().memory()) {
            throw ToolException.limitExceeded(
                    "group_by: the groups need more than " + context.limits().memory() + " bytes of memory");
        }
    }

    public Map<String, @Nullable Object> run() throws IOException {
        List<Integer> by = new ArrayList<>();
        List<String> names = args.value("group_by") instanceof String one ? List.of(one) : args.strings("group_by");
        names.forEach(name -> by.add(source.column("group_by", name)));
        Expression filter = args.has("filter")
                ? Expression.compile("filter", args.string("filter"), source.columns(), context.cancellation())
                : null;
        Map<List<String>, Group> groups = new LinkedHashMap<>();
        long[] total = {0};
        source.each((cells, number) -> {
            total[0]++;
            if (filter == null || filter.test(cells, number)) {
                List<String> key = new ArrayList<>();
                by.forEach(column -> key.add(cells.get(column)));
                Group group = groups.computeIfAbsent(key, this::started);
                group.rows()[0]++;
                for (int i = 0; i < figures.size(); i++) {
                    Figure figure = figures.get(i);
                    group.tallies().get(i).add(cells.get(figure.column()), figure.function());
                }
            }
            return true;
        });
        List<Group> sorted = new ArrayList<>(groups.values());
        sorted.sort(Comparator.comparing(Group::key, this::order));
        List<@Nullable Object> results = new ArrayList<>();
        sorted.forEach(group -> results.add(result(names, group)));
        Map<String, @Nullable Object> result =
                Values.map("groups", results, "group_count", results.size(), "total_rows", total[0]);
        source.describe(result);
        return result;
    }

    private Group started(List<String> key) {
        hold(200 + 160L * figures.size());
        key.forEach(cell -> hold(56 + cell.length()));
        List<Tally> tallies = new ArrayList<>();
        figures.forEach(figure -> tallies.add(new Tally(figure.function())));
        return new Group(key, new long[1], tallies);
    }

    private int order(List<String> a, List<String> b) {
        context.checkCancelled();
        for (int i = 0; i < a.size(); i++) {
            int order = CsvRows.ORDER.compare(a.get(i), b.get(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private Map<String, @Nullable Object> result(List<String> names, Group group) {
        context.checkCancelled();
        Map<String, @Nullable Object> result = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            result.put(names.get(i), Cells.value(group.key().get(i)));
        }
        result.put("count", group.rows()[0]);
        for (int i = 0; i < figures.size(); i++) {
            result.put(
                    figures.get(i).name(),
                    group.tallies().get(i).result(figures.get(i).function()));
        }
        return result;
    }
}
