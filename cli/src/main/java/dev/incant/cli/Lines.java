package dev.incant.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where a [Repl] gets its scripts from.
interface Lines {
    /// The next whole script, null at the end.
    @Nullable String next();

    /// One line that a running script asks for, null at the end or when the person broke off.
    @Nullable String answer(String prompt);

    /// Does `stop` at Ctrl-C while a script runs; nothing more once the result is closed.
    Interruptible interruptible(Runnable stop);

    /// What was entered before, the oldest first.
    List<String> history();

    /// Whether a person reads the answers.
    boolean interactive();

    /// The time in which Ctrl-C stops a script.
    interface Interruptible extends AutoCloseable {
        @Override
        void close();
    }
}
