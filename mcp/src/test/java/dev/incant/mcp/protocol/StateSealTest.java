package dev.incant.mcp.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.incant.kernel.value.Values;
import dev.incant.mcp.rpc.RpcException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class StateSealTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final StateSeal seal = new StateSeal(now::get);
    private final Map<String, @Nullable Object> answers = Values.map("a", Values.map("action", "accept"));

    @Test
    void opens_what_it_sealed() {
        assertThat(seal.open(seal.seal(answers, "ann call x"), "ann call x")).isEqualTo(answers);
    }

    @Test
    void refuses_a_state_for_another_client_or_request() {
        String state = seal.seal(answers, "ann call x");
        assertThatThrownBy(() -> seal.open(state, "ann call y")).isInstanceOf(RpcException.class);
        assertThatThrownBy(() -> seal.open(state, "bob call x")).isInstanceOf(RpcException.class);
    }

    @Test
    void refuses_a_state_that_was_changed_or_made_up() {
        String state = seal.seal(answers, "x");
        String changed = (state.charAt(0) == 'e' ? "f" : "e") + state.substring(1);
        for (String wrong : new String[] {changed, state + "A", state.replace(".", ""), "", ".", "a.b", "é.é"}) {
            assertThatThrownBy(() -> seal.open(wrong, "x"))
                    .as(wrong)
                    .isInstanceOf(RpcException.class)
                    .hasMessageContaining("requestState");
        }
        assertThatThrownBy(() -> new StateSeal(now::get).open(state, "x")).isInstanceOf(RpcException.class);
    }

    @Test
    void a_state_expires() {
        String state = seal.seal(answers, "x");
        now.set(Instant.EPOCH.plus(Duration.ofMinutes(9)));
        assertThat(seal.open(state, "x")).isEqualTo(answers);
        now.set(Instant.EPOCH.plus(Duration.ofMinutes(11)));
        assertThatThrownBy(() -> seal.open(state, "x")).hasMessageContaining("expired");
    }
}
