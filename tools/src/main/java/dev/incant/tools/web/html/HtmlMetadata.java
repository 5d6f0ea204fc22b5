package dev.incant.tools.web.html;

import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Field;
import dev.incant.kernel.tool.Schema;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.value.Json;
import dev.incant.kernel.value.Values;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/// What a page says of itself: title, description, language, OpenGraph, Twitter cards, JSON-LD, icons, feeds.
public final class HtmlMetadata {
    private HtmlMetadata() {}

    /// What [#of] gives.
    public static Schema schema() {
        Schema said = Schema.any("The content; a list where the name stands there more than once.");
        return Schema.object(
                "What the page says of itself.",
                Field.of("title", Schema.string("The title, empty where there is none.")),
                Field.of("description", Schema.string("The description, of OpenGraph if need be; empty for none.")),
                Field.of("language", Schema.string("The language of the html element, empty where it is not said.")),
                Field.of("charset", Schema.string("The charset the page was read in.")),
                Field.of("author", Schema.string("The author, empty where none is said.")),
                Field.of("keywords", Schema.list("The keywords.", Schema.string("A keyword."))),
                Field.of("robots", Schema.string("What the page asks of robots, empty for nothing.")),
                Field.of("canonical", Schema.string("The canonical URL.").orNull()),
                Field.of("open_graph", Schema.map("OpenGraph properties without og:.", said)),
                Field.of("twitter", Schema.map("Properties of a Twitter card without twitter:.", said)),
                Field.of("meta", Schema.map("All other meta elements by name or property.", said)),
                Field.of("icons", Schema.list("Where the icons are.", Schema.string("A URL."))),
                Field.of(
                        "feeds",
                        Schema.list(
                                "Feeds of the page.",
                                Schema.object(
                                        "A feed.",
                                        Field.of("url", Schema.string("Where it is.")),
                                        Field.of("title", Schema.string("Its title.")),
                                        Field.of("type", Schema.string("Its media type."))))),
                Field.of(
                        "alternates",
                        Schema.list(
                                "The page in other languages.",
                                Schema.object(
                                        "A language.",
                                        Field.of("url", Schema.string("Where it is.")),
                                        Field.of("language", Schema.string("The language, or x-default."))))),
                Field.of("json_ld", Schema.list("JSON-LD blocks, those that are valid JSON.", Schema.any("A block."))),
                Field.of(
                        "headings",
                        Schema.list(
                                "The headings in order.",
                                Schema.object(
                                        "A heading.",
                                        Field.of("level", Schema.integer("From 1 to 6.")),
                                        Field.of("text", Schema.string("Its text."))))));
    }

    /// Reads it.
    public static Map<String, @Nullable Object> of(HtmlPage page, ToolContext context) {
        Document document = page.document();
        Map<String, List<@Nullable Object>> graph = new LinkedHashMap<>();
        Map<String, List<@Nullable Object>> twitter = new LinkedHashMap<>();
        Map<String, List<@Nullable Object>> meta = new LinkedHashMap<>();
        for (Element element : document.select("meta[content]")) {
            context.checkCancelled();
            String name = HtmlText.lower(
                    element.hasAttr("property")
                            ? element.attr("property")
                            : element.hasAttr("name") ? element.attr("name") : element.attr("http-equiv"));
            String content = element.attr("content").strip();
            if (name.startsWith("og:")) {
                add(graph, name.substring(3), content);
            } else if (name.startsWith("twitter:")) {
                add(twitter, name.substring(8), content);
            } else if (!name.isEmpty()) {
                add(meta, name, content);
            }
        }
        String description = first(meta, "description");
        Element root = document.selectFirst("html");
        Element canonical = document.selectFirst("link[rel~=(?i)(^|\\s)canonical(\\s|$)][href]");
        return Values.map(
                "title",
                document.title().isEmpty() ? first(graph, "title") : document.title(),
                "description",
                description.isEmpty() ? first(graph, "description") : description,
                "language",
                root == null ? "" : root.attr("lang"),
                "charset",
                document.charset().name(),
                "author",
                first(meta, "author"),
                "keywords",
                Arrays.stream(first(meta, "keywords").split(","))
                        .map(String::strip)
                        .filter(word -> !word.isEmpty())
                        .toList(),
                "robots",
                first(meta, "robots"),
                "canonical",
                canonical == null ? null : HtmlLinks.absolute(canonical, "href"),
                "open_graph",
                plain(graph),
                "twitter",
                plain(twitter),
                "meta",
                plain(meta),
                "icons",
                linked(document, "icon").stream()
                        .map(icon -> HtmlLinks.absolute(icon, "href"))
                        .toList(),
                "feeds",
                feeds(document),
                "alternates",
                linked(document, "alternate").stream()
                        .filter(link -> link.hasAttr("hreflang"))
                        .map(link ->
                                Values.map("url", HtmlLinks.absolute(link, "href"), "language", link.attr("hreflang")))
                        .toList(),
                "json_ld",
                jsonLd(document),
                "headings",
                document.select("h1, h2, h3, h4, h5, h6").stream()
                        .map(heading ->
                                Values.map("level", heading.normalName().charAt(1) - '0', "text", heading.text()))
                        .toList());
    }

    private static List<Element> linked(Document document, String rel) {
        return document.select("link[rel~=(?i)(^|\\s)" + rel + "(\\s|$)][href]");
    }

    private static List<Map<String, @Nullable Object>> feeds(Document document) {
        return linked(document, "alternate").stream()
                .filter(link -> HtmlText.lower(link.attr("type")).matches("application/((rss|atom)\\+xml|feed\\+json)"))
                .map(link -> Values.map(
                        "url",
                        HtmlLinks.absolute(link, "href"),
                        "title",
                        link.attr("title"),
                        "type",
                        HtmlText.lower(link.attr("type"))))
                .toList();
    }

    private static List<@Nullable Object> jsonLd(Document document) {
        List<@Nullable Object> blocks = new ArrayList<>();
        for (Element script : document.select("script[type=application/ld+json]")) {
            try {
                blocks.add(Json.parse(script.data()));
            } catch (ToolException e) {
                // A block that is no JSON says nothing; browsers and search engines leave it out too.
            }
        }
        return blocks;
    }

    private static void add(Map<String, List<@Nullable Object>> map, String name, String content) {
        map.computeIfAbsent(name, _ -> new ArrayList<>()).add(content);
    }

    private static String first(Map<String, List<@Nullable Object>> map, String name) {
        List<@Nullable Object> values = map.get(name);
        return values == null ? "" : String.valueOf(values.getFirst());
    }

    /// Lists of one item as that item.
    private static Map<String, @Nullable Object> plain(Map<String, List<@Nullable Object>> map) {
        Map<String, @Nullable Object> plain = new LinkedHashMap<>();
        map.forEach((name, values) -> plain.put(name, values.size() == 1 ? values.getFirst() : values));
        return plain;
    }
}
