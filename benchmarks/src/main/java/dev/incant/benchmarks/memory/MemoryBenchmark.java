package dev.incant.benchmarks.memory;

import dev.incant.benchmarks.Benchmark;
import dev.incant.benchmarks.Check;
import dev.incant.benchmarks.ChildJvm;
import dev.incant.benchmarks.Context;
import dev.incant.benchmarks.report.Result;
import dev.incant.benchmarks.report.Run;
import dev.incant.benchmarks.report.Target;
import dev.incant.benchmarks.report.Unit;
import dev.incant.benchmarks.statistics.Statistics;
import dev.incant.kernel.error.ToolException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/// A kernel's memory as the operating system counts it, step by step: idle, all tools called once, fifty sessions more.
/// Then, in another JVM that is asked more, heap, classes and code after a collection, and what a connection, a session
/// with a script's state, and an entry of the state take each.
public final class MemoryBenchmark implements Benchmark {
    private static final double MEGABYTE = 1_000_000;
    private static final double IDLE_BAR = 45 * MEGABYTE;
    private static final double LOADED_BAR = 100 * MEGABYTE;
    private static final int MANY = 1000;

    private static final Map<String, String> TITLES = titles();

    private static Map<String, String> titles() {
        Map<String, String> titles = new LinkedHashMap<>();
        titles.put("memory_idle", "Resident memory of a kernel that waits");
        titles.put("memory_tools", "Resident memory after each tool was called once");
        titles.put("memory_loaded", "Resident memory with 50 sessions besides");
        return titles;
    }

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public String group() {
        return "memory";
    }

    @Override
    public String title() {
        return "Memory of a kernel, step by step";
    }

    @Override
    public List<Result> run(Context context) {
        Map<String, List<Memory>> resident = new LinkedHashMap<>();
        Map<String, Map<String, Double>> beans = new LinkedHashMap<>();
        try {
            for (int i = 0; i < context.effort().forks(); i++) {
                context.progress().accept("memory, run " + (i + 1));
                resident(context, resident);
            }
            context.progress().accept("memory inside the JVM");
            return results(resident, inside(context, beans), beans);
        } catch (Check.WrongResult | ToolException e) {
            return List.of(Result.failed(name(), group(), title(), String.valueOf(e.getMessage())));
        }
    }

    private static void resident(Context context, Map<String, List<Memory>> seen) {
        try (ChildJvm jvm = ChildJvm.start(context, KernelFlags.SMALL, MemoryMain.class)) {
            jvm.ask("idle");
            note(seen, "memory_idle", jvm);
            jvm.ask("tools");
            note(seen, "memory_tools", jvm);
            jvm.ask("sessions 50");
            note(seen, "memory_loaded", jvm);
        }
    }

    private static void note(Map<String, List<Memory>> seen, String name, ChildJvm jvm) {
        seen.computeIfAbsent(name, _ -> new ArrayList<>()).add(Memory.of(jvm.pid()));
    }

    /// Asks a JVM of its own, because asking costs memory; returns what one more of each thing takes.
    private static Map<String, Double> inside(Context context, Map<String, Map<String, Double>> beans) {
        Map<String, Double> each = new LinkedHashMap<>();
        try (ChildJvm jvm = ChildJvm.start(context, KernelFlags.SMALL, MemoryMain.class)) {
            jvm.ask("idle");
            beans.put("memory_idle", beans(jvm));
            Object called = jvm.ask("tools").get("called");
            Map<String, Double> tools = beans(jvm);
            tools.put("tools called", called instanceof Long count ? count.doubleValue() : 0.0);
            beans.put("memory_tools", tools);
            jvm.ask("sessions 50");
            Map<String, Double> before = beans(jvm);
            beans.put("memory_loaded", before);
            for (String what : List.of("connections", "sessions", "state")) {
                jvm.ask(what + " " + MANY);
                Map<String, Double> after = beans(jvm);
                each.put(what, (heap(after) - heap(before)) / MANY);
                before = after;
            }
        }
        return each;
    }

    private static double heap(Map<String, Double> beans) {
        return beans.getOrDefault("heap", Double.NaN);
    }

    private static Map<String, Double> beans(ChildJvm jvm) {
        jvm.ask("gc");
        Map<String, Double> beans = new LinkedHashMap<>();
        jvm.ask("beans").forEach((name, value) -> {
            if (value instanceof Number number) {
                beans.put(String.valueOf(name), number.doubleValue());
            }
        });
        return beans;
    }

    private List<Result> results(
            Map<String, List<Memory>> resident, Map<String, Double> each, Map<String, Map<String, Double>> beans) {
        List<Result> results = new ArrayList<>();
        resident.forEach((name, seen) -> {
            List<Run> runs = seen.stream().map(memory -> Run.of(memory.rss())).toList();
            Result result = Result.of(name, group(), TITLES.getOrDefault(name, name), Unit.BYTES, runs)
                    .with("shared out (PSS)", mean(seen, Memory::pss))
                    .with("written by it alone", mean(seen, Memory::dirty));
            for (Map.Entry<String, Double> fact :
                    beans.getOrDefault(name, Map.of()).entrySet()) {
                result = result.with(fact.getKey(), fact.getValue());
            }
            results.add(barred(result));
        });
        each.forEach((what, bytes) -> results.add(Result.of(
                "memory_per_" + what,
                group(),
                "Heap for one more, of " + MANY + ": " + what(what),
                Unit.BYTES,
                List.of(Run.of(bytes)))));
        return results;
    }

    private static String what(String name) {
        return switch (name) {
            case "connections" -> "a connection";
            case "sessions" -> "a session with a script's state";
            default -> "an entry of the state";
        };
    }

    private static Result barred(Result result) {
        return switch (result.name()) {
            case "memory_idle" -> result.with(List.of(new Target("mean", Unit.BYTES, IDLE_BAR)));
            case "memory_loaded" -> result.with(List.of(new Target("mean", Unit.BYTES, LOADED_BAR)));
            default -> result;
        };
    }

    private static double mean(List<Memory> seen, ToDoubleFunction<Memory> part) {
        return Statistics.mean(seen.stream().mapToDouble(part).toArray());
    }
}
