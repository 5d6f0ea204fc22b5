package dev.incant.kernel.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.incant.kernel.capability.ToolState;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a tool finds in its own scope.
final class ToolScopeTest {
    private final StateStoreContract.TestClock clock = new StateStoreContract.TestClock();
    private final StateStore store = new MemoryStateStore(clock, 100);
    private final ToolState mine = ToolScope.of(store, "mine");
    private final ToolState other = ToolScope.of(store, "other");

    @Test
    void tools_see_only_what_they_keep_themselves() {
        mine.set("k", "mine", null);
        store.set("global", "k", "global", null);
        assertThat(other.get("k")).isEmpty();
        assertThat(other.delete("k")).isFalse();
        assertThat(other.keys("")).isEmpty();
        assertThat(mine.get("k").orElseThrow().value()).isEqualTo("mine");
        assertThat(store.scopes()).containsExactly("global", "tool:mine");
    }

    @Test
    void keys_are_listed_by_their_beginning_and_expire() {
        mine.set("page:a", 1L, Duration.ofSeconds(1));
        mine.set("page:b", 2L, null);
        mine.set("x", 3L, null);
        assertThat(mine.keys("page:")).isEqualTo(List.of("page:a", "page:b"));
        clock.now = clock.now.plusSeconds(1);
        assertThat(mine.keys("page:")).isEqualTo(List.of("page:b"));
        assertThat(mine.delete("page:b")).isTrue();
    }

    @Test
    void a_value_is_set_only_over_the_version_expected() {
        long first = mine.compareAndSet("k", 0, "a", null).orElseThrow();
        assertThat(mine.compareAndSet("k", 0, "b", null)).isEmpty();
        assertThat(mine.compareAndSet("k", first, "c", null)).isPresent();
        assertThat(mine.get("k").orElseThrow().value()).isEqualTo("c");
    }

    @Test
    void the_quota_of_one_tool_is_not_used_up_by_another() {
        mine.set("k", "x".repeat(80), null);
        other.set("k", "x".repeat(80), null);
        ToolException error = catchThrowableOfType(ToolException.class, () -> mine.set("more", "x".repeat(80), null));
        assertThat(error.code()).isEqualTo(ErrorCode.LIMIT_EXCEEDED);
        assertThat(error.message()).contains("tool:mine");
    }
}
