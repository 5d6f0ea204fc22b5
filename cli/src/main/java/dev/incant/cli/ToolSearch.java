package dev.incant.cli;

import dev.incant.kernel.capability.Grants;
import dev.incant.kernel.capability.Limits;
import dev.incant.kernel.message.Message;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `incant tool search`.
final class ToolSearch implements Command {
    private static final int LIMIT = 10;

    @Override
    public String name() {
        return "tool search";
    }

    @Override
    public Flag[] flags() {
        return new Flag[] {Flag.CATEGORY, Flag.LIMIT};
    }

    @Override
    public Help help() {
        return Help.of(
                "WORD…",
                "Find tools by what they do, the best first.",
                "",
                new Help.Example("incant tool search decode base64", "finds base64_encoder"),
                new Help.Example(
                        "incant tool search add numbers --limit 1 --output json", "finds the best, with its score"));
    }

    @Override
    public int run(Invocation invocation) {
        List<String> words = new ArrayList<>(invocation.words());
        words.addAll(invocation.arguments().rest());
        if (words.isEmpty()) {
            throw Arguments.usage("say what to search for: incant tool search WORD…", this);
        }
        LocalKernel kernel = LocalKernel.ofTools(invocation);
        kernel.connect(Grants.NONE, Limits.GENEROUS);
        int limit = Bounds.limit(invocation.arguments(), LIMIT, this);
        Map<String, @Nullable Object> reply = kernel.ask(new Message.ToolSearch(
                String.join(" ", words), invocation.arguments().value(Flag.CATEGORY), limit));
        Terminal terminal = invocation.terminal();
        List<?> matches = reply.get("matches") instanceof List<?> list ? list : List.of();
        switch (invocation.settings().form()) {
            case JSON -> new Report(terminal, Form.JSON).document(matches);
            case JSONL -> lines(terminal, "match", matches);
            case TEXT -> print(terminal, words, matches);
        }
        return 0;
    }

    private static void print(Terminal terminal, List<String> words, List<?> matches) {
        if (matches.isEmpty()) {
            terminal.err().line("no tool fits '" + String.join(" ", words) + "'; 'incant tool list' shows all");
            return;
        }
        Table table = new Table(terminal.colours(), List.of("SCORE", "TOOL", "WHAT IT DOES"));
        for (Object match : matches) {
            Map<?, ?> map = (Map<?, ?>) match;
            Object operation = map.get("operation");
            String name = ToolList.text(map, "tool");
            String score = map.get("score") instanceof Double number
                    ? String.format(Locale.ROOT, "%.1f", number)
                    : ToolList.text(map, "score");
            table.row(List.of(score, operation == null ? name : name + "." + operation, ToolList.text(map, "summary")));
        }
        StringBuilder text = new StringBuilder();
        table.appendTo(text);
        terminal.out().print(text.toString());
    }

    /// Writes the maps of a list, one a line.
    static void lines(Terminal terminal, String type, @Nullable List<?> list) {
        Report report = new Report(terminal, Form.JSONL);
        if (list != null) {
            for (Object item : list) {
                Map<String, @Nullable Object> content = new LinkedHashMap<>();
                ((Map<?, ?>) item).forEach((key, value) -> content.put((String) key, value));
                report.event(type, content);
            }
        }
    }
}
