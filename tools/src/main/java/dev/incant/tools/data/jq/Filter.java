package dev.incant.tools.data.jq;

import org.jspecify.annotations.Nullable;

/// One part of a compiled query: turns an input into any number of results.
@FunctionalInterface
interface Filter {
    /// Runs on one input; `path` is where it stands, null when nobody asks for paths.
    void run(Env env, @Nullable Object in, @Nullable Path path, Sink out);
}
