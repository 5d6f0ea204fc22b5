package dev.incant.tools.web.html;

import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Field;
import dev.incant.kernel.tool.Schema;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.value.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/// Tables as rows of texts. A cell that spans columns or rows stands in each of them, as the HTML
/// standard's table model has it (section 4.9.12), so that every row has as many cells.
public final class HtmlTables {
    private static final int MAX_CELLS = 1_000_000;
    private static final int MAX_COLUMNS = 1000;

    private final ToolContext context;
    private int cells;

    private HtmlTables(ToolContext context) {
        this.context = context;
    }

    /// What [#of] gives for each table.
    public static Schema schema() {
        Schema text = Schema.string("The text of a cell.");
        return Schema.object(
                "A table.",
                Field.of("caption", Schema.string("Its caption, empty where there is none.")),
                Field.of(
                        "headers",
                        Schema.list(
                                "The heads of the columns: the last row of thead, or a first row of th cells only;"
                                        + " empty where there are none.",
                                text)),
                Field.of("rows", Schema.list("The other rows.", Schema.list("The cells of a row.", text))));
    }

    /// All tables among some elements and inside of them, inner tables after the outer.
    ///
    /// @throws ToolException `limit_exceeded` above a million cells
    public static List<@Nullable Object> of(List<Element> parts, ToolContext context) {
        HtmlTables reading = new HtmlTables(context);
        List<@Nullable Object> tables = new ArrayList<>();
        for (Element part : parts) {
            for (Element table : part.select("table")) {
                tables.add(reading.table(table));
            }
        }
        return tables;
    }

    private Map<String, @Nullable Object> table(Element table) {
        List<Element> heads = new ArrayList<>();
        List<Element> rows = new ArrayList<>();
        List<Element> feet = new ArrayList<>();
        String caption = "";
        for (Element child : table.children()) {
            switch (child.normalName()) {
                case "caption" -> caption = caption.isEmpty() ? child.text() : caption;
                case "thead" -> heads.addAll(child.children());
                case "tfoot" -> feet.addAll(child.children());
                case "tbody" -> rows.addAll(child.children());
                case "tr" -> rows.add(child);
                default -> {}
            }
        }
        List<Element> all = new ArrayList<>(heads);
        all.addAll(rows);
        all.addAll(feet);
        List<List<@Nullable Object>> grid = grid(all);
        int head = heads.isEmpty() ? headed(all) : heads.size();
        return Values.map(
                "caption",
                caption,
                "headers",
                head == 0 || grid.isEmpty() ? List.of() : grid.get(head - 1),
                "rows",
                new ArrayList<Object>(grid.subList(Math.min(head, grid.size()), grid.size())));
    }

    /// 1 when the first row holds nothing but `th` cells and there are others, else 0.
    private static int headed(List<Element> rows) {
        boolean only = rows.size() > 1
                && !rows.getFirst().children().isEmpty()
                && rows.getFirst().children().stream()
                        .allMatch(cell -> cell.normalName().equals("th"));
        return only ? 1 : 0;
    }

    private List<List<@Nullable Object>> grid(List<Element> rows) {
        List<List<@Nullable Object>> grid = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            grid.add(new ArrayList<>());
        }
        int width = 0;
        for (int y = 0; y < rows.size(); y++) {
            int x = 0;
            for (Element cell : rows.get(y).children()) {
                context.checkCancelled();
                while (x < grid.get(y).size() && grid.get(y).get(x) != null) {
                    x++;
                }
                int right = Math.min(x + span(cell, "colspan", 1), MAX_COLUMNS);
                int bottom = Math.min(y + span(cell, "rowspan", rows.size() - y), rows.size());
                fill(grid, x, y, right, bottom, cell.text());
                x = right;
                width = Math.max(width, right);
            }
        }
        for (List<@Nullable Object> row : grid) {
            row.replaceAll(text -> text == null ? "" : text);
            count(width - row.size());
            while (row.size() < width) {
                row.add("");
            }
        }
        return grid;
    }

    private void fill(List<List<@Nullable Object>> grid, int x, int y, int right, int bottom, String text) {
        for (int row = y; row < bottom; row++) {
            List<@Nullable Object> cells = grid.get(row);
            for (int column = x; column < right; column++) {
                while (cells.size() <= column) {
                    count(1);
                    cells.add(null);
                }
                if (cells.get(column) == null) {
                    cells.set(column, text);
                }
            }
        }
    }

    private void count(int more) {
        cells += Math.max(0, more);
        if (cells > MAX_CELLS) {
            throw ToolException.limitExceeded("the tables have more than " + MAX_CELLS + " cells")
                    .with("limit", (long) MAX_CELLS);
        }
    }

    /// @param zero what `0` means: all rows that follow, for `rowspan`
    private static int span(Element cell, String attribute, int zero) {
        String value = cell.attr(attribute).strip();
        if (value.isEmpty() || value.length() > 5 || !value.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return 1;
        }
        int span = Integer.parseInt(value);
        return span == 0 ? zero : span;
    }
}
