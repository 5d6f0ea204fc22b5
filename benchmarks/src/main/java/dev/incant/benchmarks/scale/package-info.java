/// What happens as something grows: callers at once, parameters, results, sessions, time. Read
/// [dev.incant.benchmarks.scale.LoadBenchmark] first; [dev.incant.benchmarks.scale.LoadMain] makes the
/// load, in a JVM of its own.
@NullMarked
package dev.incant.benchmarks.scale;

import org.jspecify.annotations.NullMarked;
