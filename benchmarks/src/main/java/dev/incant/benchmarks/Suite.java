package dev.incant.benchmarks;

import dev.incant.benchmarks.direct.Bind;
import dev.incant.benchmarks.direct.CodecRead;
import dev.incant.benchmarks.direct.CodecWrite;
import dev.incant.benchmarks.direct.LuaToTool;
import dev.incant.benchmarks.direct.ParallelCalls;
import dev.incant.benchmarks.direct.Resolve;
import dev.incant.benchmarks.direct.ScriptStart;
import dev.incant.benchmarks.direct.SearchTools;
import dev.incant.benchmarks.direct.StateCompareAndSet;
import dev.incant.benchmarks.direct.StateGet;
import dev.incant.benchmarks.direct.StateSet;
import dev.incant.benchmarks.direct.ToolRun;
import dev.incant.benchmarks.direct.Transport;
import dev.incant.benchmarks.memory.MemoryBenchmark;
import dev.incant.benchmarks.message.CalculatorComplex;
import dev.incant.benchmarks.message.CalculatorSimple;
import dev.incant.benchmarks.message.Info;
import dev.incant.benchmarks.message.KernelStartup;
import dev.incant.benchmarks.message.ListAll;
import dev.incant.benchmarks.message.ListFiltered;
import dev.incant.benchmarks.message.Search;
import dev.incant.benchmarks.message.ToolInvocation;
import dev.incant.benchmarks.process.ProcessBenchmark;
import dev.incant.benchmarks.report.Target;
import dev.incant.benchmarks.report.Unit;
import dev.incant.benchmarks.scale.LoadBenchmark;
import dev.incant.kernel.error.Nearest;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.registry.ComponentRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Everything that is measured, by name. Adding a benchmark is its class and a line here.
public record Suite(List<Benchmark> benchmarks) {
    private static final List<String> STORES = List.of("memory", "sqlite");

    public Suite {
        benchmarks = List.copyOf(benchmarks);
    }

    /// All there is, in the order in which it runs.
    public static Suite all() {
        List<Benchmark> all = new ArrayList<>();
        message(all);
        direct(all);
        all.addAll(LoadBenchmark.ALL);
        all.add(new ProcessBenchmark());
        all.add(new MemoryBenchmark());
        all.add(new LuaBenchmark());
        return new Suite(all);
    }

    /// The reference system's table, with its names.
    private static void message(List<Benchmark> all) {
        String group = "message";
        all.add(JmhBenchmark.each(
                "kernel_startup",
                group,
                "Start a kernel, list all tools, run a first script, end",
                KernelStartup.class,
                at("p50", 1_000_000)));
        all.add(JmhBenchmark.each(
                "tool_invocation",
                group,
                "Call a tool that does next to nothing",
                ToolInvocation.class,
                at("p50", 5_000),
                at("p99", 50_000)));
        all.add(JmhBenchmark.each(
                "calculator_simple", group, "Calculate 2 + 2", CalculatorSimple.class, at("p50", 10_000)));
        all.add(JmhBenchmark.each(
                "calculator_complex",
                group,
                "Calculate (10 + 5) * 3 - 8 / 2",
                CalculatorComplex.class,
                at("p50", 10_000)));
        all.add(JmhBenchmark.each("tool_info", group, "Show the calculator", Info.class, at("p50", 5_000)));
        all.add(JmhBenchmark.each("tool_search", group, "Search for 'calc'", Search.class, at("p50", 10_000)));
        all.add(JmhBenchmark.each("tool_list_all", group, "List all tools", ListAll.class, at("p50", 5_000)));
        all.add(JmhBenchmark.each(
                "tool_list_filtered", group, "List the category utility", ListFiltered.class, at("p50", 5_000)));
    }

    private static void direct(List<Benchmark> all) {
        String group = "direct";
        all.add(JmhBenchmark.mean(
                "transport", group, "A message that asks for nothing, and its reply", Transport.class));
        all.add(JmhBenchmark.mean("codec_write", group, "Write a call as JSON", CodecWrite.class));
        all.add(JmhBenchmark.mean("codec_read", group, "Read a call from JSON", CodecRead.class));
        all.add(JmhBenchmark.mean("resolve", group, "Find the operation that a name means", Resolve.class));
        all.add(JmhBenchmark.mean("bind", group, "Check the arguments of a call", Bind.class));
        all.add(JmhBenchmark.each("search_tools", group, "Search made-up tools, this many", SearchTools.class)
                .over("tools", List.of("50", "500", "5000"), List.of("50", "5000")));
        all.add(JmhBenchmark.mean(
                "lua_to_tool", group, "Call a tool from Lua, each", LuaToTool.class, at("mean", 2_000)));
        all.add(JmhBenchmark.mean("parallel_calls", group, "Tool.parallel of 100 calls, each", ParallelCalls.class));
        all.add(JmhBenchmark.each("script_start", group, "A script in a new session", ScriptStart.class));
        all.add(JmhBenchmark.mean("state_get", group, "Read from the state", StateGet.class)
                .over("store", STORES, STORES));
        all.add(JmhBenchmark.each("state_set", group, "Write to the state", StateSet.class)
                .over("store", STORES, STORES));
        all.add(JmhBenchmark.each("state_cas", group, "Compare and set in the state", StateCompareAndSet.class)
                .over("store", STORES, STORES));
        all.add(JmhBenchmark.each("tool_run", group, "A tool's cheapest example, without messages", ToolRun.class)
                .over(
                        "tool",
                        ComponentRegistry.of(Rig.PACKS).names(),
                        List.of("calculator", "hash_calculator", "json_processor"))
                .briefly());
    }

    private static Target at(String statistic, double nanos) {
        return new Target(statistic, Unit.NANOSECONDS, nanos);
    }

    /// The benchmarks of these names or groups; all for none.
    ///
    /// @throws ToolException `not_found` for a name that is none, with the nearest
    public List<Benchmark> named(List<String> names) {
        List<String> known = benchmarks.stream()
                .flatMap(benchmark -> Stream.of(benchmark.name(), benchmark.group()))
                .distinct()
                .sorted()
                .toList();
        for (String name : names) {
            if (!known.contains(name)) {
                throw ToolException.notFound("no benchmark or group is named '" + name + "'" + Nearest.hint(name, known)
                        + " 'incant bench --list' names them all.");
            }
        }
        return benchmarks.stream()
                .filter(benchmark ->
                        names.isEmpty() || names.contains(benchmark.name()) || names.contains(benchmark.group()))
                .toList();
    }
}
