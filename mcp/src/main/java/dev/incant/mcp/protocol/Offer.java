package dev.incant.mcp.protocol;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What a server has to offer. Only what is there is advertised.
///
/// @param name the server's name on the wire
/// @param title its name for people
/// @param instructions for the model, how to use it
/// @param tools makes the tools of one client, which belong to that client alone and are closed with it
/// @param resources for all clients; null for none
/// @param prompts for all clients; null for none
/// @param logging whether tools write to the client's log
/// @param changes tells of changes
public record Offer(
        String name,
        String title,
        String version,
        String instructions,
        Supplier<ToolSource> tools,
        @Nullable ResourceSource resources,
        @Nullable PromptSource prompts,
        boolean logging,
        Changes changes) {}
