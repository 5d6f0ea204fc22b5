package dev.incant.tools.document;

import de.undercouch.citeproc.CSL;
import de.undercouch.citeproc.ListItemDataProvider;
import de.undercouch.citeproc.csl.CSLItemData;
import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.error.Nearest;
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
import dev.incant.tools.document.citation.Bibliography;
import dev.incant.tools.document.citation.EntryCheck;
import dev.incant.tools.document.citation.Styles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Formats citations and bibliographies by the styles of the Citation Style Language project.
public final class CitationFormatter implements Tool {
    private static final String KNUTH = "@book{knuth, author = {Donald E. Knuth}, title = {The TeXbook},"
            + " publisher = {Addison-Wesley}, year = 1984, isbn = {0-201-13447-0}}";

    private static final ToolSpec SPEC = ToolSpec.of(
                    "citation_formatter",
                    Category.UTILITY,
                    "Format citations and bibliographies in thousands of CSL styles from BibTeX, CSL-JSON or YAML.")
            .tags(
                    "citation",
                    "bibliography",
                    "bibtex",
                    "csl",
                    "apa",
                    "mla",
                    "chicago",
                    "references",
                    "cite",
                    "literature",
                    "harvard",
                    "ieee",
                    "journal",
                    "sources")
            .phrases(
                    "write these sources as APA references",
                    "make a bibliography from bibtex",
                    "cite this book",
                    "check my bibliography",
                    "find the CSL style of a journal")
            .operation(source(Operation.of("format_citation", "Format entries as citations and as a bibliography."))
                    .optional(Parameter.text("style", "A style's name, such as apa, mla, ieee; see list_styles.")
                            .otherwise("apa"))
                    .optional(Parameter.text("locale", "The language of words such as 'and', as de or en-GB.")
                            .alias("language")
                            .otherwise("en-US"))
                    .optional(Parameter.schema(
                                    "cite_keys",
                                    Schema.either(
                                            "The entries to cite, in order; all unless given.",
                                            Schema.string("Keys with commas between."),
                                            Schema.list("Keys.", Schema.string("A key."))))
                            .alias("keys"))
                    .optional(Parameter.text("output", "Plain text or HTML.")
                            .oneOf("text", "html")
                            .otherwise("text"))
                    .returns(
                            Schema.object(
                                    "The formatted entries.",
                                    Field.of("style", Schema.string("The style.")),
                                    Field.of("locale", Schema.string("The locale.")),
                                    Field.of("citations", Schema.list("As they stand in the text.", formatted())),
                                    Field.of(
                                            "bibliography",
                                            Schema.list("In the style's order; empty when it has none.", formatted())),
                                    Field.of("entry_count", Schema.integer("How many were cited."))),
                            "bibliography")
                    .readOnly()
                    .example(
                            "Format a book in APA style.",
                            Map.of("input", KNUTH),
                            Values.map(
                                    "style",
                                    "apa",
                                    "locale",
                                    "en-US",
                                    "citations",
                                    Values.list(Values.map("key", "knuth", "text", "(Knuth, 1984)")),
                                    "bibliography",
                                    Values.list(Values.map(
                                            "key",
                                            "knuth",
                                            "text",
                                            "Knuth, D. E. (1984). The TeXbook. Addison-Wesley.")),
                                    "entry_count",
                                    1))
                    .handledBy(CitationFormatter::format))
            .operation(source(Operation.of("validate_bibliography", "Find what is missing or wrong in entries."))
                    .returns(
                            Schema.object(
                                    "Whether the bibliography is complete.",
                                    Field.of("valid", Schema.bool("Whether there is no error.")),
                                    Field.of("entry_count", Schema.integer("How many entries there are.")),
                                    Field.of(
                                            "issues",
                                            Schema.list(
                                                    "What is wrong.",
                                                    Schema.object(
                                                            "An issue.",
                                                            Field.of("key", Schema.string("The entry.")),
                                                            Field.of(
                                                                    "field",
                                                                    Schema.string("The field, as CSL calls it.")),
                                                            Field.of(
                                                                    "severity",
                                                                    Schema.oneOf("How bad it is.", "error", "warning")),
                                                            Field.of("message", Schema.string("What is wrong.")))))),
                            "valid")
                    .readOnly()
                    .example(
                            "Find a missing journal.",
                            Map.of("input", "@article{a, author = {Ada Lovelace}, title = {Notes}, year = 1843}"),
                            Values.map(
                                    "valid",
                                    false,
                                    "entry_count",
                                    1,
                                    "issues",
                                    Values.list(Values.map(
                                            "key",
                                            "a",
                                            "field",
                                            "container-title",
                                            "severity",
                                            "error",
                                            "message",
                                            "is missing: the journal or book that it stands in"))))
                    .handledBy((args, context) -> new EntryCheck().result(read(args, context))))
            .operation(Operation.of("list_styles", "Find styles by a part of their names.")
                    .mainOptional(Parameter.text("query", "Words that the name has."))
                    .optional(Parameter.integer("limit", "How many are listed.")
                            .between(1, 20_000)
                            .otherwise(50))
                    .returns(
                            Schema.object(
                                    "The styles.",
                                    Field.of("styles", Schema.list("Names, sorted.", Schema.string("A name."))),
                                    Field.of("count", Schema.integer("How many there are.")),
                                    Field.of(
                                            "aliases", Schema.map("Short names.", Schema.string("The style's name.")))),
                            "styles")
                    .readOnly()
                    .example(Example.of("Find a style.", Map.of("query", "ieee transactions magnetics"))
                            .givesSomething("the styles change with each release of the project"))
                    .handledBy(CitationFormatter::styles));

    private static Operation source(Operation operation) {
        return operation
                .mainOptional(
                        Parameter.any("input", "The entries: BibTeX, CSL-JSON as text or value, Hayagriva's YAML."))
                .optional(Parameter.path("input_file", "The file with them instead.")
                        .alias("path")
                        .needs(Permission.READ))
                .optional(Parameter.text("format", "What the text is; told from how it begins unless given.")
                        .oneOf("auto", "bibtex", "csl_json", "yaml")
                        .otherwise("auto"));
    }

    private static Schema formatted() {
        return Schema.object(
                "An entry.",
                Field.of("key", Schema.string("Its key.")),
                Field.of("text", Schema.string("Its form in the style.")));
    }

    @Override
    public ToolSpec spec() {
        return SPEC;
    }

    private static Bibliography read(Args args, ToolContext context) {
        if (args.given("input") == args.given("input_file")) {
            throw ToolException.invalidParams("give one of input and input_file");
        }
        Object input =
                args.given("input") ? args.value("input") : context.files().readText(args.string("input_file"));
        return Bibliography.of(input, args.string("format"));
    }

    private static List<String> keys(Args args, Bibliography bibliography) {
        List<String> keys = switch (args.value("cite_keys")) {
            case null -> List.copyOf(bibliography.entries().keySet());
            case String text ->
                Arrays.stream(text.split(","))
                        .map(String::strip)
                        .filter(key -> !key.isEmpty())
                        .toList();
            default -> args.strings("cite_keys");
        };
        for (String key : keys) {
            if (!bibliography.entries().containsKey(key)) {
                throw ToolException.notFound("cite_keys: there is no entry '" + key + "'"
                        + Nearest.hint(key, bibliography.entries().keySet()));
            }
        }
        return keys;
    }

    private static Object format(Args args, ToolContext context) throws IOException {
        Bibliography bibliography = read(args, context);
        List<String> keys = keys(args, bibliography);
        String locale = Styles.locale(args.string("locale"));
        List<CSLItemData> items = new ArrayList<>();
        for (String key : keys.stream().distinct().toList()) {
            items.add(item(key, bibliography));
        }
        CSL csl = new CSL(new ListItemDataProvider(items), Styles.text(args.string("style")), locale);
        csl.setOutputFormat(args.string("output"));
        List<@Nullable Object> citations = new ArrayList<>();
        List<@Nullable Object> entries = new ArrayList<>();
        try {
            csl.registerCitationItems(keys.stream().distinct().toList());
            for (String key : keys) {
                context.checkCancelled();
                citations.add(Values.map(
                        "key",
                        key,
                        "text",
                        csl.makeCitation(key).getLast().getText().strip()));
            }
            context.checkCancelled();
            String[] made = csl.makeBibliography().getEntries();
            // The library keeps the items in the order of the bibliography.
            List<String> order =
                    csl.getRegisteredItems().stream().map(CSLItemData::getId).toList();
            if (made.length > 0 && made.length != order.size()) {
                throw new IllegalStateException(order.size() + " items gave " + made.length + " entries");
            }
            for (int i = 0; i < made.length; i++) {
                entries.add(Values.map("key", order.get(i), "text", made[i].strip()));
            }
        } catch (IllegalArgumentException | IllegalStateException | NullPointerException e) {
            throw ToolException.failed(
                    "style: '" + args.string("style") + "' cannot format these entries: " + e.getMessage());
        }
        return Values.map(
                "style",
                args.string("style"),
                "locale",
                locale,
                "citations",
                citations,
                "bibliography",
                entries,
                "entry_count",
                (long) items.size());
    }

    private static CSLItemData item(String key, Bibliography bibliography) {
        try {
            return CSLItemData.fromJson(small(bibliography.entries().getOrDefault(key, Map.of())));
        } catch (IllegalArgumentException | ClassCastException e) {
            throw ToolException.invalidParams("input: the entry '" + key + "' is no CSL-JSON: " + e.getMessage());
        }
    }

    /// The library wants the numbers that its own reader makes.
    private static Map<String, Object> small(Map<String, @Nullable Object> entry) {
        Map<String, Object> copy = new LinkedHashMap<>();
        entry.forEach((name, value) -> {
            if (value != null) {
                copy.put(name, small(value));
            }
        });
        return copy;
    }

    private static Object small(Object value) {
        return switch (value) {
            case Long number when number == number.intValue() -> number.intValue();
            case List<?> list ->
                list.stream().map(item -> small(item == null ? "" : item)).toList();
            case Map<?, ?> map -> {
                Map<String, Object> copy = new LinkedHashMap<>();
                map.forEach((name, item) -> copy.put((String) name, small(item == null ? "" : item)));
                yield copy;
            }
            default -> value;
        };
    }

    private static Object styles(Args args, ToolContext context) throws IOException {
        String[] words =
                args.optionalString("query").orElse("").toLowerCase(Locale.ROOT).split("[\\s-]+");
        List<@Nullable Object> found = new ArrayList<>();
        for (String name : Styles.names()) {
            context.checkCancelled();
            if (Arrays.stream(words).allMatch(name::contains)) {
                found.add(name);
            }
        }
        int shown = Math.min(found.size(), args.intValue("limit"));
        return Values.map(
                "styles",
                new ArrayList<>(found.subList(0, shown)),
                "count",
                found.size(),
                "aliases",
                Values.deep(Styles.ALIASES));
    }
}
