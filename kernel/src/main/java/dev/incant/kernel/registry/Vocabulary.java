package dev.incant.kernel.registry;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// All words that tools are described with, and their terms: words with one stem are one term. Numbers terms from 0.
/// Filled by one thread; then read by many.
final class Vocabulary {
    static final int UNKNOWN = -1;

    private final Map<String, Integer> terms = new HashMap<>();
    private final Map<String, Integer> words = new HashMap<>();
    private volatile String @Nullable [] sorted;

    /// The term of a word, made when the word is new.
    int add(String word) {
        Integer known = words.get(word);
        if (known != null) {
            return known;
        }
        String stem = Stemmer.stem(word);
        Integer term = terms.get(stem);
        if (term == null) {
            term = terms.size();
            terms.put(stem, term);
        }
        words.put(word, term);
        return term;
    }

    int size() {
        return terms.size();
    }

    /// The term of a stem, or [#UNKNOWN].
    int ofStem(String stem) {
        return terms.getOrDefault(stem, UNKNOWN);
    }

    /// The term of a word that was added as it is, or [#UNKNOWN].
    int ofWord(String word) {
        return words.getOrDefault(word, UNKNOWN);
    }

    /// All words, sorted. Made when first asked for: most searches name words that are known.
    String[] sorted() {
        String[] made = sorted;
        if (made == null) {
            made = words.keySet().toArray(new String[0]);
            Arrays.sort(made);
            sorted = made;
        }
        return made;
    }
}
