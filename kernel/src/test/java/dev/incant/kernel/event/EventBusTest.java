package dev.incant.kernel.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import java.time.Duration;
import java.util.List;
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
    void the_kernels_topics_are_for_the_kernel_only() throws Exception {
        try (EventBus.Subscription subscription = bus.subscribe("**", 10)) {
            for (String topic : List.of("tool.completed", "tool", "kernel.stopped", "session.x", "script.a.b")) {
                assertThatThrownBy(() -> bus.publishForUser(topic, 1L))
                        .isInstanceOfSatisfying(ToolException.class, error -> {
                            assertThat(error.code()).isEqualTo(ErrorCode.DENIED);
                            assertThat(error.message()).contains(topic).contains("user." + topic);
                        });
            }
            assertThat(subscription.next(Duration.ZERO)).isNull();
            bus.publishForUser("user.tool.completed", 1L);
            bus.publishForUser("tools", 2L);
            assertThat(subscription.next(Duration.ZERO)).isEqualTo(new EventBus.Event("user.tool.completed", 1L, 0));
            assertThat(subscription.next(Duration.ZERO)).isEqualTo(new EventBus.Event("tools", 2L, 0));
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
