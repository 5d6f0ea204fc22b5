package dev.incant.mcp.agent;

import dev.incant.kernel.capability.Limits;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.message.Message;
import dev.incant.kernel.registry.ComponentRegistry;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.value.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Runs an agent's scripts, one after another, in its session of the kernel.
final class Scripts {
    /// The name of the chunk in error messages.
    static final String NAME = "script";

    private final KernelCalls calls;
    private final Accounts accounts;
    private final Kept kept;
    private final ComponentRegistry registry;
    private final Limits limits;
    private final AgentSettings settings;
    private final @Nullable AskedGrants asked;

    /// @param limits those of the client, which hold for what scripts print
    /// @param asked what a person allows; null when nobody is asked
    Scripts(
            KernelCalls calls,
            Accounts accounts,
            Kept kept,
            ComponentRegistry registry,
            Limits limits,
            AgentSettings settings,
            @Nullable AskedGrants asked) {
        this.asked = asked;
        this.calls = calls;
        this.accounts = accounts;
        this.kept = kept;
        this.registry = registry;
        this.limits = limits;
        this.settings = settings;
    }

    AgentResult run(Map<String, @Nullable Object> arguments, AgentCall call) {
        while (true) {
            Run run = run(arguments, call, System.nanoTime());
            boolean again = asked != null && harmless(run.account()) && asked.askAfter(call, run.tool(), run.error());
            if (!again) {
                return run.result();
            }
        }
    }

    /// A script that ran.
    private record Run(AgentResult result, @Nullable ToolException error, Account account) {
        String tool() {
            return error != null && error.details().get("tool") instanceof String tool ? tool : "run_script";
        }
    }

    /// Whether what an account tells of can be done again: it used no power to change anything outside. What a script
    /// left in globals and `State` stays.
    static boolean harmless(Account account) {
        return account.used().stream().noneMatch(Scripts::changes);
    }

    private static boolean changes(String used) {
        return used.startsWith("write") || used.startsWith("net") || used.startsWith("run");
    }

    private Run run(Map<String, @Nullable Object> arguments, AgentCall call, long start) {
        KernelCalls.Outcome outcome;
        Script script;
        try {
            Args args = Args.bind(Catalogue.RUN.name(), Catalogue.RUN, arguments);
            script = new Script(args.string("code"), arguments, new Printed(call.progress(), limits.output()), start);
            Message.ExecuteRequest request =
                    new Message.ExecuteRequest(script.code(), NAME, texts(args), false, false, false, timeout(args));
            outcome = calls.run(request, script.output(), call, late -> late(script, late, call));
        } catch (ToolException e) {
            accounts.note(
                    Catalogue.RUN.name(), arguments, new Account(), e, 0, Duration.ofNanos(System.nanoTime() - start));
            throw e;
        }
        return ended(script, outcome);
    }

    private void late(Script script, KernelCalls.Outcome outcome, AgentCall call) {
        AgentCall.Standby standby = call.standby();
        if (standby != null) {
            standby.answer(ended(script, outcome).result());
        }
    }

    /// A script that was sent.
    private record Script(String code, Map<String, @Nullable Object> arguments, Printed output, long start) {}

    private Run ended(Script script, KernelCalls.Outcome outcome) {
        Duration duration = Duration.ofNanos(System.nanoTime() - script.start());
        Account account = accounts.close(outcome.id());
        ToolException error = outcome.error();
        ScriptAnswer answer = new ScriptAnswer(kept, settings, account, script.output(), accounts.outside(), duration);
        AgentResult result = error == null
                ? answer.of(outcome.content().get("result"))
                : answer.of(error, SpellingHint.of(error, script.code(), registry));
        accounts.note(Catalogue.RUN.name(), script.arguments(), account, error, answer.length(), duration);
        return new Run(result, error, account);
    }

    private static List<String> texts(Args args) {
        List<String> texts = new ArrayList<>();
        for (Object item : args.list("args")) {
            texts.add(item instanceof String text ? text : Json.write(item));
        }
        return texts;
    }

    private static @Nullable Long timeout(Args args) {
        if (!args.has("timeout")) {
            return null;
        }
        double seconds = args.number("timeout");
        if (!(seconds > 0)) {
            throw new ToolException(
                    ErrorCode.INVALID_PARAMS,
                    "run_script: timeout must be a positive number of seconds, not " + seconds);
        }
        return Math.max(1, Math.round(seconds * 1000));
    }
}
