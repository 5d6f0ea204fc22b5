package dev.incant.benchmarks;

import java.time.Duration;

/// How much time goes into figures.
///
/// @param forks JVMs, hence runs, for each benchmark
/// @param warmups iterations that do not count
/// @param iterations iterations that do, in each fork
/// @param iteration how long one takes
/// @param starts processes of each kind in one run
public record Effort(boolean quick, int forks, int warmups, int iterations, Duration iteration, int starts) {
    /// All works, and what is the order of magnitude.
    public static final Effort QUICK = new Effort(true, 1, 1, 2, Duration.ofMillis(150), 5);

    /// Figures to compare.
    public static final Effort FULL = new Effort(false, 3, 4, 5, Duration.ofMillis(400), 15);

    /// One run of iterations of half the length, where that is not too little already.
    Effort brief() {
        return quick ? this : new Effort(false, 1, warmups, iterations, iteration.dividedBy(2), starts);
    }

    /// One sentence about it.
    String describe() {
        return forks + (forks == 1 ? " run" : " runs") + " of " + iterations + " × " + iteration.toMillis()
                + " ms after " + warmups + " × " + iteration.toMillis() + " ms of warm-up; " + starts
                + " starts of each process in a run"
                + (quick ? "; quick: one run shows that all works, its figures are rough" : "");
    }
}
