package dev.incant.mcp.conformance;

import dev.incant.kernel.error.ToolException;
import dev.incant.mcp.protocol.Completion;
import dev.incant.mcp.protocol.Content;
import dev.incant.mcp.protocol.Exchange;
import dev.incant.mcp.protocol.InputRequest;
import dev.incant.mcp.protocol.Prompt;
import dev.incant.mcp.protocol.PromptSource;
import dev.incant.mcp.protocol.ResourceContent;
import java.util.List;
import java.util.Map;

/// The prompts that the suite fills.
final class ConformancePrompts implements PromptSource {
    @Override
    public List<Prompt> list() {
        return List.of(
                new Prompt("test_simple_prompt", "Simple", "A prompt without arguments.", List.of()),
                new Prompt(
                        "test_prompt_with_arguments",
                        "With arguments",
                        "A prompt with arguments.",
                        List.of(
                                new Prompt.Argument("arg1", "First test argument", true),
                                new Prompt.Argument("arg2", "Second test argument", true))),
                new Prompt(
                        "test_prompt_with_embedded_resource",
                        "With a resource",
                        "A prompt with a resource.",
                        List.of(new Prompt.Argument("resourceUri", "URI of the resource", true))),
                new Prompt("test_prompt_with_image", "With an image", "A prompt with an image.", List.of()),
                new Prompt("test_input_required_result_prompt", "That asks", "A prompt that asks first.", List.of()));
    }

    @Override
    public Prompt.Filled fill(String name, Map<String, String> arguments, Exchange exchange) {
        return switch (name) {
            case "test_simple_prompt" -> filled(new Content.Text("This is a simple prompt for testing."));
            case "test_prompt_with_arguments" ->
                filled(new Content.Text("Prompt with arguments: arg1='" + arguments.get("arg1") + "', arg2='"
                        + arguments.get("arg2") + "'"));
            case "test_prompt_with_embedded_resource" ->
                filled(
                        new Content.Embedded(new ResourceContent.Text(
                                String.valueOf(arguments.get("resourceUri")),
                                "text/plain",
                                "Embedded resource content for testing.")),
                        new Content.Text("Please process the embedded resource above."));
            case "test_prompt_with_image" ->
                filled(
                        new Content.Image(Samples.IMAGE, "image/png"),
                        new Content.Text("Please analyze the image above."));
            case "test_input_required_result_prompt" ->
                filled(new Content.Text("Prompt with context: "
                        + ConformanceTools.field(
                                ConformanceTools.ask(
                                        exchange,
                                        "user_context",
                                        InputRequest.elicit(
                                                "What context should the prompt use?",
                                                ConformanceTools.fields("context", "string"))),
                                "context")));
            default -> throw ToolException.notFound("no prompt " + name);
        };
    }

    private static Prompt.Filled filled(Content... contents) {
        return new Prompt.Filled(
                "",
                List.of(contents).stream()
                        .map(content -> new Prompt.Turn("user", content))
                        .toList());
    }

    @Override
    public Completion complete(String name, String argument, String typed, Map<String, String> known) {
        return Completion.of(List.of("paris", "park", "party"), typed);
    }

    @Override
    public boolean changes() {
        return true;
    }
}
