package dev.incant.kernel;

import dev.incant.kernel.capability.Limits;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.example.ExampleStage;
import dev.incant.kernel.message.Envelope;
import dev.incant.kernel.message.Message;
import dev.incant.kernel.registry.ToolPack;
import dev.incant.kernel.tool.Example;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.value.Values;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/// Runs the examples of a tool, each through the messages of a kernel of its own that sees just what the example needs,
/// and reports each: `passed`, `failed` with the differences, or `unavailable` with what is missing.
final class ToolTests implements Runnable, Connection.Work {
    /// Takes the one answer.
    interface Answer {
        void answered(Map<String, @Nullable Object> content, @Nullable ToolException error);
    }

    private final Kernel kernel;
    private final String name;
    private final Answer answer;
    private volatile @Nullable ToolException cancelled;
    private volatile @Nullable Connection running;

    ToolTests(Kernel kernel, String name, Answer answer) {
        this.kernel = kernel;
        this.name = name;
        this.answer = answer;
    }

    @Override
    public boolean cancel(ToolException why) {
        boolean first = cancelled == null;
        cancelled = why;
        Connection now = running;
        if (now != null) {
            now.cancelAll(why);
        }
        return first;
    }

    @Override
    public void run() {
        Map<String, @Nullable Object> content = Map.of();
        ToolException error = null;
        try {
            content = report(kernel.registry().tool(name));
        } catch (ToolException e) {
            error = e;
        } catch (Throwable e) {
            // The thread's boundary: whatever happened is the answer.
            error = kernel.problem(name, "tool test " + name, e);
        }
        answer.answered(content, error);
    }

    private Map<String, @Nullable Object> report(Tool tool) throws IOException {
        List<@Nullable Object> examples = new ArrayList<>();
        int passed = 0;
        int failed = 0;
        for (Operation operation : tool.spec().operations()) {
            for (Example example : operation.examples()) {
                Map<String, @Nullable Object> one = one(tool, operation, example);
                examples.add(one);
                passed += "passed".equals(one.get("outcome")) ? 1 : 0;
                failed += "failed".equals(one.get("outcome")) ? 1 : 0;
            }
        }
        return Values.map(
                "tool",
                tool.spec().name(),
                "passed",
                passed,
                "failed",
                failed,
                "unavailable",
                examples.size() - passed - failed,
                "examples",
                examples);
    }

    private Map<String, @Nullable Object> one(Tool tool, Operation operation, Example example) throws IOException {
        Map<String, @Nullable Object> shown =
                Values.map("operation", operation.name(), "example", example.title(), "outcome", "passed");
        CompletableFuture<Message> reply = new CompletableFuture<>();
        try (ExampleStage stage = ExampleStage.of(example);
                Kernel own = Kernel.start(KernelOptions.of(everyTool()).withHost(stage.host()));
                Connection connection = own.connect(
                        new SessionOptions(stage.grants(), Limits.GENEROUS, stage.directory()), envelope -> {
                            if (envelope.content() instanceof Message.Reply) {
                                reply.complete(envelope.content());
                            }
                        })) {
            running = connection;
            ToolException why = cancelled;
            if (why != null) {
                throw why;
            }
            String fullName = tool.spec().name() + "." + operation.name();
            connection.send(Envelope.request("example", new Message.ToolInvoke(fullName, stage.params(), null, false)));
            Message answered = reply.get();
            if (answered instanceof Message.Failed failure) {
                boolean missing = failure.error().code() == ErrorCode.UNAVAILABLE
                        || failure.error().code() == ErrorCode.NOT_FOUND
                                && !example.fixture().programs().isEmpty();
                shown.put("outcome", missing ? "unavailable" : "failed");
                shown.put("error", failure.error().toMap());
            } else if (answered instanceof Message.Done done) {
                List<String> differences =
                        stage.differences(operation, done.content().get("result"));
                if (!differences.isEmpty()) {
                    shown.put("outcome", "failed");
                    shown.put("differences", differences);
                }
            }
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            running = null;
        }
        ToolException why = cancelled;
        if (why != null) {
            throw why;
        }
        return shown;
    }

    /// All tools of the kernel under test: an example may call others.
    private ToolPack everyTool() {
        return new ToolPack() {
            @Override
            public List<String> names() {
                return kernel.registry().names();
            }

            @Override
            public Tool make(String toolName) {
                return kernel.registry().tool(toolName);
            }
        };
    }
}
