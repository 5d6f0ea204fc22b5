package dev.incant.kernel;

import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Effects;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How one tool call went.
///
/// @param request the id of the client's request that it belongs to: the call itself, or the script that made it
/// @param tool `tool.operation`; what was asked for where there is none
/// @param params the arguments as they were given; not to be changed
/// @param result not to be changed
/// @param error null for a call that succeeded
/// @param effects of the operation; the worst where there is none
/// @param used what was used of the grants, such as `read=/data`; see [dev.incant.kernel.capability.UsedGrants]
/// @param denied what was refused, as flags, also where the tool made the best of it
/// @param outside whether it read files, asked hosts or ran programs: its result may hold what others wrote
public record CallReport(
        String request,
        String tool,
        Map<String, ? extends @Nullable Object> params,
        @Nullable Object result,
        @Nullable ToolException error,
        Effects effects,
        Duration duration,
        List<String> used,
        List<String> denied,
        boolean outside) {}
