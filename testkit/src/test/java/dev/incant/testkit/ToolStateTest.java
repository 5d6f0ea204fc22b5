package dev.incant.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incant.kernel.Connection;
import dev.incant.kernel.Kernel;
import dev.incant.kernel.KernelOptions;
import dev.incant.kernel.SessionOptions;
import dev.incant.kernel.capability.Grants;
import dev.incant.kernel.capability.Limits;
import dev.incant.kernel.client.KernelClient;
import dev.incant.kernel.registry.ToolPack;
import dev.incant.kernel.tool.Category;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Schema;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.tool.ToolSpec;
import dev.incant.kernel.value.Values;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The state that a tool keeps in a kernel, and that a tool called by it keeps.
final class ToolStateTest {
    /// Keeps a value under the key that the probe counts under, and lets the probe count.
    private static final class Asker implements Tool {
        @Override
        public ToolSpec spec() {
            return ToolSpec.of("asker", Category.UTILITY, "Ask the probe to count.")
                    .operation(Operation.of("ask", "Ask the probe to count.")
                            .returns(Schema.any("What both keep."))
                            .handledBy((args, context) -> {
                                context.state().set("calls", 100L, null);
                                Object counted = context.call("probe.count", Map.of());
                                return Values.map(
                                        "counted",
                                        counted,
                                        "own",
                                        context.state()
                                                .get("calls")
                                                .orElseThrow()
                                                .value());
                            }));
        }
    }

    private static final SessionOptions SESSION =
            new SessionOptions(Grants.NONE, Limits.GENEROUS, Path.of("/nonexistent"));

    @Test
    void a_tool_that_another_calls_has_its_own_state() {
        ToolTester tester = ToolTester.of(new Asker());
        ToolTester both = new ToolTester(
                List.of(new Asker(), new Probe()),
                tester.grants(),
                tester.limits(),
                tester.directory(),
                tester.clock(),
                tester.random(),
                tester.variables(),
                tester.resolver(),
                tester.state(),
                tester.cancellation(),
                tester.progress());
        assertThat(both.map("ask")).isEqualTo(Values.map("counted", 1L, "own", 100L));
        assertThat(both.map("ask")).isEqualTo(Values.map("counted", 2L, "own", 100L));
        assertThat(tester.state().scopes()).containsExactly("tool:asker", "tool:probe");
    }

    @Test
    void a_kernel_keeps_it_by_the_canonical_name_over_calls_and_sessions() {
        try (Kernel kernel = Kernel.start(KernelOptions.of(ToolPack.of(new Asker(), new Probe())))) {
            assertThat(ask(kernel, "asker.ask")).isEqualTo(Values.map("counted", 1L, "own", 100L));
            assertThat(ask(kernel, "probe.count")).isEqualTo(2L);
            assertThat(ask(kernel, "probe-tool.count")).isEqualTo(3L);
            assertThat(kernel.state().scopes()).containsExactly("tool:asker", "tool:probe");
        }
    }

    private static @Nullable Object ask(Kernel kernel, String operation) {
        KernelClient client = new KernelClient();
        try (Connection _ = kernel.connect(SESSION, client)) {
            return client.invoke(operation);
        }
    }
}
