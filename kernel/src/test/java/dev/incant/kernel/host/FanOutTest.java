package dev.incant.kernel.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class FanOutTest {
    private final Cancellation cancellation = new Cancellation();

    private static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    @Test
    void results_come_in_the_order_of_the_items() {
        assertThat(FanOut.run(numbers(1_000), n -> "n" + n, 4, cancellation))
                .isEqualTo(numbers(1_000).stream().map(n -> "n" + n).toList());
        assertThat(FanOut.run(List.of(), n -> n, 4, cancellation)).isEmpty();
        assertThat(FanOut.run(List.of("one"), n -> n, 4, cancellation)).containsExactly("one");
    }

    @Test
    void so_many_at_a_time_and_no_more() {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CyclicBarrier three = new CyclicBarrier(3);
        FanOut.run(
                numbers(30),
                n -> {
                    most.accumulateAndGet(now.incrementAndGet(), Math::max);
                    try {
                        return three.await(20, TimeUnit.SECONDS);
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    } finally {
                        now.decrementAndGet();
                    }
                },
                3,
                cancellation);
        assertThat(most.get()).isEqualTo(3);
    }

    @Test
    void after_a_failure_nothing_more_is_begun() {
        AtomicInteger begun = new AtomicInteger();
        assertThatThrownBy(() -> FanOut.run(
                        numbers(1_000),
                        n -> {
                            begun.incrementAndGet();
                            if (n == 10) {
                                throw ToolException.failed("at " + n);
                            }
                            return n;
                        },
                        1,
                        cancellation))
                .isInstanceOf(ToolException.class)
                .hasMessage("at 10");
        assertThat(begun.get()).isEqualTo(11);
    }

    @Test
    void of_several_failures_the_first_in_the_list_is_thrown() throws Exception {
        CyclicBarrier both = new CyclicBarrier(2);
        for (int i = 0; i < 50; i++) {
            assertThatThrownBy(() -> FanOut.run(
                            numbers(2),
                            n -> {
                                try {
                                    both.await(20, TimeUnit.SECONDS);
                                } catch (Exception e) {
                                    throw new IllegalStateException(e);
                                }
                                throw new UnsupportedOperationException("at " + n);
                            },
                            2,
                            cancellation))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessage("at 0");
        }
    }

    @Test
    void cancelling_interrupts_what_waits_and_nothing_goes_on_afterwards() throws Exception {
        CountDownLatch waiting = new CountDownLatch(3);
        AtomicInteger running = new AtomicInteger();
        Thread canceller = Thread.ofVirtual().start(() -> {
            try {
                waiting.await();
                cancellation.cancel();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Thread caller = Thread.currentThread();
        try (Cancellation.Registration _ = cancellation.onCancel(caller::interrupt)) {
            assertThatThrownBy(() -> FanOut.run(
                            numbers(3),
                            n -> {
                                running.incrementAndGet();
                                waiting.countDown();
                                try {
                                    new CountDownLatch(1).await();
                                    return n;
                                } catch (InterruptedException e) {
                                    cancellation.check();
                                    throw new IllegalStateException(e);
                                } finally {
                                    running.decrementAndGet();
                                }
                            },
                            3,
                            cancellation))
                    .isInstanceOfSatisfying(
                            ToolException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED));
        } finally {
            canceller.join();
            Thread.interrupted();
        }
        assertThat(running.get()).isZero();
    }

    @Test
    void a_cancelled_call_begins_nothing() {
        cancellation.cancel();
        assertThatThrownBy(() -> FanOut.run(
                        numbers(3),
                        n -> {
                            throw new IllegalStateException("begun");
                        },
                        3,
                        cancellation))
                .isInstanceOf(ToolException.class);
    }
}
