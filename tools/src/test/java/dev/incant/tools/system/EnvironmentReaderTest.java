package dev.incant.tools.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incant.kernel.capability.Environment;
import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.value.Values;
import dev.incant.testkit.ToolContract;
import dev.incant.testkit.ToolTester;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class EnvironmentReaderTest implements ToolContract {
    private final ToolTester reader = ToolTester.of(tool())
            .variables(Map.of("APP_A", "1", "APP_B", "2", "APP_TOKEN", "t", "OTHER", "x"))
            .granting(Permission.ENV, "APP_*");

    @Override
    public Tool tool() {
        return new EnvironmentReader();
    }

    @Test
    void tells_a_variable_that_is_not_set_from_one_that_is_not_granted() {
        assertThat(reader.map("get", "variable_name", "APP_NOPE"))
                .containsEntry("found", false)
                .containsEntry("value", null);
        reader.fails(ErrorCode.DENIED, "get", "variable_name", "OTHER");
        ToolTester.of(tool()).fails(ErrorCode.DENIED, "list");
        reader.fails(ErrorCode.INVALID_PARAMS, "get", "variable_name", "A=B");
        reader.fails(ErrorCode.INVALID_PARAMS, "get", "variable_name", "");
    }

    @Test
    void masks_secrets_unless_granted_by_full_name() {
        assertThat(reader.map("get", "variable_name", "APP_TOKEN"))
                .containsEntry("value", Environment.MASK)
                .containsEntry("masked", true);
        assertThat(reader.map("list")).containsEntry("masked", List.of("APP_TOKEN"));
        assertThat(reader.granting(Permission.ENV, "APP_TOKEN").map("get", "name", "APP_TOKEN"))
                .containsEntry("value", "t")
                .containsEntry("masked", false);
    }

    @Test
    void patterns_fit_whole_names() {
        assertThat(reader.map("pattern", "pattern", "*_?"))
                .containsEntry("variables", Values.map("APP_A", "1", "APP_B", "2"));
        assertThat(reader.map("pattern", "pattern", "APP")).containsEntry("count", 0L);
        assertThat(reader.map("pattern", "pattern", "*P*_*")).containsEntry("count", 3L);
        assertThat(reader.map("pattern", "pattern", "a*")).containsEntry("count", 0L);
    }
}
