package dev.incant.testkit;

import dev.incant.kernel.tool.Category;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Schema;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.tool.ToolSpec;
import java.util.Map;

/// A tool with one example that holds and one that does not: what must be found by whatever runs examples.
final class WrongExample implements Tool {
    private static final ToolSpec SPEC = ToolSpec.of("wrong_example", Category.UTILITY, "Promise what does not hold.")
            .operation(Operation.of("one", "Give one.")
                    .returns(Schema.integer("One."))
                    .readOnly()
                    .example("Give one.", Map.of(), 1L)
                    .example("Give two.", Map.of(), 2L)
                    .handledBy((args, context) -> 1L));

    @Override
    public ToolSpec spec() {
        return SPEC;
    }
}
