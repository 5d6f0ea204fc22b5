package dev.incant.tools.database;

import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.Parameter;
import dev.incant.kernel.tool.ToolContext;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The parameter `timeout_seconds`.
final class CallTime {
    private CallTime() {}

    static Parameter parameter() {
        return Parameter.number(
                        "timeout_seconds", "How long all of it may take in seconds; then it is ended and undone.")
                .alias("timeout")
                .between(0, 86_400);
    }

    /// Does the work within the time that the caller gave it, if any.
    static Map<String, @Nullable Object> bound(
            Args args, ToolContext context, Function<ToolContext, Map<String, @Nullable Object>> work) {
        if (!args.given("timeout_seconds")) {
            return work.apply(context);
        }
        long millis = Math.max(1, Math.round(args.number("timeout_seconds") * 1000));
        ToolException late = new ToolException(
                        ErrorCode.TIMEOUT, "timeout_seconds: it took longer than " + millis + " ms and was ended")
                .with("timeout_ms", millis);
        return context.within(Duration.ofMillis(millis), late, work);
    }
}
