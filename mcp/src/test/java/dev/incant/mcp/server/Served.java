package dev.incant.mcp.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incant.kernel.Kernel;
import dev.incant.kernel.KernelOptions;
import dev.incant.kernel.SessionOptions;
import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.capability.Grants;
import dev.incant.kernel.capability.Limits;
import dev.incant.kernel.value.Values;
import dev.incant.mcp.agent.AgentSettings;
import dev.incant.mcp.agent.AgentTools;
import dev.incant.mcp.agent.CatalogueTools;
import dev.incant.mcp.agent.DirectTools;
import dev.incant.mcp.protocol.Client;
import dev.incant.mcp.protocol.McpServer;
import dev.incant.mcp.protocol.Outlet;
import dev.incant.mcp.rpc.RpcId;
import dev.incant.mcp.rpc.RpcMessage;
import dev.incant.mcp.rpc.RpcText;
import dev.incant.script.LuaScriptRuntime;
import dev.incant.tools.Tools;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A real kernel with scripts behind the protocol, and clients of 2026-07-28 that ask it.
record Served(Kernel kernel, McpServer server) implements AutoCloseable {
    static Served open(Path folder, Grants grants, AgentSettings settings) {
        return open(folder, grants, settings, false);
    }

    static Served open(Path folder, Grants grants, AgentSettings settings, boolean direct) {
        Kernel kernel = Kernel.start(KernelOptions.of(new Tools()).withScripts(new LuaScriptRuntime()));
        SessionOptions session =
                SessionOptions.standard().granting(grants).within(Limits.STRICT).in(folder);
        Supplier<AgentTools> tools = () ->
                direct ? DirectTools.open(kernel, session, settings) : CatalogueTools.open(kernel, session, settings);
        return new Served(kernel, KernelOffer.server(kernel, "1", session, tools, "Hello.", List.of(), _ -> {}));
    }

    Asker client(String principal) {
        return new Asker(server, server.open(principal));
    }

    @Override
    public void close() {
        server.close();
        kernel.close();
    }

    /// One client.
    record Asker(McpServer server, Client client) {
        private static Map<String, @Nullable Object> params(@Nullable Object... pairs) {
            Map<String, @Nullable Object> all = Values.map(pairs);
            if (!all.containsKey("_meta")) {
                all.put("_meta", meta(Map.of()));
            }
            return all;
        }

        static Map<String, @Nullable Object> meta(Map<String, @Nullable Object> capabilities) {
            return Values.map(
                    "io.modelcontextprotocol/protocolVersion",
                    "2026-07-28",
                    "io.modelcontextprotocol/clientCapabilities",
                    capabilities);
        }

        String ask(String method, @Nullable Object... pairs) {
            return ask(Outlet.NONE, new RpcMessage.Request(new RpcId.Number(1), method, params(pairs)));
        }

        String ask(Outlet outlet, RpcMessage.Request request) {
            return RpcText.write(Objects.requireNonNull(server.answer(client, request, outlet, new Cancellation())));
        }

        String script(String code) {
            return ask("tools/call", "name", "run_script", "arguments", Values.map("code", code));
        }

        /// Opens a stream of changes.
        Stream listen(@Nullable Object... pairs) throws InterruptedException {
            BlockingQueue<String> told = new LinkedBlockingQueue<>();
            Cancellation end = new Cancellation();
            Map<String, @Nullable Object> all = params(pairs);
            Thread thread = Thread.ofVirtual()
                    .start(() -> server.answer(
                            client,
                            new RpcMessage.Request(new RpcId.Number(9), "subscriptions/listen", all),
                            message -> told.add(RpcText.write(message)),
                            end));
            Stream stream = new Stream(told, end, thread);
            assertThat(stream.next()).contains("acknowledged");
            return stream;
        }
    }

    /// A stream of changes.
    record Stream(BlockingQueue<String> told, Cancellation end, Thread thread) implements AutoCloseable {
        String next() throws InterruptedException {
            return Objects.requireNonNull(told.poll(20, TimeUnit.SECONDS));
        }

        int waiting() {
            return told.size();
        }

        @Override
        public void close() {
            end.cancel();
            try {
                thread.join();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
