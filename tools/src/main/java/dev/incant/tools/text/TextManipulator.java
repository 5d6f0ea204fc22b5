package dev.incant.tools.text;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.Category;
import dev.incant.kernel.tool.Example;
import dev.incant.kernel.tool.Field;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Parameter;
import dev.incant.kernel.tool.Schema;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.tool.ToolSpec;
import dev.incant.kernel.value.Values;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Changes, parts, joins, counts and compares texts, in characters that people see ([Graphemes]). [Wording] has the
/// changes, [TextMeasures] what is counted and compared. Texts have at most 16 million UTF-16 units.
public final class TextManipulator implements Tool {
    private static final int LONGEST_INPUT = 16_000_000;

    private static final ToolSpec SPEC =
            spec(ToolSpec.of("text_manipulator", Category.UTILITY, "Change, split, join, count and compare texts.")
                    .tags(
                            "text",
                            "string",
                            "case",
                            "trim",
                            "split",
                            "join",
                            "wrap",
                            "slug",
                            "unicode",
                            "lines",
                            "replace",
                            "substring",
                            "words",
                            "whitespace",
                            "concatenate",
                            "capitals")
                    .phrases(
                            "convert text to snake case",
                            "make a slug of a title",
                            "count the words in this text",
                            "sort lines and drop duplicates",
                            "shorten a text to 100 characters",
                            "write this in capital letters",
                            "turn a name with spaces into underscores",
                            "write a name in camel case",
                            "remove blanks at the beginning and the end",
                            "replace one word by another in a text",
                            "break the long lines of a paragraph",
                            "cut a string into a list of parts",
                            "put a list of strings together with commas",
                            "how similar are two names",
                            "reverse the letters of a word",
                            "fill a string up to a width"));

    @Override
    public ToolSpec spec() {
        return SPEC;
    }

    private interface Change {
        String apply(String text, Args args, Cancellation cancellation);
    }

    private static ToolSpec spec(ToolSpec spec) {
        return spec.operation(
                        changing("uppercase", "Write everything in capitals.", (t, a, c) -> t.toUpperCase(Locale.ROOT))
                                .example(shows("Write in capitals.", "straße", "STRASSE"))
                                .example(shows("Leave other signs alone.", "a1é", "A1É")))
                .operation(changing(
                                "lowercase",
                                "Write everything in small letters.",
                                (t, a, c) -> t.toLowerCase(Locale.ROOT))
                        .example(shows("Write small.", "HeLLo", "hello"))
                        .example(shows("Take any alphabet.", "ÄΩЖ", "äωж")))
                .operation(
                        changing("reverse", "Turn the order of characters round.", (t, a, c) -> Wording.reversed(t, c))
                                .example(shows("Reverse a word.", "abc", "cba"))
                                .example(shows("Keep an emoji whole.", "a👨‍👩‍👧b", "b👨‍👩‍👧a")))
                .operation(changing("trim", "Take blanks off both ends.", (t, a, c) -> t.strip())
                        .example(shows("Trim a text.", "  hi  ", "hi"))
                        .example(shows("Trim line breaks too.", "\n\thi\n", "hi")))
                .operation(changing("replace", "Replace every occurrence of a text.", TextManipulator::replaced)
                        .required(Parameter.text("from", "The text to replace, literally."))
                        .required(Parameter.text("to", "The text to put in its place."))
                        .example(shows("Replace a word.", "a cat, a cat", "a dog, a dog", "from", "cat", "to", "dog"))
                        .example(shows("Delete something.", "1-2-3", "123", "from", "-", "to", "")))
                .operation(changing(
                                "substring",
                                "Take the characters from one place up to another.",
                                (t, a, c) -> Wording.part(t, a.integer("start"), a.integer("end"), c))
                        .optional(Parameter.integer("start", "The first, counted from 0; below 0 from the end.")
                                .otherwise(0))
                        .optional(Parameter.integer("end", "The first that is left out; below 0 from the end.")
                                .otherwise(Integer.MAX_VALUE))
                        .example(shows("Take a part.", "hello world", "world", "start", 6, "end", 11))
                        .example(shows("Take the last two.", "naïve", "ve", "start", -2)))
                .operation(SplitAndJoin.split(input()))
                .operation(SplitAndJoin.join())
                .operation(changing("snake_case", "Write as words_with_underscores.", (t, a, c) -> Wording.snake(t, c))
                        .example(shows("Part words at capitals.", "HTTPResponse", "http_response"))
                        .example(shows("Part words at blanks.", "Hello big-World", "hello_big_world")))
                .operation(
                        changing("camel_case", "Write as wordsWithCapitals.", (t, a, c) -> Wording.camel(t, false, c))
                                .example(shows("From underscores.", "user_first_name", "userFirstName"))
                                .example(shows("From a title.", "HTTP response code", "httpResponseCode")))
                .operation(
                        changing("pascal_case", "Write as WordsWithCapitals.", (t, a, c) -> Wording.camel(t, true, c))
                                .example(shows("From underscores.", "user_first_name", "UserFirstName"))
                                .example(shows("From hyphens.", "api-key", "ApiKey")))
                .operation(changing(
                                "sanitize",
                                "Drop control characters, except line breaks and tabs, and trim.",
                                (t, a, c) -> Wording.sanitized(t, c))
                        .example(shows("Drop a bell.", "ding\u0007 dong ", "ding dong"))
                        .example(shows("Keep lines.", "a\r\nb", "a\nb")))
                .operation(changing(
                                "truncate",
                                "Shorten to a number of characters.",
                                (t, a, c) -> Wording.truncated(t, a.intValue("max_length"), a.string("ellipsis"), c))
                        .optional(Parameter.integer("max_length", "The most characters, ellipsis included.")
                                .between(0, LONGEST_INPUT)
                                .otherwise(100))
                        .optional(Parameter.text("ellipsis", "What shows that something was cut.")
                                .atMost(100)
                                .otherwise("..."))
                        .example(shows("Shorten a text.", "The quick brown fox", "The qui...", "max_length", 10))
                        .example(shows("Keep what fits.", "short", "short")))
                .operation(changing(
                                "indent",
                                "Move every line that is not blank to the right.",
                                (t, a, c) -> Wording.indented(t, " ".repeat(a.intValue("spaces")), c))
                        .optional(Parameter.integer("spaces", "How far.")
                                .between(0, 1000)
                                .otherwise(4))
                        .example(shows("Indent two lines.", "a\nb", "  a\n  b", "spaces", 2))
                        .example(shows("Leave blank lines.", "a\n\nb\n", "    a\n\n    b\n")))
                .operation(changing(
                                "dedent",
                                "Take off the blanks that all lines begin with.",
                                (t, a, c) -> Wording.dedented(t, c))
                        .example(shows("Keep relative indentation.", "  a\n    b", "a\n  b"))
                        .example(shows("Ignore blank lines.", "\ta\n\n\tb", "a\n\nb")))
                .operation(changing(
                                "normalize_whitespace",
                                "Make every run of white space one blank, none at the ends.",
                                (t, a, c) -> Wording.normalized(t, c))
                        .example(shows("Collapse blanks.", "  a \t b\n\nc ", "a b c"))
                        .example(shows("Take no-break spaces too.", "1\u00a0\u00a0000", "1 000")))
                .operation(changing(
                                "word_wrap",
                                "Break lines at blanks to a width.",
                                (t, a, c) -> Wording.wrapped(t, a.intValue("width"), a.bool("break_words"), c))
                        .optional(Parameter.integer("width", "The most characters in a line.")
                                .between(1, 100_000)
                                .otherwise(80))
                        .optional(Parameter.bool("break_words", "Whether to break words longer than a line.")
                                .otherwise(false))
                        .example(shows("Wrap a sentence.", "the quick brown fox", "the quick\nbrown fox", "width", 10))
                        .example(shows("Break a word.", "abcdefg", "abc\ndef\ng", "width", 3, "break_words", true)))
                .operation(changing(
                                "slugify",
                                "Make a text fit for a URL.",
                                (t, a, c) -> Wording.slug(t, a.string("separator"), c))
                        .optional(Parameter.text("separator", "What stands between words.")
                                .atMost(10)
                                .otherwise("-"))
                        .example(shows("Make a slug.", "Crème Brûlée: it's ready!", "creme-brulee-its-ready"))
                        .example(shows("Use underscores.", "Große Straße", "grosse_strasse", "separator", "_")))
                .operation(TextMeasures.count(input()))
                .operation(changing("lines", "Sort, number, filter or unite lines.", TextLines::changed)
                        .optional(Parameter.text(
                                        "sort", "The order: as it is, by code points, or by the number in front.")
                                .oneOf("none", "ascending", "descending", "numeric", "numeric_descending")
                                .otherwise("none"))
                        .optional(Parameter.bool("ignore_case", "Whether a and A are the same to sort and unique.")
                                .otherwise(false))
                        .optional(Parameter.bool("unique", "Whether to keep only the first of equal lines.")
                                .otherwise(false))
                        .optional(Parameter.bool("remove_blank", "Whether to leave out blank lines.")
                                .otherwise(false))
                        .optional(Parameter.bool("number", "Whether to put a number before each line.")
                                .otherwise(false))
                        .example(shows("Sort and unite.", "b\na\nb", "a\nb", "sort", "ascending", "unique", true))
                        .example(shows("Number lines.", "x\ny", "1: x\n2: y", "number", true)))
                .operation(changing(
                                "pad",
                                "Fill up to a width.",
                                (t, a, c) -> Wording.padded(t, a.intValue("width"), a.string("side"), fill(a, c), c))
                        .required(Parameter.integer("width", "How many characters it should have.")
                                .between(0, 1_000_000))
                        .optional(Parameter.text("side", "Where to fill.")
                                .oneOf("left", "right", "both")
                                .otherwise("right"))
                        .optional(Parameter.text("fill", "The character to fill with.")
                                .atMost(50)
                                .otherwise(" "))
                        .example(shows("Put zeros in front.", "42", "00042", "width", 5, "side", "left", "fill", "0"))
                        .example(shows("Centre a title.", "hi", "**hi**", "width", 6, "side", "both", "fill", "*")))
                .operation(TextMeasures.similarity());
    }

    private static Parameter input() {
        return Parameter.text("input", "The text.").alias("text").atMost(LONGEST_INPUT);
    }

    private static Operation changing(String name, String summary, Change change) {
        return Operation.of(name, summary)
                .main(input())
                .returns(
                        Schema.object(
                                "The changed text.",
                                Field.of("result", Schema.string("The text.")),
                                Field.of("operation", Schema.string("What was done.")),
                                Field.of("original_length", Schema.integer("Characters before.")),
                                Field.of("result_length", Schema.integer("Characters after."))),
                        "result")
                .readOnly()
                .handledBy((args, context) -> {
                    String text = args.string("input");
                    String result = change.apply(text, args, context.cancellation());
                    return Values.map(
                            "result",
                            result,
                            "operation",
                            name,
                            "original_length",
                            Graphemes.count(text, context.cancellation()),
                            "result_length",
                            Graphemes.count(result, context.cancellation()));
                });
    }

    private static Example shows(String title, String input, String result, Object... options) {
        Map<String, @Nullable Object> params = Values.map("input", input);
        params.putAll(Values.map(options));
        return Example.of(title, params).givesAtLeast(Map.of("result", result));
    }

    private static String replaced(String text, Args args, Cancellation cancellation) {
        String from = args.string("from");
        String to = args.string("to");
        if (from.isEmpty()) {
            throw ToolException.invalidParams("from: must not be empty");
        }
        StringBuilder all = new StringBuilder();
        int start = 0;
        for (int at = text.indexOf(from); at >= 0; at = text.indexOf(from, start)) {
            cancellation.check();
            all.append(text, start, at).append(to);
            Wording.check(all.length());
            start = at + from.length();
        }
        Wording.check((long) all.length() + text.length() - start);
        return all.append(text, start, text.length()).toString();
    }

    private static String fill(Args args, Cancellation cancellation) {
        String fill = args.string("fill");
        if (Graphemes.count(fill, cancellation) != 1) {
            throw ToolException.invalidParams("fill: must be one character, not '" + fill + "'");
        }
        return fill;
    }
}
