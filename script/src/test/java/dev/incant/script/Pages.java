package dev.incant.script;

import dev.incant.kernel.tool.Category;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Parameter;
import dev.incant.kernel.tool.Schema;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.tool.ToolSpec;
import dev.incant.kernel.value.Values;

/// A tool whose name the reference system writes with `-`.
final class Pages implements Tool {
    private static final ToolSpec SPEC = ToolSpec.of("web_scraper", Category.WEB, "Read a page.")
            .aliases("web-scraper", "page-reader")
            .tags("html")
            .phrases("read a page")
            .operation(Operation.of("scrape", "Read a page.")
                    .main(Parameter.text("url", "The page."))
                    .optional(
                            Parameter.bool("links", "Whether to gather links.").otherwise(false))
                    .returns(Schema.any("What was found."))
                    .handledBy((args, context) -> Values.map("url", args.string("url"), "links", Values.list())));

    @Override
    public ToolSpec spec() {
        return SPEC;
    }
}
