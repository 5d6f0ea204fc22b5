package dev.incant.benchmarks;

import dev.incant.benchmarks.report.Result;
import java.util.List;

/// One entry of the [Suite]: something that can be measured by its name.
public interface Benchmark {
    /// Stable: people and stored reports know it by this.
    String name();

    /// The kind of what it measures.
    String group();

    /// What it measures, for people.
    String title();

    /// Measures. A check that fails is a result with a failure.
    List<Result> run(Context context) throws InterruptedException;
}
