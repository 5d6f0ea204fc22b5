package dev.incant.benchmarks.search;

import dev.incant.kernel.registry.ToolSearch;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// How often a right answer is among the first hits.
///
/// @param queries how many were asked
/// @param first how many found a right answer first
/// @param three how many found one among the first three
/// @param five how many found one among the first five
/// @param operations of those that found their tool first, how many ask for an operation
/// @param operationsFound and how many of these found it
/// @param missed what was not found first, one line each, for people
public record Recall(
        int queries, int first, int three, int five, int operations, int operationsFound, List<String> missed) {
    public Recall {
        missed = List.copyOf(missed);
    }

    /// What a search finds.
    public static Recall of(ToolSearch search, List<Asked> queries) {
        return of(query -> search.find(query, null, 5), queries);
    }

    static Recall of(Function<String, List<ToolSearch.Hit>> search, List<Asked> queries) {
        int first = 0;
        int three = 0;
        int five = 0;
        int operations = 0;
        int operationsFound = 0;
        List<String> missed = new ArrayList<>();
        for (Asked asked : queries) {
            List<ToolSearch.Hit> hits = search.apply(asked.query());
            int rank = rank(asked, hits);
            first += rank == 1 ? 1 : 0;
            three += rank <= 3 ? 1 : 0;
            five += rank <= 5 ? 1 : 0;
            if (rank == 1 && asked.asksForOperation()) {
                ToolSearch.Hit best = hits.getFirst();
                operations++;
                operationsFound += asked.accepts(best.tool(), best.operation()) ? 1 : 0;
            }
            if (rank > 1) {
                missed.add(asked.query() + " -> "
                        + hits.stream().limit(3).map(ToolSearch.Hit::tool).toList() + ", not " + asked.right());
            }
        }
        return new Recall(queries.size(), first, three, five, operations, operationsFound, missed);
    }

    /// From 1; more than five when no right answer is among the first five.
    private static int rank(Asked asked, List<ToolSearch.Hit> hits) {
        for (int i = 0; i < hits.size(); i++) {
            if (asked.accepts(hits.get(i).tool())) {
                return i + 1;
            }
        }
        return Integer.MAX_VALUE;
    }

    /// The share found first, in percent.
    public double percentFirst() {
        return 100.0 * first / queries;
    }

    /// The share found among the first three, in percent.
    public double percentThree() {
        return 100.0 * three / queries;
    }

    /// The share found among the first five, in percent.
    public double percentFive() {
        return 100.0 * five / queries;
    }

    /// The share of right operations where the tool was found first, in percent.
    public double percentOperations() {
        return 100.0 * operationsFound / operations;
    }
}
