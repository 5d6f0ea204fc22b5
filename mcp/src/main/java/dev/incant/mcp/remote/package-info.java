/// Other people's MCP servers as tools of a kernel: what is configured and was accepted ([StoredServer], kept by
/// [ServerFolder]), and the pack of their tools ([RemoteServers]), which starts a server when one of its tools is first
/// called. Definitions are pinned: what a server says today is compared with what was accepted.
@NullMarked
package dev.incant.mcp.remote;

import org.jspecify.annotations.NullMarked;
