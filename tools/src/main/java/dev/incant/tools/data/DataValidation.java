package dev.incant.tools.data;

import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.Category;
import dev.incant.kernel.tool.Example;
import dev.incant.kernel.tool.Field;
import dev.incant.kernel.tool.Fixture;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Parameter;
import dev.incant.kernel.tool.Schema;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.tool.ToolSpec;
import dev.incant.kernel.value.Values;
import dev.incant.tools.data.validation.ValueRules;
import dev.incant.tools.data.validation.Violations;
import java.util.List;

/// Checks values against simple rules. For JSON Schema see [JsonProcessor].
public final class DataValidation implements Tool {
    private static final ToolSpec SPEC = ToolSpec.of(
                    "data_validation",
                    Category.UTILITY,
                    "Check a value against rules about types, lengths, ranges, patterns, dates, lists and objects.")
            .tags(
                    "validation",
                    "rules",
                    "email",
                    "url",
                    "date",
                    "regex",
                    "schema",
                    "check",
                    "verify",
                    "required",
                    "range",
                    "length",
                    "form",
                    "constraint")
            .phrases(
                    "check that this data is valid",
                    "is this a valid e-mail address",
                    "validate a form against rules",
                    "is this credit card number right",
                    "which fields of this record are wrong",
                    "make sure a number lies between two bounds")
            .defaultOperation(Operation.of("validate", "Find everything in a value that breaks a rule.")
                    .mainOptional(Parameter.any("input", "The value to check, exactly as it is given.")
                            .alias("data", "value"))
                    .optional(Parameter.text("text", "The value as JSON text instead."))
                    .optional(Parameter.path("input_file", "The file with the value as JSON instead.")
                            .needs(Permission.READ))
                    .required(Parameter.any(
                            "rules",
                            "{\"rules\": [...]} or a list, as a value or JSON text. Each rule has a type: required,"
                                    + " nullable, type {expected}, length {min, max}, range {min, max}, pattern {regex},"
                                    + " enum {values}, email, url {schemes}, date {format as in strftime}, custom {name},"
                                    + " array {min_items, max_items, unique, item_rules}, object {properties, required,"
                                    + " additional_properties}."))
                    .optional(Parameter.bool("fail_fast", "Whether to stop at the first violation.")
                            .otherwise(false))
                    .optional(Parameter.integer("max_errors", "How many violations are listed; all are counted.")
                            .between(1, 10_000)
                            .otherwise(100))
                    .returns(
                            Schema.object(
                                    "Whether the value is valid, and what is wrong with it.",
                                    Field.of("valid", Schema.bool("Whether no rule is broken.")),
                                    Field.of("error_count", Schema.integer("How many times a rule is broken.")),
                                    Field.of("errors", Schema.list("The violations.", violation()))),
                            "valid")
                    .readOnly()
                    .example(
                            "Check a text.",
                            Values.map(
                                    "input",
                                    "2024-02-30",
                                    "rules",
                                    Values.list(
                                            Values.map("type", "required"),
                                            Values.map("type", "date", "format", "%Y-%m-%d"))),
                            Values.map(
                                    "valid",
                                    false,
                                    "error_count",
                                    1,
                                    "errors",
                                    Values.list(Values.map(
                                            "field",
                                            "",
                                            "pointer",
                                            "",
                                            "value",
                                            "2024-02-30",
                                            "rule",
                                            "date",
                                            "message",
                                            "must be a date in the format %Y-%m-%d"))))
                    .example(
                            "Check an object and its lists.",
                            Values.map(
                                    "input",
                                    Values.map(
                                            "users",
                                            Values.list(Values.map("mail", "ada@example.org"), Values.map("mail", 7))),
                                    "rules",
                                    "{\"rules\": [{\"type\": \"object\", \"properties\": {\"users\": [{\"type\":"
                                            + " \"array\", \"item_rules\": [{\"type\": \"object\", \"properties\":"
                                            + " {\"mail\": {\"type\": \"email\"}}}]}]}}]}"),
                            Values.map(
                                    "valid",
                                    false,
                                    "error_count",
                                    1,
                                    "errors",
                                    Values.list(Values.map(
                                            "field",
                                            "users[1].mail",
                                            "pointer",
                                            "/users/1/mail",
                                            "value",
                                            7,
                                            "rule",
                                            "email",
                                            "message",
                                            "must be a string, is integer"))))
                    .example(Example.of(
                                    "Check a file.",
                                    Values.map(
                                            "input_file",
                                            "age.json",
                                            "rules",
                                            Values.map("type", "range", "min", 0, "max", 150)))
                            .with(Fixture.file("age.json", "42"))
                            .gives(Values.map("valid", true, "error_count", 0, "errors", List.of())))
                    .handledBy(DataValidation::validate));

    private static Schema violation() {
        return Schema.object(
                "A violation.",
                Field.of("field", Schema.string("Where, such as users[0].name; empty for the whole value.")),
                Field.of("pointer", Schema.string("Where, as a JSON Pointer (RFC 6901).")),
                Field.optional("value", Schema.any("The value; missing for lists and objects.")),
                Field.of("rule", Schema.string("The rule that is broken.")),
                Field.of("message", Schema.string("What is wrong.")));
    }

    @Override
    public ToolSpec spec() {
        return SPEC;
    }

    private static Object validate(Args args, ToolContext context) {
        if (args.value("rules") == null) {
            throw ToolException.invalidParams("rules: must be a list of rules, is null");
        }
        ValueRules rules = ValueRules.of("rules", JsonInput.value("rules", args.value("rules"), context));
        // A text is checked as it is, even one that looks like JSON: only `text` is read as JSON.
        Object value = args.given("input") && !args.given("text") && !args.given("input_file")
                ? JsonInput.plain(args.value("input"), context)
                : JsonInput.of(args, context);
        Violations violations = new Violations(context, args.intValue("max_errors"), args.bool("fail_fast"));
        rules.check(value, violations);
        return violations.result();
    }
}
