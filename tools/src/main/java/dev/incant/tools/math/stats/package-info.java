/// Figures of samples. [dev.incant.tools.math.stats.Samples] finds the numbers that a call is about.
@NullMarked
package dev.incant.tools.math.stats;

import org.jspecify.annotations.NullMarked;
