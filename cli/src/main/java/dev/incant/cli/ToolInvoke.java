package dev.incant.cli;

import dev.incant.kernel.capability.Grants;
import dev.incant.kernel.capability.Limits;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.message.Message;
import dev.incant.kernel.registry.Target;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `incant tool invoke`: calls one operation and prints its result. The command that has to start fast.
final class ToolInvoke implements Command {
    @Override
    public String name() {
        return "tool invoke";
    }

    @Override
    public Flag[] flags() {
        Flag[] flags = Arrays.copyOf(Flag.SESSION, Flag.SESSION.length + 2);
        flags[flags.length - 2] = Flag.STRICT;
        flags[flags.length - 1] = Flag.PARAMS;
        return flags;
    }

    @Override
    public Help help() {
        return Help.of(
                "NAME[.OPERATION] [VALUE] [KEY=VALUE…]",
                "Call a tool and print its result.",
                """
                The main parameter is given bare, others as KEY=VALUE. Values are read as the tool's parameters say: a \
                list is a,b,c or JSON, a map is JSON or KEY.NAME=VALUE. @FILE stands for a file's text and - for standard \
                input, except where a path is expected; @@ stands for a real @. What follows -- is taken as it is.
                Text output prints the one field that matters; --output json prints the whole result.
                A file or host that the arguments name is granted by that, unless --strict is given.""",
                new Help.Example("incant tool invoke calculator \"2 + 2 * 3\"", "prints 8"),
                new Help.Example(
                        "incant tool invoke base64_encoder.encode 'Hello, World!' variant=url-safe",
                        "prints SGVsbG8sIFdvcmxkIQ=="),
                new Help.Example(
                        "incant tool invoke calculator --params '{\"expression\": \"x * 2\", \"variables\": {\"x\": 21}}' --output json",
                        "prints the whole result as JSON"));
    }

    @Override
    public int run(Invocation invocation) {
        if (invocation.words().isEmpty()) {
            throw Arguments.usage("name a tool: incant tool invoke NAME [VALUE] [KEY=VALUE…]", this);
        }
        Settings settings = invocation.settings();
        Grants grants = Bounds.grants(settings);
        Limits limits = Bounds.limits(settings);
        // Never closed as a whole: all calls have ended when the command does, and the process ends with it.
        LocalKernel kernel = LocalKernel.ofTools(invocation);
        Target target = new GivenParameters(invocation).of(kernel.registry());
        if (!settings.on(Flag.STRICT)) {
            grants = NamedGrants.of(target, grants);
        }
        kernel.connect(grants, limits);
        try {
            int code = print(invocation, target, result(invocation, kernel, request(settings, target)));
            invocation.terminal().out().flush();
            return code;
        } finally {
            kernel.endServers();
        }
    }

    private static @Nullable Object result(Invocation invocation, LocalKernel kernel, Message.ToolInvoke request) {
        if (invocation.settings().form() == Form.JSONL) {
            return kernel.run(request, new EventLines(invocation.terminal())).get("result");
        }
        ProgressBar bar = new ProgressBar(invocation.terminal());
        try {
            return kernel.run(request, bar).get("result");
        } finally {
            bar.wipe();
        }
    }

    private static Message.ToolInvoke request(Settings settings, Target target) {
        Duration timeout = Bounds.timeout(settings);
        return new Message.ToolInvoke(
                target.fullName(), target.params(), timeout == null ? null : timeout.toMillis(), true);
    }

    private static int print(Invocation invocation, Target target, @Nullable Object result) {
        Terminal terminal = invocation.terminal();
        switch (invocation.settings().form()) {
            case JSON -> new Report(terminal, Form.JSON).document(result);
            case JSONL -> new Report(terminal, Form.JSONL).event("result", content(result));
            case TEXT -> {
                String headline = target.operation().headline();
                Object shown = result;
                if (headline != null && result instanceof Map<?, ?> map && map.containsKey(headline)) {
                    shown = map.get(headline);
                }
                TextView.print(terminal, shown);
            }
        }
        return 0;
    }

    private static Map<String, @Nullable Object> content(@Nullable Object result) {
        Map<String, @Nullable Object> content = new LinkedHashMap<>();
        content.put("result", result);
        return content;
    }

    /// An error in what is given, with a pointer to the tool's description.
    static ToolException refused(String message, String tool) {
        return ToolException.invalidParams(message).with(Arguments.HELP, "incant tool info " + tool);
    }
}
