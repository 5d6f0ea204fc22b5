package dev.incant.kernel.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Splits text into the words that a search looks at.
final class Words {
    /// English words that say nothing about a tool: articles, prepositions, pronouns, auxiliaries, question words.
    private static final Set<String> STOP_WORDS = Set.of(
            "a", "an", "and", "are", "as", "at", "be", "been", "being", "but", "by", "can", "could", "d", "did", "do",
            "does", "doing", "for", "from", "had", "has", "have", "having", "he", "her", "his", "how", "i", "if", "in",
            "into", "is", "it", "its", "let", "ll", "m", "me", "my", "of", "on", "or", "our", "please", "re", "s",
            "shall", "she", "should", "so", "some", "t", "than", "that", "the", "their", "them", "then", "there",
            "these", "they", "this", "those", "to", "us", "ve", "was", "we", "were", "what", "when", "where", "which",
            "who", "whom", "whose", "why", "will", "with", "would", "you", "your");

    private Words() {}

    /// The words in lower case, without stop words. A word in camel case comes as a whole and in its parts.
    static List<String> of(String text) {
        List<String> words = new ArrayList<>();
        int start = -1;
        boolean plain = true;
        for (int i = 0; i <= text.length(); i++) {
            char c = i < text.length() ? text.charAt(i) : ' ';
            // Most letters are these; the command line reads all specs before anything of this is compiled.
            boolean small = c >= 'a' && c <= 'z';
            if (small || Character.isLetterOrDigit(c)) {
                if (start < 0) {
                    start = i;
                    plain = true;
                }
                plain &= small;
            } else if (start >= 0) {
                if (plain) {
                    add(words, text.substring(start, i), 1);
                } else {
                    add(words, text.substring(start, i).toLowerCase(Locale.ROOT), 1);
                    addHumps(words, text, start, i);
                }
                start = -1;
            }
        }
        return words;
    }

    /// Adds the parts of a word in camel case; nothing when it is not.
    private static void addHumps(List<String> words, String text, int start, int end) {
        int from = start;
        for (int i = start + 1; i < end; i++) {
            if (Character.isUpperCase(text.charAt(i)) && Character.isLowerCase(text.charAt(i - 1))) {
                add(words, text.substring(from, i).toLowerCase(Locale.ROOT), 2);
                from = i;
            }
        }
        if (from > start) {
            add(words, text.substring(from, end).toLowerCase(Locale.ROOT), 2);
        }
    }

    private static void add(List<String> words, String word, int atLeast) {
        if (word.length() >= atLeast && !STOP_WORDS.contains(word)) {
            words.add(word);
        }
    }

    static boolean isNumber(String word) {
        for (int i = 0; i < word.length(); i++) {
            if (!Character.isDigit(word.charAt(i))) {
                return false;
            }
        }
        return true;
    }
}
