package dev.incant.cli;

/// How words are written so that a POSIX shell, and then [Arguments], read them as meant.
final class CommandWords {
    private CommandWords() {}

    /// Whether a bare argument is read as itself rather than as a flag, a file, standard input or `key=value`.
    static boolean plain(String word) {
        if (word.isEmpty() || word.startsWith("-") || word.startsWith("@")) {
            return false;
        }
        int equals = word.indexOf('=');
        return equals < 0 || word.lastIndexOf(' ', equals) >= 0;
    }

    /// The word, in quotes where the shell would read it as anything else.
    static String quoted(String word) {
        boolean safe = !word.isEmpty();
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            safe &= c >= 'a' && c <= 'z'
                    || c >= 'A' && c <= 'Z'
                    || c >= '0' && c <= '9'
                    || "_-./:=,@%+".indexOf(c) >= 0;
        }
        return safe ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
