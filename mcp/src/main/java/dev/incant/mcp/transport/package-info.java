/// What brings messages to a [dev.incant.mcp.protocol.McpServer] and takes its answers away: standard streams
/// ([StdioTransport]) and streamable HTTP ([HttpTransport]).
@NullMarked
package dev.incant.mcp.transport;

import org.jspecify.annotations.NullMarked;
