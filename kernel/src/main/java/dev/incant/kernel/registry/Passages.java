package dev.incant.kernel.registry;

import java.util.Arrays;

/// Texts of one kind (whole tools, operations, or phrases) as bags of weighted terms, and what each term adds to the
/// score of each text: BM25, `rarity · f / (saturation + f)`, where `f` is the term's weight in the text, made smaller
/// in texts that are longer than the average. Filled by one thread, then made ready, then read by many.
final class Passages {
    private static final int[] NO_PASSAGES = {};
    private static final float[] NO_SCORES = {};

    private final double saturation;
    private final double lengthWeight;

    /// By passage: its terms, and their weights.
    private int[][] terms = new int[16][];

    private float[][] weights = new float[16][];
    private int size;

    /// By term: the passages that have it, and what it adds to their scores.
    private int[][] passages = new int[0][];

    private float[][] scores = new float[0][];

    /// By term: what a full hit would add.
    private double[] rarity = new double[0];

    /// The passage being written: weights by term, and the terms in the order of their first appearance.
    private float[] weightOf = new float[1024];

    private int[] open = new int[64];
    private int openSize;

    Passages(double saturation, double lengthWeight) {
        this.saturation = saturation;
        this.lengthWeight = lengthWeight;
    }

    /// Adds a term to the passage being written.
    void add(int term, double weight) {
        if (term >= weightOf.length) {
            weightOf = Arrays.copyOf(weightOf, Math.max(term + 1, weightOf.length * 2));
        }
        if (weightOf[term] == 0) {
            if (openSize == open.length) {
                open = Arrays.copyOf(open, openSize * 2);
            }
            open[openSize++] = term;
        }
        weightOf[term] += (float) weight;
    }

    /// Ends the passage being written and returns its number.
    int end() {
        if (size == terms.length) {
            terms = Arrays.copyOf(terms, size * 2);
            weights = Arrays.copyOf(weights, size * 2);
        }
        terms[size] = Arrays.copyOf(open, openSize);
        float[] own = new float[openSize];
        for (int i = 0; i < openSize; i++) {
            own[i] = weightOf[open[i]];
            weightOf[open[i]] = 0;
        }
        weights[size] = own;
        openSize = 0;
        return size++;
    }

    int size() {
        return size;
    }

    int[] terms(int passage) {
        return terms[passage];
    }

    /// The weight of a term in a passage, 0 when it does not have it.
    double weight(int passage, int term) {
        for (int i = 0; i < terms[passage].length; i++) {
            if (terms[passage][i] == term) {
                return weights[passage][i];
            }
        }
        return 0;
    }

    /// How many passages have a term, by term.
    int[] counts(int vocabulary) {
        int[] counts = new int[vocabulary];
        for (int i = 0; i < size; i++) {
            for (int term : terms[i]) {
                counts[term]++;
            }
        }
        return counts;
    }

    /// Computes what each term adds, once all passages are written.
    ///
    /// @param rarityOfTerms what a full hit of a term adds
    void makeReady(double[] rarityOfTerms) {
        rarity = rarityOfTerms;
        double[] lengths = new double[size];
        double total = 0;
        for (int i = 0; i < size; i++) {
            for (float weight : weights[i]) {
                lengths[i] += weight;
            }
            total += lengths[i];
        }
        double average = total == 0 ? 1 : total / size;
        int[] counts = counts(rarity.length);
        passages = new int[rarity.length][];
        scores = new float[rarity.length][];
        for (int term = 0; term < rarity.length; term++) {
            passages[term] = counts[term] == 0 ? NO_PASSAGES : new int[counts[term]];
            scores[term] = counts[term] == 0 ? NO_SCORES : new float[counts[term]];
        }
        int[] next = new int[rarity.length];
        for (int i = 0; i < size; i++) {
            double norm = 1 - lengthWeight + lengthWeight * lengths[i] / average;
            for (int j = 0; j < terms[i].length; j++) {
                int term = terms[i][j];
                double frequency = weights[i][j] / norm;
                passages[term][next[term]] = i;
                scores[term][next[term]++] = (float) (rarity[term] * frequency / (saturation + frequency));
            }
        }
        weightOf = NO_SCORES;
        open = NO_PASSAGES;
    }

    /// The scores of all passages for a query, by passage.
    double[] scores(Iterable<QueryTerms.Forms> query) {
        double[] total = new double[size];
        double[] best = new double[0];
        for (QueryTerms.Forms word : query) {
            if (word.terms().length == 1) {
                int term = word.terms()[0];
                for (int i = 0; i < passages[term].length; i++) {
                    total[passages[term][i]] += scores[term][i] * word.factors()[0];
                }
            } else {
                best = best.length == 0 ? new double[size] : best;
                addBest(word, best, total);
            }
        }
        return total;
    }

    /// Adds what the best form of a word adds to each passage.
    ///
    /// @param best zeros, before and after
    private void addBest(QueryTerms.Forms word, double[] best, double[] total) {
        for (int form = 0; form < word.terms().length; form++) {
            int term = word.terms()[form];
            for (int i = 0; i < passages[term].length; i++) {
                int passage = passages[term][i];
                double score = scores[term][i] * word.factors()[form];
                if (score > best[passage]) {
                    total[passage] += score - best[passage];
                    best[passage] = score;
                }
            }
        }
        for (int term : word.terms()) {
            for (int passage : passages[term]) {
                best[passage] = 0;
            }
        }
    }

    /// The scores of some neighbouring passages for a query, from the first on, counting terms that few of them have:
    /// which of these is meant, when it is one of them.
    double[] scoresAmong(int from, int to, Iterable<QueryTerms.Forms> query) {
        double[] total = new double[to - from];
        double[] best = new double[to - from];
        for (QueryTerms.Forms word : query) {
            Arrays.fill(best, 0);
            for (int form = 0; form < word.terms().length; form++) {
                int term = word.terms()[form];
                int start = Arrays.binarySearch(passages[term], from);
                start = start < 0 ? -start - 1 : start;
                int end = start;
                while (end < passages[term].length && passages[term][end] < to) {
                    end++;
                }
                double factor = rarity(end - start, to - from) * word.factors()[form] / rarity[term];
                for (int i = start; i < end; i++) {
                    int passage = passages[term][i] - from;
                    best[passage] = Math.max(best[passage], scores[term][i] * factor);
                }
            }
            for (int i = 0; i < total.length; i++) {
                total[i] += best[i];
            }
        }
        return total;
    }

    /// How much it says of a text that it has a term which so many of all have.
    static double rarity(int count, int all) {
        return StrictMath.log(1 + (all - count + 0.5) / (count + 0.5));
    }
}
