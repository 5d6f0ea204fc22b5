package dev.incant.cli;

import dev.incant.kernel.registry.ComponentRegistry;
import dev.incant.kernel.tool.Category;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Parameter;
import dev.incant.kernel.tool.Schema;
import dev.incant.kernel.tool.Tool;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The hidden `incant complete-words -- WORD…`: what may stand in place of the last word, one candidate a line; nothing
/// where only a file can.
final class CompleteWords implements Command {
    private final TreeSet<String> found = new TreeSet<>();

    @Override
    public String name() {
        return "complete-words";
    }

    @Override
    public boolean configured() {
        return false;
    }

    @Override
    public Help help() {
        return Help.of("-- WORD…", "List what may stand in place of the last word.", "");
    }

    @Override
    public int run(Invocation invocation) {
        List<String> words = invocation.arguments().rest();
        if (!words.isEmpty()) {
            String last = words.getLast();
            find(invocation.terminal(), words.subList(0, words.size() - 1), last);
            for (String candidate : found) {
                if (candidate.startsWith(last)) {
                    invocation.terminal().out().line(candidate);
                }
            }
        }
        return 0;
    }

    private void find(Terminal terminal, List<String> before, String last) {
        if (before.contains("--")) {
            return;
        }
        if (!before.isEmpty() && value(before.getLast())) {
            return;
        }
        List<String> words = Arguments.of(before).words();
        Command command = Commands.find(words);
        if (last.startsWith("-")) {
            flags(command, last);
        } else if (command == null) {
            commands(words);
        } else {
            arguments(terminal, command, words.subList(Commands.length(command), words.size()), last);
        }
    }

    /// Completes the value of a flag that stands before; returns whether it takes one.
    private boolean value(String flag) {
        switch (flag) {
            case "--output", "-o" -> found.addAll(List.of("text", "json", "jsonl"));
            case "--category" -> {
                for (Category category : Category.values()) {
                    found.add(category.word());
                }
            }
            default -> {
                Flag known = flag.startsWith("--") ? Flag.of(flag.substring(2)) : null;
                return known != null && (known.kind() == Flag.Kind.VALUE || known.kind() == Flag.Kind.EACH);
            }
        }
        return true;
    }

    private void flags(@Nullable Command command, String last) {
        if (last.startsWith("--output=")) {
            found.addAll(List.of("--output=text", "--output=json", "--output=jsonl"));
        }
        for (Flag flag : Flag.COMMON) {
            found.add("--" + flag.word());
        }
        if (command != null) {
            for (Flag flag : command.flags()) {
                found.add("--" + flag.word());
            }
        }
    }

    private void commands(List<String> words) {
        String prefix = words.isEmpty() ? "" : String.join(" ", words) + " ";
        for (String name : Commands.NAMES) {
            if (name.startsWith(prefix)) {
                String rest = name.substring(prefix.length());
                int space = rest.indexOf(' ');
                found.add(space < 0 ? rest : rest.substring(0, space));
            }
        }
    }

    private void arguments(Terminal terminal, Command command, List<String> given, String last) {
        ComponentRegistry registry = ComponentRegistry.of(Packs.of(terminal, McpServers.host(terminal), false));
        switch (command.name()) {
            case "tool info", "tool test", "tool invoke" -> {
                if (given.isEmpty() || command.name().equals("tool test")) {
                    names(registry, last);
                } else if (command.name().equals("tool invoke")) {
                    parameters(registry, given, last);
                }
            }
            case "mcp test", "mcp refresh", "mcp login", "mcp logout", "mcp remove" ->
                found.addAll(McpServers.folder(terminal).names());
            case "completion" -> found.addAll(List.of("bash", "zsh", "fish"));
            case "config show" -> Flag.settable().forEach(flag -> found.add(String.valueOf(flag.key())));
            case "help" -> commands(given);
            default -> {}
        }
    }

    private void names(ComponentRegistry registry, String last) {
        int dot = last.indexOf('.');
        Tool tool = dot < 0 ? null : registry.find(last.substring(0, dot));
        if (tool == null) {
            found.addAll(registry.names());
        } else {
            tool.spec().operationNames().forEach(operation -> found.add(last.substring(0, dot + 1) + operation));
        }
    }

    private void parameters(ComponentRegistry registry, List<String> given, String last) {
        String name = given.getFirst();
        int dot = name.indexOf('.');
        Tool tool = registry.find(dot < 0 ? name : name.substring(0, dot));
        if (tool == null) {
            return;
        }
        Operation operation = dot < 0 ? tool.spec().alone() : tool.spec().find(name.substring(dot + 1));
        if (operation == null && dot < 0) {
            for (String word : given) {
                operation = operation == null ? tool.spec().find(word) : operation;
            }
            if (operation == null) {
                found.addAll(tool.spec().operationNames());
            }
        }
        if (operation != null) {
            for (Parameter parameter : operation.parameters()) {
                String key = parameter.name() + "=";
                if (last.startsWith(key)) {
                    values(parameter.schema(), key);
                } else if (given.stream().noneMatch(word -> word.startsWith(key))) {
                    found.add(key);
                }
            }
        }
    }

    private void values(Schema schema, String key) {
        if (schema instanceof Schema.Text text) {
            text.allowed().forEach(value -> found.add(key + value));
        } else if (schema instanceof Schema.Bool) {
            found.add(key + "true");
            found.add(key + "false");
        } else if (schema instanceof Schema.OrNull or) {
            values(or.schema(), key);
        }
    }
}
