package dev.incant.kernel.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class JsonSchemaTest {
    private static final List<Schema> SCHEMAS = List.of(
            Schema.any("It."),
            Schema.bool("It."),
            Schema.integer("It.", 1, 5),
            Schema.number("It."),
            Schema.numeric("It."),
            Schema.string("It."),
            new Schema.Bytes("It."),
            Schema.list("It.", Schema.bool("One.")),
            Schema.map("It.", Schema.bool("One.")),
            new Schema.Fields("It.", List.of(Field.of("name", Schema.string("One.")))),
            new Schema.Either("It.", List.of(Schema.bool("One."), Schema.string("Other."))),
            new Schema.OrNull(Schema.bool("It.")));

    /// The kinds are told apart by a chain of `instanceof`, which javac does not check as it does a switch.
    @Test
    void shows_every_kind_of_schema() {
        assertThat(SCHEMAS.stream().<Class<?>>map(Object::getClass))
                .containsExactlyInAnyOrder(Schema.class.getPermittedSubclasses());
        for (Schema schema : SCHEMAS) {
            assertThat(JsonSchema.of(schema)).as("%s", schema).containsEntry("description", "It.");
        }
    }

    @Test
    void says_what_is_accepted() {
        assertThat(JsonSchema.of(Schema.integer("How many.", 1, 5)).toString())
                .isEqualTo("{type=integer, minimum=1, maximum=5, description=How many.}");
        assertThat(JsonSchema.of(new Schema.OrNull(Schema.bool("It."))).toString())
                .isEqualTo("{anyOf=[{type=boolean, description=It.}, {type=null}], description=It.}");
    }
}
