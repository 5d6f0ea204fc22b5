package dev.incant.benchmarks.tokens;

import dev.incant.benchmarks.Check;
import dev.incant.benchmarks.Folders;
import dev.incant.benchmarks.Rig;
import dev.incant.kernel.Kernel;
import dev.incant.kernel.SessionOptions;
import dev.incant.kernel.capability.Grants;
import dev.incant.kernel.capability.Limits;
import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.Nearest;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.value.Json;
import dev.incant.kernel.value.Values;
import dev.incant.mcp.agent.AgentSettings;
import dev.incant.mcp.agent.AgentTools;
import dev.incant.mcp.agent.CatalogueTools;
import dev.incant.mcp.agent.DirectTools;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/// The command `incant bench tokens`. Every call is made, on real files, and every answer compared with the right one,
/// which is found without any tool; a wrong one has no figures and makes the exit code 1.
///
/// Each token counts once, as if a task was one answer of the model. In truth every further call sends the
/// conversation again, so direct calls cost more than this says. What the model thinks and says at the end is not
/// counted, as it would be the same.
public final class TokenReport {
    private static final String HELP = """
            usage: incant bench tokens [--output text|markdown|json]

            Count the tokens (o200k) that ten fixed tasks cost an agent: by direct calls (the definitions
            of all tools, arguments and results), and by one script in catalogue mode (three definitions,
            looking up the tools that it uses, the script, its answer). The scripts are written by hand;
            they are in benchmarks/src/main/resources/dev/incant/benchmarks/tokens. Calls are really made and
            answers checked; a wrong one makes the exit code 1.

            examples:
              incant bench tokens                        shows a table
              incant bench tokens --output markdown      shows it as Markdown
            """;

    private static final List<String> OUTPUTS = List.of("text", "markdown", "json");
    private static final List<String> HEADS = List.of(
            "task",
            "calls",
            "arguments",
            "results",
            "direct",
            "with definitions",
            "looking up",
            "script",
            "result",
            "catalogue",
            "with definitions",
            "saved");

    /// What one task cost.
    ///
    /// @param failure null when both ways gave the right answer
    record Row(
            TokenTask task,
            int calls,
            int arguments,
            int results,
            int lookingUp,
            int script,
            int result,
            @Nullable String failure) {
        int direct() {
            return arguments + results;
        }

        int catalogue() {
            return lookingUp + script + result;
        }
    }

    private final PrintStream out;
    private final PrintStream err;
    private int directTools;
    private int directDefinitions;
    private int catalogueDefinitions;

    public TokenReport(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /// Runs the command and returns its exit code.
    ///
    /// @throws ToolException `invalid_params` for what is wrong with its options
    public int run(List<String> args) {
        String output = "text";
        for (int i = 0; i < args.size(); i++) {
            String word = args.get(i);
            if (word.equals("--help") || word.equals("-h")) {
                out.print(HELP);
                return 0;
            }
            if (word.equals("--output") && i + 1 < args.size()) {
                output = args.get(++i);
            } else if (word.startsWith("--output=")) {
                output = word.substring("--output=".length());
            } else {
                throw ToolException.invalidParams(
                        "unknown option: " + word + Nearest.hint(word, List.of("--output", "--help"))
                                + " 'incant bench tokens --help' shows what there is.");
            }
        }
        if (!OUTPUTS.contains(output)) {
            throw ToolException.invalidParams("--output must be one of " + String.join(", ", OUTPUTS) + ", not '"
                    + output + "'" + Nearest.hint(output, OUTPUTS));
        }
        List<Row> rows = rows(TokenTasks.all());
        out.print(
                switch (output) {
                    case "json" -> json(rows);
                    case "markdown" -> markdown(rows);
                    default -> text(rows);
                });
        boolean right = true;
        for (Row row : rows) {
            if (row.failure() != null) {
                right = false;
                err.println("FAILED " + row.task().name() + ": " + row.failure());
            }
        }
        return right ? 0 : ErrorCode.FAILED.exitCode();
    }

    /// Does the tasks both ways.
    List<Row> rows(List<TokenTask> tasks) {
        List<Row> rows = new ArrayList<>();
        try (Kernel kernel = Kernel.start(Rig.options(Rig.PACKS))) {
            for (TokenTask task : tasks) {
                rows.add(row(kernel, task));
            }
        }
        return rows;
    }

    private Row row(Kernel kernel, TokenTask task) {
        Path first = null;
        Path second = null;
        try {
            first = Files.createTempDirectory("incant-bench-");
            second = Files.createTempDirectory("incant-bench-");
            CountedAgent direct;
            try (AgentTools tools = DirectTools.open(kernel, session(first), AgentSettings.STANDARD)) {
                directTools = tools.list().size();
                directDefinitions = Tokens.of(tools.list());
                direct = new CountedAgent(tools);
                Object right = task.setup().in(first);
                Check.equal(task.name() + ", direct", right, task.direct().solve(direct));
            }
            Object right = task.setup().in(second);
            try (AgentTools tools = CatalogueTools.open(kernel, session(second), AgentSettings.STANDARD)) {
                catalogueDefinitions = Tokens.of(tools.list());
                CountedAgent lookingUp = new CountedAgent(tools);
                CountedAgent script = new CountedAgent(tools);
                Object answer = scripted(task, lookingUp, script);
                Check.equal(task.name() + ", script", right, answer);
                Check.equal(task.name() + ", files left", names(first), names(second));
                return new Row(
                        task,
                        direct.calls(),
                        direct.sent(),
                        direct.received(),
                        lookingUp.sent() + lookingUp.received(),
                        script.sent(),
                        script.received(),
                        null);
            }
        } catch (Check.WrongResult | ToolException | IOException e) {
            return new Row(task, 0, 0, 0, 0, 0, 0, String.valueOf(e.getMessage()));
        } finally {
            Folders.remove(first);
            Folders.remove(second);
        }
    }

    private static SessionOptions session(Path folder) {
        Grants grants =
                Grants.NONE.allow(Permission.READ, folder.toString()).allow(Permission.WRITE, folder.toString());
        return SessionOptions.standard().within(Limits.STRICT).in(folder).granting(grants);
    }

    /// Looks up what the script's head names, and runs the rest.
    private static @Nullable Object scripted(TokenTask task, CountedAgent lookingUp, CountedAgent script)
            throws IOException {
        StringBuilder code = new StringBuilder();
        for (String line : source(task).lines().toList()) {
            if (line.startsWith("-- search: ")) {
                lookingUp.call("search_tools", "query", line.substring("-- search: ".length()), "limit", 3L);
            } else if (line.startsWith("-- describe: ")) {
                lookingUp.call("describe_tool", "name", line.substring("-- describe: ".length()));
            } else {
                code.append(line).append('\n');
            }
        }
        return script.ask("run_script", "code", code.toString()).get("result");
    }

    private static String source(TokenTask task) throws IOException {
        try (InputStream in = TokenReport.class.getResourceAsStream(task.name() + ".lua")) {
            Check.that(in != null, "no script " + task.name() + ".lua");
            return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static List<String> names(Path folder) throws IOException {
        try (var all = Files.list(folder)) {
            return all.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    private List<String> cells(Row row) {
        int direct = row.direct() + directDefinitions;
        int catalogue = row.catalogue() + catalogueDefinitions;
        return List.of(
                row.task().name(),
                String.valueOf(row.calls()),
                String.valueOf(row.arguments()),
                String.valueOf(row.results()),
                String.valueOf(row.direct()),
                String.valueOf(direct),
                String.valueOf(row.lookingUp()),
                String.valueOf(row.script()),
                String.valueOf(row.result()),
                String.valueOf(row.catalogue()),
                String.valueOf(catalogue),
                Math.round(100 - 100.0 * catalogue / direct) + " %");
    }

    private List<List<String>> table(List<Row> rows) {
        List<List<String>> table = new ArrayList<>();
        List<Row> right = rows.stream().filter(row -> row.failure() == null).toList();
        right.forEach(row -> table.add(cells(row)));
        if (!right.isEmpty()) {
            TokenTask all = new TokenTask("mean", "", folder -> null, agent -> null);
            table.add(cells(new Row(
                    all,
                    mean(right, Row::calls),
                    mean(right, Row::arguments),
                    mean(right, Row::results),
                    mean(right, Row::lookingUp),
                    mean(right, Row::script),
                    mean(right, Row::result),
                    null)));
        }
        return table;
    }

    private static int mean(List<Row> rows, ToIntFunction<Row> figure) {
        return (int) Math.round(rows.stream().mapToInt(figure).average().orElse(0));
    }

    private String head() {
        return String.format(
                Locale.ROOT,
                "Definitions: %d tokens for %d tools of direct mode, %d for the three of catalogue mode (o200k).",
                directDefinitions,
                directTools,
                catalogueDefinitions);
    }

    private String text(List<Row> rows) {
        List<List<String>> all = new ArrayList<>();
        all.add(HEADS);
        all.addAll(table(rows));
        StringBuilder text = new StringBuilder(head()).append("\nThe scripts are written by hand.\n\n");
        for (List<String> cells : all) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < cells.size(); i++) {
                int column = i;
                int width = all.stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElse(0);
                String padding = " ".repeat(width - cells.get(i).length());
                line.append(i == 0 ? cells.get(i) + padding : "  " + padding + cells.get(i));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    private String markdown(List<Row> rows) {
        StringBuilder text = new StringBuilder(head()).append(" The scripts are written by hand.\n\n| ");
        text.append(String.join(" | ", HEADS)).append(" |\n|---|");
        text.append("--:|".repeat(HEADS.size() - 1)).append('\n');
        for (List<String> cells : table(rows)) {
            text.append("| ").append(String.join(" | ", cells)).append(" |\n");
        }
        return text.toString();
    }

    private String json(List<Row> rows) {
        List<Map<String, @Nullable Object>> tasks = new ArrayList<>();
        for (Row row : rows) {
            tasks.add(Values.map(
                    "name", row.task().name(),
                    "title", row.task().title(),
                    "calls", row.calls(),
                    "arguments", row.arguments(),
                    "results", row.results(),
                    "looking_up", row.lookingUp(),
                    "script", row.script(),
                    "result", row.result(),
                    "failure", row.failure()));
        }
        return Json.pretty(Values.map(
                        "encoding", "o200k_base",
                        "direct_tools", directTools,
                        "direct_definitions", directDefinitions,
                        "catalogue_definitions", catalogueDefinitions,
                        "tasks", tasks))
                + "\n";
    }
}
