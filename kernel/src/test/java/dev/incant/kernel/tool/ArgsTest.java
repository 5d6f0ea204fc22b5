package dev.incant.kernel.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.value.Values;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ArgsTest {
    private static final Operation RESIZE = Operation.of("resize", "Resize.")
            .main(Parameter.text("path", "The file.").alias("input"))
            .required(Parameter.integer("width", "Pixels.").between(1, 1000))
            .optional(Parameter.text("mode", "How.").oneOf("fit", "fill").otherwise("fit"))
            .optional(Parameter.number("quality", "From 0 to 1.").between(0, 1).otherwise(0.8))
            .optional(Parameter.list("tags", "Tags.", Schema.string("A tag.")))
            .optional(Parameter.schema(
                    "crop",
                    Schema.object(
                            "A part.",
                            Field.of("x", Schema.integer("Left.")),
                            Field.optional("y", Schema.integer("Top.")))))
            .optional(Parameter.any("extra", "Anything."));

    private static Args bind(@Nullable Object... pairs) {
        return Args.bind("image.resize", RESIZE, Values.map(pairs));
    }

    private static ToolException refused(@Nullable Object... pairs) {
        ToolException error = catchThrowableOfType(ToolException.class, () -> bind(pairs));
        assertThat(error.code()).isEqualTo(ErrorCode.INVALID_PARAMS);
        return error;
    }

    @Test
    void gives_values_and_defaults_in_the_types_promised() {
        Args args = bind("input", "a.png", "width", 10.0, "quality", 1L);
        assertThat(args.string("path")).isEqualTo("a.png");
        assertThat(args.integer("width")).isEqualTo(10);
        assertThat(args.number("quality")).isEqualTo(1.0);
        assertThat(args.string("mode")).isEqualTo("fit");
        assertThat(args.given("mode")).isFalse();
        assertThat(args.strings("tags")).isEmpty();
        assertThat(args.has("crop")).isFalse();
    }

    @Test
    void reports_every_problem_at_once() {
        ToolException error = refused(
                "width",
                5000,
                "mode",
                "fil",
                "quality",
                "high",
                "tags",
                List.of("a", 1L),
                "crop",
                Map.of("z", 1L),
                "witdh",
                3);
        assertThat(error.message())
                .startsWith("image.resize: ")
                .contains("path: is missing: The file.")
                .contains("width: must be from 1 to 1000, not 5000")
                .contains("mode: must be one of fit, fill, not 'fil'; did you mean 'fill' or 'fit'?")
                .contains("quality: must be a number, not the string 'high'")
                .contains("tags[2]: must be a string, not the integer 1")
                .contains("crop.x: is missing")
                .contains("crop.z: is unknown")
                .contains("witdh: is unknown; did you mean 'width'?");
        assertThat((List<?>) error.details().get("problems")).hasSize(8);
    }

    @Test
    void refuses_a_parameter_that_is_given_under_two_names() {
        assertThat(refused("path", "a", "input", "b", "width", 1).message()).contains("given twice");
    }

    @Test
    void takes_null_for_an_optional_parameter_as_not_given() {
        assertThat(bind("path", "a", "width", 1, "mode", null).string("mode")).isEqualTo("fit");
        assertThat(refused("path", null, "width", 1).message()).contains("path: must be a string, not null");
    }

    @Test
    void takes_an_empty_table_for_a_list_and_for_a_map() {
        assertThat(bind("path", "a", "width", 1, "tags", Map.of()).list("tags")).isEmpty();
        assertThat(refused("path", "a", "width", 1, "crop", List.of()).message())
                .contains("crop.x: is missing");
    }

    @Test
    void refuses_fractions_and_overflows_where_an_integer_is_asked_for() {
        refused("path", "a", "width", 1.5);
        refused("path", "a", "width", 1e300);
        refused("path", "a", "width", Double.NaN);
        refused("path", "a", "width", true);
    }

    @Test
    void shows_its_schema_as_json_schema() {
        Map<String, @Nullable Object> schema = JsonSchema.parameters(RESIZE);
        assertThat(schema)
                .containsEntry("type", "object")
                .containsEntry("additionalProperties", false)
                .containsEntry("required", List.of("path", "width"));
        assertThat(String.valueOf(schema.get("properties")))
                .contains("mode={type=string, enum=[fit, fill], description=How., default=fit}")
                .contains("width={type=integer, minimum=1, maximum=1000, description=Pixels.}");
    }
}
