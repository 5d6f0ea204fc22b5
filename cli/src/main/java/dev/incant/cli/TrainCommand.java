package dev.incant.cli;

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
import java.util.Collections;
import java.util.List;

/// What the launcher runs while the JVM records what to keep in its AOT cache: a little of all that people do.
///
/// Hidden: `incant train quick` for the small cache of short commands, `plain` for that of scripts without
/// tools, `script` for those with tools, `common` for those that use common tools, `agent` for servers of agents,
/// and `full` for that with everything. All but the first take three words: the folder of the scripts to run, a
/// script that uses all of the language, and an empty folder to work in; making one here would put the JDK's
/// random numbers into each cache. The JVM loads all classes of a cache at each start, some 20 µs for each, and
/// keeps them in memory, so each holds what its commands commonly need and no more.
final class TrainCommand implements Command {
    /// A line to type in, and how it ends.
    private record Line(int code, List<String> words) {
        static Line good(String... words) {
            return new Line(0, List.of(words));
        }
    }

    /// The tools whose classes are worth having at each start of what names one of them; the launcher has the same.
    private static final List<String> COMMON = List.of(
            "csv_analyzer",
            "data_validation",
            "date_time_handler",
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
        return Help.of(
                "quick|plain|script|common|agent|full [SCRIPTS LUA FOLDER]",
                "Do a little of everything, for the AOT cache.",
                "");
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
        List<String> words = invocation.words();
        String kind = words.isEmpty() ? "" : words.getFirst();
        if (kind.equals("quick")) {
            return run(quick(), invocation.terminal());
        }
        if (words.size() != 4
                || !List.of("plain", "script", "common", "agent", "full").contains(kind)) {
            throw Arguments.usage(
                    "name what to train, the folder of its scripts, a script of the language, and an empty folder",
                    this);
        }
        String scripts = words.get(1);
        String folder = words.get(3);
        boolean forAgents = kind.equals("agent");
        boolean withTools = !kind.equals("plain");
        List<Line> lines = withTools && !forAgents ? quick() : new ArrayList<>();
        lines.add(Line.good("run", words.get(2)));
        lines.addAll(often(Line.good("run", scripts.concat("/plain.lua"))));
        if (!forAgents) {
            lines.addAll(results());
        }
        if (withTools) {
            lines.addAll(runs(scripts.concat("/script.lua"), folder));
        }
        if (withTools && !forAgents) {
            lines.addAll(calls(folder));
        }
        if (kind.equals("common") || kind.equals("full")) {
            lines.addAll(examples());
            lines.addAll(runs(scripts.concat("/common.lua"), folder));
        }
        if (kind.equals("full")) {
            lines.addAll(questions());
        }
        if (forAgents || kind.equals("full")) {
            lines.addAll(agents());
        }
        return run(lines, invocation.terminal());
    }

    private static int run(List<Line> lines, Terminal terminal) {
        int wrong = 0;
        for (Line line : lines) {
            int code = Cli.run(line.words(), quiet(terminal));
            if (code != line.code()) {
                terminal.err().line(code + " instead of " + line.code() + ": incant " + String.join(" ", line.words()));
                wrong++;
            }
        }
        return wrong == 0 ? 0 : 1;
    }

    /// A terminal that nobody looks at, and at which an agent's program sits.
    private static Terminal quiet(Terminal terminal) {
        return new Terminal(
                new ByteArrayInputStream(AGENT.getBytes(StandardCharsets.UTF_8)),
                new Output(OutputStream.nullOutputStream(), false),
                new Output(OutputStream.nullOutputStream(), false),
                false,
                terminal.variables(),
                terminal.directory(),
                new Interrupts());
    }

    /// Calls of the quick tools, as people write them. No more than that: each class that one of them needs is
    /// loaded at every start.
    private static List<Line> quick() {
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            lines.add(Line.good("tool", "invoke", "calculator", "2 + 2 * 3"));
        }
        lines.add(Line.good("tool", "invoke", "calculator", "0.1 + 0.2 - (7 / 2) ^ 2"));
        lines.add(Line.good(
                "tool", "invoke", "calculator.evaluate", "sqrt(x * x + y * y) % 4", "variables.x=3", "variables.y=4"));
        lines.add(Line.good("tool", "invoke", "base64_encoder.encode", "Hello, World!", "variant=url-safe"));
        lines.add(Line.good("tool", "invoke", "base64_encoder", "encode", "input=Hello"));
        lines.add(Line.good("version"));
        return lines;
    }

    /// A few times, for the profile.
    private static List<Line> often(Line line) {
        return Collections.nCopies(5, line);
    }

    /// Runs a script that may use a folder.
    private static List<Line> runs(String script, String folder) {
        return often(Line.good("run", script, "--allow-read=" + folder, "--allow-write=" + folder, "--", folder));
    }

    /// Scripts with results of all kinds, and wrong ones.
    private static List<Line> results() {
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            lines.add(Line.good("exec", "print(ARGS.name) return 1", "--", "--name", "Ann"));
            lines.add(Line.good("exec", "return {a = 1, list = {1, 2, 3}}"));
            lines.add(Line.good("exec", "return {a = 1, list = {1, 2, 3}}", "--output", "json"));
        }
        lines.add(new Line(1, List.of("exec", "error('wrong')")));
        lines.add(new Line(1, List.of("exec", "local t = nil; return t.x")));
        lines.add(new Line(2, List.of("exec", "return 1 +")));
        return lines;
    }

    /// Calls of small tools, by the command line and by scripts, and wrong ones.
    private static List<Line> calls(String folder) {
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            lines.add(Line.good("tool", "invoke", "calculator", "2 + 2 * 3", "--output", "json"));
        }
        lines.add(Line.good("tool", "invoke", "file_operations.read", folder.concat("/notes.txt")));
        lines.add(Line.good("tool", "invoke", "file_operations.list_dir", folder, "--output", "json"));
        lines.add(new Line(2, List.of("exec", "return tools.calculator{expresion = '1'}")));
        lines.add(new Line(4, List.of("exec", "return tools.file_operations.read{path = '/etc/hostname'}")));
        return lines;
    }

    /// What only the full cache is for.
    private static List<Line> questions() {
        List<Line> lines = new ArrayList<>();
        lines.add(new Line(3, List.of("tool", "invoke", "calculater", "1")));
        lines.add(Line.good("help"));
        lines.add(Line.good("tool", "invoke", "--help"));
        lines.add(Line.good("tool", "list"));
        lines.add(Line.good("tool", "list", "--output", "json"));
        lines.add(Line.good("tool", "search", "add", "numbers"));
        lines.add(Line.good("tool", "info", "calculator"));
        lines.add(Line.good("tool", "info", "calculator", "--output", "json"));
        return lines;
    }

    /// What agents ask.
    private static List<Line> agents() {
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            lines.add(Line.good("mcp", "serve", "--audit-log", "none"));
            lines.add(Line.good("mcp", "serve", "--audit-log", "none", "--mode", "direct"));
        }
        return lines;
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

    /// The examples of the common tools that stand alone.
    private static List<Line> examples() {
        List<Line> lines = new ArrayList<>();
        ComponentRegistry registry = ComponentRegistry.of(Packs.ALL);
        for (String name : COMMON) {
            Tool tool = registry.tool(name);
            for (Operation operation : tool.spec().operations()) {
                for (Example example : operation.examples()) {
                    if (alone(operation, example)) {
                        String full = name + "." + operation.name();
                        String params = Json.write(example.params());
                        lines.add(Line.good("tool", "invoke", full, "--params", params, "--output", "json"));
                    }
                }
            }
        }
        return lines;
    }
}
