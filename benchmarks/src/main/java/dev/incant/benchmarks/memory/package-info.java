/// What a kernel takes of memory, read from the operating system and the JVM, never estimated. Read
/// [dev.incant.benchmarks.memory.MemoryBenchmark] first.
@NullMarked
package dev.incant.benchmarks.memory;

import org.jspecify.annotations.NullMarked;
