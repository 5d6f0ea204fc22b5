package dev.incant.kernel.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.incant.kernel.error.ToolException;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

final class MemoryStateStoreTest implements StateStoreContract {
    @Override
    public StateStore open(InstantSource clock, long quota) {
        return new MemoryStateStore(clock, quota);
    }

    @Test
    void all_scopes_together_may_be_bounded_and_entries_count_for_what_they_cost() {
        MemoryStateStore store = new MemoryStateStore(InstantSource.system(), 1000, 1000);
        for (int i = 0; i < 9; i++) {
            store.set("scope" + i, "key", "x", null);
        }
        assertThatThrownBy(() -> store.set("scope9", "key", "x", null))
                .isInstanceOf(ToolException.class)
                .hasMessageContaining("it may hold 1000");
        assertThat(store.delete("scope0", "key")).isTrue();
        store.set("scope9", "key", "x", null);
        assertThat(store.scopes()).hasSize(9).contains("scope9");
    }

    @Test
    void stores_may_share_room_and_give_it_back() {
        Quota quota = new Quota(1000);
        MemoryStateStore one = new MemoryStateStore(InstantSource.system(), 1000, 1000, quota);
        MemoryStateStore two = new MemoryStateStore(InstantSource.system(), 1000, 1000, quota);
        one.set("scope", "key", "x".repeat(600), null);
        assertThatThrownBy(() -> two.set("scope", "key", "x".repeat(600), null))
                .isInstanceOf(ToolException.class)
                .hasMessageContaining("all clients together would hold more than 1000 bytes");
        one.set("scope", "key", "x", null);
        two.set("scope", "key", "x".repeat(600), null);
        two.delete("scope", "key");
        one.close();
        one.close();
        assertThat(quota.taken()).isZero();
        assertThatThrownBy(() -> one.set("scope", "key", "x", null)).hasMessageContaining("closed");
    }
}
