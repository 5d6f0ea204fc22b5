package dev.incant.benchmarks;

import dev.incant.benchmarks.report.Result;
import dev.incant.benchmarks.report.Run;
import dev.incant.benchmarks.report.Unit;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.value.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `bench/lua/run`, which compares Lua engines program by program. It takes minutes, so a quick run leaves
/// it out unless it is named.
final class LuaBenchmark implements Benchmark {
    @Override
    public String name() {
        return "lua_programs";
    }

    @Override
    public String group() {
        return "lua";
    }

    @Override
    public String title() {
        return "The Lua engine beside others, program by program";
    }

    @Override
    public List<Result> run(Context context) throws InterruptedException {
        Launcher launcher = context.launcher();
        Path folder = null;
        try {
            if (launcher == null) {
                throw ToolException.unavailable("started without the launcher: run ./incant bench");
            }
            folder = Files.createTempDirectory("incant-bench-");
            Path json = folder.resolve("lua.json");
            List<String> command =
                    new ArrayList<>(List.of(launcher.program().toString(), "bench", "lua", "--json", json.toString()));
            if (context.effort().quick()) {
                command.addAll(List.of("--quick", "fib"));
            }
            context.progress().accept(String.join(" ", command.subList(1, 3)) + ", all programs");
            Process process = new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            int code = process.waitFor();
            Check.that(code == 0, "bench/lua/run ended with " + code + "; it says why above");
            return results(Json.parse(Files.readString(json)));
        } catch (Check.WrongResult | ToolException | IOException e) {
            return List.of(Result.failed(name(), group(), title(), String.valueOf(e.getMessage())));
        } finally {
            Folders.remove(folder);
        }
    }

    /// One result for each program: the engine's times, and how much faster than the others it is.
    private List<Result> results(@Nullable Object document) {
        List<Result> results = new ArrayList<>();
        if (document instanceof Map<?, ?> map && map.get("results") instanceof Map<?, ?> programs) {
            programs.forEach((program, found) -> {
                if (found instanceof Map<?, ?> each) {
                    results.add(result(String.valueOf(program), each));
                }
            });
        }
        Check.that(!results.isEmpty(), "bench/lua/run found nothing");
        return results;
    }

    private Result result(String program, Map<?, ?> found) {
        String name = "lua/" + program;
        List<Double> nanos = new ArrayList<>();
        if (found.get("all") instanceof Map<?, ?> all && all.get("incant") instanceof List<?> times) {
            times.forEach(time -> nanos.add(((Number) time).doubleValue() * 1e6));
        }
        if (nanos.isEmpty()) {
            return Result.failed(name, group(), program, "bench/lua/run has no times of ours");
        }
        Result result = Result.of(
                name,
                group(),
                program,
                Unit.NANOSECONDS,
                List.of(Run.of(nanos.stream().mapToDouble(Double::doubleValue).toArray())));
        if (found.get("ms") instanceof Map<?, ?> medians && medians.get("incant") instanceof Number own) {
            for (Map.Entry<?, ?> other : medians.entrySet()) {
                if (!"incant".equals(other.getKey()) && other.getValue() instanceof Number theirs) {
                    result = result.with("speed of " + other.getKey(), theirs.doubleValue() / own.doubleValue());
                }
            }
        }
        return result;
    }
}
