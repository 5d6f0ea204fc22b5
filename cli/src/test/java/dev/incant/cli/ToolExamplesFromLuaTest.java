package dev.incant.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incant.kernel.Connection;
import dev.incant.kernel.Kernel;
import dev.incant.kernel.KernelOptions;
import dev.incant.kernel.SessionOptions;
import dev.incant.kernel.capability.Limits;
import dev.incant.kernel.client.KernelClient;
import dev.incant.kernel.docs.LuaText;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.example.ExampleStage;
import dev.incant.kernel.message.Message;
import dev.incant.kernel.registry.ComponentRegistry;
import dev.incant.kernel.registry.ToolPack;
import dev.incant.kernel.tool.Example;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Tool;
import dev.incant.script.LuaScriptRuntime;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Every example of every tool, called from a Lua script through a kernel's messages, gives what it says.
final class ToolExamplesFromLuaTest {
    @Test
    void examples_give_the_same_from_lua() throws IOException {
        List<String> failures = new ArrayList<>();
        int run = 0;
        for (Tool tool : ComponentRegistry.of(Packs.ALL).all()) {
            for (Operation operation : tool.spec().operations()) {
                for (Example example : operation.examples()) {
                    run++;
                    String name = tool.spec().name() + "." + operation.name();
                    for (String failure : failures(name, operation, example)) {
                        failures.add(name + ", " + example.title() + ": " + failure);
                    }
                }
            }
        }
        assertThat(run).isGreaterThan(100);
        assertThat(failures).isEmpty();
    }

    private static List<String> failures(String name, Operation operation, Example example) throws IOException {
        KernelClient client = new KernelClient();
        try (ExampleStage stage = ExampleStage.of(example);
                Kernel kernel = Kernel.start(KernelOptions.of(Packs.ALL.toArray(ToolPack[]::new))
                        .withHost(stage.host())
                        .withScripts(new LuaScriptRuntime()));
                Connection _ = kernel.connect(
                        new SessionOptions(stage.grants(), Limits.GENEROUS, stage.directory()), client)) {
            String code = "return tools." + name + LuaText.of(stage.params());
            Object result =
                    client.ask(Message.ExecuteRequest.of(code, "example")).get("result");
            return stage.differences(operation, result);
        } catch (ToolException e) {
            return List.of(e.message());
        }
    }
}
