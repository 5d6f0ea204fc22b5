package dev.incant.benchmarks.tokens;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// One task for an agent.
///
/// @param name of its script in the resources
/// @param title what is asked
/// @param setup makes the files; gives the right answer, found without any tool
/// @param direct does it by direct calls, the fewest that do; gives the answer
record TokenTask(String name, String title, Setup setup, Direct direct) {
    /// Makes a task's files.
    @FunctionalInterface
    interface Setup {
        @Nullable Object in(Path folder) throws IOException;
    }

    /// What an agent would call, and what it would make of the results.
    @FunctionalInterface
    interface Direct {
        @Nullable Object solve(CountedAgent agent);
    }
}
