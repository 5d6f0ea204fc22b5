package dev.incant.mcp.server;

import dev.incant.mcp.agent.AgentCall;
import dev.incant.mcp.agent.AgentResult;
import dev.incant.mcp.agent.AgentState;
import dev.incant.mcp.agent.AgentTool;
import dev.incant.mcp.agent.AgentTools;
import dev.incant.mcp.protocol.Changes;
import dev.incant.mcp.protocol.Content;
import dev.incant.mcp.protocol.Exchange;
import dev.incant.mcp.protocol.ResourceSource;
import dev.incant.mcp.protocol.ToolResult;
import dev.incant.mcp.protocol.ToolSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The tools of one client, as the protocol sees them, and what it keeps. Closes them.
final class AgentToolSource implements ToolSource {
    private final AgentTools tools;
    private final @Nullable StateResources resources;

    /// @param changes is told of changes of what the client keeps
    AgentToolSource(AgentTools tools, Changes changes) {
        this.tools = tools;
        AgentState state = tools.state();
        this.resources = state == null ? null : new StateResources(state);
        if (state != null) {
            state.listen((scope, key, list) -> {
                changes.tell(new Changes.Change.Updated(StateResources.uri(scope, key), this));
                if (list) {
                    changes.tell(new Changes.Change.Resources(this));
                }
            });
        }
    }

    @Override
    public @Nullable ResourceSource resources() {
        return resources;
    }

    @Override
    public List<AgentTool> list() {
        return tools.list();
    }

    @Override
    public ToolResult call(String name, Map<String, @Nullable Object> arguments, Exchange exchange) {
        Consumer<ToolResult> standby = exchange.standby();
        return result(tools.call(
                name,
                arguments,
                new AgentCall(
                        exchange.sender().name(),
                        exchange.progress(),
                        exchange.cancellation(),
                        new GrantQuestions(exchange),
                        standby == null ? null : late -> standby.accept(result(late)))));
    }

    private static ToolResult result(AgentResult result) {
        List<Content> content = new ArrayList<>();
        for (AgentResult.Part part : result.content()) {
            content.add(
                    switch (part) {
                        case AgentResult.Text text -> new Content.Text(text.text(), text.untrusted());
                        case AgentResult.Image image -> new Content.Image(image.data(), image.mimeType());
                        case AgentResult.Audio audio -> new Content.Audio(audio.data(), audio.mimeType());
                        case AgentResult.Link link ->
                            new Content.Link(link.uri(), link.name(), link.mimeType(), link.size());
                    });
        }
        return new ToolResult(content, result.structured(), result.failed());
    }

    @Override
    public void close() {
        tools.close();
    }
}
