package dev.incant.benchmarks;

import dev.incant.kernel.Kernel;
import dev.incant.kernel.KernelOptions;
import dev.incant.kernel.SessionOptions;
import dev.incant.kernel.capability.Limits;
import dev.incant.kernel.client.KernelClient;
import dev.incant.kernel.message.Message;
import dev.incant.kernel.registry.ToolPack;
import dev.incant.script.LuaScriptRuntime;
import dev.incant.tools.Tools;
import dev.incant.tools.database.DatabaseTools;
import dev.incant.tools.document.DocumentTools;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/// A kernel as people start it, with all tools and scripts, and one client that speaks to it through messages in the
/// same process.
///
/// @param kernel closed with the rig
public record Rig(Kernel kernel, KernelClient client) implements AutoCloseable {
    /// All tools there are.
    public static final List<ToolPack> PACKS = List.of(new Tools(), new DocumentTools(), new DatabaseTools());

    /// As the command line's; a stack that is not used costs nothing.
    private static final long SCRIPT_STACK = 256L << 20;

    /// More than any benchmark has in flight.
    private static final Limits LIMITS = Limits.GENEROUS.withCalls(100_000).withMemory(1L << 30);

    /// A kernel of all tools.
    public static Rig start() {
        return start(PACKS);
    }

    /// A kernel of these tools.
    public static Rig start(List<ToolPack> packs) {
        Kernel kernel = Kernel.start(options(packs));
        KernelClient client = new KernelClient();
        kernel.connect(session(), client);
        return new Rig(kernel, client);
    }

    /// What a kernel is started with.
    public static KernelOptions options(List<ToolPack> packs) {
        KernelOptions options = KernelOptions.of(packs.toArray(ToolPack[]::new));
        return options.withScripts(new LuaScriptRuntime()).withThreads(options.threads(), scriptThreads());
    }

    private static ThreadFactory scriptThreads() {
        return task -> {
            Thread thread = new Thread(null, task, "incant-script", SCRIPT_STACK, false);
            thread.setDaemon(true);
            return thread;
        };
    }

    /// What a client may do here.
    public static SessionOptions session() {
        return SessionOptions.standard().within(LIMITS);
    }

    /// Runs a script to its end and returns its value.
    public static @Nullable Object run(KernelClient client, String code) {
        return client.ask(Message.ExecuteRequest.of(code, "bench")).get("result");
    }

    /// Calls a tool whose result is a map.
    @SuppressWarnings("unchecked") // a value's map has strings as keys
    public Map<String, @Nullable Object> call(String tool, Map<String, @Nullable Object> params) {
        Object result = client.invoke(tool, params);
        Check.that(result instanceof Map, tool + ": the result is no map");
        return (Map<String, @Nullable Object>) Objects.requireNonNull(result, tool);
    }

    @Override
    public void close() {
        kernel.close();
    }
}
