package dev.incant.kernel.script;

import dev.incant.kernel.capability.Cancellation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The script state of one session. The kernel runs one [#execute] at a time; the other questions may come while one
/// runs and must not wait for it.
public interface ScriptSession extends AutoCloseable {
    /// Runs a script to its end and returns its value as a plain value.
    ///
    /// @param cancellation stops the script within 50 ms, wherever it is; its reason is what is thrown then
    /// @throws dev.incant.kernel.error.ToolException when the script failed: the error that it raised, with details
    ///     `file`, `line`, `source`, `traceback` where they are known
    @Nullable Object execute(Script script, ScriptOutput output, Cancellation cancellation);

    /// What may stand at a place in a script; `cursor` counts UTF-16 units.
    Completions complete(String code, int cursor);

    /// What is known of the name at a place in a script, for people; null when nothing is.
    @Nullable String inspect(String code, int cursor);

    /// Whether a script is whole, goes on, or is wrong whatever follows.
    Completeness isComplete(String code);

    /// Frees all that the session's scripts hold.
    @Override
    void close();

    /// What to run.
    ///
    /// @param name of the chunk, for error messages
    record Script(String code, String name, List<String> args) {
        public Script {
            args = List.copyOf(args);
        }
    }

    /// What may stand between `start` and `end`, sorted.
    record Completions(List<String> matches, int start, int end) {
        public Completions {
            matches = List.copyOf(matches);
        }
    }

    /// How far a script is.
    enum Completeness {
        COMPLETE,
        INCOMPLETE,
        INVALID
    }
}
