package dev.incant.kernel.registry;

/// Cuts English words down to stems, so that "converting", "converts" and "converted" are one word to the search:
/// the algorithm "English (Porter2)" by Martin Porter, snowballstem.org/algorithms/english/stemmer.html, as of
/// Snowball 2.2. A stem need not be a word. Takes lower-case words without apostrophes; leaves words with anything
/// but `a` to `z` as they are, since endings mean nothing in `sha256` or `größe`.
final class Stemmer {
    private static final String[] UNCHANGED = {
        "sky", "news", "howe", "atlas", "cosmos", "bias", "andes", "inning", "outing", "canning", "herring", "earring",
        "proceed", "exceed", "succeed"
    };

    /// Words in pairs with their stems.
    private static final String[] IRREGULAR = {
        "skis", "ski", "skies", "sky", "dying", "die", "lying", "lie", "tying", "tie", "idly", "idl", "gently", "gentl",
        "ugly", "ugli", "early", "earli", "only", "onli", "singly", "singl"
    };

    /// Endings in pairs with what takes their place, longer ones before those they end with.
    private static final String[] STEP_2 = {
        "ization", "ize", "ational", "ate", "fulness", "ful", "ousness", "ous", "iveness", "ive", "tional", "tion",
        "biliti", "ble", "lessli", "less", "entli", "ent", "ation", "ate", "alism", "al", "aliti", "al", "ousli", "ous",
        "iviti", "ive", "fulli", "ful", "enci", "ence", "anci", "ance", "abli", "able", "izer", "ize", "ator", "ate",
        "alli", "al", "bli", "ble"
    };

    private static final String[] STEP_3 = {
        "ational", "ate", "tional", "tion", "alize", "al", "icate", "ic", "iciti", "ic", "ical", "ic", "ful", "",
        "ness", ""
    };

    private static final String[] STEP_4 = {
        "ement", "ance", "ence", "able", "ible", "ment", "ant", "ent", "ism", "ate", "iti", "ous", "ive", "ize", "al",
        "er", "ic"
    };

    /// The word so far; a `y` that is a consonant is written `Y`.
    private final StringBuilder word;

    /// Where what follows the first consonant after a vowel begins, and the same again within that.
    private int region1;

    private int region2;

    private Stemmer(String word) {
        this.word = new StringBuilder(word);
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
        for (int i = 0; i < IRREGULAR.length; i += 2) {
            if (IRREGULAR[i].equals(word)) {
                return IRREGULAR[i + 1];
            }
        }
        return new Stemmer(word).stemmed();
    }

    private String stemmed() {
        if (isUnchanged()) {
            return word.toString();
        }
        markConsonants();
        findRegions();
        dropPlural();
        if (isUnchanged()) {
            return word.toString();
        }
        dropPastAndParticiple();
        turnFinalY();
        shortenStep2();
        shortenStep3();
        shortenStep4();
        dropFinalEOrL();
        for (int i = 0; i < word.length(); i++) {
            if (word.charAt(i) == 'Y') {
                word.setCharAt(i, 'y');
            }
        }
        return word.toString();
    }

    private boolean isUnchanged() {
        for (String each : UNCHANGED) {
            if (each.contentEquals(word)) {
                return true;
            }
        }
        return false;
    }

    private void markConsonants() {
        for (int i = 0; i < word.length(); i++) {
            if (word.charAt(i) == 'y' && (i == 0 || isVowel(i - 1))) {
                word.setCharAt(i, 'Y');
            }
        }
    }

    private void findRegions() {
        region1 = startsWith("gener") || startsWith("arsen") ? 5 : startsWith("commun") ? 6 : afterConsonant(0);
        region2 = afterConsonant(region1);
    }

    /// Where what follows the first consonant after a vowel begins, from a place on.
    private int afterConsonant(int from) {
        for (int i = from + 1; i < word.length(); i++) {
            if (!isVowel(i) && isVowel(i - 1)) {
                return i + 1;
            }
        }
        return word.length();
    }

    /// Step 1a.
    private void dropPlural() {
        if (endsWith("sses")) {
            cut(2);
        } else if (endsWith("ied") || endsWith("ies")) {
            cut(word.length() > 4 ? 2 : 1);
        } else if (endsWith("s") && !endsWith("us") && !endsWith("ss") && hasVowelBefore(word.length() - 2)) {
            cut(1);
        }
    }

    /// Step 1b.
    private void dropPastAndParticiple() {
        if (endsWith("eedly")) {
            if (word.length() - 5 >= region1) {
                cut(3);
            }
            return;
        }
        if (endsWith("eed")) {
            if (word.length() - 3 >= region1) {
                cut(1);
            }
            return;
        }
        int ending = endsWith("ingly") ? 5 : endsWith("edly") ? 4 : endsWith("ing") ? 3 : endsWith("ed") ? 2 : 0;
        if (ending == 0 || !hasVowelBefore(word.length() - ending)) {
            return;
        }
        cut(ending);
        if (endsWith("at") || endsWith("bl") || endsWith("iz")) {
            word.append('e');
        } else if (endsWithDouble()) {
            cut(1);
        } else if (word.length() <= region1 && endsWithShortSyllable()) {
            word.append('e');
        }
    }

    /// Step 1c.
    private void turnFinalY() {
        int last = word.length() - 1;
        if (last > 1 && (word.charAt(last) == 'y' || word.charAt(last) == 'Y') && !isVowel(last - 1)) {
            word.setCharAt(last, 'i');
        }
    }

    private void shortenStep2() {
        if (replaceEnding(STEP_2)) {
            return;
        }
        int length = word.length();
        if (endsWith("ogi")) {
            if (length - 3 >= region1 && length > 3 && word.charAt(length - 4) == 'l') {
                cut(1);
            }
        } else if (endsWith("li")
                && length - 2 >= region1
                && length > 2
                && "cdeghkmnrt".indexOf(word.charAt(length - 3)) >= 0) {
            cut(2);
        }
    }

    private void shortenStep3() {
        if (!replaceEnding(STEP_3) && endsWith("ative") && word.length() - 5 >= region2) {
            cut(5);
        }
    }

    private void shortenStep4() {
        for (String ending : STEP_4) {
            if (endsWith(ending)) {
                if (word.length() - ending.length() >= region2) {
                    cut(ending.length());
                }
                return;
            }
        }
        int start = word.length() - 3;
        if (endsWith("ion") && start >= region2 && start > 0 && "st".indexOf(word.charAt(start - 1)) >= 0) {
            cut(3);
        }
    }

    /// Step 5.
    private void dropFinalEOrL() {
        int last = word.length() - 1;
        if (endsWith("e")) {
            if (last >= region2) {
                cut(1);
            } else if (last >= region1) {
                cut(1);
                if (endsWithShortSyllable()) {
                    word.append('e');
                }
            }
        } else if (endsWith("ll") && last >= region2) {
            cut(1);
        }
    }

    /// Replaces the first ending of the table that the word has, where it lies in the first region; says whether the
    /// word has one.
    private boolean replaceEnding(String[] table) {
        for (int i = 0; i < table.length; i += 2) {
            if (endsWith(table[i])) {
                int start = word.length() - table[i].length();
                if (start >= region1) {
                    word.setLength(start);
                    word.append(table[i + 1]);
                }
                return true;
            }
        }
        return false;
    }

    private void cut(int letters) {
        word.setLength(word.length() - letters);
    }

    private boolean startsWith(String beginning) {
        return word.length() >= beginning.length() && beginning.contentEquals(word.subSequence(0, beginning.length()));
    }

    private boolean endsWith(String ending) {
        int start = word.length() - ending.length();
        if (start < 0) {
            return false;
        }
        for (int i = 0; i < ending.length(); i++) {
            if (word.charAt(start + i) != ending.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private boolean endsWithDouble() {
        int last = word.length() - 1;
        return last > 0 && word.charAt(last) == word.charAt(last - 1) && "bdfgmnprt".indexOf(word.charAt(last)) >= 0;
    }

    private boolean endsWithShortSyllable() {
        int last = word.length() - 1;
        if (last == 1) {
            return isVowel(0) && !isVowel(1);
        }
        return last > 1
                && !isVowel(last)
                && "wxY".indexOf(word.charAt(last)) < 0
                && isVowel(last - 1)
                && !isVowel(last - 2);
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
        return "aeiouy".indexOf(word.charAt(at)) >= 0;
    }
}
