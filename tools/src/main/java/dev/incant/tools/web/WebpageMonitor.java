package dev.incant.tools.web;

import dev.incant.kernel.tool.Category;
import dev.incant.kernel.tool.Effects;
import dev.incant.kernel.tool.Example;
import dev.incant.kernel.tool.Field;
import dev.incant.kernel.tool.Fixture;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Parameter;
import dev.incant.kernel.tool.Schema;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.tool.ToolSpec;
import dev.incant.kernel.value.Values;
import java.time.Duration;
import java.util.Map;

/// Tells whether a page has changed: against what the caller kept, or against what this tool kept of the last check.
public final class WebpageMonitor implements Tool {
    private static final ToolSpec SPEC = ToolSpec.of(
                    "webpage_monitor", Category.WEB, "Check whether a web page has changed, and show what.")
            .aliases("page_monitor")
            .tags(
                    "web",
                    "monitor",
                    "change",
                    "diff",
                    "watch",
                    "snapshot",
                    "website",
                    "page",
                    "alert",
                    "update",
                    "price")
            .phrases(
                    "check whether a page changed",
                    "monitor a website for changes",
                    "compare a web page with an earlier version",
                    "watch a price on a page",
                    "has the text at this url been modified")
            .defaultOperation(check());

    private static Operation check() {
        Operation operation = Operation.of(
                        "check", "Compare a page with previous_content, else with what the last check kept of it.")
                .main(RequestParameters.url())
                .optional(Parameter.text("previous_content", "What content held at an earlier check."))
                .optional(Parameter.text(
                        "selector", "The CSS selector of the parts to compare; all of the body" + " otherwise."))
                .optional(Parameter.text("compare", "What to compare: the text that can be read, or the HTML.")
                        .oneOf("text", "html")
                        .otherwise("text"))
                .optional(Parameter.bool(
                                "ignore_whitespace",
                                "Whether lines that differ in white space only are the"
                                        + " same, and empty lines nothing.")
                        .otherwise(true))
                .optional(Parameter.integer("context_lines", "How many unchanged lines to show around changes.")
                        .between(0, 100)
                        .otherwise(3L))
                .optional(Parameter.text(
                                "key",
                                "The name to keep the content under; of URL, selector and compare" + " otherwise.")
                        .atMost(500))
                .optional(Parameter.bool(
                        "store",
                        "Whether to keep the content for the next check; it does unless"
                                + " previous_content is given."));
        return RequestParameters.fetching(operation, 30)
                .returns(result(), "diff")
                .effects(new Effects(false, false, false, true))
                .timeout(Duration.ofMinutes(2))
                .example(Example.of(
                                "See what changed.",
                                Values.map(
                                        "url",
                                        "${server}/tea",
                                        "selector",
                                        ".price",
                                        "previous_content",
                                        "Green 3 €\nBlack 4 €"))
                        .with(Fixture.NONE.andRoute(
                                "GET /tea",
                                new Fixture.Answer(
                                        200,
                                        Map.of("Content-Type", "text/html; charset=utf-8"),
                                        "<p class=price>Green 3 €<p class=price>Black 5 €<p>Ad 17")))
                        .givesAtLeast(Values.map(
                                "has_changes",
                                true,
                                "change_count",
                                1,
                                "changes",
                                Values.list(Values.map(
                                        "type",
                                        "modification",
                                        "old_line",
                                        2,
                                        "new_line",
                                        2,
                                        "old",
                                        "Black 4 €",
                                        "new",
                                        "Black 5 €")),
                                "content",
                                "Green 3 €\nBlack 5 €")))
                .handledBy((args, context) -> new PageCheck(args, context).run());
    }

    private static Schema result() {
        return Schema.object(
                "The comparison.",
                Field.of("url", Schema.string("The URL that answered, after redirects.")),
                Field.of("has_changes", Schema.bool("Whether it has changed; false at the first check.")),
                Field.of("first_check", Schema.bool("Whether there was nothing to compare with.")),
                Field.of("change_count", Schema.integer("How many places changed.")),
                Field.of(
                        "changes",
                        Schema.list(
                                "The places in order.",
                                Schema.object(
                                        "A place.",
                                        Field.of(
                                                "type",
                                                Schema.oneOf("What happened.", "addition", "deletion", "modification")),
                                        Field.of("old_line", Schema.integer("The line in the earlier content.")),
                                        Field.of("new_line", Schema.integer("The line in the content.")),
                                        Field.of("old", Schema.string("What was there, lines apart.")),
                                        Field.of("new", Schema.string("What is there, lines apart."))))),
                Field.of("diff", Schema.string("The changes as a unified diff, empty for none.")),
                Field.of("content", Schema.string("What was compared, to be given as previous_content later.")),
                Field.of("stored", Schema.bool("Whether the content was kept for the next check.")),
                Field.of("checked_at", Schema.string("When this check was.")),
                Field.of(
                        "previous_check",
                        Schema.string("When the content compared with was kept.")
                                .orNull()));
    }

    @Override
    public ToolSpec spec() {
        return SPEC;
    }
}
