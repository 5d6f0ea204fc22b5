package dev.incant.mcp.agent;

import dev.incant.kernel.CallReport;
import dev.incant.kernel.value.Values;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What one request of an agent did: its tool calls, the first few one by one and all of them by tool. Safe for use by
/// many threads.
final class Account {
    /// Calls that are listed; a script may make millions.
    static final int MOST = 100;

    /// One call.
    private record Call(String tool, long micros, long in, long out, String outcome) {
        Map<String, @Nullable Object> toMap() {
            return Values.map("tool", tool, "ms", micros / 1000.0, "in", in, "out", out, "outcome", outcome);
        }
    }

    /// All calls of one tool with one outcome.
    private static final class Sum {
        private int calls;
        private long micros;
        private long in;
        private long out;
    }

    private final List<Call> calls = new ArrayList<>();
    private final Map<String, Sum> sums = new LinkedHashMap<>();
    private final Set<String> denied = new TreeSet<>();
    private final Set<String> used = new TreeSet<>();
    private int count;
    private boolean outside;

    synchronized void add(CallReport report) {
        String outcome = report.error() == null ? "ok" : report.error().code().code();
        Call call = new Call(
                report.tool(),
                report.duration().toNanos() / 1000,
                Values.size(report.params()),
                report.error() == null ? Values.size(report.result()) : 0,
                outcome);
        count++;
        if (calls.size() < MOST) {
            calls.add(call);
        }
        Sum sum =
                sums.computeIfAbsent(outcome.equals("ok") ? call.tool() : call.tool() + " " + outcome, _ -> new Sum());
        sum.calls++;
        sum.micros += call.micros();
        sum.in += call.in();
        sum.out += call.out();
        denied.addAll(report.denied());
        used.addAll(report.used());
        outside |= report.outside();
    }

    /// How many calls there were.
    synchronized int count() {
        return count;
    }

    /// Whether any call brought something from outside.
    synchronized boolean outside() {
        return outside;
    }

    /// What was refused, as flags.
    synchronized List<String> denied() {
        return new ArrayList<>(denied);
    }

    /// What was used of the grants.
    synchronized List<String> used() {
        return new ArrayList<>(used);
    }

    /// The calls one by one, at most [#MOST].
    synchronized List<@Nullable Object> calls() {
        List<@Nullable Object> list = new ArrayList<>(calls.size());
        for (Call call : calls) {
            list.add(call.toMap());
        }
        return list;
    }

    /// The calls by tool, in one line: `csv_analyzer.filter ×3 1.2 ms 120→3400 B, …`.
    synchronized String summary() {
        StringBuilder line = new StringBuilder();
        sums.forEach((name, sum) -> {
            line.append(line.isEmpty() ? "" : ", ").append(name);
            if (sum.calls > 1) {
                line.append(" ×").append(sum.calls);
            }
            line.append(' ').append(millis(sum.micros)).append(" ms ");
            line.append(sum.in).append('→').append(sum.out).append(" B");
        });
        return line.toString();
    }

    private static String millis(long micros) {
        return micros < 100_000 ? String.valueOf(Math.round(micros / 100.0) / 10.0) : String.valueOf(micros / 1000);
    }
}
