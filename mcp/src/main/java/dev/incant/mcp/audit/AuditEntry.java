package dev.incant.mcp.audit;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One call.
///
/// @param client what the client calls itself
/// @param tool the agent's tool, or `tool.operation` of the kernel's
/// @param script whether a script made the call, which is an entry of its own
/// @param arguments as they were given
/// @param grants what was used of them, such as `read=/data`
/// @param denied what was refused, as flags
/// @param outcome `ok` or an error code; of a question to a person `allowed`, `denied` or `unanswered`
/// @param in bytes of the arguments, as limits count them
/// @param out bytes of the result, as limits count them
public record AuditEntry(
        String client,
        String tool,
        boolean script,
        Map<String, ? extends @Nullable Object> arguments,
        List<String> grants,
        List<String> denied,
        String outcome,
        long in,
        long out,
        Duration duration) {}
