/// The reference system's own table, row by row, each through real messages to a kernel in the same
/// process. One class is one benchmark: what it asks, and how the answer is checked, before any timing and
/// on a sample while it runs.
@NullMarked
package dev.incant.benchmarks.message;

import org.jspecify.annotations.NullMarked;
