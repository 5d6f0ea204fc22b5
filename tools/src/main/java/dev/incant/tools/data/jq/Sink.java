package dev.incant.tools.data.jq;

import org.jspecify.annotations.Nullable;

/// Takes the results of a filter one by one.
@FunctionalInterface
interface Sink {
    /// Takes one result; `path` is where it stands in the input, null when nobody asks for paths.
    void emit(@Nullable Object value, @Nullable Path path);
}
