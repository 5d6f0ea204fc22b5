package dev.incant.tools.web.html;

import dev.incant.kernel.tool.ToolContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jspecify.annotations.Nullable;

/// HTML as Markdown: CommonMark with GFM's tables, strikethrough and task lists. What Markdown has no sign
/// for keeps its text.
public final class HtmlToMarkdown {
    private static final Set<String> BLOCKS = Set.of(
            "address",
            "article",
            "aside",
            "blockquote",
            "body",
            "center",
            "dd",
            "details",
            "dialog",
            "div",
            "dl",
            "dt",
            "fieldset",
            "figcaption",
            "figure",
            "footer",
            "form",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "header",
            "hr",
            "html",
            "li",
            "main",
            "menu",
            "nav",
            "ol",
            "p",
            "pre",
            "section",
            "summary",
            "table",
            "ul");

    /// Lists and quotes inside of each other deeper than this are written as if they were side by side: each level
    /// indents all that is beneath it.
    private static final int MAX_NESTING = 24;

    private final ToolContext context;
    private final boolean links;
    private int nesting;

    private HtmlToMarkdown(ToolContext context, boolean links) {
        this.context = context;
        this.links = links;
    }

    /// The Markdown of some elements, blocks apart by empty lines.
    ///
    /// @param links whether links and images are kept rather than their text
    public static String of(List<Element> parts, boolean links, ToolContext context) {
        HtmlToMarkdown writer = new HtmlToMarkdown(context, links);
        List<String> blocks = new ArrayList<>();
        for (Element part : parts) {
            blocks.addAll(writer.block(part));
        }
        return String.join("\n\n", blocks);
    }

    /// The blocks that the children of an element make; runs of inline nodes are paragraphs.
    private List<String> blocks(Element parent) {
        List<String> blocks = new ArrayList<>();
        List<Node> run = new ArrayList<>();
        for (Node child : parent.childNodes()) {
            context.checkCancelled();
            if (child instanceof Element element && isBlock(element)) {
                paragraph(run, blocks);
                blocks.addAll(block(element));
            } else {
                run.add(child);
            }
        }
        paragraph(run, blocks);
        return blocks;
    }

    private static boolean isBlock(Element element) {
        return BLOCKS.contains(element.normalName()) || holdsBlock(element, 0);
    }

    /// Whether an inline element holds a block directly beneath other inline ones, such as a link around a heading.
    private static boolean holdsBlock(Element element, int depth) {
        if (depth > 3 || HtmlText.UNSEEN.contains(element.normalName())) {
            return false;
        }
        for (Element child : element.children()) {
            if (BLOCKS.contains(child.normalName()) || holdsBlock(child, depth + 1)) {
                return true;
            }
        }
        return false;
    }

    private void paragraph(List<Node> run, List<String> blocks) {
        String text = MarkdownText.paragraph(inlines(run));
        if (!text.isEmpty()) {
            blocks.add(text);
        }
        run.clear();
    }

    private List<String> block(Element element) {
        return switch (element.normalName()) {
            case "h1", "h2", "h3", "h4", "h5", "h6" -> {
                String text = MarkdownText.oneLine(inlines(element.childNodes()));
                int level = element.normalName().charAt(1) - '0';
                yield text.isEmpty() ? List.of() : List.of("#".repeat(level) + " " + text);
            }
            case "hr" -> List.of("---");
            case "pre" -> List.of(MarkdownText.fenced(element.wholeText(), language(element)));
            case "blockquote", "ul", "menu", "ol" -> nested(element);
            case "table" -> table(element);
            case "dt" -> {
                String text = MarkdownText.oneLine(inlines(element.childNodes()));
                yield text.isEmpty() ? List.of() : List.of("**" + text + "**");
            }
            default -> HtmlText.UNSEEN.contains(element.normalName()) ? List.of() : blocks(element);
        };
    }

    private List<String> nested(Element element) {
        if (nesting == MAX_NESTING) {
            return blocks(element);
        }
        nesting++;
        List<String> blocks = element.normalName().equals("blockquote")
                ? quoted(blocks(element))
                : list(element, element.normalName().equals("ol"));
        nesting--;
        return blocks;
    }

    private static List<String> quoted(List<String> blocks) {
        return blocks.isEmpty() ? List.of() : List.of(MarkdownText.prefixed(String.join("\n\n", blocks), "> ", ">"));
    }

    /// The language that a `language-…` class of the element or of its `code` names.
    private static String language(Element pre) {
        Element code = pre.selectFirst("code");
        for (String name : (pre.className() + " " + (code == null ? "" : code.className())).split("\\s+")) {
            if (name.startsWith("language-") || name.startsWith("lang-")) {
                return name.substring(name.indexOf('-') + 1).replaceAll("[^A-Za-z0-9_+#.-]", "");
            }
        }
        return "";
    }

    private List<String> list(Element list, boolean ordered) {
        List<String> items = new ArrayList<>();
        boolean loose = false;
        long number = ordered ? start(list.attr("start")) : 0;
        for (Element item : list.children()) {
            List<String> blocks = item.normalName().equals("li") ? blocks(item) : block(item);
            String marker = ordered ? number++ + ". " : "- ";
            loose |= blocks.size() > 2 || blocks.size() == 2 && !startsList(blocks.getLast());
            String body = String.join(tight(blocks) ? "\n" : "\n\n", blocks);
            String indent = " ".repeat(marker.length());
            items.add(marker
                    + box(item.firstElementChild())
                    + MarkdownText.prefixed(body, indent, "").stripLeading());
        }
        return items.isEmpty() ? List.of() : List.of(String.join(loose ? "\n\n" : "\n", items));
    }

    /// The sign of a task list, where an item begins with a check box.
    private static String box(@Nullable Element first) {
        if (first == null
                || !first.normalName().equals("input")
                || !first.attr("type").equals("checkbox")) {
            return "";
        }
        return first.hasAttr("checked") ? "[x] " : "[ ] ";
    }

    private static long start(String text) {
        boolean number = !text.isEmpty() && text.length() < 9 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return number ? Long.parseLong(text) : 1;
    }

    private static boolean tight(List<String> blocks) {
        return blocks.size() == 2 && startsList(blocks.getLast());
    }

    private static boolean startsList(String block) {
        int digits = 0;
        while (digits < block.length() && Character.isDigit(block.charAt(digits))) {
            digits++;
        }
        return block.startsWith("- ") || digits > 0 && block.startsWith(". ", digits);
    }

    /// A table of texts as GFM has it; one that holds blocks or tables of its own is written as its content.
    private List<String> table(Element table) {
        List<Element> lines = rows(table);
        if (holdsBlocks(lines)) {
            List<String> blocks = new ArrayList<>();
            for (Element line : lines) {
                cells(line).forEach(cell -> blocks.addAll(blocks(cell)));
            }
            return blocks;
        }
        List<List<String>> rows = new ArrayList<>();
        int width = 0;
        for (Element row : lines) {
            context.checkCancelled();
            List<String> cells = new ArrayList<>();
            for (Element cell : cells(row)) {
                cells.add(MarkdownText.cell(inlines(cell.childNodes())));
            }
            width = Math.max(width, cells.size());
            rows.add(cells);
        }
        List<String> blocks = new ArrayList<>();
        Element caption = table.selectFirst("> caption");
        if (caption != null && caption.hasText()) {
            blocks.add("**" + MarkdownText.oneLine(inlines(caption.childNodes())) + "**");
        }
        if (width > 0 && width <= 1000) {
            blocks.add(MarkdownText.table(rows, width));
        }
        return blocks;
    }

    /// The rows of a table itself, not of tables in it.
    private static List<Element> rows(Element table) {
        List<Element> rows = new ArrayList<>();
        for (Element child : table.children()) {
            switch (child.normalName()) {
                case "thead", "tbody", "tfoot" -> rows.addAll(child.children());
                case "caption", "colgroup", "col" -> {}
                // Rows, and what was moved up from too deep.
                default -> rows.add(child);
            }
        }
        return rows;
    }

    private static List<Element> cells(Element row) {
        return row.normalName().equals("tr") ? row.children() : List.of(row);
    }

    private static boolean holdsBlocks(List<Element> rows) {
        for (Element row : rows) {
            for (Element cell : cells(row)) {
                for (Element child : cell.children()) {
                    if (child.normalName().matches("table|ul|ol|dl|pre|blockquote|h[1-6]")) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /// Inline nodes as Markdown, white space not yet collapsed; `\n` after a backslash is a hard break.
    private String inlines(List<Node> nodes) {
        StringBuilder text = new StringBuilder();
        for (Node node : nodes) {
            context.checkCancelled();
            if (node instanceof TextNode piece) {
                text.append(MarkdownText.escaped(piece.getWholeText()));
            } else if (node instanceof Element element) {
                text.append(inline(element));
            }
        }
        return text.toString();
    }

    private String inline(Element element) {
        String name = element.normalName();
        return switch (name) {
            case "br" -> MarkdownText.BREAK;
            case "code", "kbd", "samp", "tt" -> MarkdownText.code(element.text());
            case "strong", "b" -> MarkdownText.wrapped(inlines(element.childNodes()), "**");
            case "em", "i" -> MarkdownText.wrapped(inlines(element.childNodes()), "*");
            case "del", "s", "strike" -> MarkdownText.wrapped(inlines(element.childNodes()), "~~");
            case "a" -> link(element);
            case "img" -> image(element);
            default -> HtmlText.UNSEEN.contains(name) ? "" : inlines(element.childNodes());
        };
    }

    private String link(Element element) {
        String text = inlines(element.childNodes());
        String url = target(element, "href");
        if (!links || url == null || text.isBlank()) {
            return text;
        }
        return MarkdownText.around(
                text, inner -> "[" + inner + "](" + url + MarkdownText.title(element.attr("title")) + ")");
    }

    private String image(Element element) {
        String alt = MarkdownText.escaped(element.attr("alt"));
        String url = target(element, "src");
        return !links || url == null ? alt : "![" + alt + "](" + url + MarkdownText.title(element.attr("title")) + ")";
    }

    /// A target as Markdown writes it; null for none, and for scripts, which no reader should run.
    private static @Nullable String target(Element element, String attribute) {
        String url = HtmlLinks.absolute(element, attribute);
        String scheme = HtmlText.lower(url.replaceAll("[\\p{Cntrl} ]", ""));
        boolean script = scheme.startsWith("javascript:") || scheme.startsWith("vbscript:");
        return url.isEmpty() || script ? null : MarkdownText.target(url);
    }
}
