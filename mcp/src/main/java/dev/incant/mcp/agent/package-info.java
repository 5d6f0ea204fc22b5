/// What an agent gets of a kernel, in words that know nothing of a protocol: the tools of an MCP server, either all of
/// the kernel's or three that find, describe and script them. Read [AgentTools] first. May use `kernel` and `script`.
@NullMarked
package dev.incant.mcp.agent;

import org.jspecify.annotations.NullMarked;
