package dev.incant.mcp.agent;

import dev.incant.kernel.Kernel;
import dev.incant.kernel.KernelOptions;
import dev.incant.kernel.SessionOptions;
import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.capability.Limits;
import dev.incant.kernel.capability.Progress;
import dev.incant.kernel.registry.ToolPack;
import dev.incant.kernel.value.Values;
import dev.incant.script.LuaScriptRuntime;
import dev.incant.tools.Tools;
import dev.incant.tools.database.DatabaseTools;
import dev.incant.tools.document.DocumentTools;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A kernel of all tools with scripts, and how agents call it.
final class Agents {
    private Agents() {}

    static Kernel kernel(ToolPack... more) {
        ToolPack[] packs = new ToolPack[more.length + 3];
        packs[0] = new Tools();
        packs[1] = new DocumentTools();
        packs[2] = new DatabaseTools();
        System.arraycopy(more, 0, packs, 3, more.length);
        KernelOptions options = KernelOptions.of(packs).withScripts(new LuaScriptRuntime());
        return Kernel.start(options.withThreads(options.threads(), scriptThreads()));
    }

    private static ThreadFactory scriptThreads() {
        return Thread.ofPlatform()
                .daemon()
                .name("script-", 0)
                .stackSize(64L << 20)
                .factory();
    }

    static SessionOptions strict() {
        return SessionOptions.standard().within(Limits.STRICT);
    }

    static AgentCall call() {
        return new AgentCall("test", Progress.SILENT, new Cancellation());
    }

    static AgentResult run(AgentTools tools, String code) {
        return tools.call("run_script", Values.map("code", code), call());
    }

    static Map<String, @Nullable Object> structured(AgentResult result) {
        return map(result.structured());
    }

    @SuppressWarnings("unchecked") // a value's map has strings as keys
    static Map<String, @Nullable Object> map(@Nullable Object value) {
        return (Map<String, @Nullable Object>) Objects.requireNonNull(value);
    }

    @SuppressWarnings("unchecked") // what a script did is a list of maps
    static List<Map<String, @Nullable Object>> calls(AgentResult result) {
        return (List<Map<String, @Nullable Object>>)
                Objects.requireNonNull(structured(result).get("calls"));
    }

    static String text(AgentResult result) {
        return ((AgentResult.Text) result.content().getFirst()).text();
    }

    /// A script that runs on a thread of its own.
    record Running(Thread thread, CompletableFuture<AgentResult> answer, Cancellation cancellation) {
        AgentResult result() throws Exception {
            return answer.get(30, TimeUnit.SECONDS);
        }

        /// Waits until the call waits for the kernel, or has its answer.
        void awaitStart() {
            while (thread.getState() != Thread.State.WAITING && !answer.isDone()) {
                Thread.onSpinWait();
            }
        }
    }

    static Running start(AgentTools tools, String code) {
        Cancellation cancellation = new Cancellation();
        CompletableFuture<AgentResult> answer = new CompletableFuture<>();
        Thread thread = Thread.ofPlatform().daemon().start(() -> {
            try {
                answer.complete(tools.call(
                        "run_script", Values.map("code", code), new AgentCall("test", Progress.SILENT, cancellation)));
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        return new Running(thread, answer, cancellation);
    }
}
