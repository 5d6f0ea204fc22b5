package dev.incant.cli;

import java.util.List;

/// What `--help` shows of a command, besides its flags.
///
/// @param usage what follows `incant` and the command's name
/// @param summary one sentence
/// @param more paragraphs that explain, none when empty
/// @param examples at least two; tests run them
record Help(String usage, String summary, String more, List<Example> examples) {
    /// A command line and what it does.
    record Example(String line, String meaning) {}

    static Help of(String usage, String summary, String more, Example... examples) {
        return new Help(usage, summary, more, List.of(examples));
    }
}
