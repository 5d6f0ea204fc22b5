package dev.incant.cli;

import java.util.ArrayList;
import java.util.List;

/// Reads command lines that documentation shows.
final class ShellWords {
    private ShellWords() {}

    /// The words of a command line, as a shell would read its quotes.
    static List<String> of(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        char quote = 0;
        boolean started = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quote != 0) {
                if (c == quote) {
                    quote = 0;
                } else {
                    word.append(c);
                }
            } else if (c == '\'' || c == '"') {
                quote = c;
                started = true;
            } else if (c == ' ') {
                if (started || !word.isEmpty()) {
                    words.add(word.toString());
                }
                word.setLength(0);
                started = false;
            } else {
                word.append(c);
            }
        }
        if (started || !word.isEmpty()) {
            words.add(word.toString());
        }
        return words;
    }
}
