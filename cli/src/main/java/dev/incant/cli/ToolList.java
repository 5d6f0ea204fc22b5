package dev.incant.cli;

import dev.incant.kernel.capability.Grants;
import dev.incant.kernel.capability.Limits;
import dev.incant.kernel.message.Message;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `incant tool list`.
final class ToolList implements Command {
    @Override
    public String name() {
        return "tool list";
    }

    @Override
    public Flag[] flags() {
        return new Flag[] {Flag.CATEGORY};
    }

    @Override
    public Help help() {
        return Help.of(
                "",
                "List the tools with what they do.",
                "",
                new Help.Example("incant tool list", "lists all tools"),
                new Help.Example(
                        "incant tool list --category utility --output json",
                        "lists those of a category, for programs"));
    }

    @Override
    public int run(Invocation invocation) {
        if (!invocation.words().isEmpty()) {
            throw Arguments.usage("'incant tool list' takes no arguments; a category goes after --category", this);
        }
        LocalKernel kernel = LocalKernel.ofTools(invocation);
        kernel.connect(Grants.NONE, Limits.GENEROUS);
        Map<String, @Nullable Object> reply =
                kernel.ask(new Message.ToolList(invocation.arguments().value(Flag.CATEGORY)));
        Terminal terminal = invocation.terminal();
        List<?> tools = (List<?>) reply.get("tools");
        switch (invocation.settings().form()) {
            case JSON -> new Report(terminal, Form.JSON).document(tools);
            case JSONL -> ToolSearch.lines(terminal, "tool", tools);
            case TEXT -> {
                Table table = new Table(terminal.colours(), List.of("TOOL", "CATEGORY", "WHAT IT DOES"));
                if (tools != null) {
                    for (Object tool : tools) {
                        Map<?, ?> map = (Map<?, ?>) tool;
                        table.row(List.of(text(map, "name"), text(map, "category"), text(map, "summary")));
                    }
                }
                StringBuilder text = new StringBuilder();
                table.appendTo(text);
                terminal.out().print(text.toString());
            }
        }
        return 0;
    }

    static String text(Map<?, ?> map, String name) {
        return String.valueOf(map.get(name));
    }
}
