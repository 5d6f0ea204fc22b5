package dev.incant.benchmarks.search;

import dev.incant.kernel.registry.ToolSearch;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Parameter;
import dev.incant.kernel.tool.ToolSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What to compare with: BM25 as in textbooks (`k1` 1.5, `b` 0.75) over name, description, and names and descriptions
/// of parameters, without fields, stems or stop words.
final class PlainBm25 {
    private static final double SATURATION = 1.5;
    private static final double LENGTH_WEIGHT = 0.75;

    private final List<ToolSpec> specs;
    private final Map<String, Map<Integer, Integer>> counts = new HashMap<>();
    private final int[] lengths;
    private final double averageLength;

    PlainBm25(List<ToolSpec> specs) {
        this.specs = specs;
        this.lengths = new int[specs.size()];
        long total = 0;
        for (int i = 0; i < specs.size(); i++) {
            List<String> words = words(text(specs.get(i)));
            for (String word : words) {
                counts.computeIfAbsent(word, _ -> new HashMap<>()).merge(i, 1, Integer::sum);
            }
            lengths[i] = words.size();
            total += words.size();
        }
        averageLength = (double) total / specs.size();
    }

    private static String text(ToolSpec spec) {
        StringBuilder text = new StringBuilder(spec.name() + " " + spec.summary());
        for (Operation operation : spec.operations()) {
            for (Parameter parameter : operation.parameters()) {
                text.append(' ').append(parameter.name()).append(' ').append(parameter.meaning());
            }
        }
        return text.toString();
    }

    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        for (String word : text.toLowerCase(Locale.ROOT).split("[^a-z0-9]+", -1)) {
            if (!word.isEmpty()) {
                words.add(word);
            }
        }
        return words;
    }

    List<ToolSearch.Hit> find(String query) {
        double[] scores = new double[specs.size()];
        for (String word : words(query)) {
            Map<Integer, Integer> having = counts.getOrDefault(word, Map.of());
            double rarity = Math.log(1 + (specs.size() - having.size() + 0.5) / (having.size() + 0.5));
            having.forEach((tool, count) -> {
                double norm = 1 - LENGTH_WEIGHT + LENGTH_WEIGHT * lengths[tool] / averageLength;
                scores[tool] += rarity * count * (SATURATION + 1) / (count + SATURATION * norm);
            });
        }
        List<ToolSearch.Hit> hits = new ArrayList<>();
        for (int i = 0; i < scores.length; i++) {
            ToolSpec spec = specs.get(i);
            if (scores[i] > 0) {
                hits.add(new ToolSearch.Hit(
                        spec.name(), null, spec.summary(), spec.category().word(), scores[i]));
            }
        }
        // The sort is stable: among equals the first tool is first.
        hits.sort(Comparator.comparingDouble(ToolSearch.Hit::score).reversed());
        return hits.subList(0, Math.min(5, hits.size()));
    }
}
