package dev.incant.mcp.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LeadTest {
    private static final long PATIENCE_SECONDS = 20;
    private static final Runnable END = () -> {};

    /// Messages that a test puts in.
    private static final class Queued implements Lead.Messages {
        private final BlockingQueue<Runnable> waiting = new LinkedBlockingQueue<>();
        private final AtomicInteger readers = new AtomicInteger();
        private final AtomicInteger most = new AtomicInteger();
        private final CountDownLatch ended = new CountDownLatch(1);
        private final AtomicInteger ends = new AtomicInteger();

        @Override
        public @Nullable Runnable next() {
            most.accumulateAndGet(readers.incrementAndGet(), Math::max);
            try {
                Runnable next = waiting.take();
                return next == END ? null : next;
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            } finally {
                readers.decrementAndGet();
            }
        }

        @Override
        public void end() {
            ends.incrementAndGet();
            ended.countDown();
        }

        void awaitEnd() throws InterruptedException {
            assertThat(ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        }
    }

    private final Queued messages = new Queued();
    private final List<Thread> threads = Collections.synchronizedList(new ArrayList<>());

    private void start() {
        Lead.start(messages, task -> {
            Thread thread = Thread.ofPlatform().daemon().unstarted(task);
            threads.add(thread);
            return thread;
        });
    }

    @AfterEach
    void end() throws InterruptedException {
        messages.waiting.add(END);
        messages.awaitEnd();
        for (Thread thread : List.copyOf(threads)) {
            assertThat(thread.join(java.time.Duration.ofSeconds(PATIENCE_SECONDS)))
                    .isTrue();
        }
        assertThat(messages.ends).hasValue(1);
        assertThat(messages.most).hasValue(1);
    }

    @Test
    void messages_are_handled_in_the_order_in_which_they_came() throws Exception {
        start();
        List<Integer> handled = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch all = new CountDownLatch(1000);
        for (int i = 0; i < 1000; i++) {
            int number = i;
            messages.waiting.add(() -> {
                handled.add(number);
                all.countDown();
            });
        }
        assertThat(all.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(handled).hasSize(1000).isSorted();
    }

    @Test
    void one_that_takes_long_does_not_hold_up_the_next() throws Exception {
        start();
        // Again and again, so that threads change their parts both ways.
        for (int round = 0; round < 20; round++) {
            CountDownLatch second = new CountDownLatch(1);
            CountDownLatch first = new CountDownLatch(1);
            messages.waiting.add(() -> {
                try {
                    if (second.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                        first.countDown();
                    }
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            messages.waiting.add(second::countDown);
            assertThat(first.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void a_follower_that_slept_is_woken() throws Exception {
        start();
        one_that_takes_long();
        // Sleeps after it has looked in vain for some milliseconds.
        boolean slept = false;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!slept && System.nanoTime() < end) {
            slept = List.copyOf(threads).stream()
                    .anyMatch(thread -> thread.getState() == Thread.State.WAITING
                            && java.util.Arrays.stream(thread.getStackTrace())
                                    .anyMatch(frame -> frame.getMethodName().equals("follow")));
            Thread.onSpinWait();
        }
        assertThat(slept).isTrue();
        one_that_takes_long();
    }

    private void one_that_takes_long() throws InterruptedException {
        CountDownLatch next = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        messages.waiting.add(() -> {
            try {
                next.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            done.countDown();
        });
        messages.waiting.add(next::countDown);
        assertThat(done.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    }
}
