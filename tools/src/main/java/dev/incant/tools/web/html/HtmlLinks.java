package dev.incant.tools.web.html;

import dev.incant.kernel.tool.Field;
import dev.incant.kernel.tool.Schema;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.value.Values;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/// The links and images of a page.
public final class HtmlLinks {
    private HtmlLinks() {}

    /// What [#links] gives for each.
    public static Schema linkSchema() {
        return Schema.object(
                "A link.",
                Field.of("url", Schema.string("Where it leads; absolute where the page's own URL is known.")),
                Field.of("text", Schema.string("What can be read of it, or the text of an image in it.")),
                Field.of("title", Schema.string("Its title, empty where there is none.")),
                Field.of(
                        "kind",
                        Schema.oneOf(
                                "Where it leads: to this host, to another, within the page, or neither.",
                                "internal",
                                "external",
                                "anchor",
                                "mail",
                                "phone",
                                "script",
                                "other")),
                Field.of("nofollow", Schema.bool("Whether rel says nofollow, ugc or sponsored.")));
    }

    /// What [#images] gives for each.
    public static Schema imageSchema() {
        return Schema.object(
                "An image.",
                Field.of("url", Schema.string("Where it is; absolute where the page's own URL is known.")),
                Field.of("alt", Schema.string("The text that stands for it, empty where there is none.")),
                Field.of("title", Schema.string("Its title, empty where there is none.")),
                Field.of(
                        "width", Schema.string("The width as the page says it.").orNull()),
                Field.of(
                        "height",
                        Schema.string("The height as the page says it.").orNull()));
    }

    /// All `a` and `area` elements with a target, in order.
    ///
    /// @param unique whether a target that was seen before is left out
    public static List<@Nullable Object> links(List<Element> parts, boolean unique, ToolContext context) {
        List<@Nullable Object> links = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Element part : parts) {
            for (Element link : part.select("a[href], area[href]")) {
                context.checkCancelled();
                String url = absolute(link, "href");
                if (!unique || seen.add(url)) {
                    links.add(link(link, url));
                }
            }
        }
        return links;
    }

    private static Map<String, @Nullable Object> link(Element link, String url) {
        String text = link.text();
        Element image = text.isEmpty() ? link.selectFirst("img[alt]") : null;
        String rel = " " + HtmlText.lower(link.attr("rel")) + " ";
        return Values.map(
                "url",
                url,
                "text",
                image != null ? image.attr("alt") : text.isEmpty() ? link.attr("alt") : text,
                "title",
                link.attr("title"),
                "kind",
                kind(link, url),
                "nofollow",
                rel.contains(" nofollow ") || rel.contains(" ugc ") || rel.contains(" sponsored "));
    }

    private static String kind(Element link, String url) {
        if (link.attr("href").strip().startsWith("#")) {
            return "anchor";
        }
        int colon = url.indexOf(':');
        String scheme = colon < 0 ? "" : url.substring(0, colon).toLowerCase(Locale.ROOT);
        return switch (scheme) {
            case "mailto" -> "mail";
            case "tel", "sms" -> "phone";
            case "javascript" -> "script";
            case "http", "https" -> host(url).equals(host(link.baseUri())) ? "internal" : "external";
            default -> relative(url) ? "internal" : "other";
        };
    }

    private static boolean relative(String url) {
        int colon = url.indexOf(':');
        int end = url.length();
        for (char c : new char[] {'/', '?', '#'}) {
            int at = url.indexOf(c);
            end = at >= 0 ? Math.min(end, at) : end;
        }
        return colon < 0 || colon > end;
    }

    private static String host(String url) {
        try {
            String host = new URI(url).getRawAuthority();
            return host == null ? "" : host.toLowerCase(Locale.ROOT);
        } catch (URISyntaxException e) {
            int start = url.indexOf("//") + 2;
            int end = start;
            while (start > 1 && end < url.length() && "/?#\\".indexOf(url.charAt(end)) < 0) {
                end++;
            }
            return url.substring(Math.min(start, end), end).toLowerCase(Locale.ROOT);
        }
    }

    /// All `img` elements with a source, in order.
    public static List<@Nullable Object> images(List<Element> parts, ToolContext context) {
        List<@Nullable Object> images = new ArrayList<>();
        for (Element part : parts) {
            for (Element image : part.select("img[src], input[type=image][src]")) {
                context.checkCancelled();
                images.add(Values.map(
                        "url",
                        absolute(image, "src"),
                        "alt",
                        image.attr("alt"),
                        "title",
                        image.attr("title"),
                        "width",
                        image.hasAttr("width") ? image.attr("width") : null,
                        "height",
                        image.hasAttr("height") ? image.attr("height") : null));
            }
        }
        return images;
    }

    /// The value of an attribute as an absolute URL where that can be, else as it stands.
    static String absolute(Element element, String attribute) {
        String absolute = element.absUrl(attribute);
        return absolute.isEmpty() ? element.attr(attribute).strip() : absolute;
    }

    /// The value of an attribute; absolute where it is a URL by its name.
    public static String value(Element element, String attribute) {
        return switch (attribute.toLowerCase(Locale.ROOT)) {
            case "href", "src", "action", "cite", "poster", "data" -> absolute(element, attribute);
            default -> element.attr(attribute);
        };
    }
}
