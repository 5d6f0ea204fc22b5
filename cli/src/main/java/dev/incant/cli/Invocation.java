package dev.incant.cli;

import java.util.List;

/// One command being run.
///
/// @param words the words after the command's own name
record Invocation(Command command, Terminal terminal, Arguments arguments, List<String> words, Settings settings) {}
