/// What a kernel offers by MCP: its tools in the shape of [dev.incant.mcp.agent.AgentTools], granted files and the
/// pages of tools as resources, and folders of Markdown as prompts. Read [KernelOffer] first.
@NullMarked
package dev.incant.mcp.server;

import org.jspecify.annotations.NullMarked;
