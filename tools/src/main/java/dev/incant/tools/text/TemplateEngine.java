package dev.incant.tools.text;

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
import dev.incant.tools.text.template.HandlebarsTemplate;
import dev.incant.tools.text.template.JinjaTemplate;
import dev.incant.tools.text.template.RenderBudget;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Renders templates in three dialects: `tera` (named arguments, filters over whole arithmetic, `self::macro()`),
/// `jinja` (Python's way to print and to call) and `handlebars`. All are written here: a template reaches the given
/// values and nothing of Java, files or other templates, and every step, byte and level is counted.
public final class TemplateEngine implements Tool {
    private static final int MAX_LENGTH = 1 << 20;

    private static final ToolSpec SPEC = ToolSpec.of(
                    "template_engine",
                    Category.UTILITY,
                    "Render Jinja, Tera and Handlebars templates with given values.")
            .aliases("template")
            .tags(
                    "template",
                    "jinja",
                    "tera",
                    "handlebars",
                    "mustache",
                    "render",
                    "html",
                    "placeholder",
                    "variables",
                    "mail merge")
            .phrases(
                    "fill in a template",
                    "render a jinja template",
                    "use handlebars with this data",
                    "make html from a list of items",
                    "is this template valid",
                    "fill placeholders in curly braces with values")
            .defaultOperation(source(Operation.of("render", "Render a template."))
                    .optional(Parameter.map("context", "The values that the template sees.", Schema.any("A value.")))
                    .optional(Parameter.text("escape", "What is done to values: HTML's special characters, or nothing.")
                            .oneOf("html", "none")
                            .otherwise("html"))
                    .optional(Parameter.bool(
                                    "strict", "Whether a name that is not defined is an error rather than empty.")
                            .otherwise(true))
                    .returns(
                            Schema.object(
                                    "The text.",
                                    Field.of("rendered", Schema.string("The rendered text.")),
                                    engineField(),
                                    lengthField(),
                                    Field.of("context_size", Schema.integer("How many values the context has."))),
                            "rendered")
                    .readOnly()
                    .example(
                            "Fill in a name.",
                            Values.map("input", "Hello, {{ name }}!", "context", Values.map("name", "Ada & Co")),
                            Values.map(
                                    "rendered",
                                    "Hello, Ada &amp; Co!",
                                    "engine",
                                    "tera",
                                    "template_length",
                                    18,
                                    "context_size",
                                    1))
                    .example(
                            "Loop with a filter.",
                            Values.map(
                                    "input",
                                    "{% for x in items %}{{ x | replace(from=\"a\", to=\"b\") }}{% if not loop.last %}, {% endif %}{% endfor %}",
                                    "context",
                                    Values.map("items", Values.list("aa", "ca")),
                                    "escape",
                                    "none"),
                            Values.map(
                                    "rendered", "bb, cb", "engine", "tera", "template_length", 102, "context_size", 1))
                    .example(Example.of(
                                    "Handlebars is recognised.",
                                    Values.map(
                                            "input",
                                            "{{#each items}}{{@index}}:{{this}} {{/each}}",
                                            "context",
                                            Values.map("items", Values.list("a", "b"))))
                            .givesAtLeast(Values.map("rendered", "0:a 1:b ", "engine", "handlebars")))
                    .example(Example.of(
                                    "Render a file.",
                                    Values.map("template_file", "hello.txt", "context", Values.map("n", 2)))
                            .with(Fixture.file("hello.txt", "{{ n * 2 }}"))
                            .givesAtLeast(Values.map("rendered", "4")))
                    .handledBy(TemplateEngine::render))
            .operation(source(Operation.of("validate", "Check that a template can be read, without rendering it."))
                    .returns(
                            Schema.object(
                                    "Whether it is valid.",
                                    Field.of("valid", Schema.bool("Whether the template can be read.")),
                                    Field.optional("error", Schema.string("What is wrong.")),
                                    Field.optional("line", Schema.integer("In which line, from 1.")),
                                    engineField(),
                                    lengthField()),
                            "valid")
                    .readOnly()
                    .example(
                            "A valid template.",
                            Map.of("input", "{{ a }}"),
                            Values.map("valid", true, "engine", "tera", "template_length", 7))
                    .example(Example.of("A loop that is not closed.", Map.of("input", "\n{% for a in b %}"))
                            .givesAtLeast(Values.map("valid", false, "line", 2)))
                    .handledBy(TemplateEngine::validate));

    private static Operation source(Operation operation) {
        return operation
                .mainOptional(Parameter.text("input", "The template.").alias("template"))
                .optional(Parameter.path("template_file", "The file with the template instead.")
                        .needs(Permission.READ))
                .optional(Parameter.text("engine", "The language; found by itself unless given.")
                        .oneOf("tera", "jinja", "handlebars"))
                .optional(Parameter.bool(
                                "auto_detect", "Whether to find out the language when engine is not given; else tera.")
                        .otherwise(true));
    }

    private static Field engineField() {
        return Field.of("engine", Schema.oneOf("The language used.", "tera", "jinja", "handlebars"));
    }

    private static Field lengthField() {
        return Field.of("template_length", Schema.integer("Characters of the template."));
    }

    @Override
    public ToolSpec spec() {
        return SPEC;
    }

    private static String template(Args args, ToolContext context) {
        if (args.given("input") == args.given("template_file")) {
            throw ToolException.invalidParams("give either input, the template, or template_file, its path");
        }
        String template =
                args.given("input") ? args.string("input") : context.files().readText(args.string("template_file"));
        if (template.length() > MAX_LENGTH) {
            throw ToolException.limitExceeded("the template has more than " + MAX_LENGTH + " characters");
        }
        return template;
    }

    /// Handlebars has block tags of its own; all else is Tera, as long as nothing is said.
    private static String engine(Args args, String template) {
        if (args.has("engine")) {
            return args.string("engine");
        }
        boolean statements = template.contains("{%");
        boolean handlebars = !statements
                && (template.contains("{{#")
                        || template.contains("{{/")
                        || template.contains("{{>")
                        || template.contains("{{{"));
        return args.bool("auto_detect") && handlebars ? "handlebars" : "tera";
    }

    private static Object render(Args args, ToolContext context) {
        String template = template(args, context);
        String engine = engine(args, template);
        Map<String, @Nullable Object> values = args.map("context");
        boolean strict = args.bool("strict");
        boolean html = args.string("escape").equals("html");
        RenderBudget budget = new RenderBudget(context);
        String rendered = engine.equals("handlebars")
                ? HandlebarsTemplate.compile(template).render(values, strict, html, budget)
                : JinjaTemplate.compile(template, engine.equals("tera")).render(values, strict, html, budget);
        return Values.map(
                "rendered",
                rendered,
                "engine",
                engine,
                "template_length",
                template.codePointCount(0, template.length()),
                "context_size",
                values.size());
    }

    private static Object validate(Args args, ToolContext context) {
        String template = template(args, context);
        String engine = engine(args, template);
        Map<String, @Nullable Object> result = Values.map("valid", true);
        try {
            if (engine.equals("handlebars")) {
                HandlebarsTemplate.compile(template);
            } else {
                JinjaTemplate.compile(template, engine.equals("tera"));
            }
        } catch (ToolException e) {
            if (!e.details().containsKey("line")) {
                throw e;
            }
            result = Values.map(
                    "valid", false, "error", e.message(), "line", e.details().get("line"));
        }
        result.put("engine", engine);
        result.put("template_length", (long) template.codePointCount(0, template.length()));
        return result;
    }
}
