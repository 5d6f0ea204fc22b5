package dev.incant.kernel.registry;

import java.util.Map;
import java.util.Set;

/// Cuts English words down to stems, so that "converting", "converts" and "converted" are one word to the search:
/// the algorithm "English (Porter2)" by Martin Porter, snowballstem.org/algorithms/english/stemmer.html, as of
/// Snowball 2.2. A stem need not be a word. Takes lower-case words without apostrophes; leaves words with anything
/// but `a` to `z` as they are, since endings mean nothing in `sha256` or `größe`.
///
/// Works on arrays and looks at last letters first: the command line stems some 1,500 words before anything of this is
/// compiled to machine code.
final class Stemmer {
    private static final Set<String> UNCHANGED = Set.of("sky", "news", "howe", "atlas", "cosmos", "bias", "andes");

    /// Words that stay as they are once a plural's `s` is gone.
    private static final Set<String> UNCHANGED_SINGULAR =
            Set.of("inning", "outing", "canning", "herring", "earring", "proceed", "exceed", "succeed");

    private static final Map<String, String> IRREGULAR = Map.ofEntries(
            Map.entry("skis", "ski"),
            Map.entry("skies", "sky"),
            Map.entry("dying", "die"),
            Map.entry("lying", "lie"),
            Map.entry("tying", "tie"),
            Map.entry("idly", "idl"),
            Map.entry("gently", "gentl"),
            Map.entry("ugly", "ugli"),
            Map.entry("early", "earli"),
            Map.entry("only", "onli"),
            Map.entry("singly", "singl"));

    /// Endings in pairs with what takes their place, longer ones before those they end with.
    private static final char[][] STEP_2 = chars(
            "ization", "ize", "ational", "ate", "fulness", "ful", "ousness", "ous", "iveness", "ive", "tional", "tion",
            "biliti", "ble", "lessli", "less", "entli", "ent", "ation", "ate", "alism", "al", "aliti", "al", "ousli",
            "ous", "iviti", "ive", "fulli", "ful", "enci", "ence", "anci", "ance", "abli", "able", "izer", "ize",
            "ator", "ate", "alli", "al", "bli", "ble");

    private static final char[][] STEP_3 = chars(
            "ational", "ate", "tional", "tion", "alize", "al", "icate", "ic", "iciti", "ic", "ical", "ic", "ful", "",
            "ness", "");

    private static final char[][] STEP_4 = chars(
            "ement", "ance", "ence", "able", "ible", "ment", "ant", "ent", "ism", "ate", "iti", "ous", "ive", "ize",
            "al", "er", "ic");

    /// The word so far; a `y` that is a consonant is written `Y`. An ending is never longer than what it replaces, but
    /// for an `e` after a cut.
    private final char[] word;

    private int length;

    /// Where what follows the first consonant after a vowel begins, and the same again within that.
    private int region1;

    private int region2;

    private Stemmer(String word) {
        this.word = word.toCharArray();
        this.length = this.word.length;
    }

    private static char[][] chars(String... texts) {
        char[][] chars = new char[texts.length][];
        for (int i = 0; i < texts.length; i++) {
            chars[i] = texts[i].toCharArray();
        }
        return chars;
    }

    /// The stem of a word.
    static String stem(String word) {
        if (word.length() < 3) {
            return word;
        }
        for (int i = 0; i < word.length(); i++) {
            if (word.charAt(i) < 'a' || word.charAt(i) > 'z') {
                return word;
            }
        }
        if (UNCHANGED.contains(word)) {
            return word;
        }
        String irregular = IRREGULAR.get(word);
        if (irregular != null) {
            return irregular;
        }
        return new Stemmer(word).stemmed();
    }

    private String stemmed() {
        markConsonants();
        findRegions();
        dropPlural();
        char last = word[length - 1];
        if ((last == 'g' || last == 'd') && UNCHANGED_SINGULAR.contains(new String(word, 0, length))) {
            return new String(word, 0, length);
        }
        dropPastAndParticiple();
        turnFinalY();
        shortenStep2();
        shortenStep3();
        shortenStep4();
        dropFinalEOrL();
        for (int i = 0; i < length; i++) {
            if (word[i] == 'Y') {
                word[i] = 'y';
            }
        }
        return new String(word, 0, length);
    }

    private void markConsonants() {
        for (int i = 0; i < length; i++) {
            if (word[i] == 'y' && (i == 0 || isVowel(i - 1))) {
                word[i] = 'Y';
            }
        }
    }

    private void findRegions() {
        region1 = startsWith("gener") || startsWith("arsen") ? 5 : startsWith("commun") ? 6 : afterConsonant(0);
        region2 = afterConsonant(region1);
    }

    /// Where what follows the first consonant after a vowel begins, from a place on.
    private int afterConsonant(int from) {
        for (int i = from + 1; i < length; i++) {
            if (!isVowel(i) && isVowel(i - 1)) {
                return i + 1;
            }
        }
        return length;
    }

    /// Step 1a.
    private void dropPlural() {
        if (endsWith("sses")) {
            cut(2);
        } else if (endsWith("ied") || endsWith("ies")) {
            cut(length > 4 ? 2 : 1);
        } else if (endsWith("s") && !endsWith("us") && !endsWith("ss") && hasVowelBefore(length - 2)) {
            cut(1);
        }
    }

    /// Step 1b.
    private void dropPastAndParticiple() {
        if (endsWith("eedly")) {
            if (length - 5 >= region1) {
                cut(3);
            }
            return;
        }
        if (endsWith("eed")) {
            if (length - 3 >= region1) {
                cut(1);
            }
            return;
        }
        int ending = endsWith("ingly") ? 5 : endsWith("edly") ? 4 : endsWith("ing") ? 3 : endsWith("ed") ? 2 : 0;
        if (ending == 0 || !hasVowelBefore(length - ending)) {
            return;
        }
        cut(ending);
        if (endsWith("at") || endsWith("bl") || endsWith("iz")) {
            append('e');
        } else if (endsWithDouble()) {
            cut(1);
        } else if (length <= region1 && endsWithShortSyllable()) {
            append('e');
        }
    }

    /// Step 1c.
    private void turnFinalY() {
        int last = length - 1;
        if (last > 1 && (word[last] == 'y' || word[last] == 'Y') && !isVowel(last - 1)) {
            word[last] = 'i';
        }
    }

    private void shortenStep2() {
        if (replaceEnding(STEP_2)) {
            return;
        }
        if (endsWith("ogi")) {
            if (length - 3 >= region1 && length > 3 && word[length - 4] == 'l') {
                cut(1);
            }
        } else if (endsWith("li")
                && length - 2 >= region1
                && length > 2
                && "cdeghkmnrt".indexOf(word[length - 3]) >= 0) {
            cut(2);
        }
    }

    private void shortenStep3() {
        if (!replaceEnding(STEP_3) && endsWith("ative") && length - 5 >= region2) {
            cut(5);
        }
    }

    private void shortenStep4() {
        char last = word[length - 1];
        for (char[] ending : STEP_4) {
            if (ending[ending.length - 1] == last && endsWith(ending)) {
                if (length - ending.length >= region2) {
                    cut(ending.length);
                }
                return;
            }
        }
        int start = length - 3;
        if (endsWith("ion") && start >= region2 && start > 0 && "st".indexOf(word[start - 1]) >= 0) {
            cut(3);
        }
    }

    /// Step 5.
    private void dropFinalEOrL() {
        int last = length - 1;
        if (endsWith("e")) {
            if (last >= region2) {
                cut(1);
            } else if (last >= region1) {
                cut(1);
                if (endsWithShortSyllable()) {
                    append('e');
                }
            }
        } else if (endsWith("ll") && last >= region2) {
            cut(1);
        }
    }

    /// Replaces the first ending of the table that the word has, where it lies in the first region; says whether the
    /// word has one.
    private boolean replaceEnding(char[][] table) {
        char last = word[length - 1];
        for (int i = 0; i < table.length; i += 2) {
            char[] ending = table[i];
            if (ending[ending.length - 1] == last && endsWith(ending)) {
                int start = length - ending.length;
                if (start >= region1) {
                    System.arraycopy(table[i + 1], 0, word, start, table[i + 1].length);
                    length = start + table[i + 1].length;
                }
                return true;
            }
        }
        return false;
    }

    private void cut(int letters) {
        length -= letters;
    }

    private void append(char letter) {
        word[length++] = letter;
    }

    private boolean startsWith(String beginning) {
        for (int i = 0; i < beginning.length(); i++) {
            if (i >= length || word[i] != beginning.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private boolean endsWith(String ending) {
        int start = length - ending.length();
        if (start < 0) {
            return false;
        }
        for (int i = ending.length() - 1; i >= 0; i--) {
            if (word[start + i] != ending.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private boolean endsWith(char[] ending) {
        int start = length - ending.length;
        if (start < 0) {
            return false;
        }
        for (int i = ending.length - 1; i >= 0; i--) {
            if (word[start + i] != ending[i]) {
                return false;
            }
        }
        return true;
    }

    private boolean endsWithDouble() {
        int last = length - 1;
        return last > 0 && word[last] == word[last - 1] && "bdfgmnprt".indexOf(word[last]) >= 0;
    }

    private boolean endsWithShortSyllable() {
        int last = length - 1;
        if (last == 1) {
            return isVowel(0) && !isVowel(1);
        }
        return last > 1 && !isVowel(last) && "wxY".indexOf(word[last]) < 0 && isVowel(last - 1) && !isVowel(last - 2);
    }

    private boolean hasVowelBefore(int end) {
        for (int i = 0; i < end; i++) {
            if (isVowel(i)) {
                return true;
            }
        }
        return false;
    }

    private boolean isVowel(int at) {
        char c = word[at];
        return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'y';
    }
}
