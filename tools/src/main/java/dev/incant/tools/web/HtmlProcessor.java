package dev.incant.tools.web;

import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.Category;
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
import dev.incant.tools.web.html.SelectedElements;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Takes HTML apart: given as text or in a file, read as browsers read it.
public final class HtmlProcessor implements Tool {
    private static final String CAPITALS =
            "<table><tr><th>City</th><th>People</th></tr><tr><td>Paris</td><td>2.1 M</td></tr></table>";

    private static final ToolSpec SPEC = ToolSpec.of(
                    "html_processor", Category.WEB, "Select from HTML, or turn it into text, tables or Markdown.")
            .aliases("html")
            .tags(
                    "html",
                    "css",
                    "selector",
                    "markdown",
                    "table",
                    "links",
                    "parse",
                    "opengraph",
                    "dom",
                    "markup",
                    "href",
                    "meta")
            .phrases(
                    "turn html into markdown",
                    "extract a table from a web page",
                    "find elements by css selector",
                    "list the links of an html file",
                    "get plain text out of html",
                    "read the title and the OpenGraph data in this html",
                    "make readable text of a page's html")
            .operation(select())
            .operation(text())
            .operation(links())
            .operation(tables())
            .operation(toMarkdown())
            .operation(metadata());

    private static Operation source(Operation operation) {
        return operation
                .mainOptional(Parameter.text("html", "The HTML.").alias("input", "content"))
                .optional(Parameter.path("file", "A file that holds the HTML; its charset is found in it.")
                        .alias("input_file", "path")
                        .needs(Permission.READ))
                .optional(Parameter.text("base_url", "The URL that relative ones start at.")
                        .alias("url")
                        .otherwise(""));
    }

    private static Parameter within(String meaning) {
        return Parameter.text("selector", meaning).alias("css");
    }

    private static Operation select() {
        return source(Operation.of("select", "Find elements by a CSS selector."))
                .required(within("The CSS selector."))
                .optional(Parameter.integer("limit", "How many elements to return at most.")
                        .alias("max_results")
                        .between(1, 100_000)
                        .otherwise(1000L))
                .returns(SelectedElements.schema(), "elements")
                .readOnly()
                .example(
                        "Find the price.",
                        Map.of("html", "<p>Tea <b class=price>3 €</b></p>", "selector", "b.price"),
                        Values.map(
                                "count",
                                1,
                                "truncated",
                                false,
                                "elements",
                                Values.list(Values.map(
                                        "tag",
                                        "b",
                                        "text",
                                        "3 €",
                                        "html",
                                        "3 €",
                                        "attributes",
                                        Map.of("class", "price")))))
                .handledBy((args, context) -> SelectedElements.of(
                        page(args, context).select("selector", args.string("selector")),
                        args.intValue("limit"),
                        context));
    }

    private static Operation text() {
        return source(Operation.of("text", "Give the text as a reader sees it."))
                .optional(within("Which parts to take; all of the body otherwise."))
                .returns(
                        Schema.object(
                                "The text.",
                                Field.of("text", Schema.string("The text, blocks on lines of their own.")),
                                Field.of("title", Schema.string("The page's title.")),
                                Field.of("words", Schema.integer("How many words the text has."))),
                        "text")
                .readOnly()
                .example(
                        "Leave out what is not for reading.",
                        Map.of("html", "<title>T</title><h1>Hi</h1><script>x()</script><p>One <b>two</b></p>"),
                        Values.map("text", "Hi\n\nOne two", "title", "T", "words", 3))
                .handledBy((args, context) -> {
                    HtmlPage page = page(args, context);
                    String text = HtmlText.of(page.parts("selector", selector(args)), context);
                    return Values.map("text", text, "title", page.document().title(), "words", HtmlText.words(text));
                });
    }

    private static Operation links() {
        return source(Operation.of("links", "List the links and where they lead."))
                .optional(within("Which parts to take; all of the body otherwise."))
                .optional(Parameter.bool("unique", "Whether to name each target once.")
                        .otherwise(false))
                .returns(Schema.list("The links in order.", HtmlLinks.linkSchema()))
                .readOnly()
                .example(
                        "List links as full URLs.",
                        Map.of("html", "<a href='/a'>A</a>", "base_url", "https://example.org/x"),
                        Values.list(Values.map(
                                "url",
                                "https://example.org/a",
                                "text",
                                "A",
                                "title",
                                "",
                                "kind",
                                "internal",
                                "nofollow",
                                false)))
                .handledBy((args, context) -> HtmlLinks.links(
                        page(args, context).parts("selector", selector(args)), args.bool("unique"), context));
    }

    private static Operation tables() {
        return source(Operation.of("tables", "Read tables as rows; cells that span are repeated."))
                .optional(within("Which parts to take; all of the body otherwise."))
                .returns(Schema.list("The tables in order.", HtmlTables.schema()))
                .readOnly()
                .example(
                        "Read a table.",
                        Map.of("html", CAPITALS),
                        Values.list(Values.map(
                                "caption",
                                "",
                                "headers",
                                Values.list("City", "People"),
                                "rows",
                                Values.list(Values.list("Paris", "2.1 M")))))
                .handledBy((args, context) ->
                        HtmlTables.of(page(args, context).parts("selector", selector(args)), context));
    }

    private static Operation toMarkdown() {
        return source(Operation.of("to_markdown", "Turn HTML into Markdown with tables."))
                .optional(within("Which parts to take; all of the body otherwise."))
                .optional(Parameter.bool("links", "Whether to keep links and images rather than their text only.")
                        .otherwise(true))
                .returns(Schema.string("The Markdown."))
                .readOnly()
                .example(
                        "Turn a page into Markdown.",
                        Map.of("html", "<h1>Tea</h1><ul><li><a href='/g'>green</a><li><b>black</b></ul>" + CAPITALS),
                        """
                        # Tea

                        - [green](/g)
                        - **black**

                        | City | People |
                        | --- | --- |
                        | Paris | 2.1 M |""")
                .handledBy((args, context) -> HtmlToMarkdown.of(
                        page(args, context).parts("selector", selector(args)), args.bool("links"), context));
    }

    private static Operation metadata() {
        return source(Operation.of("metadata", "Read what a page says of itself: title, OpenGraph, JSON-LD, feeds."))
                .returns(HtmlMetadata.schema())
                .readOnly()
                .example(Example.of("Read a file's metadata.", Map.of("file", "page.html"))
                        .with(Fixture.file(
                                "page.html",
                                "<html lang=en><title>Tea</title><meta name=description content='On tea.'>"
                                        + "<meta property='og:type' content=article>"))
                        .givesAtLeast(Values.map(
                                "title",
                                "Tea",
                                "description",
                                "On tea.",
                                "language",
                                "en",
                                "open_graph",
                                Map.of("type", "article"))))
                .handledBy((args, context) -> HtmlMetadata.of(page(args, context), context));
    }

    @Override
    public ToolSpec spec() {
        return SPEC;
    }

    private static @Nullable String selector(Args args) {
        return args.optionalString("selector").orElse(null);
    }

    private static HtmlPage page(Args args, ToolContext context) {
        if (args.given("html") == args.given("file")) {
            throw ToolException.invalidParams("give one of html and file");
        }
        String base = args.string("base_url");
        return args.given("html")
                ? HtmlPage.of(args.string("html"), base, context)
                : HtmlPage.of(context.files().read(args.string("file")), null, base, context);
    }
}
