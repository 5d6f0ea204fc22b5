package dev.incant.tools.web.html;

import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Field;
import dev.incant.kernel.tool.Schema;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.value.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/// Elements as plain values.
public final class SelectedElements {
    private SelectedElements() {}

    /// What [#of] gives.
    public static Schema schema() {
        return Schema.object(
                "What was found.",
                Field.of("count", Schema.integer("How many elements match.")),
                Field.of("truncated", Schema.bool("Whether there are more than were returned.")),
                Field.of(
                        "elements",
                        Schema.list(
                                "The elements in order.",
                                Schema.object(
                                        "An element.",
                                        Field.of("tag", Schema.string("Its name.")),
                                        Field.of("text", Schema.string("Its text, white space collapsed.")),
                                        Field.of("html", Schema.string("The HTML inside of it.")),
                                        Field.of(
                                                "attributes",
                                                Schema.map("Its attributes.", Schema.string("A value.")))))));
    }

    /// The first of the elements.
    ///
    /// @throws ToolException `limit_exceeded` when they add up to more than a call may give
    public static Map<String, @Nullable Object> of(List<Element> found, int limit, ToolContext context) {
        List<@Nullable Object> elements = new ArrayList<>();
        long size = 0;
        for (Element element : found.subList(0, Math.min(limit, found.size()))) {
            context.checkCancelled();
            Map<String, @Nullable Object> attributes = Values.map();
            for (Attribute attribute : element.attributes()) {
                attributes.put(attribute.getKey(), attribute.getValue());
            }
            String text = element.text();
            String html = element.html();
            size += text.length() + (long) html.length();
            if (size > context.limits().output()) {
                throw ToolException.limitExceeded("the " + found.size()
                                + " elements hold more text than a call may give; use a narrower selector or a limit")
                        .with("limit", context.limits().output());
            }
            elements.add(Values.map("tag", element.normalName(), "text", text, "html", html, "attributes", attributes));
        }
        return Values.map("count", found.size(), "truncated", found.size() > limit, "elements", elements);
    }
}
