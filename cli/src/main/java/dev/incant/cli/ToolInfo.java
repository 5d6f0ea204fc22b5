package dev.incant.cli;

import dev.incant.kernel.capability.Grants;
import dev.incant.kernel.capability.Limits;
import dev.incant.kernel.message.Message;
import dev.incant.mcp.remote.Shown;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `incant tool info`.
final class ToolInfo implements Command {
    @Override
    public String name() {
        return "tool info";
    }

    @Override
    public Help help() {
        return Help.of(
                "NAME[.OPERATION]",
                "Describe a tool: its operations, parameters, results and examples.",
                "",
                new Help.Example("incant tool info calculator", "describes the calculator"),
                new Help.Example(
                        "incant tool info base64_encoder.decode --output json",
                        "gives one operation with its JSON Schema"));
    }

    @Override
    public int run(Invocation invocation) {
        if (invocation.words().size() != 1) {
            throw Arguments.usage("name one tool: incant tool info NAME", this);
        }
        LocalKernel kernel = LocalKernel.ofTools(invocation);
        kernel.connect(Grants.NONE, Limits.GENEROUS);
        String name = invocation.words().getFirst();
        Map<String, @Nullable Object> info = kernel.ask(new Message.ToolInfo(name));
        Terminal terminal = invocation.terminal();
        if (invocation.settings().form() == Form.TEXT) {
            boolean foreign = "integration".equals(info.get("category"));
            // What others wrote might write on the terminal as it pleases.
            terminal.out()
                    .print(foreign ? Shown.text(ToolPage.of(info, false)) : ToolPage.of(info, terminal.colours()));
        } else {
            new Report(terminal, Form.JSON).document(info);
        }
        return 0;
    }
}
