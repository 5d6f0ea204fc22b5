package dev.incant.tools.data.csv;

import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.ToolContext;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Draws a sample: the first rows, a simple random one (reservoir sampling, algorithm R), one stratified by a column
/// (each value in proportion to its rows, largest remainders first), or every n-th row from a random start.
final class CsvSample {
    private static final int MAX_STRATA = 10_000;

    private final Args args;
    private final ToolContext context;
    private final CsvSource source;
    private final int size;
    private long held;

    CsvSample(Args args, ToolContext context, CsvSource source) {
        this.args = args;
        this.context = context;
        this.source = source;
        this.size = args.intValue("size");
    }

    private record Drawn(List<String> cells, long number) {}

    List<List<String>> rows() throws IOException {
        RandomGenerator random = args.has("seed") ? new Random(args.integer("seed")) : context.random();
        List<Drawn> drawn = switch (args.string("method")) {
            case "first" -> first();
            case "systematic" -> systematic(random);
            case "stratified" -> stratified(random);
            default -> reservoir(random);
        };
        drawn.sort(Comparator.comparingLong(Drawn::number));
        List<List<String>> rows = new ArrayList<>();
        drawn.forEach(each -> rows.add(each.cells()));
        return rows;
    }

    private List<Drawn> first() throws IOException {
        List<Drawn> drawn = new ArrayList<>();
        source.each((cells, number) -> {
            drawn.add(new Drawn(cells, number));
            hold(cells);
            return drawn.size() < size;
        });
        return drawn;
    }

    private void hold(List<String> cells) {
        held += 64;
        cells.forEach(cell -> held += 56 + cell.length());
        if (held > context.limits().memory()) {
            throw ToolException.limitExceeded(
                    "size: the sample needs more than " + context.limits().memory() + " bytes of memory");
        }
    }

    private void release(List<String> cells) {
        held -= 64;
        cells.forEach(cell -> held -= 56 + cell.length());
    }

    /// Rows that are each kept with the same chance, however many come.
    private final class Reservoir {
        private final List<Drawn> kept = new ArrayList<>();
        private long seen;

        void offer(List<String> cells, long number, RandomGenerator random) {
            seen++;
            if (kept.size() < size) {
                kept.add(new Drawn(cells, number));
                hold(cells);
            } else {
                long place = random.nextLong(seen);
                if (place < size) {
                    release(kept.get((int) place).cells());
                    hold(cells);
                    kept.set((int) place, new Drawn(cells, number));
                }
            }
        }
    }

    private List<Drawn> reservoir(RandomGenerator random) throws IOException {
        Reservoir reservoir = new Reservoir();
        source.each((cells, number) -> {
            reservoir.offer(cells, number, random);
            return true;
        });
        return reservoir.kept;
    }

    private List<Drawn> systematic(RandomGenerator random) throws IOException {
        long[] total = {0};
        source.each((_, number) -> {
            total[0] = number;
            return true;
        });
        double step = Math.max(1.0, (double) total[0] / size);
        double[] next = {random.nextDouble() * step};
        List<Drawn> drawn = new ArrayList<>();
        source.each((cells, number) -> {
            if (number > next[0] && drawn.size() < size) {
                drawn.add(new Drawn(cells, number));
                hold(cells);
                next[0] += step;
            }
            return true;
        });
        return drawn;
    }

    private List<Drawn> stratified(RandomGenerator random) throws IOException {
        @Nullable String by = args.optionalString("stratify_by").orElse(null);
        if (by == null) {
            throw ToolException.invalidParams("stratify_by: the column whose values are the strata is missing");
        }
        int column = source.column("stratify_by", by);
        Map<String, Reservoir> strata = new LinkedHashMap<>();
        long[] total = {0};
        source.each((cells, number) -> {
            total[0] = number;
            strata.computeIfAbsent(cells.get(column), _ -> new Reservoir()).offer(cells, number, random);
            if (strata.size() > MAX_STRATA) {
                throw ToolException.limitExceeded(
                        "stratify_by: '" + by + "' has more than " + MAX_STRATA + " different values");
            }
            return true;
        });
        List<Drawn> drawn = new ArrayList<>();
        List<Reservoir> byRemainder = new ArrayList<>(strata.values());
        double share = total[0] == 0 ? 0 : Math.min(1.0, (double) size / total[0]);
        Map<Reservoir, Integer> quota = new LinkedHashMap<>();
        int given = 0;
        for (Reservoir stratum : byRemainder) {
            int whole = (int) Math.floor(stratum.seen * share + 1e-9);
            quota.put(stratum, whole);
            given += whole;
        }
        byRemainder.sort(
                Comparator.comparingDouble(stratum -> Math.floor(stratum.seen * share + 1e-9) - stratum.seen * share));
        long wanted = Math.min(size, total[0]);
        for (Reservoir stratum : byRemainder) {
            int extra = given < wanted && quota.getOrDefault(stratum, 0) < stratum.kept.size() ? 1 : 0;
            given += extra;
            int count = quota.getOrDefault(stratum, 0) + extra;
            // The reservoir is in no random order: take its rows by chance.
            for (int i = 0; i < count; i++) {
                int pick = random.nextInt(stratum.kept.size());
                drawn.add(stratum.kept.remove(pick));
            }
        }
        return drawn;
    }
}
