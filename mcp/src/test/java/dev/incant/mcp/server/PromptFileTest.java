package dev.incant.mcp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.incant.kernel.error.ToolException;
import dev.incant.mcp.protocol.Prompt;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PromptFileTest {
    private static final String REVIEW = """
            ---
            title: Review code
            description: Asks for a review.
            arguments:
              - name: code
                description: The code.
                required: true
              - name: language
                values: [java, lua]
            ---
            Review this {{language}} code:

            {{ code }}
            """;

    @Test
    void front_matter_describes_and_the_rest_is_filled() {
        PromptFile file = PromptFile.read("review", REVIEW);
        assertThat(file.prompt())
                .isEqualTo(new Prompt(
                        "review",
                        "Review code",
                        "Asks for a review.",
                        List.of(
                                new Prompt.Argument("code", "The code.", true),
                                new Prompt.Argument("language", "", false))));
        assertThat(file.values()).isEqualTo(Map.of("language", List.of("java", "lua")));
        assertThat(file.fill(Map.of("code", "a $1 \\ {{language}}", "language", "lua")))
                .isEqualTo("Review this lua code:\n\na $1 \\ {{language}}");
        assertThat(file.fill(Map.of("code", "x"))).isEqualTo("Review this  code:\n\nx");
    }

    @Test
    void a_file_without_front_matter_is_all_text() {
        PromptFile file = PromptFile.read("plain", "\ufeffJust\r\nthis.\n");
        assertThat(file.prompt().arguments()).isEmpty();
        assertThat(file.fill(Map.of())).isEqualTo("Just\nthis.");
        assertThat(PromptFile.read("empty", "---\ntitle: Nothing\n---").text()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "---\ntitle: x\n",
                "---\n- a\n---\n",
                "---\n{\n---\n",
                "---\narguments: x\n---\n",
                "---\narguments: [x]\n---\n",
                "---\ntitle: x\n---\n{{unknown}}",
            })
    void what_is_wrong_is_told_with_the_files_name(String content) {
        assertThatThrownBy(() -> PromptFile.read("broken", content))
                .isInstanceOf(ToolException.class)
                .hasMessageStartingWith("broken: ");
    }
}
