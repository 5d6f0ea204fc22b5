package dev.incant.mcp.protocol;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.Nearest;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.value.Values;
import dev.incant.mcp.agent.AgentTool;
import dev.incant.mcp.rpc.RpcError;
import dev.incant.mcp.rpc.RpcException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Does what requests ask for.
final class Answering {
    private static final long HOUR = 3_600_000;
    private static final long MINUTE = 60_000;
    private static final McpResult.Caching FOR_ALL = new McpResult.Caching(HOUR, true);
    private static final McpResult.Caching CHANGING = new McpResult.Caching(MINUTE, true);
    private static final McpResult.Caching NOT_AT_ALL = new McpResult.Caching(0, false);

    private final Offer offer;
    private final Duration detachAfter;

    Answering(Offer offer, Duration detachAfter) {
        this.offer = offer;
        this.detachAfter = detachAfter;
    }

    /// A request with all that belongs to it.
    ///
    /// @param known what the client answered so far (modern)
    /// @param standby see [Exchange#standby]
    record Asked(
            Client client,
            Sender sender,
            McpRequest request,
            Dialect dialect,
            Outlet outlet,
            Cancellation cancellation,
            Map<String, @Nullable Object> known,
            @Nullable Consumer<McpResult> standby) {
        /// A call that may outlive the request.
        Call call(Cancellation work, long taskTtl) {
            return new Call(client, sender, outlet, work, known, taskTtl, null);
        }

        Call call() {
            return new Call(client, sender, outlet, cancellation, known, null, standby);
        }
    }

    /// Tests of types instead of a switch, as in `RpcText.plain`.
    McpResult answer(Asked asked) {
        McpRequest request = asked.request();
        if (request instanceof McpRequest.CallTool call) {
            return tool(asked, call);
        }
        if (request instanceof McpRequest.ListPage page) {
            return list(asked, page);
        }
        if (request instanceof McpRequest.Initialize initialize) {
            return initialize(asked, initialize);
        }
        if (request instanceof McpRequest.Discover) {
            return discover(asked);
        }
        if (request instanceof McpRequest.Ping) {
            return McpResult.Complete.EMPTY;
        }
        if (request instanceof McpRequest.SetLevel set) {
            if (!offer.logging()) {
                throw RequestReader.noMethod("logging/setLevel");
            }
            asked.client().level(set.level());
            return McpResult.Complete.EMPTY;
        }
        if (request instanceof McpRequest.ReadResource read) {
            return read(asked, read);
        }
        if (request instanceof McpRequest.GetPrompt get) {
            return prompt(asked, get);
        }
        if (request instanceof McpRequest.Subscribe subscribe) {
            return subscribe(asked, subscribe);
        }
        return request instanceof McpRequest.Complete complete ? complete(asked, complete) : aboutTask(asked, request);
    }

    private McpResult aboutTask(Asked asked, McpRequest request) {
        if (request instanceof McpRequest.GetTask get) {
            Tasks.Task task = tasks(asked).find(get.id());
            return new McpResult.Complete(asked.sender().modern() ? task.detailed() : task.legacy(), null);
        }
        if (request instanceof McpRequest.TaskResult result) {
            Map<String, @Nullable Object> fields =
                    new LinkedHashMap<>(tasks(asked).find(result.id()).await(asked.cancellation()));
            fields.put("_meta", Values.map("io.modelcontextprotocol/related-task", Values.map("taskId", result.id())));
            return new McpResult.Complete(fields, null);
        }
        if (request instanceof McpRequest.UpdateTask update) {
            tasks(asked).find(update.id()).update(update.responses());
            return McpResult.Complete.EMPTY;
        }
        if (request instanceof McpRequest.CancelTask cancel) {
            Tasks.Task task = tasks(asked).find(cancel.id());
            task.cancel();
            return asked.sender().modern() ? McpResult.Complete.EMPTY : new McpResult.Complete(task.legacy(), null);
        }
        throw new IllegalStateException("no single answer to " + request);
    }

    private static Tasks tasks(Asked asked) {
        if (asked.sender().modern() && !asked.sender().has(Sender.TASKS)) {
            throw asked.sender().lacksExtension(Sender.TASKS);
        }
        return asked.client().tasks();
    }

    private McpResult discover(Asked asked) {
        Map<String, @Nullable Object> fields = Values.map(
                "supportedVersions",
                Values.list(Revision.MODERN),
                "capabilities",
                Capabilities.modern(offer, asked.client()));
        if (!offer.instructions().isEmpty()) {
            fields.put("instructions", offer.instructions());
        }
        return new McpResult.Complete(fields, FOR_ALL);
    }

    private McpResult initialize(Asked asked, McpRequest.Initialize initialize) {
        if (asked.client().handshake() != null) {
            throw RpcException.of(RpcError.INVALID_REQUEST, "initialize came before; this session has begun");
        }
        String revision = Revision.agreed(initialize.revision());
        Map<String, @Nullable Object> server = Values.map("name", offer.name());
        if (revision.compareTo(Revision.STRUCTURED) >= 0) {
            server.put("title", offer.title());
        }
        server.put("version", offer.version());
        Map<String, @Nullable Object> fields = Values.map(
                "protocolVersion",
                revision,
                "capabilities",
                Capabilities.legacy(offer, asked.client(), revision),
                "serverInfo",
                server);
        if (!offer.instructions().isEmpty()) {
            fields.put("instructions", offer.instructions());
        }
        asked.client().agree(new Client.Handshake(revision, initialize.name(), initialize.capabilities()));
        return new McpResult.Complete(fields, null);
    }

    private ResourceSource resources(Asked asked, String method) {
        ResourceSource source = asked.client().resources(offer.resources());
        if (source == null) {
            throw RequestReader.noMethod(method);
        }
        return source;
    }

    private PromptSource prompts(String method) {
        PromptSource source = offer.prompts();
        if (source == null) {
            throw RequestReader.noMethod(method);
        }
        return source;
    }

    private McpResult list(Asked asked, McpRequest.ListPage page) {
        Sender sender = asked.sender();
        String field = page.what().field();
        return switch (page.what()) {
            case TOOLS -> {
                ToolSource source = asked.client().tools();
                yield new McpResult.Complete(
                        Pages.page(field, source.list(), page.cursor(), tool -> Wire.tool(tool, sender)),
                        source.changes() ? CHANGING : FOR_ALL);
            }
            case RESOURCES ->
                new McpResult.Complete(
                        Pages.page(
                                field,
                                resources(asked, "resources/list").list(),
                                page.cursor(),
                                resource -> Wire.resource(resource, sender)),
                        NOT_AT_ALL);
            case TEMPLATES ->
                new McpResult.Complete(
                        Pages.page(
                                field,
                                resources(asked, "resources/templates/list").templates(),
                                page.cursor(),
                                template -> Wire.template(template, sender)),
                        FOR_ALL);
            case PROMPTS ->
                new McpResult.Complete(
                        Pages.page(
                                field,
                                prompts("prompts/list").list(),
                                page.cursor(),
                                prompt -> Wire.prompt(prompt, sender)),
                        CHANGING);
            case TASKS ->
                new McpResult.Complete(
                        Pages.page(field, asked.client().tasks().list(), page.cursor(), Tasks.Task::legacy), null);
        };
    }

    private McpResult read(Asked asked, McpRequest.ReadResource read) {
        List<ResourceContent> contents = resources(asked, "resources/read").read(read.uri(), asked.call());
        return new McpResult.Complete(
                Values.map("contents", contents.stream().map(Wire::content).toList()), NOT_AT_ALL);
    }

    private McpResult prompt(Asked asked, McpRequest.GetPrompt get) {
        PromptSource source = prompts("prompts/get");
        List<Prompt> all = source.list();
        Prompt prompt = all.stream()
                .filter(each -> each.name().equals(get.name()))
                .findFirst()
                .orElseThrow(() -> RpcException.invalidParams("no prompt " + get.name()
                        + Nearest.hint(
                                get.name(), all.stream().map(Prompt::name).toList())));
        for (Prompt.Argument argument : prompt.arguments()) {
            if (argument.required() && !get.arguments().containsKey(argument.name())) {
                throw RpcException.invalidParams("prompt " + get.name() + " needs the argument " + argument.name());
            }
        }
        return new McpResult.Complete(
                Wire.filled(source.fill(get.name(), get.arguments(), asked.call()), asked.sender()), null);
    }

    private McpResult subscribe(Asked asked, McpRequest.Subscribe subscribe) {
        ResourceSource source = resources(asked, "resources/subscribe");
        if (!source.watchable()) {
            throw RequestReader.noMethod("resources/subscribe");
        }
        if (subscribe.on()) {
            asked.client().watch(subscribe.uri(), source);
        } else {
            asked.client().unwatch(subscribe.uri());
        }
        return McpResult.Complete.EMPTY;
    }

    private McpResult complete(Asked asked, McpRequest.Complete complete) {
        if (offer.prompts() == null && asked.client().resources(offer.resources()) == null) {
            throw RequestReader.noMethod("completion/complete");
        }
        Completion completion;
        if (complete.prompt()) {
            completion = prompts("completion/complete of a prompt")
                    .complete(complete.name(), complete.argument(), complete.typed(), complete.known());
        } else {
            completion = resources(asked, "completion/complete of a resource")
                    .complete(complete.name(), complete.argument(), complete.typed(), complete.known());
        }
        return new McpResult.Complete(Wire.completion(completion), null);
    }

    private McpResult tool(Asked asked, McpRequest.CallTool call) {
        Long ttl = asked.sender().modern() && asked.sender().has(Sender.TASKS)
                ? Long.valueOf(Tasks.TTL.toMillis())
                : call.taskTtl();
        if (ttl == null) {
            return tool(asked, call, asked.call());
        }
        return detachable(asked, call, ttl);
    }

    /// Calls a tool on a thread of its own, which may outlive the request.
    private McpResult detachable(Asked asked, McpRequest.CallTool tool, long ttl) {
        Cancellation work = new Cancellation();
        Call call = asked.call(work, ttl);
        Thread.ofVirtual().name("incant-mcp-task").start(() -> run(asked, tool, call));
        try (var _ = asked.cancellation().onCancel(() -> stop(asked, call, work))) {
            if (!asked.sender().modern()) {
                // The client asked for a task; there is nothing to wait for.
                detach(call, work);
            }
            try {
                return call.first().get(detachAfter.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException _) {
                try {
                    call.detach();
                } catch (ToolException e) {
                    // No room for one more task, or the client has gone: it stays a request.
                }
                return call.first().get();
            }
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException thrown -> throw thrown;
                case Error thrown -> throw thrown;
                case null, default -> throw new CompletionException(e.getCause());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            work.cancel();
            throw new ToolException(ErrorCode.CANCELLED, "interrupted");
        }
    }

    private static void detach(Call call, Cancellation work) {
        try {
            call.detach();
        } catch (ToolException e) {
            work.cancel(e);
            throw e;
        }
    }

    /// Stops the work with its request, unless it has become a task.
    private static void stop(Asked asked, Call call, Cancellation work) {
        if (call.task() == null) {
            ToolException reason = asked.cancellation().reason();
            work.cancel(reason == null ? new ToolException(ErrorCode.CANCELLED, "cancelled") : reason);
        }
    }

    private void run(Asked asked, McpRequest.CallTool tool, Call call) {
        try {
            call.finish(tool(asked, tool, call));
        } catch (RuntimeException | Error e) {
            call.fail(e, () -> switch (e) {
                case RpcException thrown -> thrown.error();
                case ToolException thrown -> McpServer.error(thrown);
                default -> McpServer.bug("tools/call", e);
            });
        }
    }

    private McpResult tool(Asked asked, McpRequest.CallTool tool, Call call) {
        long begin = System.nanoTime();
        ToolSource source = asked.client().tools();
        ToolResult result;
        try {
            result = source.call(tool.name(), tool.arguments(), call);
        } catch (ToolException e) {
            if (e.code() == ErrorCode.NOT_FOUND) {
                List<String> names = source.list().stream().map(AgentTool::name).toList();
                if (!names.contains(tool.name())) {
                    throw RpcException.invalidParams("no tool " + tool.name() + Nearest.hint(tool.name(), names));
                }
            }
            result = ToolResult.failure(e.code().code() + ": " + e.message());
        }
        if (offer.logging()) {
            call.log(
                    LogLevel.DEBUG,
                    "incant.tools",
                    Values.map(
                            "tool",
                            tool.name(),
                            "failed",
                            result.failed(),
                            "milliseconds",
                            (System.nanoTime() - begin) / 1_000_000));
        }
        return new McpResult.Complete(Wire.result(result, asked.sender()), null);
    }
}
