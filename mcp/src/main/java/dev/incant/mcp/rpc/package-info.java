/// JSON-RPC 2.0 as the Model Context Protocol uses it: messages, ids, errors, and their form as text. Knows nothing of
/// what the messages mean. Read [RpcMessage] first.
@NullMarked
package dev.incant.mcp.rpc;

import org.jspecify.annotations.NullMarked;
