package dev.incant.benchmarks.process;

import dev.incant.benchmarks.Benchmark;
import dev.incant.benchmarks.Check;
import dev.incant.benchmarks.Context;
import dev.incant.benchmarks.Folders;
import dev.incant.benchmarks.Launcher;
import dev.incant.benchmarks.report.Result;
import dev.incant.benchmarks.report.Run;
import dev.incant.benchmarks.report.Target;
import dev.incant.benchmarks.report.Unit;
import dev.incant.benchmarks.statistics.Statistics;
import dev.incant.kernel.error.ToolException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Incant's command line beside other programs, whole processes, cold. Java's hello world gets the same
/// flags and an AOT cache of its own, so that the difference is Incant and its launcher.
public final class ProcessBenchmark implements Benchmark {
    private static final String CALL = "2 + 2 * 3";
    private static final String HELLO = "print('hello')\n";

    /// The most that a call may take, in hello worlds.
    private static final double BAR = 1.35;

    @Override
    public String name() {
        return "processes";
    }

    @Override
    public String group() {
        return "process";
    }

    @Override
    public String title() {
        return "Whole processes from start to end, taking turns";
    }

    @Override
    public List<Result> run(Context context) throws InterruptedException {
        Launcher launcher = context.launcher();
        if (launcher == null) {
            return List.of(Result.failed(name(), group(), title(), "started without the launcher: run ./incant bench"));
        }
        Path folder = null;
        try {
            folder = Files.createTempDirectory("incant-bench-");
            return measure(context, launcher, folder);
        } catch (IOException e) {
            return List.of(Result.failed(name(), group(), title(), "cannot prepare: " + e.getMessage()));
        } catch (Check.WrongResult | ToolException e) {
            return List.of(Result.failed(name(), group(), title(), String.valueOf(e.getMessage())));
        } finally {
            Folders.remove(folder);
        }
    }

    private List<Result> measure(Context context, Launcher launcher, Path folder)
            throws IOException, InterruptedException {
        Files.writeString(folder.resolve("hello.lua"), HELLO);
        Map<String, Turns.Command> commands = commands(context, launcher, folder);
        Turns turns = new Turns(folder, commands);
        Map<String, List<Run>> runs = new LinkedHashMap<>();
        for (int i = 0; i < context.effort().forks(); i++) {
            context.progress().accept("processes, run " + (i + 1));
            turns.take(1, context.effort().starts())
                    .forEach((name, times) -> runs.computeIfAbsent(name, _ -> new ArrayList<>())
                            .add(Run.of(times.stream()
                                    .mapToDouble(Double::doubleValue)
                                    .toArray())));
        }
        List<Result> results = new ArrayList<>();
        runs.forEach((name, each) ->
                results.add(Result.of(name, group(), String.join(" ", shown(commands, name)), Unit.NANOSECONDS, each)));
        return compared(results);
    }

    /// The command line as people would write it.
    private static List<String> shown(Map<String, Turns.Command> commands, String name) {
        List<String> line = Objects.requireNonNull(commands.get(name)).line();
        return switch (name) {
            case "process_java_hello" -> List.of("java Hello, the flags and cache of tool invoke");
            case "process_java_hello_no_cache" -> List.of("java Hello, without an AOT cache");
            default -> {
                if (name.endsWith("_no_cache")) {
                    yield List.of(name.substring("process_".length()).replace('_', ' '));
                }
                List<String> words = new ArrayList<>(line);
                words.set(0, Path.of(line.getFirst()).getFileName().toString());
                yield words;
            }
        };
    }

    private static Map<String, Turns.Command> commands(Context context, Launcher launcher, Path folder)
            throws IOException, InterruptedException {
        String incant = launcher.program().toString();
        Map<String, List<String>> own = new LinkedHashMap<>();
        own.put("process_version", List.of("version"));
        own.put("process_tool_list", List.of("tool", "list"));
        own.put("process_tool_invoke", List.of("tool", "invoke", "calculator", CALL));
        own.put("process_tool_invoke_json", List.of("tool", "invoke", "calculator", CALL, "--output", "json"));
        own.put("process_run", List.of("run", "hello.lua"));
        own.put("process_exec", List.of("exec", "return tools.calculator{expression = '" + CALL + "'}.result"));
        HelloJar hello = HelloJar.in(folder, "hello", launcher.launch("tool", "invoke", "calculator", CALL));
        Map<String, Turns.Command> commands = new LinkedHashMap<>();
        commands.put("process_true", Turns.Command.printing("", List.of("true")));
        commands.put("process_java_hello", Turns.Command.printing("hello\n", hello.cached()));
        own.forEach((name, words) -> {
            List<String> line = new ArrayList<>(List.of(incant));
            line.addAll(words);
            commands.put(name, new Turns.Command(line, out -> expected(name, out)));
        });
        commands.put("process_java_hello_no_cache", Turns.Command.printing("hello\n", hello.plain()));
        own.forEach((name, words) -> commands.put(
                name + "_no_cache",
                new Turns.Command(
                        launcher.launch(words.toArray(String[]::new)).withoutCache(), out -> expected(name, out))));
        others(context, commands);
        return commands;
    }

    private static boolean expected(String name, String out) {
        return switch (name) {
            case "process_version" -> out.startsWith("incant ");
            case "process_tool_list" -> out.contains("calculator") && out.contains("uuid_generator");
            case "process_tool_invoke", "process_exec" -> out.equals("8\n");
            case "process_tool_invoke_json" -> out.contains("\"result\"") && out.contains("8");
            default -> out.equals("hello\n");
        };
    }

    /// Other programs, where they are installed.
    private static void others(Context context, Map<String, Turns.Command> commands) {
        Path lua = onPath("lua5.4");
        Path python = onPath("python3");
        Path node = onPath("node");
        if (lua != null) {
            commands.put("process_lua", Turns.Command.printing("hello\n", List.of(lua.toString(), "hello.lua")));
        }
        if (python != null) {
            commands.put("process_python", Turns.Command.printing("", List.of(python.toString(), "-c", "1")));
        }
        if (node != null) {
            commands.put("process_node", Turns.Command.printing("", List.of(node.toString(), "-e", "1")));
        }
        if (context.reference() != null) {
            commands.put(
                    "process_reference",
                    new Turns.Command(
                            List.of(
                                    context.reference().toString(),
                                    "tool",
                                    "invoke",
                                    "calculator",
                                    "--params",
                                    "{\"input\":\"" + CALL + "\"}"),
                            out -> out.contains("8")));
        }
    }

    private static @org.jspecify.annotations.Nullable Path onPath(String program) {
        for (String folder :
                Objects.requireNonNullElse(System.getenv("PATH"), "").split(":")) {
            Path path = Path.of(folder.isEmpty() ? "." : folder, program);
            if (Files.isExecutable(path) && !folder.contains("/shims")) {
                return path.toAbsolutePath();
            }
        }
        return null;
    }

    /// Adds to Incant's own how long they take in hello worlds, and the bar.
    private static List<Result> compared(List<Result> results) {
        double hello = median(results, "process_java_hello");
        double plain = median(results, "process_java_hello_no_cache");
        double node = median(results, "process_node");
        List<Result> all = new ArrayList<>();
        for (Result result : results) {
            boolean cached = !result.name().endsWith("_no_cache");
            Result more = result.with("hello worlds", result.figure("p50") / (cached ? hello : plain));
            if (result.name().equals("process_tool_invoke")) {
                more = more.with(List.of(new Target("hello worlds", Unit.TIMES, BAR)));
                if (!Double.isNaN(node)) {
                    more = more.with("nodes", result.figure("p50") / node)
                            .with(List.of(
                                    new Target("hello worlds", Unit.TIMES, BAR), new Target("nodes", Unit.TIMES, 1)));
                }
            }
            all.add(more);
        }
        return all;
    }

    /// The median of all times of one of them; NaN where it was not measured.
    private static double median(List<Result> results, String name) {
        return Statistics.mean(results.stream()
                .filter(result -> result.name().equals(name))
                .mapToDouble(result -> result.figure("p50"))
                .toArray());
    }
}
