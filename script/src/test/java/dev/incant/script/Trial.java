package dev.incant.script;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.Category;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Parameter;
import dev.incant.kernel.tool.Schema;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.tool.ToolSpec;
import dev.incant.kernel.value.Values;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Behaves as told. What it counts is of one instance.
final class Trial implements Tool {
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final AtomicInteger stopped = new AtomicInteger();
    private final CyclicBarrier pair = new CyclicBarrier(2);

    private final ToolSpec spec = ToolSpec.of("trial", Category.DATA, "Behave as told.")
            .phrases("behave")
            .operation(Operation.of("echo", "Give back a value.")
                    .main(Parameter.schema("value", Schema.any("Any value.").orNull()))
                    .returns(Schema.any("The same."))
                    .handledBy((args, context) -> args.value("value")))
            .operation(Operation.of("fail", "Fail.")
                    .returns(Schema.any("Never."))
                    .handledBy((args, context) -> {
                        throw new ToolException(ErrorCode.CONFLICT, "as told", Values.map("answer", 42), null);
                    }))
            .operation(Operation.of("wait", "Wait until cancelled.")
                    .returns(Schema.any("Never."))
                    .handledBy(this::await))
            .operation(Operation.of("meet", "Wait for a second call.")
                    .main(Parameter.any("value", "Given back."))
                    .returns(Schema.any("The value."))
                    .handledBy(this::meet))
            .operation(Operation.of("slow", "Take some milliseconds.")
                    .main(Parameter.integer("ms", "How many.").otherwise(5))
                    .returns(Schema.integer("How many ran at once so far."))
                    .handledBy(this::slow))
            .operation(Operation.of("stopped", "Tell how many waits were cancelled.")
                    .returns(Schema.integer("How many."))
                    .handledBy((args, context) -> (long) stopped.get()));

    @Override
    public ToolSpec spec() {
        return spec;
    }

    private Object await(Args args, ToolContext context) {
        CountDownLatch cancelled = new CountDownLatch(1);
        try (Cancellation.Registration _ = context.cancellation().onCancel(cancelled::countDown)) {
            while (!context.cancellation().cancelled()) {
                try {
                    cancelled.await();
                } catch (InterruptedException e) {
                    // The cancellation is what counts.
                }
            }
        }
        stopped.incrementAndGet();
        context.checkCancelled();
        throw new IllegalStateException("not cancelled");
    }

    private Object meet(Args args, ToolContext context) {
        try {
            pair.await(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw ToolException.failed("nobody came");
        }
        return java.util.Objects.requireNonNull(args.value("value"));
    }

    private Object slow(Args args, ToolContext context) {
        int now = running.incrementAndGet();
        most.accumulateAndGet(now, Math::max);
        try {
            Thread.sleep(args.integer("ms"));
        } catch (InterruptedException e) {
            context.checkCancelled();
        } finally {
            running.decrementAndGet();
        }
        return (long) most.get();
    }
}
