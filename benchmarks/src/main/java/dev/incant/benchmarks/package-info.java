/// `incant bench`: what Incant costs in time and memory, measured, each figure behind a check of what was
/// measured. Read [Suite] first, which lists everything that is measured; [Bench] is the command.
///
/// What is measured stands in packages by kind: `message`, `direct`, `scale`, `process`, `memory`. They use
/// this package and `report`; nothing uses them but [Suite].
@NullMarked
package dev.incant.benchmarks;

import org.jspecify.annotations.NullMarked;
