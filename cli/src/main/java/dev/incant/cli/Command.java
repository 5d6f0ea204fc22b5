package dev.incant.cli;

/// One command of the closed set in [Commands].
interface Command {
    /// The flags of commands that take none of their own.
    Flag[] NO_FLAGS = {};

    /// The words that name it, such as `tool invoke`.
    String name();

    /// The flags it takes besides [Flag#COMMON].
    default Flag[] flags() {
        return NO_FLAGS;
    }

    /// Whether the settings of files and variables matter to it. Where not, mistakes in them do no harm.
    default boolean configured() {
        return true;
    }

    /// What `--help` shows.
    Help help();

    /// Does it; returns the exit code.
    ///
    /// @throws dev.incant.kernel.error.ToolException what went wrong, told by [Cli]
    int run(Invocation invocation);
}
