package dev.incant.mcp.agent;

import dev.incant.kernel.Kernel;
import dev.incant.kernel.SessionOptions;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.Nearest;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.registry.ComponentRegistry;
import dev.incant.kernel.registry.ToolSearch;
import dev.incant.kernel.state.MemoryStateStore;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.tool.ToolSpec;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Catalogue mode: three tools that find, describe and script all others, so that an agent pays for three definitions
/// and for the results it asks for. A script runs in the client's own session of the kernel: what it leaves in globals
/// and `State` is there for the next one, and for nobody else.
public final class CatalogueTools implements AgentTools {
    private static final List<AgentTool> TOOLS = Catalogue.all();

    private final ComponentRegistry registry;
    private final WatchedState state;
    private final Accounts accounts;
    private final KernelCalls calls;
    private final Scripts scripts;

    private CatalogueTools(Kernel kernel, SessionOptions options, AgentSettings settings) {
        this.registry = VisibleTools.of(kernel.registry(), settings.tools());
        this.state = new WatchedState(
                new MemoryStateStore(InstantSource.system(), settings.kept(), settings.kept(), settings.together()));
        this.accounts = new Accounts(settings.audit(), true);
        // The kernel's limit on output holds for values too, which here are kept; a script's memory bounds them.
        SessionOptions session = options.seeing(registry)
                .apart(state)
                .observedBy(accounts)
                .within(options.limits().withOutput(options.limits().memory()));
        AskedGrants asked = settings.ask() ? new AskedGrants(options.grants(), accounts) : null;
        this.calls = new KernelCalls(kernel, session, settings.calls(), asked);
        this.scripts = new Scripts(calls, accounts, new Kept(state), registry, options.limits(), settings, asked);
    }

    /// Opens the tools for one client.
    ///
    /// @param options the client's grants and limits; its state is its own whatever they say
    /// @throws ToolException `not_found` when the settings name a tool that is not there
    public static AgentTools open(Kernel kernel, SessionOptions options, AgentSettings settings) {
        return new CatalogueTools(kernel, options, settings);
    }

    @Override
    public List<AgentTool> list() {
        return TOOLS;
    }

    @Override
    public AgentResult call(String name, Map<String, @Nullable Object> arguments, AgentCall call) {
        accounts.client(call.client());
        if (name.equals(Catalogue.RUN.name())) {
            return scripts.run(arguments, call);
        }
        long start = System.nanoTime();
        ToolException error = null;
        AgentResult result = null;
        try {
            result = answer(name, arguments, call);
            return result;
        } catch (ToolException e) {
            error = e;
            throw e;
        } finally {
            Duration duration = Duration.ofNanos(System.nanoTime() - start);
            accounts.note(name, arguments, new Account(), error, size(result), duration);
        }
    }

    private static long size(@Nullable AgentResult result) {
        return result != null && result.content().getFirst() instanceof AgentResult.Text text
                ? text.text().length()
                : 0;
    }

    private AgentResult answer(String name, Map<String, @Nullable Object> arguments, AgentCall call) {
        call.cancellation().check();
        if (name.equals(Catalogue.SEARCH.name())) {
            Args args = Args.bind(name, Catalogue.SEARCH, arguments);
            return text(search(args.string("query"), args.intValue("limit")));
        }
        if (name.equals(Catalogue.DESCRIBE.name())) {
            Args args = Args.bind(name, Catalogue.DESCRIBE, arguments);
            return describe(args.string("name"));
        }
        List<String> names = TOOLS.stream().map(AgentTool::name).toList();
        if (registry.find(name) != null || name.indexOf('.') > 0) {
            throw ToolException.notFound("'" + name + "' is called from a script: run_script with code such as return "
                    + "tools." + name + "{…}; describe_tool shows its parameters");
        }
        throw ToolException.notFound("no tool is named '" + name + "'" + Nearest.hint(name, names) + " There are: "
                + String.join(", ", names));
    }

    private static AgentResult text(String text) {
        return new AgentResult(List.of(new AgentResult.Text(text, false)), null, false);
    }

    private String search(String query, int limit) {
        List<ToolSearch.Hit> hits = registry.search().find(query, null, limit);
        if (hits.isEmpty()) {
            return (query.isBlank() ? "" : "nothing fits '" + query + "'. ") + "All tools, by category:\n" + all();
        }
        StringBuilder lines = new StringBuilder();
        for (ToolSearch.Hit hit : hits) {
            ToolSpec spec = registry.tool(hit.tool()).spec();
            Operation operation = hit.operation() == null ? spec.alone() : spec.find(hit.operation());
            lines.append(lines.isEmpty() ? "" : "\n");
            if (operation == null) {
                lines.append(spec.name()).append(": ").append(spec.summary()).append(" Operations: ");
                lines.append(String.join(", ", spec.operationNames()));
            } else {
                lines.append(LuaSignature.brief(spec, operation)).append("  ").append(operation.summary());
            }
        }
        return lines.toString();
    }

    private String all() {
        Map<String, StringBuilder> categories = new TreeMap<>();
        for (Tool tool : registry.all()) {
            StringBuilder names =
                    categories.computeIfAbsent(tool.spec().category().word(), _ -> new StringBuilder());
            names.append(names.isEmpty() ? "" : ", ").append(tool.spec().name());
        }
        StringBuilder lines = new StringBuilder();
        categories.forEach((category, names) -> lines.append(lines.isEmpty() ? "" : "\n")
                .append(category)
                .append(": ")
                .append(names));
        return lines.toString();
    }

    private AgentResult describe(String asked) {
        // As a script writes it is fine too.
        String name = asked.startsWith("tools.") ? asked.substring("tools.".length()) : asked;
        Tool tool = registry.find(name);
        if (tool != null) {
            return text(ToolDescription.of(tool.spec()));
        }
        int dot = name.lastIndexOf('.');
        if (dot < 0) {
            dot = name.indexOf('-');
        }
        try {
            ToolSpec spec =
                    registry.tool(dot < 0 ? name : name.substring(0, dot)).spec();
            String wanted = name.substring(dot + 1).replace('-', '_');
            Operation operation = spec.find(wanted);
            if (operation != null) {
                return text(ToolDescription.of(spec, operation));
            }
            throw new ToolException(
                    ErrorCode.NOT_FOUND,
                    spec.name() + " has no operation '" + wanted + "'" + Nearest.hint(wanted, spec.operationNames())
                            + " It has: " + String.join(", ", spec.operationNames()));
        } catch (ToolException e) {
            return AgentErrors.answer(e, false);
        }
    }

    @Override
    public AgentState state() {
        return new AgentState(state, accounts);
    }

    @Override
    public void close() {
        calls.close();
        state.close();
    }
}
