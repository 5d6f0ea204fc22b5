/// Whole processes, started cold, taking turns. Read [dev.incant.benchmarks.process.ProcessBenchmark] first;
/// [dev.incant.benchmarks.process.Turns] starts, times and checks.
@NullMarked
package dev.incant.benchmarks.process;

import org.jspecify.annotations.NullMarked;
