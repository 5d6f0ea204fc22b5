package dev.incant.tools.data;

import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.Category;
import dev.incant.kernel.tool.Effects;
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
import dev.incant.tools.data.convert.Conversion;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Converts data between formats, and loses nothing silently.
public final class DataConverter implements Tool {
    private static final String[] FORMATS = {"json", "jsonl", "yaml", "toml", "xml", "csv", "ini", "properties"};

    private static final ToolSpec SPEC = ToolSpec.of(
                    "data_converter",
                    Category.DATA,
                    "Convert between JSON, JSON Lines, YAML, TOML, XML, CSV, INI and properties; what cannot be kept"
                            + " is an error.")
            .tags(
                    "convert",
                    "json",
                    "yaml",
                    "toml",
                    "xml",
                    "csv",
                    "ini",
                    "properties",
                    "jsonl",
                    "ndjson",
                    "config",
                    "format")
            .phrases(
                    "convert yaml to json",
                    "turn this json into toml",
                    "read an xml file as data",
                    "make a csv of these records",
                    "parse an ini file")
            .defaultOperation(Operation.of("convert", "Read data in one format and write it in another.")
                    .mainOptional(Parameter.any("input", "The text; or a value that is no text, taken as it is.")
                            .alias("data"))
                    .optional(Parameter.path("input_file", "The file instead.")
                            .alias("path", "file")
                            .needs(Permission.READ))
                    .optional(
                            Parameter.text("from", "The format of the text; told from input_file's name unless given.")
                                    .alias("from_format", "input_format")
                                    .oneOf(FORMATS))
                    .optional(Parameter.text(
                                    "to",
                                    "The format to write, or value for a plain value; told from output_file's name.")
                            .alias("to_format", "output_format", "format")
                            .oneOf("value", "json", "jsonl", "yaml", "toml", "xml", "csv", "ini", "properties"))
                    .optional(Parameter.path("output_file", "The file to write.")
                            .alias("output_path")
                            .needs(Permission.WRITE))
                    .optional(Parameter.text(
                                    "types",
                                    "Whether xml, csv, ini and properties, which know texts only, have numbers, true,"
                                            + " false and null where a value looks so, or texts alone.")
                            .oneOf("infer", "text")
                            .otherwise("infer"))
                    .optional(Parameter.text("on_loss", "What happens where something cannot be kept.")
                            .oneOf("error", "allow")
                            .otherwise("error"))
                    .optional(Parameter.text("root", "The XML element around a value that is no map with one member.")
                            .matching("[A-Za-z_][A-Za-z0-9_.-]*")
                            .otherwise("root"))
                    .optional(Parameter.text("delimiter", "Between the fields of CSV: one character, or tab.")
                            .matching("[^\"\\r\\n]|tab")
                            .otherwise(","))
                    .optional(Parameter.integer(
                                    "indent", "Spaces for each level of json, xml and yaml (2 at least there).")
                            .between(0, 8)
                            .otherwise(2))
                    .returns(
                            Schema.object(
                                    "What was converted.",
                                    Field.optional("output", Schema.string("The text.")),
                                    Field.optional("value", Schema.any("The value, for to = value.")),
                                    Field.optional("output_file", Schema.string("The file written.")),
                                    Field.of("from", Schema.string("The format read; value for a value.")),
                                    Field.of("to", Schema.string("The format written.")),
                                    Field.of(
                                            "loss_count",
                                            Schema.integer("How much was not kept, with on_loss = allow.")),
                                    Field.of(
                                            "losses",
                                            Schema.list(
                                                    "The first 100 of it.",
                                                    Schema.object(
                                                            "Something not kept.",
                                                            Field.of("path", Schema.string("Where it is.")),
                                                            Field.of("message", Schema.string("What is not kept.")))))),
                            "output")
                    .effects(Effects.REPLACES)
                    .example(
                            "Turn YAML into JSON.",
                            Values.map(
                                    "input", "name: Ada\nlangs: [en, fr]\n", "from", "yaml", "to", "json", "indent", 0),
                            Values.map(
                                    "output",
                                    "{\"name\":\"Ada\",\"langs\":[\"en\",\"fr\"]}\n",
                                    "from",
                                    "yaml",
                                    "to",
                                    "json",
                                    "loss_count",
                                    0,
                                    "losses",
                                    List.of()))
                    .example(Example.of("Read a file as a value.", Values.map("input_file", "a.toml", "to", "value"))
                            .with(Fixture.file("a.toml", "[server]\nport = 80\n"))
                            .givesAtLeast(Values.map("value", Values.map("server", Values.map("port", 80)))))
                    .example(Example.of(
                                    "Make a CSV, though a row has no age.",
                                    Values.map(
                                            "input",
                                            Values.list(
                                                    Values.map("age", 36, "name", "Ada"), Values.map("name", "Bob")),
                                            "to",
                                            "csv",
                                            "on_loss",
                                            "allow"))
                            .givesAtLeast(Values.map(
                                    "output",
                                    "age,name\n36,Ada\n,Bob\n",
                                    "losses",
                                    Values.list(Values.map(
                                            "path", "[1].age", "message", "is missing, and would read back as null")))))
                    .handledBy(DataConverter::convert));

    @Override
    public ToolSpec spec() {
        return SPEC;
    }

    private static Object convert(Args args, ToolContext context) {
        if (args.given("input") == args.given("input_file")) {
            throw ToolException.invalidParams("give one of input and input_file");
        }
        Conversion conversion = new Conversion(args, context);
        boolean isText = args.given("input_file") || args.value("input") instanceof String;
        String from = isText ? format("from", "input_file", args) : "value";
        String to = format("to", "output_file", args);
        Object value;
        if (isText) {
            String text = args.given("input_file")
                    ? context.files().readText(args.string("input_file"))
                    : args.string("input");
            value = conversion.read(text, from);
        } else {
            value = JsonInput.plain(args.value("input"), context);
        }
        Map<String, @Nullable Object> result = Values.map();
        if (to.equals("value")) {
            if (args.has("output_file")) {
                throw ToolException.invalidParams("output_file: a plain value is not written; give a format in to");
            }
            result.put("value", value);
        } else {
            String text = conversion.write(value, to);
            if (args.has("output_file")) {
                context.files().write(args.string("output_file"), text.getBytes(StandardCharsets.UTF_8));
                result.put("output_file", args.string("output_file"));
            } else {
                result.put("output", text);
            }
        }
        result.put("from", from);
        result.put("to", to);
        conversion.describe(result);
        return result;
    }

    private static String format(String name, String file, Args args) {
        String known = args.has(name) ? args.string(name) : null;
        if (known == null && args.has(file)) {
            known = Conversion.formatOf(args.string(file));
        }
        if (known == null) {
            throw ToolException.invalidParams(name + ": is missing: one of " + String.join(", ", FORMATS));
        }
        return known;
    }
}
