package dev.incant.mcp.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import dev.incant.kernel.Kernel;
import dev.incant.kernel.tool.Effects;
import dev.incant.kernel.value.Json;
import dev.incant.kernel.value.Values;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// What agents pay for definitions, counted as GPT-4o and its successors count.
final class TokensTest {
    private static final Encoding O200K = Encodings.newDefaultEncodingRegistry().getEncoding(EncodingType.O200K_BASE);

    private static final Kernel KERNEL = Agents.kernel();

    @AfterAll
    static void close() {
        KERNEL.close();
    }

    @Test
    void the_three_tools_of_the_catalogue_cost_600_tokens_at_most_with_all_that_goes_over_the_wire() {
        try (AgentTools tools = CatalogueTools.open(KERNEL, Agents.strict(), AgentSettings.STANDARD)) {
            assertThat(tools.list()).hasSize(3);
            assertThat(tokens(tools.list().stream().map(TokensTest::whole).toList()))
                    .isBetween(100, 600);
        }
    }

    @Test
    void a_tool_of_direct_mode_costs_100_tokens_on_average_at_most_without_its_output_schema() {
        try (AgentTools tools = DirectTools.open(KERNEL, Agents.strict(), AgentSettings.STANDARD)) {
            List<AgentTool> all = tools.list();
            assertThat(all).hasSizeGreaterThan(150);
            double average =
                    all.stream().mapToInt(tool -> tokens(bare(tool))).average().orElseThrow();
            assertThat(average).isBetween(30.0, 100.0);
        }
    }

    private static int tokens(Object value) {
        return O200K.countTokens(Json.write(value));
    }

    /// What a model is given.
    private static Map<String, @Nullable Object> bare(AgentTool tool) {
        return Values.map("name", tool.name(), "description", tool.description(), "inputSchema", tool.inputSchema());
    }

    /// What `tools/list` answers.
    private static Map<String, @Nullable Object> whole(AgentTool tool) {
        Map<String, @Nullable Object> whole = bare(tool);
        whole.put("title", tool.title());
        if (tool.outputSchema() != null) {
            whole.put("outputSchema", tool.outputSchema());
        }
        Effects effects = tool.effects();
        whole.put(
                "annotations",
                Values.map(
                        "readOnlyHint", effects.readOnly(),
                        "destructiveHint", effects.destructive(),
                        "idempotentHint", effects.idempotent(),
                        "openWorldHint", effects.openWorld()));
        return whole;
    }
}
