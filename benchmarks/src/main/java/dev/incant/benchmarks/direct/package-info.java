/// The parts of a call by themselves, which the reference system's report asked for and never got: transport, codec,
/// registry, search, arguments, tools, scripts, state.
@NullMarked
package dev.incant.benchmarks.direct;

import org.jspecify.annotations.NullMarked;
