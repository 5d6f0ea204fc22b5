package dev.incant.cli;

import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.registry.ComponentRegistry;
import dev.incant.kernel.tool.Example;
import dev.incant.kernel.tool.Fixture;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Parameter;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.value.Json;
import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// What the launcher runs while the JVM records what to keep in its AOT cache: a little of all that people do.
///
/// Hidden: `incant train quick` for the small cache of short commands, `incant train script` for that of scripts, and
/// `incant train full` for that with everything. The JVM loads all classes of a cache at each start, so each holds what
/// its commands commonly need and no more.
final class TrainCommand implements Command {
    private static final String SCRIPT = """
            local total = 0
            for i = 1, 2000 do total = total + i % 7 * 2 end
            local words = {}
            for word in ("the quick brown fox"):gmatch("%a+") do words[#words + 1] = word:upper() end
            table.sort(words)
            print(table.concat(words, " "), string.format("%d %.2f", total, total / 3))
            local eight = tools.calculator{expression = "2 + 2 * 3"}
            local ok, failure = pcall(Tool.invoke, "calculator", {expression = "2 +"})
            assert(not ok and failure.code == "invalid_params")
            assert(JSON.decode(JSON.encode({1, "two", {three = 3}}))[3].three == 3)
            assert(Tool.exists("calculator"))
            progress(1, 2, "half")
            local other = coroutine.wrap(function() coroutine.yield(1) end)
            return {result = eight.result, first = other(), argument = ARGS.name}
            """;

    /// The tools whose classes are worth having at each start of a script.
    private static final List<String> COMMON = List.of(
            "calculator",
            "csv_analyzer",
            "data_validation",
            "date_time_handler",
            "file_operations",
            "file_search",
            "hash_calculator",
            "json_processor",
            "template_engine",
            "text_manipulator",
            "uuid_generator");

    @Override
    public String name() {
        return "train";
    }

    @Override
    public boolean configured() {
        return false;
    }

    @Override
    public Help help() {
        return Help.of("quick|script|full", "Do a little of everything, for the AOT cache.", "");
    }

    /// What agents' programs say first, in both dialects of the protocol, and a script.
    private static final String AGENT = """
            {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25",\
            "capabilities":{},"clientInfo":{"name":"train","version":"1"}}}
            {"jsonrpc":"2.0","method":"notifications/initialized"}
            {"jsonrpc":"2.0","id":2,"method":"tools/list"}
            {"jsonrpc":"2.0","id":3,"method":"tools/list","params":{"_meta":{\
            "io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}}}
            {"jsonrpc":"2.0","id":4,"method":"tools/call","params":{"name":"search_tools",\
            "arguments":{"query":"add numbers"}}}
            {"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"describe_tool",\
            "arguments":{"name":"calculator"}}}
            {"jsonrpc":"2.0","id":6,"method":"tools/call","params":{"name":"run_script",\
            "arguments":{"code":"return tools.calculator{expression = '2 + 2 * 3'}.result"}}}
            {"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"calculator-evaluate",\
            "arguments":{"expression":"2 + 2 * 3"}}}
            {"jsonrpc":"2.0","id":8,"method":"resources/list"}
            {"jsonrpc":"2.0","id":9,"method":"ping"}
            """;

    @Override
    public int run(Invocation invocation) {
        int failed = 0;
        for (List<String> line : lines(invocation.words())) {
            int code = Cli.run(line, quiet(invocation));
            if (code == ErrorCode.INTERNAL.exitCode()) {
                invocation.terminal().err().line(code + ": incant " + String.join(" ", line));
                failed++;
            }
        }
        return failed == 0 ? 0 : 1;
    }

    /// A terminal that nobody looks at, and at which an agent's program sits.
    private static Terminal quiet(Invocation invocation) {
        return new Terminal(
                new ByteArrayInputStream(AGENT.getBytes(StandardCharsets.UTF_8)),
                new Output(OutputStream.nullOutputStream(), false),
                new Output(OutputStream.nullOutputStream(), false),
                false,
                invocation.terminal().variables(),
                invocation.terminal().directory(),
                new Interrupts());
    }

    private static List<List<String>> lines(List<String> kind) {
        List<List<String>> lines = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            lines.add(List.of("tool", "invoke", "calculator", "2 + 2 * 3"));
        }
        lines.addAll(quick());
        lines.add(List.of("version"));
        if (kind.contains("script") || kind.contains("full")) {
            lines.addAll(examples());
            for (int i = 0; i < 5; i++) {
                lines.add(List.of("exec", SCRIPT, "--", "--name", "Ann"));
                lines.add(List.of("exec", SCRIPT, "--output", "json"));
            }
        }
        if (kind.contains("full")) {
            lines.add(List.of("tool", "invoke", "calculater", "1"));
            lines.add(List.of("help"));
            lines.add(List.of("tool", "invoke", "--help"));
            lines.add(List.of("tool", "list"));
            lines.add(List.of("tool", "search", "add", "numbers"));
            lines.add(List.of("tool", "info", "calculator"));
            for (int i = 0; i < 3; i++) {
                lines.add(List.of("mcp", "serve", "--audit-log", "none"));
                lines.add(List.of("mcp", "serve", "--audit-log", "none", "--mode", "direct"));
            }
        }
        return lines;
    }

    /// Calls of the quick tools, as people write them. No more than that: each class that one of them needs is
    /// loaded at every start.
    private static List<List<String>> quick() {
        return List.of(
                List.of("tool", "invoke", "calculator", "0.1 + 0.2 - (7 / 2) ^ 2"),
                List.of(
                        "tool",
                        "invoke",
                        "calculator.evaluate",
                        "sqrt(x * x + y * y) % 4",
                        "variables.x=3",
                        "variables.y=4"),
                List.of("tool", "invoke", "base64_encoder.encode", "Hello, World!", "variant=url-safe"),
                List.of("tool", "invoke", "base64_encoder", "encode", "input=Hello"));
    }

    /// Whether an example needs nothing to be there, and leaves nothing behind.
    private static boolean alone(Operation operation, Example example) {
        if (example.fixture() != Fixture.NONE || !operation.needs().isEmpty()) {
            return false;
        }
        for (Parameter parameter : operation.parameters()) {
            if (!parameter.needs().isEmpty()
                    && (parameter.required() || example.params().containsKey(parameter.name()))) {
                return false;
            }
        }
        return true;
    }

    /// The examples of common tools that stand alone.
    private static List<List<String>> examples() {
        List<List<String>> lines = new ArrayList<>();
        ComponentRegistry registry = ComponentRegistry.of(Packs.ALL);
        for (String name : COMMON) {
            Tool tool = registry.tool(name);
            for (Operation operation : tool.spec().operations()) {
                for (Example example : operation.examples()) {
                    if (alone(operation, example)) {
                        String full = name + "." + operation.name();
                        String params = Json.write(example.params());
                        lines.add(List.of("tool", "invoke", full, "--params", params, "--output", "json"));
                    }
                }
            }
        }
        return lines;
    }
}
