package dev.incant.tools.data.csv;

import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.value.Values;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The operations that turn rows into rows: convert, filter and transform.
public final class CsvRows {
    private final Args args;
    private final ToolContext context;
    private final CsvSource source;

    public CsvRows(Args args, ToolContext context) throws IOException {
        this.args = args;
        this.context = context;
        this.source = CsvSource.of(args, context);
    }

    /// Writes all rows in another form.
    public Map<String, @Nullable Object> convert() throws IOException {
        try (RowOutput out = output(source.columns())) {
            source.each((cells, _) -> {
                out.row(cells);
                return true;
            });
            return result(out, out.rows());
        }
    }

    /// Writes the rows that an expression accepts.
    public Map<String, @Nullable Object> filter() throws IOException {
        if (!args.has("filter")) {
            throw ToolException.invalidParams("filter: is missing: an expression such as amount > 10");
        }
        Expression filter =
                Expression.compile("filter", args.string("filter"), source.columns(), context.cancellation());
        long[] total = {0};
        try (RowOutput out = output(source.columns())) {
            source.each((cells, number) -> {
                total[0]++;
                if (filter.test(cells, number)) {
                    out.row(cells);
                }
                return true;
            });
            return result(out, total[0]);
        }
    }

    private RowOutput output(List<String> columns) {
        return new RowOutput(args, context, columns, source.dialect().delimiter());
    }

    private Map<String, @Nullable Object> result(RowOutput out, long total) throws IOException {
        Map<String, @Nullable Object> result = out.finish();
        result.put("row_count", out.rows());
        result.put("total_rows", total);
        source.describe(result);
        return result;
    }

    /// One row on its way: the cells in their new order, and what it is sorted by.
    private record Keyed(List<String> cells, List<String> keys, long number) {}

    /// Adds computed columns, filters, sorts, drops, selects and renames, in this order.
    public Map<String, @Nullable Object> transform() throws IOException {
        List<String> wide = new ArrayList<>(source.columns());
        List<Expression> added = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        for (Map.Entry<String, String> column : args.stringMap("add_columns").entrySet()) {
            added.add(Expression.compile(
                    "add_columns." + column.getKey(), column.getValue(), wide, context.cancellation()));
            int place = wide.indexOf(column.getKey());
            if (place < 0) {
                place = wide.size();
                wide.add(column.getKey());
            }
            places.add(place);
        }
        Expression filter = args.has("filter")
                ? Expression.compile("filter", args.string("filter"), wide, context.cancellation())
                : null;
        List<SortKey> sort = sortKeys(wide);
        List<Integer> kept = kept(wide);
        long[] total = {0};
        List<Keyed> held = new ArrayList<>();
        long[] bytes = {0};
        try (RowOutput out = output(named(wide, kept))) {
            source.each((cells, number) -> {
                total[0]++;
                List<String> row = new ArrayList<>(cells);
                for (int i = 0; i < added.size(); i++) {
                    String value = added.get(i).text(row, number);
                    if (places.get(i) < row.size()) {
                        row.set(places.get(i), value);
                    } else {
                        row.add(value);
                    }
                }
                if (filter != null && !filter.test(row, number)) {
                    return true;
                }
                List<String> picked = pick(row, kept);
                if (sort.isEmpty()) {
                    out.row(picked);
                } else {
                    List<String> keys = new ArrayList<>();
                    sort.forEach(key -> keys.add(row.get(key.column())));
                    hold(bytes, picked, keys);
                    held.add(new Keyed(picked, keys, number));
                }
                return true;
            });
            held.sort((a, b) -> {
                context.checkCancelled();
                return compare(sort, a, b);
            });
            for (Keyed each : held) {
                context.checkCancelled();
                out.row(each.cells());
            }
            return result(out, total[0]);
        }
    }

    private void hold(long[] bytes, List<String> cells, List<String> keys) {
        bytes[0] += 96;
        cells.forEach(cell -> bytes[0] += 56 + cell.length());
        bytes[0] += 32L * keys.size();
        if (bytes[0] > context.limits().memory()) {
            throw ToolException.limitExceeded(
                    "sort_by: the rows need more than " + context.limits().memory() + " bytes of memory to sort");
        }
    }

    private static List<String> pick(List<String> row, List<Integer> kept) {
        List<String> picked = new ArrayList<>(kept.size());
        for (int index : kept) {
            picked.add(row.get(index));
        }
        return picked;
    }

    private int column(String parameter, String name, List<String> wide) {
        int index = wide.indexOf(name);
        return index < 0 ? source.column(parameter, name) : index;
    }

    private List<Integer> kept(List<String> wide) {
        List<Integer> kept = new ArrayList<>();
        if (args.has("select_columns")) {
            args.strings("select_columns").forEach(name -> kept.add(column("select_columns", name, wide)));
        } else {
            for (int i = 0; i < wide.size(); i++) {
                kept.add(i);
            }
        }
        for (String name : args.strings("drop_columns")) {
            kept.remove((Integer) column("drop_columns", name, wide));
        }
        if (kept.isEmpty()) {
            throw ToolException.invalidParams("drop_columns: no column is left");
        }
        return kept;
    }

    private List<String> named(List<String> wide, List<Integer> kept) {
        Map<String, String> renamed = args.stringMap("rename_columns");
        renamed.keySet().forEach(name -> column("rename_columns", name, wide));
        List<String> names = new ArrayList<>();
        for (int index : kept) {
            String name = renamed.getOrDefault(wide.get(index), wide.get(index));
            if (names.contains(name)) {
                throw ToolException.invalidParams("rename_columns: two columns would be called '" + name + "'");
            }
            names.add(name);
        }
        return names;
    }

    private record SortKey(int column, boolean descending) {}

    private List<SortKey> sortKeys(List<String> wide) {
        List<SortKey> keys = new ArrayList<>();
        for (String key : args.strings("sort_by")) {
            boolean descending = key.startsWith("-") && !wide.contains(key);
            keys.add(new SortKey(column("sort_by", descending ? key.substring(1) : key, wide), descending));
        }
        return keys;
    }

    private static int compare(List<SortKey> sort, Keyed a, Keyed b) {
        for (int i = 0; i < sort.size(); i++) {
            int order = ORDER.compare(a.keys().get(i), b.keys().get(i));
            if (order != 0) {
                return sort.get(i).descending() ? -order : order;
            }
        }
        return Long.compare(a.number(), b.number());
    }

    /// Empty cells first, then numbers by value, then texts.
    static final Comparator<String> ORDER = (a, b) -> {
        if (a.isEmpty() || b.isEmpty()) {
            return Boolean.compare(b.isEmpty(), a.isEmpty());
        }
        BigDecimal left = Cells.number(a);
        BigDecimal right = Cells.number(b);
        if (left != null && right != null) {
            return left.compareTo(right);
        }
        return left == null && right == null ? a.compareTo(b) : left == null ? 1 : -1;
    };

    /// Describes the file and every column in one pass.
    public Map<String, @Nullable Object> analyze() throws IOException {
        List<ColumnProfile> profiles = new ArrayList<>();
        int exactUpTo =
                Math.max(1_024, Math.min(65_536, 4_000_000 / source.columns().size()));
        source.columns().forEach(name -> profiles.add(new ColumnProfile(name, exactUpTo)));
        long[] rows = {0};
        source.each((cells, number) -> {
            rows[0] = number;
            for (int i = 0; i < profiles.size(); i++) {
                profiles.get(i).add(cells.get(i));
            }
            return true;
        });
        List<@Nullable Object> columns = new ArrayList<>();
        profiles.forEach(profile -> columns.add(profile.result()));
        Map<String, @Nullable Object> result = Values.map("row_count", rows[0], "column_count", columns.size());
        result.putAll(source.format());
        result.put("columns", columns);
        result.put("exact_up_to", (long) exactUpTo);
        source.describe(result);
        return result;
    }

    /// Draws rows; they keep their order.
    public Map<String, @Nullable Object> sample() throws IOException {
        List<List<String>> rows = new CsvSample(args, context, source).rows();
        try (RowOutput out = output(source.columns())) {
            for (List<String> row : rows) {
                out.row(row);
            }
            Map<String, @Nullable Object> result = out.finish();
            result.put("row_count", out.rows());
            result.put("method", args.string("method"));
            source.describe(result);
            return result;
        }
    }
}
