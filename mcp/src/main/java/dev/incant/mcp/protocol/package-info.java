/// The Model Context Protocol, server's side: one sealed model of requests ([McpRequest]) and results ([McpResult]),
/// one dispatcher ([McpServer]), and two dialects that are chosen for each request: [Modern] (2026-07-28, stateless)
/// and [Legacy] (2025-11-25 and before, with a handshake). What a server has to offer stands behind [Offer]. Knows
/// nothing of transports; they bring messages and take them away by an [Outlet].
@NullMarked
package dev.incant.mcp.protocol;

import org.jspecify.annotations.NullMarked;
