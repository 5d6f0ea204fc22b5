package dev.incant.kernel.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class EventBusTest {
    private final EventBus bus = new EventBus();

    @Test
    void topics_match_word_by_word() {
        assertThat(EventBus.matches("tool.*", "tool.completed")).isTrue();
        assertThat(EventBus.matches("tool.*", "tool.completed.late")).isFalse();
        assertThat(EventBus.matches("tool.**", "tool.completed.late")).isTrue();
        assertThat(EventBus.matches("*", "tool")).isTrue();
        assertThat(EventBus.matches("**", "a.b.c")).isTrue();
        assertThat(EventBus.matches("*.b", "a.b")).isTrue();
        assertThat(EventBus.matches("tool", "tools")).isFalse();
        assertThat(EventBus.matches("a.b", "a")).isFalse();
    }

    @Test
    void a_slow_subscriber_loses_the_oldest_and_is_told_how_many() throws Exception {
        try (EventBus.Subscription subscription = bus.subscribe("n", 2)) {
            for (long i = 1; i <= 5; i++) {
                bus.publish("n", i);
            }
            assertThat(subscription.next(Duration.ZERO)).isEqualTo(new EventBus.Event("n", 4L, 3));
            assertThat(subscription.next(Duration.ZERO)).isEqualTo(new EventBus.Event("n", 5L, 0));
            assertThat(subscription.next(Duration.ofMillis(1))).isNull();
        }
    }

    @Test
    void closing_ends_the_wait() throws Exception {
        EventBus.Subscription subscription = bus.subscribe("n", 2);
        Thread closer = Thread.ofVirtual().start(subscription::close);
        assertThat(subscription.take()).isNull();
        closer.join();
        assertThat(bus.heard()).isFalse();
    }
}
