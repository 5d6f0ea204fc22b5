/// The Model Context Protocol, client's side: [McpClient] speaks to one server, in the dialect that the server knows,
/// over a [Channel]: the streams of a child process ([ChildChannel]) or streamable HTTP ([HttpChannel]). Knows nothing
/// of tools of the kernel; what becomes of a server's tools is told in `dev.incant.mcp.remote`.
@NullMarked
package dev.incant.mcp.client;

import org.jspecify.annotations.NullMarked;
