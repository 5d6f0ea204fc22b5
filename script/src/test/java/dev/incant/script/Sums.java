package dev.incant.script;

import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.Category;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Parameter;
import dev.incant.kernel.tool.Schema;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.tool.ToolSpec;
import dev.incant.kernel.value.Values;

/// Adds whole numbers: a tool with a default operation, called `calculator` as the real one.
final class Sums implements Tool {
    private static final ToolSpec SPEC = ToolSpec.of("calculator", Category.UTILITY, "Add whole numbers.")
            .tags("math")
            .phrases("add numbers")
            .defaultOperation(Operation.of("evaluate", "Add the numbers of a sum.")
                    .main(Parameter.text("expression", "A sum such as 2 + 2.").alias("input"))
                    .returns(
                            Schema.object("The sum.", dev.incant.kernel.tool.Field.of("result", Schema.integer("It."))))
                    .handledBy(Sums::evaluate))
            .operation(Operation.of("functions", "List the functions.")
                    .returns(Schema.list("Names.", Schema.string("A name.")))
                    .handledBy((args, context) -> Values.list()));

    @Override
    public ToolSpec spec() {
        return SPEC;
    }

    private static Object evaluate(Args args, ToolContext context) {
        long sum = 0;
        for (String part : args.string("expression").split("\\+", -1)) {
            try {
                sum += Long.parseLong(part.strip());
            } catch (NumberFormatException e) {
                throw ToolException.invalidParams("no number: '" + part.strip() + "'")
                        .with("part", part.strip());
            }
        }
        return Values.map("result", sum);
    }
}
