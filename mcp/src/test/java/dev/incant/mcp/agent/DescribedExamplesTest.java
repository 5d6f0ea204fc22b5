package dev.incant.mcp.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incant.kernel.Kernel;
import dev.incant.kernel.KernelOptions;
import dev.incant.kernel.SessionOptions;
import dev.incant.kernel.capability.Limits;
import dev.incant.kernel.docs.LuaText;
import dev.incant.kernel.example.ExampleStage;
import dev.incant.kernel.registry.ComponentRegistry;
import dev.incant.kernel.registry.ToolPack;
import dev.incant.kernel.tool.Example;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.tool.ToolSpec;
import dev.incant.kernel.value.Values;
import dev.incant.script.LuaScriptRuntime;
import dev.incant.tools.Tools;
import dev.incant.tools.database.DatabaseTools;
import dev.incant.tools.document.DocumentTools;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What agents are told runs: of every operation of every tool, the example of `describe_tool`, in a script and as a
/// call of direct mode, whose structured result fits the output schema that was listed.
final class DescribedExamplesTest {
    private static final List<ToolPack> PACKS = List.of(new Tools(), new DocumentTools(), new DatabaseTools());

    @Test
    void every_example_runs_and_fits_its_schema() throws IOException {
        List<String> failures = new ArrayList<>();
        int run = 0;
        for (Tool tool : ComponentRegistry.of(PACKS).all()) {
            for (Operation operation : tool.spec().operations()) {
                Example example = ToolDescription.shown(operation);
                if (example == null) {
                    failures.add(tool.spec().name() + "." + operation.name() + " has no example");
                    continue;
                }
                run++;
                try (ExampleStage stage = ExampleStage.of(example)) {
                    failures.addAll(scripted(tool.spec(), operation, stage));
                }
                try (ExampleStage stage = ExampleStage.of(example)) {
                    failures.addAll(direct(tool.spec(), operation, stage));
                }
            }
        }
        assertThat(run).isGreaterThan(150);
        assertThat(failures).isEmpty();
    }

    private static Kernel kernel(ExampleStage stage) {
        return Kernel.start(KernelOptions.of(PACKS.toArray(ToolPack[]::new))
                .withHost(stage.host())
                .withScripts(new LuaScriptRuntime()));
    }

    private static SessionOptions session(ExampleStage stage) {
        return new SessionOptions(stage.grants(), Limits.GENEROUS, stage.directory());
    }

    private static List<String> scripted(ToolSpec spec, Operation operation, ExampleStage stage) {
        try (Kernel kernel = kernel(stage);
                AgentTools tools =
                        CatalogueTools.open(kernel, session(stage), AgentSettings.STANDARD.answering(10_000_000))) {
            String code = "return " + LuaSignature.callee(spec, operation) + LuaText.of(stage.params());
            AgentResult result = Agents.run(tools, code);
            String name = spec.name() + "." + operation.name() + " by script: ";
            if (result.failed()) {
                return List.of(name + Agents.text(result));
            }
            return stage.differences(operation, Agents.structured(result).get("result")).stream()
                    .map(name::concat)
                    .toList();
        }
    }

    private static List<String> direct(ToolSpec spec, Operation operation, ExampleStage stage) {
        String name = spec.operations().size() == 1 ? spec.name() : spec.name() + "-" + operation.name();
        try (Kernel kernel = kernel(stage);
                AgentTools tools = DirectTools.open(kernel, session(stage), AgentSettings.STANDARD)) {
            AgentResult result = tools.call(name, Agents.map(Values.deep(stage.params())), Agents.call());
            if (result.failed()) {
                return List.of(name + ": " + Agents.text(result));
            }
            AgentTool listed = tools.list().stream()
                    .filter(tool -> tool.name().equals(name))
                    .findFirst()
                    .orElseThrow();
            List<String> problems = new ArrayList<>();
            problems.addAll(Schemas.problems(tools, name + ", result", listed.outputSchema(), result.structured()));
            problems.addAll(Schemas.problems(tools, name + ", arguments", listed.inputSchema(), stage.params()));
            return problems;
        }
    }
}
