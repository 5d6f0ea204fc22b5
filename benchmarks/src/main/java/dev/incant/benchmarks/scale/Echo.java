package dev.incant.benchmarks.scale;

import dev.incant.kernel.tool.Category;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Parameter;
import dev.incant.kernel.tool.Schema;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.tool.ToolSpec;
import java.util.Map;

/// A tool whose own work is nothing, for calls with large parameters and large results.
final class Echo implements Tool {
    private static final ToolSpec SPEC = ToolSpec.of("bench_echo", Category.SYSTEM, "Take a text, or give one.")
            .operation(Operation.of("take", "Take a text.")
                    .main(Parameter.text("text", "The text."))
                    .returns(Schema.integer("Its length."))
                    .readOnly()
                    .example("Take two letters.", Map.of("text", "ab"), 2)
                    .handledBy((args, context) -> (long) args.string("text").length()))
            .operation(Operation.of("give", "Give a text.")
                    .main(Parameter.integer("length", "Its length."))
                    .returns(Schema.string("The text."))
                    .readOnly()
                    .example("Give two letters.", Map.of("length", 2), "aa")
                    .handledBy((args, context) -> "a".repeat(args.intValue("length"))));

    @Override
    public ToolSpec spec() {
        return SPEC;
    }
}
