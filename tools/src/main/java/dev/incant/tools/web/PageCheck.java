package dev.incant.tools.web;

import dev.incant.kernel.capability.ToolState;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.value.Values;
import dev.incant.tools.web.html.HtmlPage;
import dev.incant.tools.web.html.HtmlText;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/// One check of a page against an earlier content.
final class PageCheck {
    /// The longest content that is kept, in UTF-16 units.
    private static final int MAX_KEPT = 4 << 20;

    private final Args args;
    private final ToolContext context;
    private final URI uri;
    private final String key;

    PageCheck(Args args, ToolContext context) {
        this.args = args;
        this.context = context;
        this.uri = OutgoingRequest.absolute(args.string("url"));
        this.key = "page:"
                + args.optionalString("key")
                        .orElseGet(() -> uri + " " + args.string("compare") + " "
                                + args.optionalString("selector").orElse(""));
    }

    Map<String, @Nullable Object> run() throws IOException {
        Fetched fetched = Fetched.of(OutgoingRequest.fetch("GET", uri, args), args, context)
                .expectSuccess();
        String content = content(fetched);
        boolean given = args.given("previous_content");
        Optional<ToolState.Entry> kept =
                given ? Optional.empty() : context.state().get(key);
        Map<?, ?> snapshot = kept.isPresent() && kept.get().value() instanceof Map<?, ?> map ? map : Map.of();
        Object previous = given ? args.string("previous_content") : snapshot.get("content");
        boolean ignoring = args.bool("ignore_whitespace");
        String now = lines(content, ignoring);
        PageChanges changes =
                PageChanges.of(previous == null ? now : lines(previous.toString(), ignoring), now, context);
        List<@Nullable Object> places = changes.list();
        boolean store = args.has("store") ? args.bool("store") : !given;
        String time = context.clock().instant().toString();
        if (store) {
            keep(content, time);
        }
        return Values.map(
                "url",
                fetched.uri().toString(),
                "has_changes",
                !places.isEmpty(),
                "first_check",
                previous == null,
                "change_count",
                places.size(),
                "changes",
                places,
                "diff",
                changes.unified(args.intValue("context_lines")),
                "content",
                content,
                "stored",
                store,
                "checked_at",
                time,
                "previous_check",
                snapshot.get("at"));
    }

    private void keep(String content, String now) {
        if (content.length() > MAX_KEPT) {
            throw ToolException.limitExceeded("the content is longer than the " + MAX_KEPT
                            + " characters that are kept; use a narrower selector or store = false")
                    .with("limit", (long) MAX_KEPT);
        }
        context.state().set(key, Values.map("content", content, "at", now), null);
    }

    private String content(Fetched fetched) {
        String selector = args.optionalString("selector").orElse(null);
        if (!fetched.html()) {
            if (selector != null) {
                throw ToolException.invalidParams(
                        "selector: " + fetched.uri() + " is " + fetched.type() + ", in which nothing can be selected");
            }
            String text = IncomingResponse.text(
                    fetched.body(), fetched.header("Content-Type").orElse("").toLowerCase(java.util.Locale.ROOT));
            if (text == null) {
                throw ToolException.failed(fetched.uri() + " is " + fetched.type() + ", not text");
            }
            return text.strip();
        }
        HtmlPage page = fetched.page(context);
        List<Element> parts = page.parts("selector", selector);
        if (args.string("compare").equals("text")) {
            return HtmlText.of(parts, context).replace("\n\n", "\n");
        }
        StringBuilder html = new StringBuilder();
        for (Element part : parts) {
            context.checkCancelled();
            html.append(html.isEmpty() ? "" : "\n").append(part.outerHtml());
        }
        return html.toString();
    }

    /// The lines to compare, each with one kind of line end.
    private static String lines(String text, boolean ignoring) {
        StringBuilder lines = new StringBuilder();
        for (String line : text.split("\\R", -1)) {
            String kept = ignoring ? String.join(" ", line.strip().split("\\s+")) : line;
            if (!ignoring || !kept.isEmpty()) {
                lines.append(kept).append('\n');
            }
        }
        return lines.toString();
    }
}
