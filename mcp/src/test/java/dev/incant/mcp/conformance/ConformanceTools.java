package dev.incant.mcp.conformance;

import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Effects;
import dev.incant.kernel.value.Json;
import dev.incant.kernel.value.Values;
import dev.incant.mcp.agent.AgentTool;
import dev.incant.mcp.protocol.Changes;
import dev.incant.mcp.protocol.Content;
import dev.incant.mcp.protocol.Exchange;
import dev.incant.mcp.protocol.InputRequest;
import dev.incant.mcp.protocol.LogLevel;
import dev.incant.mcp.protocol.ResourceContent;
import dev.incant.mcp.protocol.ToolResult;
import dev.incant.mcp.protocol.ToolSource;
import dev.incant.mcp.rpc.RpcException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The tools that the suite calls.
final class ConformanceTools implements ToolSource {
    private interface Body {
        ToolResult call(Map<String, @Nullable Object> arguments, Exchange exchange);
    }

    private record Fixture(AgentTool tool, Body body) {}

    private final Map<String, Fixture> fixtures = new LinkedHashMap<>();
    private final Changes changes;

    ConformanceTools(Changes changes) {
        this.changes = changes;
        contents();
        behaviours();
        questions();
        rounds();
        tasks();
    }

    private void add(String name, String description, Body body) {
        add(name, description, schema("{\"type\":\"object\",\"properties\":{}}"), body);
    }

    private void add(String name, String description, Map<String, @Nullable Object> input, Body body) {
        fixtures.put(name, new Fixture(new AgentTool(name, "", description, input, null, Effects.READ_ONLY), body));
    }

    static Map<String, @Nullable Object> schema(String json) {
        Map<String, @Nullable Object> schema = new LinkedHashMap<>();
        ((Map<?, ?>) java.util.Objects.requireNonNull(Json.parse(json)))
                .forEach((key, value) -> schema.put(String.valueOf(key), value));
        return schema;
    }

    private void contents() {
        add(
                "test_simple_text",
                "Tests simple text content.",
                (_, _) -> ToolResult.text("This is a simple text response for testing."));
        Content image = new Content.Image(Samples.IMAGE, "image/png");
        add("test_image_content", "Tests image content.", (_, _) -> result(image));
        add(
                "test_audio_content",
                "Tests audio content.",
                (_, _) -> result(new Content.Audio(Samples.AUDIO, "audio/wav")));
        add(
                "test_embedded_resource",
                "Tests an embedded resource.",
                (_, _) -> result(
                        embedded("test://embedded-resource", "text/plain", "This is an embedded resource content.")));
        add(
                "test_multiple_content_types",
                "Tests several kinds of content at once.",
                (_, _) -> result(
                        new Content.Text("Multiple content types test:"),
                        image,
                        embedded(
                                "test://mixed-content-resource",
                                "application/json",
                                "{\"test\":\"data\",\"value\":123}")));
        add(
                "json_schema_2020_12_tool",
                "Tests JSON Schema 2020-12.",
                schema(Samples.SCHEMA),
                (arguments, _) -> ToolResult.text("JSON Schema 2020-12 tool called with: " + Json.write(arguments)));
        add(
                "test_x_mcp_header",
                "Tests arguments that are repeated in headers.",
                schema(Samples.HEADERS),
                (arguments, _) -> ToolResult.text(Json.write(arguments)));
    }

    private static Content embedded(String uri, String mimeType, String text) {
        return new Content.Embedded(new ResourceContent.Text(uri, mimeType, text));
    }

    private static ToolResult result(Content... content) {
        return new ToolResult(List.of(content), null, false);
    }

    private void behaviours() {
        add("test_error_handling", "Always fails.", (_, _) -> {
            throw ToolException.failed("This tool intentionally returns an error for testing");
        });
        add("test_tool_with_logging", "Writes to the log.", (_, exchange) -> {
            for (String text : List.of("Tool execution started", "Tool processing data", "Tool execution completed")) {
                exchange.log(LogLevel.INFO, null, text);
                pause(exchange, 50);
            }
            return ToolResult.text("Tool with logging executed successfully");
        });
        add("test_logging_tool", "Writes to the log.", (_, exchange) -> {
            exchange.log(LogLevel.INFO, null, "Diagnostic trace logging activated");
            return ToolResult.text("Logging evaluated");
        });
        add("test_tool_with_progress", "Reports progress.", (_, exchange) -> {
            for (long done : new long[] {0, 50, 100}) {
                exchange.progress().report(done, 100, "Completed step " + done + " of 100");
                pause(exchange, 50);
            }
            return ToolResult.text("done");
        });
        add("test_streaming_elicitation", "Reports progress.", (_, exchange) -> {
            exchange.progress().report(50, 100, null);
            return ToolResult.text("Streaming complete");
        });
        add("test_trigger_tool_change", "Says that the tools changed.", (_, _) -> {
            changes.tools();
            return ToolResult.text("Mutation triggered");
        });
        add("test_trigger_prompt_change", "Says that the prompts changed.", (_, _) -> {
            changes.prompts();
            return ToolResult.text("Mutation triggered");
        });
        add("test_print", "Prints to standard output.", (_, _) -> {
            System.out.println("this must not reach the client");
            return ToolResult.text("printed");
        });
    }

    /// Waits, unless the call is cancelled.
    static void pause(Exchange exchange, long millis) {
        CountDownLatch stopped = new CountDownLatch(1);
        try (var _ = exchange.cancellation().onCancel(stopped::countDown)) {
            stopped.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        exchange.cancellation().check();
    }

    private void questions() {
        add(
                "test_sampling",
                "Asks the client's model.",
                schema(
                        "{\"type\":\"object\",\"properties\":{\"prompt\":{\"type\":\"string\"}},\"required\":[\"prompt\"]}"),
                (arguments, exchange) -> {
                    Map<String, @Nullable Object> answer =
                            ask(exchange, "sample", InputRequest.sample(String.valueOf(arguments.get("prompt")), 100));
                    return ToolResult.text("LLM response: " + text(answer));
                });
        add(
                "test_elicitation",
                "Asks the person.",
                schema(
                        "{\"type\":\"object\",\"properties\":{\"message\":{\"type\":\"string\"}},\"required\":[\"message\"]}"),
                (arguments, exchange) -> elicited(
                        "User response",
                        ask(
                                exchange,
                                "response",
                                InputRequest.elicit(
                                        String.valueOf(arguments.get("message")), fields("response", "string")))));
        add(
                "test_elicitation_sep1034_defaults",
                "Asks with defaults.",
                (_, exchange) -> elicited(
                        "Elicitation completed",
                        ask(
                                exchange,
                                "form",
                                InputRequest.elicit("Please review the form", schema(Samples.DEFAULTS)))));
        add(
                "test_elicitation_sep1330_enums",
                "Asks to choose.",
                (_, exchange) -> elicited(
                        "Elicitation completed",
                        ask(exchange, "form", InputRequest.elicit("Please select options", schema(Samples.ENUMS)))));
        add("test_missing_capability", "Needs sampling.", (_, exchange) -> {
            ask(exchange, "sample", InputRequest.sample("Say yes.", 10));
            return ToolResult.text("Success");
        });
    }

    static Map<String, @Nullable Object> ask(Exchange exchange, String name, InputRequest request) {
        Map<String, @Nullable Object> answer =
                exchange.ask(Map.of(name, request)).get(name);
        return answer == null ? Map.of() : answer;
    }

    static Map<String, @Nullable Object> fields(String name, String type) {
        return Values.map(
                "type",
                "object",
                "properties",
                Values.map(name, Values.map("type", type)),
                "required",
                Values.list(name));
    }

    private static ToolResult elicited(String what, Map<String, @Nullable Object> answer) {
        Object content = answer.get("content");
        return ToolResult.text(what + ": action=" + answer.get("action") + ", content="
                + Json.write(content == null ? Map.of() : content));
    }

    private static String text(Map<String, @Nullable Object> answer) {
        return answer.get("content") instanceof Map<?, ?> content && content.get("text") instanceof String text
                ? text
                : "No response";
    }

    static String field(Map<String, @Nullable Object> answer, String name) {
        return answer.get("content") instanceof Map<?, ?> content && content.get(name) instanceof String text
                ? text
                : "unknown";
    }

    private void rounds() {
        InputRequest name = InputRequest.elicit("What is your name?", fields("name", "string"));
        InputRequest confirm = InputRequest.elicit("Please confirm", fields("ok", "boolean"));
        add(
                "test_input_required_result_elicitation",
                "Asks for a name.",
                (_, exchange) -> ToolResult.text("Hello, " + field(ask(exchange, "user_name", name), "name") + "!"));
        add(
                "test_input_required_result_sampling",
                "Asks the client's model.",
                (_, exchange) -> ToolResult.text("Sampling result: "
                        + text(ask(
                                exchange,
                                "sample_request",
                                InputRequest.sample("What is the capital of France?", 100)))));
        add(
                "test_input_required_result_list_roots",
                "Asks for roots.",
                (_, exchange) -> ToolResult.text(roots(ask(exchange, "roots_request", InputRequest.roots()))));
        add("test_input_required_result_request_state", "Gives a state.", (_, exchange) -> {
            ask(exchange, "confirm", confirm);
            return ToolResult.text("state-ok: requestState validated");
        });
        add("test_input_required_result_tampered_state", "Gives a state.", (_, exchange) -> {
            ask(exchange, "confirm", confirm);
            return ToolResult.text("integrity-ok: state verified");
        });
        add("test_input_required_result_multiple_inputs", "Asks for three things at once.", (_, exchange) -> {
            Map<String, InputRequest> requests = new LinkedHashMap<>();
            requests.put("user_name", name);
            requests.put("greeting", InputRequest.sample("Generate a greeting", 50));
            requests.put("client_roots", InputRequest.roots());
            Map<String, Map<String, @Nullable Object>> answers = exchange.ask(requests);
            return ToolResult.text("Name: " + field(answers.getOrDefault("user_name", Map.of()), "name")
                    + "; Greeting: " + text(answers.getOrDefault("greeting", Map.of())) + "; "
                    + roots(answers.getOrDefault("client_roots", Map.of())));
        });
        add("test_input_required_result_multi_round", "Asks twice.", (_, exchange) -> {
            String who = field(ask(exchange, "step1", name), "name");
            String colour = field(
                    ask(exchange, "step2", InputRequest.elicit("Which colour?", fields("color", "string"))), "color");
            return ToolResult.text("Multi-round complete for " + who + " who likes " + colour);
        });
        add("test_input_required_result_capabilities", "Asks for what the client can do.", (_, exchange) -> {
            Map<String, InputRequest> requests = new LinkedHashMap<>();
            if (exchange.sender().can("elicitation")) {
                requests.put("elicit_input", InputRequest.elicit("Input", fields("value", "string")));
            }
            if (exchange.sender().can("sampling")) {
                requests.put("sample_input", InputRequest.sample("Sample request", 50));
            }
            return ToolResult.text("capabilities-ok: received "
                    + String.join(",", exchange.ask(requests).keySet()));
        });
    }

    private static String roots(Map<String, @Nullable Object> answer) {
        return "Found " + (answer.get("roots") instanceof List<?> roots ? roots.size() : 0) + " root(s)";
    }

    private void tasks() {
        add(
                "greet",
                "Greets.",
                schema("{\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\"}},\"required\":[\"name\"]}"),
                (arguments, _) -> ToolResult.text("Hello, " + arguments.get("name") + "!"));
        add("test_reconnection", "Closes the connection of its answer before it is done.", (_, exchange) -> {
            exchange.letGo();
            pause(exchange, 100);
            return ToolResult.text("reconnected");
        });
        add(
                "slow_compute",
                "Takes its time.",
                schema("{\"type\":\"object\",\"properties\":{\"seconds\":{\"type\":\"number\"},"
                        + "\"label\":{\"type\":\"string\"}}}"),
                (arguments, exchange) -> {
                    exchange.detach();
                    long millis = arguments.get("seconds") instanceof Number seconds
                            ? (long) (seconds.doubleValue() * 1000)
                            : 0;
                    pause(exchange, millis);
                    return ToolResult.text("computed " + arguments.get("label"));
                });
        add("failing_job", "Fails as a task.", (_, exchange) -> {
            exchange.requireTask();
            pause(exchange, 300);
            return ToolResult.failure("the job failed");
        });
        add("protocol_error_job", "Breaks as a task.", (_, exchange) -> {
            exchange.requireTask();
            throw RpcException.of(-32603, "the job broke");
        });
        add(
                "confirm_delete",
                "Asks as a task.",
                schema("{\"type\":\"object\",\"properties\":{\"filename\":{\"type\":\"string\"}}}"),
                (arguments, exchange) -> {
                    exchange.detach();
                    ask(exchange, "confirm", InputRequest.elicit("Delete it?", fields("confirm", "boolean")));
                    return ToolResult.text("deleted " + arguments.get("filename"));
                });
        add("multi_input", "Asks two things as a task.", (_, exchange) -> {
            exchange.detach();
            Map<String, InputRequest> requests = new LinkedHashMap<>();
            requests.put("first", InputRequest.elicit("First?", fields("name", "string")));
            requests.put("second", InputRequest.elicit("Second?", fields("name", "string")));
            return ToolResult.text("got " + exchange.ask(requests).keySet());
        });
        add("test_tool_with_task", "Asks, then goes on as a task.", (_, exchange) -> {
            String who = field(
                    ask(exchange, "user_name", InputRequest.elicit("What is your name?", fields("name", "string"))),
                    "name");
            exchange.requireTask();
            return ToolResult.text("done for " + who);
        });
    }

    @Override
    public List<AgentTool> list() {
        List<AgentTool> tools = new ArrayList<>();
        fixtures.values().forEach(fixture -> tools.add(fixture.tool()));
        return tools;
    }

    @Override
    public boolean changes() {
        return true;
    }

    @Override
    public ToolResult call(String name, Map<String, @Nullable Object> arguments, Exchange exchange) {
        Fixture fixture = fixtures.get(name);
        if (fixture == null) {
            throw ToolException.notFound("no tool " + name);
        }
        return fixture.body().call(arguments, exchange);
    }
}
