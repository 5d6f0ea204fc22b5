package dev.incant.lua;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/// States without a memory limit of their own. Fills most of the JVM's heap, hence alone.
@Isolated
class JvmMemoryTest {
    private static String outcome(String script) throws InterruptedException {
        String[] outcome = new String[1];
        Outcome.on(
                Outcome.withStack(16 << 20),
                Duration.ofMinutes(2),
                () -> outcome[0] = Outcome.of(LuaOptions.sandboxed(), script));
        return outcome[0];
    }

    @Test
    void anUnlimitedStateStopsBeforeTheJvmDoes() throws InterruptedException {
        assertThat(outcome("return pcall(string.rep, 'x', 1e10)")).startsWith("ok: false");
        assertThat(outcome("for i = 1, 3 do local ok, e = pcall(function() local s = ('x'):rep(1e8) "
                        + "local t = {} while true do t[#t + 1] = s .. #t end end) "
                        + "assert(not ok and e == 'not enough memory', e) end return 'alive'"))
                .isEqualTo("ok: alive");
    }
}
