package dev.incant.benchmarks;

import java.time.Duration;

/// How much time goes into figures.
///
/// @param forks JVMs, hence runs, for each benchmark
/// @param briefForks the same for each of a benchmark's many values
/// @param warmups iterations that do not count
/// @param iterations iterations that do, in each fork
/// @param iteration how long one takes
/// @param starts processes of each kind in one run
public record Effort(
        boolean quick, int forks, int briefForks, int warmups, int iterations, Duration iteration, int starts) {
    /// The most runs that can be asked for.
    public static final int MOST_RUNS = 100;

    /// All works, and what is the order of magnitude.
    public static final Effort QUICK = new Effort(true, 1, 1, 1, 2, Duration.ofMillis(150), 5);

    /// Figures to compare.
    public static final Effort FULL = new Effort(false, 3, 1, 4, 5, Duration.ofMillis(400), 15);

    /// Fewer runs, of iterations of half the length, where that is not too little already.
    Effort brief() {
        return quick
                ? this
                : new Effort(false, briefForks, briefForks, warmups, iterations, iteration.dividedBy(2), starts);
    }

    /// The same in this many runs.
    Effort runs(int number) {
        return new Effort(quick, number, number, warmups, iterations, iteration, starts);
    }

    /// One sentence about it.
    String describe() {
        return forks + (forks == 1 ? " run" : " runs") + " of " + iterations + " × " + iteration.toMillis()
                + " ms after " + warmups + " × " + iteration.toMillis() + " ms of warm-up; " + starts
                + " starts of each process in a run"
                + (quick ? "; quick: shows that all works, its figures are rough" : "");
    }
}
