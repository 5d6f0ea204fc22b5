package dev.incant.mcp.remote;

import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.tool.Category;
import dev.incant.kernel.tool.Effects;
import dev.incant.kernel.tool.ForeignDefinition;
import dev.incant.kernel.tool.Handler;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Parameter;
import dev.incant.kernel.tool.Schema;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.tool.ToolSpec;
import dev.incant.mcp.client.RemoteTool;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// A server as a tool of the kernel, each of its tools an operation.
final class RemoteSpec {
    private RemoteSpec() {}

    /// @param handlers what does the work of each
    static Tool tool(StoredServer server, BiFunction<PinnedTool, List<Parameter>, Handler> handlers) {
        String software = server.software().isEmpty() ? "" : " (" + Shown.brief(server.software()) + ")";
        String name = server.config().name();
        ToolSpec spec = ToolSpec.of(
                        name, Category.INTEGRATION, "Tools of the MCP server '" + name + "'" + software + ".")
                .tags("mcp", "server");
        for (PinnedTool pinned : server.tools()) {
            spec = spec.operation(operation(server, pinned, handlers));
        }
        ToolSpec whole = spec;
        return () -> whole;
    }

    /// A server whose file cannot be read: a tool without operations that says so.
    static Tool broken(String name, String problem) {
        ToolSpec spec =
                ToolSpec.of(name, Category.INTEGRATION, "An MCP server that is not available: " + Shown.brief(problem));
        return () -> spec;
    }

    private static Operation operation(
            StoredServer server, PinnedTool pinned, BiFunction<PinnedTool, List<Parameter>, Handler> handlers) {
        RemoteTool tool = pinned.tool();
        SchemaReading input = new SchemaReading(tool.inputSchema());
        Map<String, @Nullable Object> output = tool.outputSchema();
        String description = tool.description();
        String summary = Shown.brief(description);
        List<Parameter> parameters = input.parameters();
        Operation operation = Operation.of(
                        pinned.operation(), summary.isEmpty() ? "The tool " + tool.name() + "." : summary)
                .needs(Permission.MCP)
                .effects(effects(tool.annotations()))
                .timeout(server.config().timeout())
                .returns(result(output))
                .foreign(new ForeignDefinition(description, tool.inputSchema(), output, input.open()))
                .handledBy(handlers.apply(pinned, parameters));
        Parameter bare = bare(parameters);
        for (Parameter parameter : parameters) {
            operation = parameter == bare
                    ? operation.main(parameter)
                    : parameter.required() ? operation.required(parameter) : operation.optional(parameter);
        }
        return operation;
    }

    /// The one required parameter, if it is text.
    private static @Nullable Parameter bare(List<Parameter> parameters) {
        Parameter found = null;
        for (Parameter parameter : parameters) {
            if (parameter.required()) {
                if (found != null) {
                    return null;
                }
                found = parameter;
            }
        }
        return found != null && found.schema() instanceof Schema.Text ? found : null;
    }

    private static Schema result(@Nullable Map<String, @Nullable Object> output) {
        if (output == null) {
            return Schema.any("Text, or a list of what the server sent: text, images, sound, links.");
        }
        return new SchemaReading(output).schema();
    }

    /// What the hints say; what they do not say is assumed to be the worst, as the protocol says.
    private static Effects effects(Map<String, @Nullable Object> hints) {
        boolean readOnly = Boolean.TRUE.equals(hints.get("readOnlyHint"));
        return new Effects(
                readOnly,
                !readOnly && !Boolean.FALSE.equals(hints.get("destructiveHint")),
                Boolean.TRUE.equals(hints.get("idempotentHint")),
                !Boolean.FALSE.equals(hints.get("openWorldHint")));
    }
}
