/// OAuth for servers at a URL: [Authorizer] lets a client in, by what MCP's "Authorization" of 2026-07-28 and
/// 2025-11-25 asks of clients. What it is told before ([OAuthSettings]) and what it was given ([LoginFolder]) are kept
/// apart: the first is configuration, the second secret. A person is asked by a [Person] alone, and nobody where there
/// is none.
///
/// Tokens go to the server that they were made for and nowhere else, and stand in no message, error or log.
@NullMarked
package dev.incant.mcp.authorization;

import org.jspecify.annotations.NullMarked;
