package dev.incant.kernel.registry;

import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Parameter;
import dev.incant.kernel.tool.ToolSpec;
import dev.incant.kernel.value.Values;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Finds tools by words: BM25F (Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009, section 3.6)
/// over names, aliases, tags, summaries, phrases, operations and parameters, each field with its weight. A word of the
/// query also matches words that begin with it, and, when it is longer than three letters and no word is spelt so,
/// words that are one edit away; both count less. Immutable; made once for a set of specs.
public final class ToolSearch {
    private static final double SATURATION = 1.2;
    private static final double LENGTH_WEIGHT = 0.5;
    private static final double PREFIX_FACTOR = 0.6;
    private static final double TYPO_FACTOR = 0.5;

    private static final double NAME = 6;
    private static final double ALIAS = 4;
    private static final double TAG = 3;
    private static final double SUMMARY = 2;
    private static final double PHRASE = 1.5;
    private static final double OPERATION = 2.5;
    private static final double PARAMETER = 0.5;

    /// Words that say nothing about a tool.
    private static final Set<String> STOP_WORDS = Set.of(
            "a", "an", "and", "are", "as", "at", "be", "by", "for", "from", "how", "i", "in", "into", "is", "it", "its",
            "me", "my", "of", "on", "or", "that", "the", "this", "to", "what", "with", "you");

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

    private record Posting(int tool, double weight) {}

    private final List<ToolSpec> specs;
    private final TreeMap<String, List<Posting>> postings = new TreeMap<>();
    private final List<Map<String, Set<String>>> operationWords = new ArrayList<>();
    private final double[] lengths;
    private double averageLength;

    private ToolSearch(List<ToolSpec> specs) {
        this.specs = specs;
        this.lengths = new double[specs.size()];
    }

    /// Makes the index of some tools.
    public static ToolSearch over(List<ToolSpec> specs) {
        ToolSearch search = new ToolSearch(specs);
        for (int i = 0; i < specs.size(); i++) {
            search.add(i, specs.get(i));
        }
        search.averageLength =
                Math.max(1, Arrays.stream(search.lengths).average().orElse(1));
        return search;
    }

    private void add(int tool, ToolSpec spec) {
        Map<String, Double> weights = new HashMap<>();
        weigh(weights, spec.name(), NAME);
        spec.aliases().forEach(alias -> weigh(weights, alias, ALIAS));
        spec.tags().forEach(tag -> weigh(weights, tag, TAG));
        weigh(weights, spec.category().word(), TAG);
        weigh(weights, spec.summary(), SUMMARY);
        spec.phrases().forEach(phrase -> weigh(weights, phrase, PHRASE));
        Map<String, Set<String>> byOperation = new HashMap<>();
        for (Operation operation : spec.operations()) {
            weigh(weights, operation.name(), OPERATION);
            weigh(weights, operation.summary(), OPERATION / 2);
            Set<String> words = new LinkedHashSet<>(words(operation.name()));
            words.addAll(words(operation.summary()));
            byOperation.put(operation.name(), words);
            for (Parameter parameter : operation.parameters()) {
                weigh(weights, parameter.name(), PARAMETER);
                weigh(weights, parameter.meaning(), PARAMETER);
            }
        }
        operationWords.add(byOperation);
        for (Map.Entry<String, Double> entry : weights.entrySet()) {
            postings.computeIfAbsent(entry.getKey(), _ -> new ArrayList<>()).add(new Posting(tool, entry.getValue()));
            lengths[tool] += entry.getValue();
        }
    }

    private static void weigh(Map<String, Double> weights, String text, double weight) {
        for (String word : words(text)) {
            weights.merge(word, weight, Double::sum);
        }
    }

    /// The best tools for a query, the best first; equal scores by name. An empty query finds nothing.
    ///
    /// @param category only tools of this category; null for all
    public List<Hit> find(String query, @Nullable String category, int limit) {
        List<String> words = words(query).stream().distinct().toList();
        double[] scores = new double[specs.size()];
        for (String word : words) {
            Map<String, Double> forms = forms(word);
            double[] best = new double[specs.size()];
            for (Map.Entry<String, Double> form : forms.entrySet()) {
                List<Posting> list = postings.getOrDefault(form.getKey(), List.of());
                double rarity = Math.log(1 + (specs.size() - list.size() + 0.5) / (list.size() + 0.5));
                for (Posting posting : list) {
                    double norm = 1 - LENGTH_WEIGHT + LENGTH_WEIGHT * lengths[posting.tool()] / averageLength;
                    double frequency = posting.weight() / norm;
                    double score = form.getValue() * rarity * frequency / (SATURATION + frequency);
                    best[posting.tool()] = Math.max(best[posting.tool()], score);
                }
            }
            for (int i = 0; i < scores.length; i++) {
                scores[i] += best[i];
            }
        }
        List<Integer> found = new ArrayList<>();
        for (int i = 0; i < scores.length; i++) {
            if (scores[i] > 0
                    && (category == null || specs.get(i).category().word().equalsIgnoreCase(category))) {
                found.add(i);
            }
        }
        found.sort(Comparator.comparingDouble((Integer i) -> scores[i])
                .reversed()
                .thenComparing(i -> specs.get(i).name()));
        return found.stream()
                .limit(limit)
                .map(i -> hit(specs.get(i), operation(i, words), scores[i]))
                .toList();
    }

    private static Hit hit(ToolSpec spec, @Nullable Operation operation, double score) {
        return new Hit(
                spec.name(),
                operation == null ? null : operation.name(),
                operation == null ? spec.summary() : operation.summary(),
                spec.category().word(),
                score);
    }

    /// The operation that shares the most words with the query, null when none does.
    private @Nullable Operation operation(int tool, List<String> query) {
        Operation best = null;
        int most = 0;
        for (Operation operation : specs.get(tool).operations()) {
            Set<String> own = operationWords.get(tool).get(operation.name());
            int shared = 0;
            for (String word : query) {
                if (own != null && own.contains(word)) {
                    shared += words(operation.name()).contains(word) ? 2 : 1;
                }
            }
            if (shared > most) {
                most = shared;
                best = operation;
            }
        }
        return best;
    }

    /// The indexed words that a word of the query stands for, with how much each counts.
    private Map<String, Double> forms(String word) {
        Map<String, Double> forms = new HashMap<>();
        for (String indexed : postings.tailMap(word).keySet()) {
            if (!indexed.startsWith(word)) {
                break;
            }
            forms.put(indexed, indexed.equals(word) ? 1.0 : PREFIX_FACTOR);
        }
        if (forms.isEmpty() && word.length() > 3) {
            for (String indexed : postings.keySet()) {
                if (withinOneEdit(word, indexed)) {
                    forms.put(indexed, TYPO_FACTOR);
                }
            }
        }
        return forms;
    }

    /// Whether one insertion, deletion, substitution or transposition of neighbours makes `a` of `b`.
    static boolean withinOneEdit(String a, String b) {
        if (Math.abs(a.length() - b.length()) > 1) {
            return false;
        }
        int start = 0;
        int shorter = Math.min(a.length(), b.length());
        while (start < shorter && a.charAt(start) == b.charAt(start)) {
            start++;
        }
        int end = 0;
        while (end < shorter - start && a.charAt(a.length() - 1 - end) == b.charAt(b.length() - 1 - end)) {
            end++;
        }
        int restA = a.length() - start - end;
        int restB = b.length() - start - end;
        return restA <= 1 && restB <= 1
                || restA == 2
                        && restB == 2
                        && a.charAt(start) == b.charAt(start + 1)
                        && a.charAt(start + 1) == b.charAt(start);
    }

    /// Splits text into lower-case words without the ones that say nothing; a plural's `s` is dropped.
    static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        int start = -1;
        String lower = text.toLowerCase(Locale.ROOT);
        for (int i = 0; i <= lower.length(); i++) {
            boolean inside = i < lower.length() && Character.isLetterOrDigit(lower.charAt(i));
            if (inside && start < 0) {
                start = i;
            } else if (!inside && start >= 0) {
                String word = lower.substring(start, i);
                start = -1;
                if (!STOP_WORDS.contains(word)) {
                    words.add(stem(word));
                }
            }
        }
        return words;
    }

    private static String stem(String word) {
        if (word.length() > 4 && word.endsWith("ies")) {
            return word.substring(0, word.length() - 3) + "y";
        }
        return word.length() > 3 && word.endsWith("s") && !word.endsWith("ss")
                ? word.substring(0, word.length() - 1)
                : word;
    }
}
