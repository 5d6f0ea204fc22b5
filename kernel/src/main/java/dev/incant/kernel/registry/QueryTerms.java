package dev.incant.kernel.registry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The terms that the words of a query stand for. A word that no tool is described with stands for the words that
/// begin with it; else for those one edit away that begin with the same letter; else for the known words it is made
/// of, as `json2xml` or `tarball`. Two words that are one word in some description stand for that as well, as `web
/// hook` does.
final class QueryTerms {
    private static final double BEGINNING = 0.4;
    private static final double TYPO = 0.5;
    private static final double JOINED = 0.6;
    private static final double SPLIT = 0.8;
    private static final double SYNONYM = 0.3;
    private static final double PART = 0.5;
    private static final double NUMBER = 0.8;

    /// What one word stands for: terms, of which the best counts, each with how much.
    record Forms(int[] terms, double[] factors) {}

    private final Vocabulary vocabulary;
    private final Set<String> seen = new HashSet<>();
    private final List<Forms> found = new ArrayList<>();

    private int[] terms = new int[8];
    private double[] factors = new double[8];
    private int size;

    private QueryTerms(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
    }

    static List<Forms> of(String query, Vocabulary vocabulary) {
        QueryTerms made = new QueryTerms(vocabulary);
        List<String> words = Words.of(query);
        for (int i = 0; i < words.size(); i++) {
            if (i + 1 < words.size()) {
                String joined = words.get(i) + words.get(i + 1);
                if (vocabulary.ofWord(joined) != Vocabulary.UNKNOWN) {
                    made.add(joined, JOINED);
                }
            }
            made.add(words.get(i), 1);
        }
        return made.found;
    }

    private void add(String word, double factor) {
        if (addKnown(word, factor) || Words.isNumber(word)) {
            return;
        }
        size = 0;
        beginnings(word, factor * BEGINNING);
        if (size == 0) {
            typos(word, factor * TYPO);
        }
        if (size > 0) {
            found.add(new Forms(Arrays.copyOf(terms, size), Arrays.copyOf(factors, size)));
        } else {
            addParts(word, factor);
        }
    }

    /// Adds a word whose stem is known; says whether it is, or was added before.
    private boolean addKnown(String word, double factor) {
        String stem = Stemmer.stem(word);
        if (!seen.add(stem)) {
            return true;
        }
        int term = vocabulary.ofStem(stem);
        size = 0;
        if (term != Vocabulary.UNKNOWN) {
            form(term, Words.isNumber(word) ? factor * NUMBER : factor);
        }
        for (String other : Synonyms.of(stem)) {
            int same = vocabulary.ofStem(other);
            if (same != Vocabulary.UNKNOWN) {
                form(same, factor * SYNONYM);
            }
        }
        if (size == 0) {
            return false;
        }
        found.add(new Forms(Arrays.copyOf(terms, size), Arrays.copyOf(factors, size)));
        return true;
    }

    private void beginnings(String word, double factor) {
        if (word.length() < 2) {
            return;
        }
        String[] sorted = vocabulary.sorted();
        int at = Arrays.binarySearch(sorted, word);
        for (int i = at < 0 ? -at - 1 : at; i < sorted.length && sorted[i].startsWith(word); i++) {
            form(vocabulary.ofWord(sorted[i]), factor);
        }
    }

    private void typos(String word, double factor) {
        if (word.length() < 4) {
            return;
        }
        String[] sorted = vocabulary.sorted();
        int at = Arrays.binarySearch(sorted, word.substring(0, 1));
        for (int i = at < 0 ? -at - 1 : at; i < sorted.length && sorted[i].charAt(0) == word.charAt(0); i++) {
            if (sorted[i].length() > 2 && withinOneEdit(word, sorted[i])) {
                form(vocabulary.ofWord(sorted[i]), factor);
            }
        }
    }

    private void form(int term, double factor) {
        for (int i = 0; i < size; i++) {
            if (terms[i] == term) {
                return;
            }
        }
        if (size == terms.length) {
            terms = Arrays.copyOf(terms, size * 2);
            factors = Arrays.copyOf(factors, size * 2);
        }
        terms[size] = term;
        factors[size++] = factor;
    }

    private void addParts(String word, double factor) {
        if (word.length() < 4 || addLettersAndDigits(word, factor)) {
            return;
        }
        for (int i = word.length() - 2; i >= 2; i--) {
            if (isWord(word.substring(0, i)) && isWord(word.substring(i))) {
                addKnown(word.substring(0, i), factor * SPLIT);
                addKnown(word.substring(i), factor * SPLIT);
                return;
            }
        }
        for (int i = word.length() - 1; i >= 3; i--) {
            String beginning = word.substring(0, i);
            String end = word.substring(word.length() - i);
            if (isWord(beginning) || isWord(end)) {
                addKnown(isWord(beginning) ? beginning : end, factor * PART);
                return;
            }
        }
    }

    /// Splits between letters and digits, as in `json2xml`, when all that is longer than two is known.
    private boolean addLettersAndDigits(String word, double factor) {
        List<String> parts = new ArrayList<>();
        int from = 0;
        for (int i = 1; i <= word.length(); i++) {
            if (i == word.length() || Character.isDigit(word.charAt(i)) != Character.isDigit(word.charAt(i - 1))) {
                if (i - from > 2) {
                    parts.add(word.substring(from, i));
                }
                from = i;
            }
        }
        if (parts.isEmpty() || parts.getFirst().equals(word)) {
            return false;
        }
        for (String part : parts) {
            if (vocabulary.ofStem(Stemmer.stem(part)) == Vocabulary.UNKNOWN) {
                return false;
            }
        }
        for (String part : parts) {
            addKnown(part, factor * SPLIT);
        }
        return true;
    }

    private boolean isWord(String word) {
        return vocabulary.ofWord(word) != Vocabulary.UNKNOWN;
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
}
