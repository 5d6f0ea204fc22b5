package dev.incant.tools.math;

import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.Category;
import dev.incant.kernel.tool.Example;
import dev.incant.kernel.tool.Field;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Parameter;
import dev.incant.kernel.tool.Schema;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.tool.ToolSpec;
import dev.incant.kernel.value.Values;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Evaluates expressions: decimals exactly as far as they go, else in IEEE doubles. [Calculation] says how they are
/// written, [MathFunctions] what they may call, [Arithmetic] what the limits are.
public final class Calculator implements Tool {
    private static final ToolSpec SPEC = ToolSpec.of(
                    "calculator", Category.UTILITY, "Evaluate arithmetic, logic and math functions.")
            .tags(
                    "math",
                    "arithmetic",
                    "expression",
                    "calculate",
                    "evaluate",
                    "formula",
                    "trigonometry",
                    "percent",
                    "sqrt",
                    "sin",
                    "logarithm",
                    "multiply",
                    "sum")
            .phrases(
                    "how much is 17 times 23",
                    "calculate the square root of a number",
                    "evaluate a formula with variables",
                    "how much is 15% of 80",
                    "add, multiply or divide numbers exactly",
                    "is this expression well formed",
                    "list the functions and constants I can calculate with")
            .defaultOperation(Operation.of("evaluate", "Calculate the value of an expression.")
                    .main(expression())
                    .optional(Parameter.map("variables", "Values of names in the expression.", number())
                            .otherwise(Map.of()))
                    .returns(
                            Schema.object(
                                    "What was calculated.",
                                    Field.of(
                                            "result",
                                            Schema.numeric(
                                                    "An integer where the value is exactly one that fits 64 bits, else the nearest double.")),
                                    Field.optional(
                                            "exact",
                                            Schema.string("The exact value, where the double does not hold it.")),
                                    Field.of("result_type", Schema.oneOf("What result is.", "integer", "float")),
                                    Field.of("input", Schema.string("The expression.")),
                                    Field.of("variables", Schema.map("The variables given.", number()))),
                            "result")
                    .readOnly()
                    .example(
                            "Calculate with the usual precedence.",
                            Map.of("expression", "2 + 2 * 3"),
                            Values.map(
                                    "result", 8, "result_type", "integer", "input", "2 + 2 * 3", "variables", Map.of()))
                    .example(
                            "Decimals are exact.",
                            Map.of("expression", "0.1 + 0.2"),
                            Values.map(
                                    "result", 0.3, "result_type", "float", "input", "0.1 + 0.2", "variables", Map.of()))
                    .example(
                            "Use variables and functions.",
                            Values.map("expression", "sqrt(x^2 + y^2)", "variables", Values.map("x", 3, "y", 4)),
                            Values.map(
                                    "result",
                                    5,
                                    "result_type",
                                    "integer",
                                    "input",
                                    "sqrt(x^2 + y^2)",
                                    "variables",
                                    Values.map("x", 3, "y", 4)))
                    .handledBy(Calculator::evaluate))
            .operation(Operation.of("validate", "Check how an expression is written, without values.")
                    .main(expression())
                    .returns(
                            Schema.object(
                                    "What was found.",
                                    Field.of("valid", Schema.bool("Whether it is an expression.")),
                                    Field.optional("error", Schema.string("What is wrong with it.")),
                                    Field.optional(
                                            "position", Schema.integer("The place of the error, counted from 1.")),
                                    Field.optional(
                                            "shown", Schema.string("The place of the error with a caret below it.")),
                                    Field.of("variables", names("The names that need a value.")),
                                    Field.of("functions", names("The functions it calls.")),
                                    Field.of("input", Schema.string("The expression."))),
                            "valid")
                    .readOnly()
                    .example(
                            "Variables are listed.",
                            Map.of("expression", "a * sin(b)"),
                            Values.map(
                                    "valid",
                                    true,
                                    "variables",
                                    List.of("a", "b"),
                                    "functions",
                                    List.of("sin"),
                                    "input",
                                    "a * sin(b)"))
                    .example(
                            "See where an error is.",
                            Map.of("expression", "2 * (3 + 4"),
                            Values.map(
                                    "valid",
                                    false,
                                    "error",
                                    "a ')' is missing for the '(' at position 5, at position 11 of the expression",
                                    "position",
                                    11,
                                    "shown",
                                    "2 * (3 + 4\n          ^",
                                    "variables",
                                    List.of(),
                                    "functions",
                                    List.of(),
                                    "input",
                                    "2 * (3 + 4"))
                    .handledBy(Calculator::validate))
            .operation(Operation.of("functions", "List operators, functions and constants.")
                    .mainOptional(Parameter.text("name", "Only the function or constant of this name."))
                    .returns(Schema.object(
                            "What an expression may contain.",
                            Field.of(
                                    "functions",
                                    Schema.list(
                                            "The functions and constants.",
                                            Schema.object(
                                                    "One function.",
                                                    Field.of("name", Schema.string("Its name.")),
                                                    Field.of("signature", Schema.string("How it is called.")),
                                                    Field.of("meaning", Schema.string("What it gives."))))),
                            Field.of("operators", Schema.map("The operators by kind.", names("The operators.")))))
                    .readOnly()
                    .example(Example.of("See what there is.", Map.of())
                            .givesAtLeast(Values.map("operators", Values.map("logical", Values.list("&&", "||", "!")))))
                    .example(Example.of("See how one is called.", Map.of("name", "log"))
                            .givesAtLeast(Values.map(
                                    "functions",
                                    Values.list(Values.map(
                                            "name",
                                            "log",
                                            "signature",
                                            "log(x) or log(base, x)",
                                            "meaning",
                                            "logarithm to base 10 or any base, above 0")))))
                    .handledBy(Calculator::functions));

    private static Parameter expression() {
        return Parameter.text("expression", "The expression, such as 2 * (3 + x).")
                .format("expression")
                .alias("input");
    }

    private static Schema number() {
        return Schema.numeric("A number.");
    }

    private static Schema names(String meaning) {
        return Schema.list(meaning, Schema.string("A name."));
    }

    @Override
    public ToolSpec spec() {
        return SPEC;
    }

    private static Object evaluate(Args args, ToolContext context) {
        String expression = args.string("expression");
        Map<String, @Nullable Object> given = args.map("variables");
        Number value = Calculation.evaluate(expression, variables(given), context.cancellation());
        Map<String, @Nullable Object> result = shown(value);
        result.put("input", expression);
        result.put("variables", given);
        return result;
    }

    private static Map<String, Number> variables(Map<String, @Nullable Object> given) {
        if (given.isEmpty()) {
            return Map.of();
        }
        Map<String, Number> variables = new HashMap<>();
        for (Map.Entry<String, @Nullable Object> entry : given.entrySet()) {
            if (!Calculation.isName(entry.getKey())) {
                throw ToolException.invalidParams("variables: '" + entry.getKey()
                        + "' is no name: letters, digits and '_', not beginning with a digit");
            }
            if (entry.getValue() instanceof Long whole) {
                variables.put(entry.getKey(), whole);
            } else if (entry.getValue() instanceof Double number && Double.isFinite(number)) {
                variables.put(entry.getKey(), BigDecimal.valueOf(number));
            } else {
                throw ToolException.invalidParams(
                        "variables." + entry.getKey() + " must be a finite number, not " + entry.getValue());
            }
        }
        return variables;
    }

    /// The value as `result`, `result_type`, and `exact` where that says more.
    private static Map<String, @Nullable Object> shown(Number value) {
        if (value instanceof Long) {
            return Values.map("result", value, "result_type", "integer");
        }
        if (!(value instanceof BigDecimal exact)) {
            // Adding zero makes the negative zero positive.
            return Values.map("result", value.doubleValue() + 0.0, "result_type", "float");
        }
        BigDecimal brief = exact.signum() == 0 ? BigDecimal.ZERO : exact.stripTrailingZeros();
        if (brief.scale() <= 0
                && brief.precision() - brief.scale() <= 19
                && brief.toBigInteger().bitLength() < 64) {
            return Values.map("result", brief.longValue(), "result_type", "integer");
        }
        double near = brief.doubleValue();
        if (Double.isInfinite(near)) {
            throw ToolException.failed("overflow: the result is beyond the range of doubles, ±1.797e308")
                    .with("exact", brief.toPlainString());
        }
        Map<String, @Nullable Object> result = Values.map("result", near);
        if (BigDecimal.valueOf(near).compareTo(brief) != 0) {
            result.put("exact", brief.toPlainString());
        }
        result.put("result_type", "float");
        return result;
    }

    private static Object validate(Args args, ToolContext context) {
        String expression = args.string("expression");
        Map<String, @Nullable Object> result;
        try {
            Calculation read = Calculation.read(expression, context.cancellation());
            result = Values.map("valid", true, "variables", read.names(), "functions", read.functions());
        } catch (ToolException fault) {
            if (fault.code() != ErrorCode.INVALID_PARAMS) {
                throw fault;
            }
            result = Values.map("valid", false, "error", fault.message());
            result.putAll(fault.details());
            result.put("variables", List.of());
            result.put("functions", List.of());
        }
        result.put("input", expression);
        return result;
    }

    private static Object functions(Args args, ToolContext context) {
        return Values.map(
                "functions",
                FunctionCatalogue.functions(args.optionalString("name").orElse(null)),
                "operators",
                FunctionCatalogue.operators());
    }
}
