package dev.incant.kernel.host;

import dev.incant.kernel.capability.Cancellation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The same work on many items, done by the calling thread and a few more; see
/// [dev.incant.kernel.tool.ToolContext#parallel].
final class FanOut<T, R> {
    private final List<T> items;
    private final Function<? super T, ? extends R> work;
    private final Cancellation cancellation;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicReferenceArray<@Nullable R> results;
    private final Object lock = new Object();
    private int failedAt = Integer.MAX_VALUE;
    private @Nullable Throwable failure;

    private FanOut(List<T> items, Function<? super T, ? extends R> work, Cancellation cancellation) {
        this.items = items;
        this.work = work;
        this.cancellation = cancellation;
        this.results = new AtomicReferenceArray<>(items.size());
    }

    /// Does the work on all items, `width` at a time.
    static <T, R> List<R> run(
            List<T> items, Function<? super T, ? extends R> work, int width, Cancellation cancellation) {
        FanOut<T, R> fan = new FanOut<>(List.copyOf(items), work, cancellation);
        List<Thread> helpers = new ArrayList<>();
        for (int i = 1; i < Math.min(width, items.size()); i++) {
            helpers.add(Thread.ofVirtual().name("incant-parallel").unstarted(fan::take));
        }
        try (Cancellation.Registration _ = cancellation.onCancel(() -> helpers.forEach(Thread::interrupt))) {
            helpers.forEach(Thread::start);
            fan.take();
            join(helpers);
        }
        return fan.finished();
    }

    /// Works on one item after another until there is none, or one failed.
    private void take() {
        for (int i = next.getAndIncrement(); i < items.size(); i = next.getAndIncrement()) {
            try {
                cancellation.check();
                results.set(i, work.apply(items.get(i)));
            } catch (Throwable e) {
                fail(i, e);
            }
        }
    }

    /// Remembers the failure that comes first in the list, and lets nobody begin another item.
    private void fail(int index, Throwable e) {
        next.set(items.size());
        synchronized (lock) {
            if (index < failedAt) {
                failedAt = index;
                failure = e;
            }
        }
    }

    /// Waits for all, interrupted or not: nothing of a call goes on after it. The interruption stays noted.
    private static void join(List<Thread> threads) {
        boolean interrupted = false;
        for (Thread thread : threads) {
            boolean waiting = true;
            while (waiting) {
                try {
                    thread.join();
                    waiting = false;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private List<R> finished() {
        synchronized (lock) {
            if (failure instanceof Error error) {
                throw error;
            }
            if (failure instanceof RuntimeException error) {
                throw error;
            }
        }
        List<R> list = new ArrayList<>(results.length());
        for (int i = 0; i < results.length(); i++) {
            R result = results.get(i);
            if (result == null) {
                throw new NullPointerException("the work on item " + i + " gave null");
            }
            list.add(result);
        }
        return list;
    }
}
