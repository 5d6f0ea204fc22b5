package dev.incant.mcp.protocol;

import dev.incant.kernel.value.Values;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a server says it can do: what is offered, and nothing else.
final class Capabilities {
    private Capabilities() {}

    static Map<String, @Nullable Object> modern(Offer offer, Client client) {
        Map<String, @Nullable Object> map = common(offer, client);
        if (completes(offer, client)) {
            map.put("completions", Map.of());
        }
        map.put("extensions", Values.map(Sender.TASKS, Map.of()));
        return map;
    }

    static Map<String, @Nullable Object> legacy(Offer offer, Client client, String revision) {
        Map<String, @Nullable Object> map = common(offer, client);
        if (completes(offer, client) && revision.compareTo(Revision.ANNOTATED) >= 0) {
            map.put("completions", Map.of());
        }
        if (revision.compareTo(Revision.LEGACY) >= 0) {
            map.put(
                    "tasks",
                    Values.map(
                            "list",
                            Map.of(),
                            "cancel",
                            Map.of(),
                            "requests",
                            Values.map("tools", Values.map("call", Map.of()))));
        }
        return map;
    }

    private static boolean completes(Offer offer, Client client) {
        return offer.prompts() != null || client.resources(offer.resources()) != null;
    }

    private static Map<String, @Nullable Object> common(Offer offer, Client client) {
        Map<String, @Nullable Object> map =
                Values.map("tools", changes(client.tools().changes()));
        ResourceSource resources = client.resources(offer.resources());
        if (resources != null) {
            Map<String, @Nullable Object> can = changes(resources.changes());
            if (resources.watchable()) {
                can.put("subscribe", true);
            }
            map.put("resources", can);
        }
        PromptSource prompts = offer.prompts();
        if (prompts != null) {
            map.put("prompts", changes(prompts.changes()));
        }
        if (offer.logging()) {
            map.put("logging", Map.of());
        }
        return map;
    }

    private static Map<String, @Nullable Object> changes(boolean changes) {
        return changes ? Values.map("listChanged", true) : Values.map();
    }
}
