package dev.incant.tools.web.html;

import dev.incant.kernel.tool.ToolContext;
import java.util.Locale;
import java.util.Set;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeVisitor;

/// Text as a reader sees it: blocks on lines of their own, cells apart by tabs, white space collapsed except in `pre`,
/// nothing of scripts and styles.
public final class HtmlText {
    static final Set<String> UNSEEN = Set.of("script", "style", "template", "noscript", "head", "title");
    private static final Set<String> APART =
            Set.of("p", "blockquote", "pre", "table", "ul", "ol", "dl", "h1", "h2", "h3", "h4", "h5", "h6", "figure");

    private final ToolContext context;
    private final StringBuilder text = new StringBuilder();
    private int lines;
    private boolean space;
    private int pre;
    private int unseen;

    private HtmlText(ToolContext context) {
        this.context = context;
    }

    /// The text of some elements, each on its own lines.
    public static String of(Iterable<Element> elements, ToolContext context) {
        HtmlText walk = new HtmlText(context);
        for (Element element : elements) {
            walk.lines = walk.text.isEmpty() ? 0 : Math.max(walk.lines, 1);
            element.traverse(walk.visitor());
        }
        return walk.text.toString().stripTrailing();
    }

    private NodeVisitor visitor() {
        return new NodeVisitor() {
            @Override
            public void head(Node node, int depth) {
                context.checkCancelled();
                if (node instanceof TextNode piece) {
                    add(piece.getWholeText());
                } else if (node instanceof Element element) {
                    begin(element);
                }
            }

            @Override
            public void tail(Node node, int depth) {
                if (node instanceof Element element) {
                    end(element);
                }
            }
        };
    }

    private void begin(Element element) {
        String name = element.normalName();
        unseen += UNSEEN.contains(name) ? 1 : 0;
        pre += name.equals("pre") || name.equals("textarea") ? 1 : 0;
        if (name.equals("br")) {
            lines++;
        } else if (element.isBlock() && !isCell(name)) {
            atLeast(APART.contains(name) ? 2 : 1);
        }
    }

    private void end(Element element) {
        String name = element.normalName();
        unseen -= UNSEEN.contains(name) ? 1 : 0;
        pre -= name.equals("pre") || name.equals("textarea") ? 1 : 0;
        if (isCell(name)) {
            if (element.nextElementSibling() != null && lines == 0 && unseen == 0) {
                text.append('\t');
                space = false;
            }
        } else if (element.isBlock()) {
            atLeast(APART.contains(name) ? 2 : 1);
        }
    }

    private static boolean isCell(String name) {
        return name.equals("td") || name.equals("th");
    }

    private void atLeast(int count) {
        lines = text.isEmpty() ? 0 : Math.max(lines, count);
    }

    private void add(String piece) {
        if (unseen > 0) {
            return;
        }
        if (pre > 0) {
            breakLines();
            text.append(piece);
            return;
        }
        for (int i = 0; i < piece.length(); i++) {
            char c = piece.charAt(i);
            if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f') {
                space = true;
                continue;
            }
            breakLines();
            if (space && !text.isEmpty() && "\n\t".indexOf(text.charAt(text.length() - 1)) < 0) {
                text.append(' ');
            }
            space = false;
            text.append(c);
        }
    }

    private void breakLines() {
        if (lines > 0) {
            text.repeat('\n', text.isEmpty() ? 0 : Math.min(lines, 2));
            lines = 0;
            space = false;
        }
    }

    /// How many words a text has, by white space.
    public static long words(String text) {
        long count = 0;
        boolean inside = false;
        for (int i = 0; i < text.length(); i++) {
            boolean letter = !Character.isWhitespace(text.charAt(i));
            count += letter && !inside ? 1 : 0;
            inside = letter;
        }
        return count;
    }

    /// A name as it stands in attributes: lower case.
    static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
