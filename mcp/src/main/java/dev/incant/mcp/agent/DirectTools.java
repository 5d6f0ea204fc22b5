package dev.incant.mcp.agent;

import dev.incant.kernel.Kernel;
import dev.incant.kernel.SessionOptions;
import dev.incant.kernel.capability.Progress;
import dev.incant.kernel.error.Nearest;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.message.Message;
import dev.incant.kernel.registry.ComponentRegistry;
import dev.incant.kernel.state.MemoryStateStore;
import dev.incant.kernel.state.StateStore;
import dev.incant.kernel.tool.ForeignDefinition;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.tool.ToolSpec;
import dev.incant.kernel.value.Json;
import dev.incant.kernel.value.Values;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Direct mode: every visible operation is a tool of its own, `csv_analyzer-filter`; a tool with one
/// operation keeps its name. One per operation, because arguments then have one exact schema; see
/// `docs/concepts.md` for what it costs.
///
/// Names have `-` where the kernel has a dot, as most clients take no dots; the kernel's own names are understood too.
public final class DirectTools implements AgentTools {
    /// Characters of an input schema up to which descriptions of parameters are given; the test of the token budget
    /// says what comes of it.
    private static final int SCHEMA_LENGTH = 300;

    private record Entry(ToolSpec spec, Operation operation) {
        String name() {
            return spec.operations().size() == 1 ? spec.name() : spec.name() + "-" + operation.name();
        }

        String fullName() {
            return spec.name() + "." + operation.name();
        }

        AgentTool tool() {
            ForeignDefinition foreign = operation.foreign();
            if (foreign != null) {
                return ForeignAnswer.tool(name(), title(), operation, foreign);
            }
            return new AgentTool(
                    name(),
                    title(),
                    operation.summary(),
                    TightSchema.parameters(operation, SCHEMA_LENGTH),
                    TightSchema.result(operation),
                    operation.effects());
        }

        private String title() {
            String words = spec.name().replace('_', ' ');
            String first = words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
            return spec.operations().size() == 1
                    ? first
                    : first + ": " + operation.name().replace('_', ' ');
        }
    }

    private final StateStore state;
    private final Accounts accounts;
    private final KernelCalls calls;
    private final @Nullable AskedGrants asked;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final List<AgentTool> tools = new ArrayList<>();

    private DirectTools(Kernel kernel, SessionOptions options, AgentSettings settings) {
        ComponentRegistry visible = VisibleTools.of(kernel.registry(), settings.tools());
        this.state =
                new MemoryStateStore(InstantSource.system(), settings.kept(), settings.kept(), settings.together());
        this.accounts = new Accounts(settings.audit(), false);
        this.asked = settings.ask() ? new AskedGrants(options.grants(), accounts) : null;
        this.calls = new KernelCalls(
                kernel, options.seeing(visible).apart(state).observedBy(accounts), settings.calls(), asked);
        for (Tool tool : visible.all()) {
            for (Operation operation : tool.spec().operations()) {
                Entry entry = new Entry(tool.spec(), operation);
                entries.put(entry.name(), entry);
                tools.add(entry.tool());
            }
        }
    }

    /// Opens the tools for one client.
    ///
    /// @param options the client's grants and limits; its state is its own whatever they say
    /// @throws ToolException `not_found` when the settings name a tool that is not there
    public static AgentTools open(Kernel kernel, SessionOptions options, AgentSettings settings) {
        return new DirectTools(kernel, options, settings);
    }

    @Override
    public List<AgentTool> list() {
        return List.copyOf(tools);
    }

    @Override
    public AgentResult call(String name, Map<String, @Nullable Object> arguments, AgentCall call) {
        accounts.client(call.client());
        Entry entry = entries.get(name);
        if (entry == null) {
            entry = entries.get(name.replace('.', '-'));
        }
        if (entry == null) {
            throw refused(name, arguments, unknown(name));
        }
        Message.ToolInvoke request =
                new Message.ToolInvoke(entry.fullName(), arguments, null, call.progress() != Progress.SILENT);
        while (true) {
            KernelCalls.Outcome outcome;
            try {
                outcome = calls.run(request, progress(call), call, late -> late(late, call));
            } catch (ToolException e) {
                throw refused(name, arguments, e);
            }
            Account account = accounts.close(outcome.id());
            ToolException error = outcome.error();
            if (error == null) {
                return answer(entry.operation(), outcome.content().get("result"), account.outside());
            }
            boolean again = asked != null
                    && (Scripts.harmless(account) || entry.operation().effects().idempotent())
                    && asked.askAfter(call, entry.fullName(), error);
            if (!again) {
                return AgentErrors.answer(error, account.outside());
            }
        }
    }

    private void late(KernelCalls.Outcome outcome, AgentCall call) {
        AgentCall.Standby standby = call.standby();
        ToolException error = outcome.error();
        if (standby != null && error != null) {
            standby.answer(
                    AgentErrors.answer(error, accounts.close(outcome.id()).outside()));
        }
    }

    private ToolException refused(String name, Map<String, @Nullable Object> arguments, ToolException why) {
        accounts.note(name, arguments, new Account(), why, 0, Duration.ZERO);
        return why;
    }

    static Consumer<Message.Event> progress(AgentCall call) {
        return event -> {
            if (event instanceof Message.Progress progress) {
                call.progress().report(progress.done(), progress.total(), progress.text());
            }
        };
    }

    private static AgentResult answer(Operation operation, @Nullable Object result, boolean outside) {
        ForeignDefinition foreign = operation.foreign();
        if (foreign != null) {
            return ForeignAnswer.of(foreign, result, outside);
        }
        String text = result instanceof String string ? string : Json.write(result);
        Object structured = TightSchema.wrapped(operation) ? Values.map("result", result) : result;
        return new AgentResult(List.of(new AgentResult.Text(text, outside)), structured, false);
    }

    private ToolException unknown(String name) {
        return ToolException.notFound("no tool is named '" + name + "'" + Nearest.hint(name, entries.keySet()))
                .with("nearest", Nearest.to(name, entries.keySet()));
    }

    @Override
    public void close() {
        calls.close();
        state.close();
    }
}
