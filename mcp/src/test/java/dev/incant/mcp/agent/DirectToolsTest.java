package dev.incant.mcp.agent;

import static dev.incant.mcp.agent.Agents.call;
import static dev.incant.mcp.agent.Agents.structured;
import static dev.incant.mcp.agent.Agents.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.incant.kernel.Kernel;
import dev.incant.kernel.capability.Grants;
import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.value.Values;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DirectToolsTest {
    private static final Kernel KERNEL = Agents.kernel();

    private final AgentTools tools = DirectTools.open(KERNEL, Agents.strict(), AgentSettings.STANDARD);

    @AfterEach
    void closeTools() {
        tools.close();
    }

    @AfterAll
    static void close() {
        KERNEL.close();
    }

    @Test
    void every_operation_is_a_tool_with_a_name_that_all_clients_take_in_a_stable_order() {
        List<String> names = tools.list().stream().map(AgentTool::name).toList();
        assertThat(names)
                .doesNotHaveDuplicates()
                .allMatch(name -> name.matches("[a-zA-Z0-9_-]{1,64}"))
                .contains("calculator-evaluate", "csv_analyzer-filter", "data_converter");
        try (AgentTools again = DirectTools.open(KERNEL, Agents.strict(), AgentSettings.STANDARD)) {
            assertThat(again.list()).isEqualTo(tools.list());
        }
    }

    @Test
    void schemas_are_objects_that_refuse_unknown_arguments() {
        for (AgentTool tool : tools.list()) {
            assertThat(tool.inputSchema())
                    .as(tool.name())
                    .containsEntry("type", "object")
                    .containsEntry("additionalProperties", false);
            assertThat(tool.outputSchema()).as(tool.name()).containsEntry("type", "object");
            assertThat(tool.description()).as(tool.name()).isNotBlank();
            assertThat(tool.title()).as(tool.name()).isNotBlank();
        }
    }

    @Test
    void only_visible_tools_are_listed_and_called() {
        try (AgentTools few =
                DirectTools.open(KERNEL, Agents.strict(), AgentSettings.STANDARD.seeing(List.of("uuid_generator")))) {
            assertThat(few.list()).allMatch(tool -> tool.name().startsWith("uuid_generator"));
            assertThatThrownBy(() -> few.call("calculator-evaluate", Values.map("expression", "1"), call()))
                    .hasMessageContaining("no tool is named");
        }
    }

    @Test
    void a_call_answers_text_and_the_same_structured() {
        AgentResult result = tools.call("calculator-evaluate", Values.map("expression", "1 + 2"), call());
        assertThat(structured(result)).containsEntry("result", 3L);
        assertThat(text(result)).startsWith("{").contains("\"result\":3");
        assertThat(tools.call("calculator.evaluate", Values.map("expression", "1 + 2"), call()))
                .isEqualTo(result);
    }

    @Test
    void what_went_wrong_inside_is_an_answer_and_an_unknown_name_is_none() {
        AgentResult wrong = tools.call("calculator-evaluate", Values.map("expresion", "1"), call());
        assertThat(wrong.failed()).isTrue();
        assertThat(text(wrong)).startsWith("invalid_params: ").contains("did you mean 'expression'?");
        assertThatThrownBy(() -> tools.call("calculator-evalute", Map.of(), call()))
                .hasMessageContaining("did you mean 'calculator-evaluate'");
    }

    @Test
    void files_that_were_read_are_marked(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("a.txt"), "hello");
        try (AgentTools agent = DirectTools.open(
                KERNEL,
                Agents.strict().in(folder).granting(Grants.NONE.allow(Permission.READ, ".")),
                AgentSettings.STANDARD)) {
            AgentResult read = agent.call("file_operations-read", Values.map("path", "a.txt"), call());
            assertThat(read.content()).singleElement().isInstanceOfSatisfying(AgentResult.Text.class, text -> {
                assertThat(text.untrusted()).isTrue();
                assertThat(text.text()).contains("hello");
            });
            AgentResult none = agent.call("calculator-evaluate", Values.map("expression", "1"), call());
            assertThat(((AgentResult.Text) none.content().getFirst()).untrusted())
                    .isFalse();
        }
    }
}
