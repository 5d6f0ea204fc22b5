package dev.incant.tools.data;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.harrel.jsonschema.Evaluator;
import dev.harrel.jsonschema.EvaluatorFactory;
import dev.harrel.jsonschema.InvalidSchemaException;
import dev.harrel.jsonschema.JsonNode;
import dev.harrel.jsonschema.JsonSchemaException;
import dev.harrel.jsonschema.Validator;
import dev.harrel.jsonschema.ValidatorFactory;
import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.capability.WatchedText;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.value.Values;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Checks values against a JSON Schema (2020-12, or the draft that `$schema` names) and finds all errors.
///
/// Patterns are RE2's, so no pattern can hang the call. References to other documents are errors: nothing is
/// fetched.
public final class JsonSchemaCheck {
    private static final URI ROOT = URI.create("https://schema.invalid/root");
    private static final int MAX_ERRORS = 10_000;

    private final ToolContext context;

    public JsonSchemaCheck(ToolContext context) {
        this.context = context;
    }

    /// All errors, each with the value's place, the keyword and a message.
    ///
    /// @param formats whether `format` is checked rather than only noted
    public List<@Nullable Object> errors(@Nullable Object schema, @Nullable Object value, boolean formats) {
        if (!(schema instanceof Map) && !(schema instanceof Boolean)) {
            throw ToolException.invalidParams("schema: must be a map, true or false, not a " + Values.typeName(schema));
        }
        EvaluatorFactory own = (parsing, keyword, node) -> evaluator(parsing, keyword, node, formats);
        Validator validator = new ValidatorFactory()
                .withJsonNodeFactory(new SchemaNode.Factory(context))
                .withEvaluatorFactory(own)
                .createValidator();
        try {
            URI root = validator.registerSchema(ROOT, new SchemaNode(schema, "", context));
            Validator.Result result = validator.validate(root, new SchemaNode(value, "", context));
            return result.isValid() ? List.of() : errors(result);
        } catch (InvalidSchemaException e) {
            context.checkCancelled();
            throw ToolException.invalidParams("schema: not a valid schema: " + told(e.getMessage()))
                    .with(
                            "errors",
                            e.getErrors().stream().map(JsonSchemaCheck::error).toList());
        } catch (JsonSchemaException e) {
            // The library takes what stops the call for a fault of the schema.
            context.checkCancelled();
            throw ToolException.invalidParams("schema: " + told(e.getMessage())
                    + "; references lead within the document only, nothing is fetched");
        } catch (StackOverflowError e) {
            throw ToolException.limitExceeded("schema: refers to itself without end, or is nested too deep");
        }
    }

    private static String told(@Nullable String message) {
        return message == null ? "cannot be read" : message;
    }

    private List<@Nullable Object> errors(Validator.Result result) {
        List<@Nullable Object> errors = new ArrayList<>();
        boolean unresolved = false;
        for (dev.harrel.jsonschema.Error each : result.getErrors()) {
            context.checkCancelled();
            boolean reference =
                    each.getKeyword() != null && each.getKeyword().endsWith("Ref") || "$ref".equals(each.getKeyword());
            unresolved |= reference && told(each.getError()).contains("esol");
            if (reference && told(each.getError()).contains("esol")) {
                throw ToolException.invalidParams("schema: " + told(each.getError())
                        + "; references lead within the document only, nothing is fetched");
            }
            if (errors.size() < MAX_ERRORS) {
                errors.add(error(each));
            }
        }
        if (errors.isEmpty() && !unresolved) {
            errors.add(Values.map(
                    "path", "", "message", "the value does not match the schema", "keyword", "", "schema_path", ""));
        }
        return errors;
    }

    private static Map<String, @Nullable Object> error(dev.harrel.jsonschema.Error error) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("path", error.getInstanceLocation());
        map.put("message", told(error.getError()));
        map.put("keyword", error.getKeyword() == null ? "" : error.getKeyword());
        map.put("schema_path", error.getEvaluationPath());
        return map;
    }

    private java.util.Optional<Evaluator> evaluator(
            dev.harrel.jsonschema.SchemaParsingContext parsing, String keyword, JsonNode node, boolean formats) {
        if (formats && keyword.equals("format") && node.isString()) {
            String format = node.asString();
            return java.util.Optional.of((_, value) -> {
                String problem = value.isString() ? SchemaFormats.problem(format, value.asString()) : null;
                return problem == null ? Evaluator.Result.success(format) : Evaluator.Result.failure(problem);
            });
        }
        if (keyword.equals("pattern") && node.isString()) {
            Pattern pattern = compiled(node.asString());
            return java.util.Optional.of((_, value) -> !value.isString()
                            || pattern.matcher(watched(value.asString())).find()
                    ? Evaluator.Result.success()
                    : Evaluator.Result.failure("\"" + value.asString() + "\" does not match " + pattern));
        }
        if (keyword.equals("patternProperties") && node.isObject()) {
            Map<Pattern, String> schemas = new LinkedHashMap<>();
            node.asObject()
                    .forEach((pattern, schema) -> schemas.put(compiled(pattern), parsing.getAbsoluteUri(schema)));
            return java.util.Optional.of(new PatternProperties(schemas, context.cancellation()));
        }
        return java.util.Optional.empty();
    }

    private CharSequence watched(String text) {
        return WatchedText.of(text, context.cancellation());
    }

    private static Pattern compiled(String pattern) {
        try {
            return Pattern.compile(pattern);
        } catch (PatternSyntaxException e) {
            throw ToolException.invalidParams(
                    "schema: the pattern " + pattern + " is no RE2 regular expression: " + e.getDescription());
        }
    }

    /// `patternProperties` without backtracking.
    private record PatternProperties(Map<Pattern, String> schemas, Cancellation cancellation) implements Evaluator {
        @Override
        public Result evaluate(dev.harrel.jsonschema.EvaluationContext evaluation, JsonNode node) {
            if (!node.isObject()) {
                return Result.success();
            }
            boolean valid = true;
            java.util.Set<String> seen = new java.util.HashSet<>();
            for (Map.Entry<String, JsonNode> property : node.asObject().entrySet()) {
                for (Map.Entry<Pattern, String> each : schemas.entrySet()) {
                    if (each.getKey()
                            .matcher(WatchedText.of(property.getKey(), cancellation))
                            .find()) {
                        seen.add(property.getKey());
                        valid &= evaluation.resolveInternalRefAndValidate(each.getValue(), property.getValue());
                    }
                }
            }
            return valid ? Result.success(java.util.Collections.unmodifiableSet(seen)) : Result.failure();
        }
    }
}
