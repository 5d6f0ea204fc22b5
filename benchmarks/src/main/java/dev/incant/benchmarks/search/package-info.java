/// How well the tool search finds: queries with their right answers, and the shares that are found. Begin with
/// [SearchReport], the command `incant bench search`.
@NullMarked
package dev.incant.benchmarks.search;

import org.jspecify.annotations.NullMarked;
