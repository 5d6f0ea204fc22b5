package dev.incant.cli;

import dev.incant.kernel.error.Nearest;
import dev.incant.kernel.error.ToolException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The closed set of commands. Adding one is a name and a line here, and its class.
final class Commands {
    /// The names of all commands that people use, in the order that help shows them.
    static final List<String> NAMES = List.of(
            "run",
            "exec",
            "repl",
            "tool list",
            "tool info",
            "tool invoke",
            "tool search",
            "tool test",
            "lua",
            "mcp serve",
            "mcp add",
            "mcp list",
            "mcp test",
            "mcp refresh",
            "mcp login",
            "mcp logout",
            "mcp remove",
            "config show",
            "config init",
            "config path",
            "doctor",
            "completion",
            "version",
            "help");

    private Commands() {}

    /// The command that the first words name, or null.
    static @Nullable Command find(List<String> words) {
        if (words.isEmpty()) {
            return null;
        }
        String first = words.getFirst();
        if (group(first)) {
            return words.size() < 2 ? null : named(first.concat(" ").concat(words.get(1)));
        }
        return named(first);
    }

    /// Whether a word stands before the names of commands.
    static boolean group(String word) {
        return word.equals("tool") || word.equals("config") || word.equals("mcp");
    }

    /// How many words name a command.
    static int length(Command command) {
        return command.name().indexOf(' ') < 0 ? 1 : 2;
    }

    /// The command of that name, or null.
    static @Nullable Command named(String name) {
        return switch (name) {
            case "tool invoke" -> new ToolInvoke();
            case "tool list" -> new ToolList();
            case "tool info" -> new ToolInfo();
            case "tool search" -> new ToolSearch();
            case "tool test" -> new ToolTest();
            case "run" -> new RunCommand();
            case "exec" -> new ExecCommand();
            case "repl" -> new ReplCommand();
            case "lua" -> new LuaCommand();
            case "mcp serve" -> new McpServe();
            case "mcp add" -> new McpAdd();
            case "mcp list" -> new McpList();
            case "mcp test" -> new McpTest();
            case "mcp refresh" -> new McpRefresh();
            case "mcp login" -> new McpLogin();
            case "mcp logout" -> new McpLogout();
            case "mcp remove" -> new McpRemove();
            case "config show" -> new ConfigShow();
            case "config init" -> new ConfigInit();
            case "config path" -> new ConfigPath();
            case "doctor" -> new Doctor();
            case "completion" -> new Completion();
            case "complete-words" -> new CompleteWords();
            case "train" -> new TrainCommand();
            case "version" -> new VersionCommand();
            case "help" -> new HelpCommand(false);
            default -> null;
        };
    }

    /// An error for words that name no command, with the nearest.
    static ToolException unknown(List<String> words) {
        String first = words.getFirst();
        List<String> names = new ArrayList<>();
        String wrong;
        String message;
        if (group(first)) {
            for (String name : NAMES) {
                if (name.startsWith(first.concat(" "))) {
                    names.add(name.substring(first.length() + 1));
                }
            }
            wrong = words.size() < 2 ? "" : words.get(1);
            message = wrong.isEmpty()
                    ? "'incant " + first + "' needs one of: " + String.join(", ", names)
                    : "unknown command: " + first + " " + wrong;
        } else {
            for (String name : NAMES) {
                int space = name.indexOf(' ');
                String word = space < 0 ? name : name.substring(0, space);
                if (!names.contains(word)) {
                    names.add(word);
                }
            }
            wrong = first;
            message = "unknown command: " + first;
        }
        return ToolException.invalidParams(message + (wrong.isEmpty() ? "" : Nearest.hint(wrong, names)))
                .with("commands", names)
                .with(Arguments.HELP, "incant help");
    }
}
