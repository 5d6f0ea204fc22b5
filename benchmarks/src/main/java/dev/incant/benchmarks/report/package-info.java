/// What a run of benchmarks found: one document, and the forms in which people and programs read it. Read
/// [Report] first, then [Result]. May use `statistics` and the kernel's `value` and `error`; knows nothing
/// of how things are measured.
@NullMarked
package dev.incant.benchmarks.report;

import org.jspecify.annotations.NullMarked;
