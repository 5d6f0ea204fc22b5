package dev.incant.mcp.client;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.capability.Progress;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.host.Host;
import dev.incant.kernel.value.Json;
import dev.incant.kernel.value.Values;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The client that the conformance suite drives: `URL` as the only argument, the scenario in variables. Does what a
/// scenario wants done, through [McpClient] as it is.
public final class ConformanceClient implements Answers {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final String scenario;
    private @Nullable McpClient client;

    private ConformanceClient(String scenario) {
        this.scenario = scenario;
    }

    public static void main(String[] args) throws Exception {
        String scenario = variable("MCP_CONFORMANCE_SCENARIO");
        String version = variable("MCP_CONFORMANCE_PROTOCOL_VERSION");
        try (Host host = Host.system()) {
            new ConformanceClient(scenario).run(host, URI.create(args[0]), version);
        } catch (ToolException e) {
            System.err.println(e.code() + ": " + e.message() + " " + e.details());
            System.exit(1);
        }
    }

    private static String variable(String name) {
        return Objects.requireNonNullElse(System.getenv(name), "");
    }

    private void run(Host host, URI url, String version) throws IOException {
        ClientOptions options = ClientOptions.of("incant-conformance", "1").answering(this);
        HttpChannel.Address address = new HttpChannel.Address(url, Map.of(), 1 << 24);
        Admission admission =
                scenario.startsWith("auth/") ? ConformanceLogin.of(host, url, scenario, context()) : Admission.NONE;
        try (McpClient connected = McpClient.connect(
                () -> new HttpChannel(host, address, admission),
                version.startsWith("2025") ? options.speaking(version) : options)) {
            client = connected;
            List<RemoteTool> tools = connected.tools(PATIENCE, System.err::println);
            switch (scenario) {
                case "tools_call" -> call(tools, "add_numbers", Values.map("a", 5L, "b", 3L));
                case "elicitation-sep1034-client-defaults" -> call(tools, "test_client_elicitation_defaults", Map.of());
                case "sse-retry" -> call(tools, "test_reconnection", Map.of());
                case "sep-2322-client-request-state" -> {
                    for (String name :
                            List.of("test_mrtr_echo_state", "test_mrtr_no_state", "test_mrtr_no_result_type")) {
                        call(tools, name, Map.of());
                    }
                }
                case "http-standard-headers" -> everything(connected, tools);
                case "http-custom-headers" -> given(tools);
                case "http-invalid-tool-headers" -> {
                    for (RemoteTool tool : tools) {
                        call(tools, tool.name(), Values.map("region", "us-west1"));
                    }
                }
                case "json-schema-2020-12-preservation" ->
                    call(
                            tools,
                            "json_schema_echo",
                            Values.map(
                                    "schema",
                                    find(tools, "json_schema_2020_12_tool").inputSchema()));
                default -> {
                    if (scenario.startsWith("auth/")) {
                        call(tools, "test-tool", Map.of());
                    }
                    System.err.println("listed " + tools.size() + " tools");
                }
            }
        }
    }

    private static RemoteTool find(List<RemoteTool> tools, String name) {
        return tools.stream()
                .filter(tool -> tool.name().equals(name))
                .findFirst()
                .orElseThrow(() -> ToolException.notFound("no tool " + name + " among " + tools));
    }

    private CallOutcome call(List<RemoteTool> tools, String name, Map<String, @Nullable Object> arguments) {
        CallOutcome outcome = Objects.requireNonNull(client)
                .call(find(tools, name), arguments, Progress.SILENT, new Cancellation(), PATIENCE);
        System.err.println(name + ": " + outcome.text());
        return outcome;
    }

    private void everything(McpClient connected, List<RemoteTool> tools) {
        for (RemoteTool tool : tools) {
            call(tools, tool.name(), Map.of());
        }
        for (Map<?, ?> each : listed(connected.ask("resources/list", Map.of(), PATIENCE), "resources")) {
            connected.ask("resources/read", Values.map("uri", each.get("uri")), PATIENCE);
        }
        for (Map<?, ?> each : listed(connected.ask("prompts/list", Map.of(), PATIENCE), "prompts")) {
            connected.ask("prompts/get", Values.map("name", each.get("name")), PATIENCE);
        }
    }

    private static List<Map<?, ?>> listed(Map<String, @Nullable Object> result, String field) {
        List<Map<?, ?>> all = new ArrayList<>();
        if (result.get(field) instanceof List<?> list) {
            list.forEach(each -> all.add((Map<?, ?>) each));
        }
        return all;
    }

    /// What the scenario tells its client beforehand.
    private static Map<?, ?> context() {
        String text = variable("MCP_CONFORMANCE_CONTEXT");
        return text.isEmpty() ? Map.of() : (Map<?, ?>) Objects.requireNonNull(Json.parse(text));
    }

    /// The calls that the scenario names.
    private void given(List<RemoteTool> tools) {
        for (Object each : (List<?>) Objects.requireNonNull(context().get("toolCalls"))) {
            Map<?, ?> one = (Map<?, ?>) each;
            call(tools, (String) Objects.requireNonNull(one.get("name")), Results.object(one.get("arguments")));
        }
    }

    @Override
    public Map<String, @Nullable Object> capabilities() {
        return Values.map("elicitation", Values.map("form", Values.map("applyDefaults", true)));
    }

    @Override
    public @Nullable Map<String, @Nullable Object> answer(String method, Map<String, @Nullable Object> params) {
        if (!method.equals("elicitation/create")) {
            return null;
        }
        if (scenario.equals("sep-2322-client-request-state") && client != null) {
            // In the middle of one call, another that has nothing to do with it.
            RemoteTool other = new RemoteTool("test_mrtr_unrelated", Values.map("name", "test_mrtr_unrelated"));
            client.call(other, Map.of(), Progress.SILENT, new Cancellation(), PATIENCE);
        }
        Map<String, @Nullable Object> content = Values.map();
        Map<String, @Nullable Object> schema = Results.object(params.get("requestedSchema"));
        Results.object(schema.get("properties")).forEach((name, property) -> {
            Map<String, @Nullable Object> described = Results.object(property);
            if (described.containsKey("default")) {
                content.put(name, described.get("default"));
            } else if ("boolean".equals(described.get("type"))) {
                content.put(name, true);
            }
        });
        return Values.map("action", "accept", "content", content);
    }
}
