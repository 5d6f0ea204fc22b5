package dev.incant.tools.web;

import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.Category;
import dev.incant.kernel.tool.Effects;
import dev.incant.kernel.tool.Example;
import dev.incant.kernel.tool.Field;
import dev.incant.kernel.tool.Fixture;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Parameter;
import dev.incant.kernel.tool.Schema;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.tool.ToolSpec;
import dev.incant.kernel.value.Values;
import dev.incant.tools.web.html.HtmlLinks;
import dev.incant.tools.web.html.HtmlMetadata;
import dev.incant.tools.web.html.HtmlPage;
import dev.incant.tools.web.html.HtmlTables;
import dev.incant.tools.web.html.HtmlText;
import dev.incant.tools.web.html.HtmlToMarkdown;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/// Fetches a page and takes out of it what is asked for.
public final class WebScraper implements Tool {
    private static final ToolSpec SPEC = ToolSpec.of(
                    "web_scraper", Category.WEB, "Fetch a web page and extract text, links, tables or chosen elements.")
            .aliases("scraper")
            .tags(
                    "web",
                    "scrape",
                    "html",
                    "css",
                    "selector",
                    "links",
                    "extract",
                    "robots",
                    "website",
                    "page",
                    "article",
                    "content")
            .phrases(
                    "scrape a web page",
                    "get the text of a website",
                    "extract prices from a page",
                    "list all links of a page",
                    "read a table from a website")
            .defaultOperation(scrape());

    private static Operation scrape() {
        Operation operation = Operation.of("scrape", "Fetch a page and extract from it.")
                .main(RequestParameters.url())
                .optional(Parameter.text("selector", "A CSS selector; the text is taken from what it finds."))
                .optional(Parameter.map(
                        "selectors",
                        "CSS selectors by names of your own; each gives the texts of what it finds.",
                        Schema.string("A CSS selector; SELECTOR@ATTRIBUTE gives an attribute instead.")))
                .optional(Parameter.bool("extract_links", "Whether to list the links.")
                        .otherwise(false))
                .optional(Parameter.bool("extract_images", "Whether to list the images.")
                        .otherwise(false))
                .optional(Parameter.bool("extract_meta", "Whether to read title, OpenGraph and the like.")
                        .otherwise(false))
                .optional(Parameter.bool("extract_tables", "Whether to read the tables.")
                        .otherwise(false))
                .optional(Parameter.text("format", "How the text is written.")
                        .oneOf("text", "markdown")
                        .otherwise("text"))
                .optional(Parameter.bool("respect_robots", "Whether to fetch only what robots.txt allows.")
                        .otherwise(true))
                .optional(Parameter.bool("render", "Whether an installed Chromium runs the page's scripts first.")
                        .alias("wait_for_js")
                        .otherwise(false))
                .optional(Parameter.integer("render_wait_ms", "How long scripts may take when rendering.")
                        .between(0, 60_000)
                        .otherwise(5000L));
        return RequestParameters.fetching(operation, 30)
                .returns(result(), "content")
                .effects(Effects.READ_ONLY_OPEN)
                .timeout(Duration.ofMinutes(2))
                .example(Example.of(
                                "Read prices.",
                                Values.map(
                                        "url",
                                        "${server}/tea",
                                        "selectors",
                                        Values.map("names", "li b", "links", "li a@href")))
                        .with(Fixture.NONE.andRoute(
                                "GET /tea",
                                new Fixture.Answer(
                                        200,
                                        Map.of("Content-Type", "text/html"),
                                        "<title>Tea</title><ul><li><b>Green</b> <a href=/g>3 €</a></ul>")))
                        .givesAtLeast(Values.map(
                                "url",
                                "${server}/tea",
                                "content",
                                Values.map(
                                        "title",
                                        "Tea",
                                        "selected_content",
                                        Values.map(
                                                "names", Values.list("Green"), "links", Values.list("${server}/g"))))))
                .handledBy(WebScraper::scrape);
    }

    private static Schema result() {
        return Schema.object(
                "What was found.",
                Field.of("url", Schema.string("The URL that answered, after redirects.")),
                Field.of("status_code", Schema.integer("The status.")),
                Field.of("charset", Schema.string("The charset that the page was read in.")),
                Field.of("rendered", Schema.bool("Whether its scripts were run.")),
                Field.of(
                        "content",
                        Schema.object(
                                "The content.",
                                Field.of("title", Schema.string("The title, empty for none.")),
                                Field.of("text", Schema.string("The text, as format says.")),
                                Field.of(
                                        "selected_content",
                                        Schema.map(
                                                "What each of selectors found.",
                                                Schema.list("Texts.", Schema.string("A text.")))),
                                Field.optional("links", Schema.list("The links.", HtmlLinks.linkSchema())),
                                Field.optional("images", Schema.list("The images.", HtmlLinks.imageSchema())),
                                Field.optional("tables", Schema.list("The tables.", HtmlTables.schema())),
                                Field.optional("metadata", HtmlMetadata.schema()))));
    }

    @Override
    public ToolSpec spec() {
        return SPEC;
    }

    private static Map<String, @Nullable Object> scrape(Args args, ToolContext context) throws IOException {
        URI uri = OutgoingRequest.absolute(args.string("url"));
        if (args.bool("respect_robots")) {
            Robots.of(uri, OutgoingRequest.timeout(args), context).require(uri);
        }
        Fetched fetched = Fetched.of(OutgoingRequest.fetch("GET", uri, args), args, context)
                .expectSuccess();
        if (!fetched.html()) {
            throw ToolException.failed(fetched.uri() + " is "
                            + (fetched.type().isEmpty() ? "of no said type" : fetched.type()) + ", not HTML")
                    .with("content_type", fetched.type());
        }
        boolean moved = !fetched.uri().equals(uri) && args.bool("respect_robots");
        if (moved) {
            Robots.of(fetched.uri(), OutgoingRequest.timeout(args), context).require(fetched.uri());
        }
        HtmlPage page = args.bool("render")
                ? HtmlPage.of(
                        RenderedPage.of(
                                fetched.uri(),
                                Duration.ofMillis(args.integer("render_wait_ms")),
                                OutgoingRequest.timeout(args),
                                context),
                        "UTF-8",
                        fetched.uri().toString(),
                        context)
                : fetched.page(context);
        return Values.map(
                "url",
                fetched.uri().toString(),
                "status_code",
                fetched.status(),
                "charset",
                page.document().charset().name(),
                "rendered",
                args.bool("render"),
                "content",
                content(page, args, context));
    }

    private static Map<String, @Nullable Object> content(HtmlPage page, Args args, ToolContext context) {
        List<Element> parts =
                page.parts("selector", args.optionalString("selector").orElse(null));
        Map<String, @Nullable Object> selected = Values.map();
        args.stringMap("selectors").forEach((name, selector) -> selected.put(name, selected(page, name, selector)));
        Map<String, @Nullable Object> content = Values.map(
                "title",
                page.document().title(),
                "text",
                args.string("format").equals("markdown")
                        ? HtmlToMarkdown.of(parts, true, context)
                        : HtmlText.of(parts, context),
                "selected_content",
                selected);
        if (args.bool("extract_links")) {
            content.put("links", HtmlLinks.links(parts, false, context));
        }
        if (args.bool("extract_images")) {
            content.put("images", HtmlLinks.images(parts, context));
        }
        if (args.bool("extract_tables")) {
            content.put("tables", HtmlTables.of(parts, context));
        }
        if (args.bool("extract_meta")) {
            content.put("metadata", HtmlMetadata.of(page, context));
        }
        return content;
    }

    /// The texts that a selector finds, or the values of an attribute; URLs absolute.
    private static List<String> selected(HtmlPage page, String name, String selector) {
        int at = selector.lastIndexOf('@');
        boolean attribute = at > 0 && selector.substring(at + 1).matches("[A-Za-z][A-Za-z0-9_:.-]*");
        String css = attribute ? selector.substring(0, at) : selector;
        return page.select("selectors." + name, css).stream()
                .filter(element -> !attribute || element.hasAttr(selector.substring(at + 1)))
                .map(element -> attribute ? HtmlLinks.value(element, selector.substring(at + 1)) : element.text())
                .toList();
    }
}
