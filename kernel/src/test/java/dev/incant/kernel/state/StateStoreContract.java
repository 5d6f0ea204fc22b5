package dev.incant.kernel.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.value.Values;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What every store keeps.
interface StateStoreContract {
    /// A clock that the test moves.
    final class TestClock implements InstantSource {
        Instant now = Instant.parse("2025-01-15T12:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }
    }

    StateStore open(InstantSource clock, long quota);

    private StateStore open() {
        return open(new TestClock(), 10_000);
    }

    @Test
    default void a_value_comes_back_as_it_was_set() {
        try (StateStore store = open()) {
            Object value = Values.map("n", 1, "f", 1.0, "none", null, "bytes", new byte[] {1}, "list", List.of());
            long version = store.set("s", "k", value, null);
            StateStore.Entry entry = store.get("s", "k").orElseThrow();
            assertThat(Values.equal(entry.value(), value)).isTrue();
            assertThat(entry.version()).isEqualTo(version);
            assertThat(store.get("other", "k")).isEmpty();
            store.set("s", "nothing", null, null);
            assertThat(store.get("s", "nothing").orElseThrow().value()).isNull();
        }
    }

    @Test
    default void what_a_caller_changes_later_is_not_what_is_kept() {
        try (StateStore store = open()) {
            List<Object> list = new ArrayList<>(List.of(1L));
            store.set("s", "k", list, null);
            list.add(2L);
            assertThat(store.get("s", "k").orElseThrow().value()).isEqualTo(List.of(1L));
        }
    }

    @Test
    default void compare_and_set_succeeds_for_the_expected_version_only() {
        try (StateStore store = open()) {
            assertThat(store.compareAndSet("s", "k", 5, "x", null)).isEmpty();
            long first = store.compareAndSet("s", "k", 0, "a", null).orElseThrow();
            assertThat(store.compareAndSet("s", "k", 0, "b", null)).isEmpty();
            long second = store.compareAndSet("s", "k", first, "b", null).orElseThrow();
            assertThat(second).isGreaterThan(first);
            store.delete("s", "k");
            assertThat(store.compareAndSet("s", "k", second, "c", null)).isEmpty();
            assertThat(store.compareAndSet("s", "k", 0, "c", null).orElseThrow())
                    .isGreaterThan(second);
        }
    }

    @Test
    default void racing_counters_lose_no_step() throws Exception {
        try (StateStore store = open()) {
            store.set("s", "n", 0L, null);
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                threads.add(Thread.ofPlatform().start(() -> {
                    for (int i = 0; i < 25; i++) {
                        Optional<Long> done = Optional.empty();
                        while (done.isEmpty()) {
                            StateStore.Entry entry = store.get("s", "n").orElseThrow();
                            done = store.compareAndSet(
                                    "s",
                                    "n",
                                    entry.version(),
                                    ((Number) Objects.requireNonNull(entry.value())).longValue() + 1,
                                    null);
                        }
                    }
                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(store.get("s", "n").orElseThrow().value()).isEqualTo(100L);
        }
    }

    @Test
    default void an_entry_ends_when_its_time_is_over() {
        TestClock clock = new TestClock();
        try (StateStore store = open(clock, 10_000)) {
            store.set("s", "short", 1L, Duration.ofSeconds(10));
            store.set("s", "long", 1L, null);
            clock.now = clock.now.plusSeconds(9);
            assertThat(store.keys("s", "")).containsExactly("long", "short");
            clock.now = clock.now.plusSeconds(1);
            assertThat(store.get("s", "short")).isEmpty();
            assertThat(store.keys("s", "")).containsExactly("long");
            assertThat(store.delete("s", "short")).isFalse();
            assertThat(store.compareAndSet("s", "short", 0, 2L, null)).isPresent();
        }
    }

    @Test
    default void keys_and_scopes_are_listed_sorted() {
        try (StateStore store = open()) {
            for (String key : List.of("b", "a.2", "a.1", "a%", "A")) {
                store.set("s", key, key, null);
            }
            store.set("r", "x", 1L, null);
            assertThat(store.keys("s", "a")).containsExactly("a%", "a.1", "a.2");
            assertThat(store.keys("s", "")).containsExactly("A", "a%", "a.1", "a.2", "b");
            assertThat(store.scopes()).containsExactly("r", "s");
            assertThat(store.delete("r", "x")).isTrue();
            assertThat(store.delete("r", "x")).isFalse();
            assertThat(store.scopes()).containsExactly("s");
        }
    }

    @Test
    default void a_scope_holds_no_more_than_its_quota() {
        try (StateStore store = open(new TestClock(), 100)) {
            store.set("s", "a", "x".repeat(80), null);
            ToolException error =
                    catchThrowableOfType(ToolException.class, () -> store.set("s", "b", "x".repeat(30), null));
            assertThat(error.code()).isEqualTo(ErrorCode.LIMIT_EXCEEDED);
            assertThat(store.get("s", "b")).isEmpty();
            store.set("s", "a", "x".repeat(10), null);
            store.set("s", "b", "x".repeat(30), null);
            store.set("t", "a", "x".repeat(80), null);
        }
    }
}
