package dev.incant.testkit;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.capability.ToolState;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.Category;
import dev.incant.kernel.tool.Example;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Parameter;
import dev.incant.kernel.tool.Schema;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.tool.ToolSpec;
import dev.incant.kernel.value.Values;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A tool that behaves, well or badly, as it is told: what transports and kernels are tested with.
public final class Probe implements Tool {
    private static final ToolSpec SPEC = ToolSpec.of(
                    "probe", Category.UTILITY, "Behave as told, to test what calls tools.")
            .aliases("probe-tool")
            .tags("test")
            .phrases(
                    "give back what I say",
                    "fail in every way",
                    "wait until cancelled",
                    "count my calls",
                    "report progress")
            .operation(Operation.of("echo", "Give back a value.")
                    .main(Parameter.any("value", "Any value."))
                    .returns(Schema.any("The same value."))
                    .readOnly()
                    .example("Give back a text.", Map.of("value", "hi"), "hi")
                    .handledBy((args, context) -> args.value("value")))
            .operation(Operation.of("wait", "Wait until cancelled.")
                    .optional(Parameter.bool("deaf", "Whether to ignore the cancellation for a second.")
                            .otherwise(false))
                    .returns(Schema.string("Never comes."))
                    .timeout(Duration.ofMinutes(1))
                    .example(Example.of("Wait.", Map.of()).givesSomething("It never ends by itself."))
                    .handledBy(Probe::await))
            .operation(Operation.of("spin", "Compute until cancelled.")
                    .returns(Schema.string("Never comes."))
                    .example(Example.of("Compute.", Map.of()).givesSomething("It never ends by itself."))
                    .handledBy((args, context) -> {
                        while (true) {
                            context.checkCancelled();
                        }
                    }))
            .operation(Operation.of("fail", "Fail in one way.")
                    .main(Parameter.text("how", "The way.")
                            .oneOf("tool", "io", "bug", "memory", "stack", "error", "not_a_value"))
                    .returns(Schema.any("Never comes."))
                    .example(Example.of("Fail.", Map.of("how", "tool")).givesSomething("It fails."))
                    .handledBy(Probe::fail))
            .operation(Operation.of("report", "Report progress three times.")
                    .returns(Schema.integer("How many reports were made."))
                    .readOnly()
                    .example("Report.", Map.of(), 3L)
                    .handledBy((args, context) -> {
                        for (int i = 1; i <= 3; i++) {
                            context.progress().report(i, 3, "step " + i);
                        }
                        return 3L;
                    }))
            .operation(Operation.of("count", "Count the calls of this operation in the tool's state.")
                    .returns(Schema.integer("How many calls there were, with this one."))
                    .example("Count.", Map.of(), 1L)
                    .handledBy(Probe::count))
            .operation(Operation.of("relay", "Call another tool.")
                    .required(Parameter.text("tool", "The tool."))
                    .optional(Parameter.map("params", "Its parameters.", Schema.any("A value.")))
                    .returns(Schema.any("Its result."))
                    .example("Call the echo.", Values.map("tool", "probe.echo", "params", Values.map("value", 1)), 1L)
                    .handledBy((args, context) -> context.call(args.string("tool"), args.map("params"))));

    @Override
    public ToolSpec spec() {
        return SPEC;
    }

    private static Object count(Args args, ToolContext context) {
        while (true) {
            Optional<ToolState.Entry> kept = context.state().get("calls");
            long calls = kept.map(entry -> (long) Objects.requireNonNull(entry.value()))
                            .orElse(0L)
                    + 1;
            long version = kept.map(ToolState.Entry::version).orElse(0L);
            if (context.state().compareAndSet("calls", version, calls, null).isPresent()) {
                return calls;
            }
        }
    }

    private static Object await(Args args, ToolContext context) {
        CountDownLatch cancelled = new CountDownLatch(1);
        try (Cancellation.Registration _ = context.cancellation().onCancel(cancelled::countDown)) {
            awaitUninterruptibly(cancelled);
            if (args.bool("deaf")) {
                awaitUninterruptibly(new CountDownLatch(1), Duration.ofSeconds(1));
            }
            context.checkCancelled();
        }
        throw new IllegalStateException("not cancelled");
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        awaitUninterruptibly(latch, Duration.ofDays(1));
    }

    private static void awaitUninterruptibly(CountDownLatch latch, Duration most) {
        long end = System.nanoTime() + most.toNanos();
        while (true) {
            try {
                if (latch.await(end - System.nanoTime(), TimeUnit.NANOSECONDS) || System.nanoTime() >= end) {
                    return;
                }
            } catch (InterruptedException e) {
                // The cancellation is what counts here.
            }
        }
    }

    private static @Nullable Object fail(Args args, ToolContext context) throws IOException {
        switch (args.string("how")) {
            case "tool" -> throw new ToolException(ErrorCode.CONFLICT, "as told", Values.map("answer", 42), null);
            case "io" -> throw new IOException("the line broke");
            case "bug" -> throw new IllegalStateException("a bug");
            case "memory" -> throw new OutOfMemoryError("as told");
            case "stack" -> throw new StackOverflowError();
            case "error" -> throw new AssertionError("an error");
            default -> {
                return new StringBuilder("no value");
            }
        }
    }
}
