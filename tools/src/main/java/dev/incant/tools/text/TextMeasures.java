package dev.incant.tools.text;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.capability.WatchedText;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.Example;
import dev.incant.kernel.tool.Field;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Parameter;
import dev.incant.kernel.tool.Schema;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.value.Values;
import java.nio.charset.StandardCharsets;
import java.text.BreakIterator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.text.similarity.JaroWinklerSimilarity;
import org.apache.commons.text.similarity.LevenshteinDistance;

/// The operations of [TextManipulator] that count and compare.
final class TextMeasures {
    /// The most characters that are compared: the work grows with the product of both lengths.
    private static final int COMPARED = 4000;

    private TextMeasures() {}

    static Operation count(Parameter input) {
        return Operation.of("count", "Count characters, words, sentences, lines and bytes.")
                .main(input)
                .returns(
                        Schema.object(
                                "How many there are.",
                                Field.of("characters", Schema.integer("Characters that people see.")),
                                Field.of("code_points", Schema.integer("Unicode code points.")),
                                Field.of("bytes", Schema.integer("Bytes in UTF-8.")),
                                Field.of("words", Schema.integer("Words, by Unicode's word boundaries.")),
                                Field.of("sentences", Schema.integer("Sentences that are not blank.")),
                                Field.of("lines", Schema.integer("Lines.")),
                                Field.of("paragraphs", Schema.integer("Blocks of lines between blank lines."))),
                        "characters")
                .readOnly()
                .example(
                        "Count a text.",
                        Map.of("input", "Hello, world! It's me.\n\nBye."),
                        Values.map(
                                "characters",
                                28,
                                "code_points",
                                28,
                                "bytes",
                                28,
                                "words",
                                5,
                                "sentences",
                                3,
                                "lines",
                                3,
                                "paragraphs",
                                2))
                .example(Example.of("Count an emoji.", Map.of("input", "👨‍👩‍👧"))
                        .givesAtLeast(Values.map("characters", 1, "code_points", 5, "bytes", 18, "words", 0)))
                .handledBy(TextMeasures::counted);
    }

    static Operation similarity() {
        return Operation.of("similarity", "Say how alike two texts are, from 0 to 1.")
                .main(Parameter.text("input", "The first text.").alias("text"))
                .required(Parameter.text("other", "The second text."))
                .optional(Parameter.text(
                                "method", "Edits (levenshtein), or matching characters with weight on the start.")
                        .oneOf("levenshtein", "jaro_winkler")
                        .otherwise("levenshtein"))
                .optional(Parameter.bool("ignore_case", "Whether a and A are the same.")
                        .otherwise(false))
                .returns(
                        Schema.object(
                                "How alike they are.",
                                Field.of("result", Schema.number("From 0, nothing in common, to 1, the same.")),
                                Field.optional("distance", Schema.integer("Characters to insert, delete or replace.")),
                                Field.of("method", Schema.string("The method."))),
                        "result")
                .readOnly()
                .example(
                        "Compare two words.",
                        Values.map("input", "kitten", "other", "sitten"),
                        Values.map("result", 1 - 1.0 / 6, "distance", 1, "method", "levenshtein"))
                .example(
                        "The same but for case.",
                        Values.map("input", "ABC", "other", "abc", "ignore_case", true, "method", "jaro_winkler"),
                        Values.map("result", 1.0, "method", "jaro_winkler"))
                .handledBy(TextMeasures::compared);
    }

    private static Object counted(Args args, ToolContext context) {
        String text = args.string("input");
        Cancellation cancellation = context.cancellation();
        int paragraphs = 0;
        boolean inside = false;
        List<String> lines = text.lines().toList();
        for (String line : lines) {
            paragraphs += !inside && !line.isBlank() ? 1 : 0;
            inside = !line.isBlank();
        }
        return Values.map(
                "characters",
                Graphemes.count(text, cancellation),
                "code_points",
                text.codePointCount(0, text.length()),
                "bytes",
                text.getBytes(StandardCharsets.UTF_8).length,
                "words",
                pieces(text, BreakIterator.getWordInstance(Locale.ROOT), true, cancellation),
                "sentences",
                pieces(text, BreakIterator.getSentenceInstance(Locale.ROOT), false, cancellation),
                "lines",
                lines.size(),
                "paragraphs",
                paragraphs);
    }

    private static int pieces(String text, BreakIterator iterator, boolean words, Cancellation cancellation) {
        iterator.setText(text);
        int count = 0;
        int start = 0;
        for (int end = iterator.next(); end != BreakIterator.DONE; end = iterator.next()) {
            cancellation.check();
            String piece = text.substring(start, end);
            count += words ? (Character.isLetterOrDigit(piece.codePointAt(0)) ? 1 : 0) : piece.isBlank() ? 0 : 1;
            start = end;
        }
        return count;
    }

    private static Object compared(Args args, ToolContext context) {
        Map<String, Character> letters = new HashMap<>();
        String a = coded("input", args, letters, context.cancellation());
        String b = coded("other", args, letters, context.cancellation());
        Cancellation watch = context.cancellation();
        if (args.string("method").equals("jaro_winkler")) {
            return Values.map(
                    "result",
                    new JaroWinklerSimilarity().apply(WatchedText.of(a, watch), WatchedText.of(b, watch)),
                    "method",
                    "jaro_winkler");
        }
        int distance =
                LevenshteinDistance.getDefaultInstance().apply(WatchedText.of(a, watch), WatchedText.of(b, watch));
        int longer = Math.max(a.length(), b.length());
        return Values.map(
                "result",
                longer == 0 ? 1.0 : 1 - (double) distance / longer,
                "distance",
                distance,
                "method",
                "levenshtein");
    }

    /// The text with one `char` for each character that people see: the library compares those.
    private static String coded(
            String parameter, Args args, Map<String, Character> letters, Cancellation cancellation) {
        String text = args.string(parameter);
        String same = args.bool("ignore_case") ? text.toLowerCase(Locale.ROOT) : text;
        List<String> clusters = Graphemes.of(same, cancellation);
        if (clusters.size() > COMPARED) {
            throw ToolException.limitExceeded(
                    parameter + ": has " + clusters.size() + " characters, at most " + COMPARED + " are compared");
        }
        StringBuilder coded = new StringBuilder(clusters.size());
        for (String cluster : clusters) {
            coded.append(
                    letters.computeIfAbsent(cluster, _ -> (char) letters.size()).charValue());
        }
        return coded.toString();
    }
}
