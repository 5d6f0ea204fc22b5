/// Numbers about numbers: what is said of many measurements, and whether two sets of them differ. Read [Statistics]
/// first. Knows nothing of what is measured.
@NullMarked
package dev.incant.benchmarks.statistics;

import org.jspecify.annotations.NullMarked;
