package dev.incant.lua;

import org.jspecify.annotations.NullUnmarked;

/// The outcome of a `goto`: control goes to `index` in the block `owner`.
@NullUnmarked // set by the block when it is made
final class Jump {
    Statements.Block owner;
    int index;
}
