package dev.incant.kernel.registry;

import dev.incant.kernel.tool.Example;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Parameter;
import dev.incant.kernel.tool.Schema;
import dev.incant.kernel.tool.ToolSpec;
import dev.incant.kernel.value.Values;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Finds tools by words, without a language model. A tool's score is that of all its text together, by BM25F (Robertson
/// and Zaragoza, "The Probabilistic Relevance Framework", 2009, section 3.6) over names, aliases, tags, summaries,
/// phrases, operations and parameters, each field with its weight; and a share of the scores of its best operation and
/// of its best phrase, as words that stand together mean more. Words are compared by their stems ([Stemmer]); what
/// else stands for a word says [QueryTerms]. The same query gives the same hits on every machine. Immutable; made once
/// for a set of specs; safe for use by many threads.
public final class ToolSearch {
    private static final double NAME = 4;
    private static final double ALIAS = 4;
    private static final double TAG = 3;
    private static final double CATEGORY = 1;
    private static final double SUMMARY = 2;
    private static final double PHRASE = 1.5;
    private static final double OPERATION = 4;
    private static final double OPERATION_SUMMARY = 1.25;
    private static final double PARAMETER = 0.5;
    private static final double MEANING = 0.5;
    private static final double ALLOWED = 0.8;
    private static final double EXAMPLE = 0.5;
    private static final double TOOL_SATURATION = 1.2;
    private static final double TOOL_LENGTH = 0.5;

    private static final double OWN_NAME = 1.25;
    private static final double OWN_EXAMPLE = 0.5;
    private static final double OWN_PARAMETER = 0.3;
    private static final double OPERATION_SATURATION = 1.2;
    private static final double OPERATION_LENGTH = 0.3;

    private static final double PHRASE_SATURATION = 1.2;
    private static final double PHRASE_LENGTH = 0.5;

    private static final double BEST_OPERATION = 0.5;
    private static final double BEST_PHRASE = 0.5;

    /// How much a phrase says about which operation of its tool is meant.
    private static final double PHRASE_OF_OPERATION = 1;

    /// What is not known yet of a phrase's operation, and that it fits none best.
    private static final int NOT_LOOKED_FOR = -2;

    private static final int NONE = -1;

    /// One tool that matches.
    ///
    /// @param operation the operation that matches best, null when only the tool as a whole does
    /// @param summary of that operation, else of the tool
    /// @param score higher is better; comparable within one search only
    public record Hit(String tool, @Nullable String operation, String summary, String category, double score) {
        /// The hit as a plain value.
        public Map<String, @Nullable Object> toMap() {
            return Values.map(
                    "tool",
                    tool,
                    "operation",
                    operation,
                    "summary",
                    summary,
                    "category",
                    category,
                    "score",
                    Math.round(score * 1000) / 1000.0);
        }
    }

    private final List<ToolSpec> specs;
    private final Vocabulary vocabulary = new Vocabulary();
    private final Passages tools = new Passages(TOOL_SATURATION, TOOL_LENGTH);
    private final Passages operations = new Passages(OPERATION_SATURATION, OPERATION_LENGTH);
    private final Passages phrases = new Passages(PHRASE_SATURATION, PHRASE_LENGTH);

    /// By tool, and one more: where its operations and its phrases begin.
    private final int[] firstOperation;

    private final int[] firstPhrase;

    /// By phrase: the operation it fits best, looked for when a hit needs it. Threads may look twice and find the same.
    private final int[] operationOf;

    private ToolSearch(List<ToolSpec> specs) {
        this.specs = List.copyOf(specs);
        this.firstOperation = new int[specs.size() + 1];
        this.firstPhrase = new int[specs.size() + 1];
        for (int i = 0; i < specs.size(); i++) {
            add(specs.get(i));
            firstOperation[i + 1] = operations.size();
            firstPhrase[i + 1] = phrases.size();
        }
        this.operationOf = new int[phrases.size()];
        Arrays.fill(operationOf, NOT_LOOKED_FOR);
        int[] counts = tools.counts(vocabulary.size());
        double[] rarity = new double[counts.length];
        for (int term = 0; term < counts.length; term++) {
            rarity[term] = Passages.rarity(counts[term], specs.size());
        }
        tools.makeReady(rarity);
        operations.makeReady(rarity);
        phrases.makeReady(rarity);
    }

    /// Makes the index of some tools.
    public static ToolSearch over(List<ToolSpec> specs) {
        return new ToolSearch(specs);
    }

    private void add(ToolSpec spec) {
        read(spec.name(), NAME);
        for (String alias : spec.aliases()) {
            read(alias, ALIAS);
        }
        for (String tag : spec.tags()) {
            read(tag, TAG);
        }
        read(spec.category().word(), CATEGORY);
        read(spec.summary(), SUMMARY);
        for (String phrase : spec.phrases()) {
            read(phrase, PHRASE, phrases, 1);
            phrases.end();
        }
        for (Operation operation : spec.operations()) {
            read(operation.name(), OPERATION, operations, OWN_NAME);
            read(operation.summary(), OPERATION_SUMMARY, operations, 1);
            for (Parameter parameter : operation.parameters()) {
                read(parameter.name(), PARAMETER, operations, OWN_PARAMETER);
                read(parameter.meaning(), MEANING, operations, OWN_PARAMETER);
                if (parameter.schema() instanceof Schema.Text text) {
                    for (String allowed : text.allowed()) {
                        read(allowed, ALLOWED, operations, OWN_PARAMETER);
                    }
                }
            }
            for (Example example : operation.examples()) {
                read(example.title(), EXAMPLE, operations, OWN_EXAMPLE);
            }
            operations.end();
        }
        tools.end();
    }

    private void read(String text, double weight) {
        for (String word : Words.of(text)) {
            tools.add(vocabulary.add(word), weight);
        }
    }

    private void read(String text, double weight, Passages part, double ownWeight) {
        for (String word : Words.of(text)) {
            int term = vocabulary.add(word);
            tools.add(term, weight);
            part.add(term, ownWeight);
        }
    }

    /// The best tools for a query, the best first; equal scores by name. An empty query finds nothing.
    ///
    /// @param category only tools of this category; null for all
    public List<Hit> find(String query, @Nullable String category, int limit) {
        List<QueryTerms.Forms> words = QueryTerms.of(query, vocabulary);
        if (words.isEmpty() || limit < 1) {
            return List.of();
        }
        double[] scores = tools.scores(words);
        double[] byOperation = operations.scores(words);
        double[] byPhrase = phrases.scores(words);
        int[] best = new int[Math.min(limit, specs.size())];
        int found = 0;
        for (int i = 0; i < scores.length; i++) {
            if (scores[i] > 0
                    && (category == null || specs.get(i).category().word().equalsIgnoreCase(category))) {
                scores[i] += BEST_OPERATION * greatest(byOperation, firstOperation[i], firstOperation[i + 1])
                        + BEST_PHRASE * greatest(byPhrase, firstPhrase[i], firstPhrase[i + 1]);
                found = insert(best, found, i, scores);
            }
        }
        List<Hit> hits = new ArrayList<>(found);
        for (int i = 0; i < found; i++) {
            hits.add(hit(best[i], scores[best[i]], words));
        }
        return hits;
    }

    private static double greatest(double[] scores, int from, int to) {
        double greatest = 0;
        for (int i = from; i < to; i++) {
            greatest = Math.max(greatest, scores[i]);
        }
        return greatest;
    }

    /// Puts a tool in its place among the best so far, where it is one of them; returns how many there are.
    private int insert(int[] best, int size, int tool, double[] scores) {
        if (size == best.length && !isBefore(tool, best[size - 1], scores)) {
            return size;
        }
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (isBefore(tool, best[middle], scores)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        int kept = Math.min(size, best.length - 1);
        System.arraycopy(best, low, best, low + 1, kept - low);
        best[low] = tool;
        return kept + 1;
    }

    private boolean isBefore(int tool, int other, double[] scores) {
        int order = Double.compare(scores[other], scores[tool]);
        return order < 0
                || order == 0
                        && specs.get(tool).name().compareTo(specs.get(other).name()) < 0;
    }

    private Hit hit(int tool, double score, List<QueryTerms.Forms> words) {
        ToolSpec spec = specs.get(tool);
        int best = operation(tool, words);
        Operation operation = best == NONE ? null : spec.operations().get(best - firstOperation[tool]);
        return new Hit(
                spec.name(),
                operation == null ? null : operation.name(),
                operation == null ? spec.summary() : operation.summary(),
                spec.category().word(),
                score);
    }

    /// The operation of a tool that fits best by its own text and by phrases that are about it; or [#NONE].
    private int operation(int tool, List<QueryTerms.Forms> words) {
        double[] scores = operations.scoresAmong(firstOperation[tool], firstOperation[tool + 1], words);
        double[] byPhrase = phrases.scoresAmong(firstPhrase[tool], firstPhrase[tool + 1], words);
        double[] asked = new double[scores.length];
        for (int i = 0; i < byPhrase.length; i++) {
            if (byPhrase[i] > 0) {
                int about = operationOf(firstPhrase[tool] + i, tool);
                if (about != NONE) {
                    int own = about - firstOperation[tool];
                    asked[own] = Math.max(asked[own], byPhrase[i]);
                }
            }
        }
        int best = NONE;
        double most = 0;
        for (int i = 0; i < scores.length; i++) {
            double score = scores[i] + PHRASE_OF_OPERATION * asked[i];
            if (score > most) {
                most = score;
                best = firstOperation[tool] + i;
            }
        }
        return best;
    }

    /// The operation of its tool that a phrase shares most with, counting what few operations have; or [#NONE].
    private int operationOf(int phrase, int tool) {
        int known = operationOf[phrase];
        if (known != NOT_LOOKED_FOR) {
            return known;
        }
        int from = firstOperation[tool];
        int to = firstOperation[tool + 1];
        double[] shared = new double[to - from];
        for (int term : phrases.terms(phrase)) {
            double[] weights = new double[to - from];
            int having = 0;
            for (int i = from; i < to; i++) {
                weights[i - from] = operations.weight(i, term);
                having += weights[i - from] > 0 ? 1 : 0;
            }
            for (int i = 0; i < weights.length; i++) {
                shared[i] += Passages.rarity(having, to - from) * weights[i] / (OPERATION_SATURATION + weights[i]);
            }
        }
        int best = NONE;
        double most = 0;
        for (int i = 0; i < shared.length; i++) {
            if (shared[i] >= most) {
                best = shared[i] > most ? from + i : NONE;
                most = shared[i];
            }
        }
        operationOf[phrase] = best;
        return best;
    }
}
