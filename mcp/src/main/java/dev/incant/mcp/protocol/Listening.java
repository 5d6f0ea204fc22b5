package dev.incant.mcp.protocol;

import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.value.Values;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What one stream of changes agreed to carry (modern).
///
/// @param uris of the resources it watches
/// @param tasks those it tells of
/// @param watches to be closed with it
record Listening(
        Client client,
        boolean tools,
        boolean prompts,
        boolean resources,
        Set<String> uris,
        Set<Tasks.Task> tasks,
        List<AutoCloseable> watches)
        implements AutoCloseable {
    /// Agrees to what can be told, out of what is asked for.
    static Listening of(Offer offer, Client client, McpRequest.Listen asked) {
        PromptSource prompts = offer.prompts();
        ResourceSource resources = client.resources(offer.resources());
        Listening listening = new Listening(
                client,
                asked.tools() && client.tools().changes(),
                asked.prompts() && prompts != null && prompts.changes(),
                asked.resources() && resources != null && resources.changes(),
                new LinkedHashSet<>(),
                new LinkedHashSet<>(),
                new ArrayList<>());
        if (resources != null && resources.watchable()) {
            for (String uri : asked.uris()) {
                listening.watch(resources, uri);
            }
        }
        for (String id : asked.tasks()) {
            Tasks.Task task = client.tasks().lookUp(id);
            if (task != null) {
                listening.tasks.add(task);
            }
        }
        return listening;
    }

    private void watch(ResourceSource resources, String uri) {
        try {
            if (uris.size() < Client.MOST_WATCHED && !uris.contains(uri)) {
                watches.add(client.watching(resources, uri));
                uris.add(uri);
            }
        } catch (ToolException _) {
            // What cannot be watched is missing in the acknowledgement.
        }
    }

    Map<String, @Nullable Object> acknowledged() {
        Map<String, @Nullable Object> map = Values.map();
        if (tools) {
            map.put("toolsListChanged", true);
        }
        if (prompts) {
            map.put("promptsListChanged", true);
        }
        if (resources) {
            map.put("resourcesListChanged", true);
        }
        if (!uris.isEmpty()) {
            map.put("resourceSubscriptions", List.copyOf(uris));
        }
        if (!tasks.isEmpty()) {
            map.put("taskIds", tasks.stream().map(Tasks.Task::id).toList());
        }
        return map;
    }

    boolean wants(Changes.Change change) {
        return switch (change) {
            case Changes.Change.Tools _ -> tools;
            case Changes.Change.Prompts _ -> prompts;
            case Changes.Change.Resources changed -> resources && client.owns(changed.owner());
            case Changes.Change.Updated updated -> client.owns(updated.owner()) && uris.contains(updated.uri());
            case Changes.Change.TaskState state -> tasks.contains(state.task());
        };
    }

    @Override
    public void close() {
        watches.forEach(Client::release);
    }
}
