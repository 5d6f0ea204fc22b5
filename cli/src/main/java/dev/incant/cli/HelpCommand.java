package dev.incant.cli;

import dev.incant.kernel.value.Values;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `incant help`, `incant` alone, and `--help` of every command.
final class HelpCommand implements Command {
    private final boolean asError;

    /// @param asError whether nothing was asked, which is a mistake in a script
    HelpCommand(boolean asError) {
        this.asError = asError;
    }

    @Override
    public String name() {
        return "help";
    }

    @Override
    public boolean configured() {
        return false;
    }

    @Override
    public Help help() {
        return Help.of(
                "[COMMAND…]",
                "Show the commands, or what one does.",
                "",
                new Help.Example("incant help", "lists the commands"),
                new Help.Example("incant help tool invoke", "explains one"));
    }

    @Override
    public int run(Invocation invocation) {
        List<String> words = invocation.words();
        if (words.isEmpty() || words.size() == 1 && Commands.group(words.getFirst())) {
            return overview(invocation, words.isEmpty() ? "" : words.getFirst().concat(" "));
        }
        String name = String.join(" ", words);
        Command command = Commands.named(name);
        if (command == null) {
            throw Commands.unknown(words);
        }
        if (invocation.settings().form() == Form.TEXT) {
            invocation.terminal().out().print(page(command));
        } else {
            new Report(invocation.terminal(), Form.JSON).document(described(command));
        }
        return 0;
    }

    private int overview(Invocation invocation, String prefix) {
        Terminal terminal = invocation.terminal();
        List<@Nullable Object> described = new ArrayList<>();
        Table table = new Table(false, List.of());
        for (String name : Commands.NAMES) {
            Command command = name.startsWith(prefix) ? Commands.named(name) : null;
            if (command != null) {
                table.row(List.of("  incant " + name, command.help().summary()));
                described.add(Values.map("name", name, "summary", command.help().summary()));
            }
        }
        if (invocation.settings().form() != Form.TEXT) {
            new Report(terminal, Form.JSON).document(Values.map("commands", described));
            return 0;
        }
        StringBuilder text = new StringBuilder("Incant runs tools and short scripts of tools, safely.\n\n");
        table.appendTo(text);
        text.append("\n'incant COMMAND --help' explains a command, with examples.\n");
        text.append("In a checkout, 'incant bench' measures what all this costs.\n");
        if (asError) {
            terminal.err().print(text.toString());
            return 2;
        }
        terminal.out().print(text.toString());
        return 0;
    }

    private static @Nullable Object described(Command command) {
        Help help = command.help();
        List<@Nullable Object> flags = new ArrayList<>();
        for (Flag flag : allFlags(command)) {
            flags.add(Values.map("flag", flag.shown(), "meaning", flag.meaning()));
        }
        List<@Nullable Object> examples = new ArrayList<>();
        for (Help.Example example : help.examples()) {
            examples.add(Values.map("line", example.line(), "meaning", example.meaning()));
        }
        return Values.map(
                "name", command.name(),
                "usage", usage(command),
                "summary", help.summary(),
                "options", flags,
                "examples", examples);
    }

    private static List<Flag> allFlags(Command command) {
        List<Flag> flags = new ArrayList<>(List.of(command.flags()));
        flags.addAll(List.of(Flag.COMMON));
        return flags;
    }

    private static String usage(Command command) {
        String usage = command.help().usage();
        return "incant " + command.name() + (usage.isEmpty() ? "" : " " + usage);
    }

    static String page(Command command) {
        Help help = command.help();
        StringBuilder text = new StringBuilder("usage: ").append(usage(command)).append("\n\n");
        text.append(help.summary()).append('\n');
        if (!help.more().isEmpty()) {
            text.append(wrapped(help.more(), 88));
        }
        text.append("\nexamples:\n");
        for (Help.Example example : help.examples()) {
            text.append("  ")
                    .append(example.line())
                    .append("\n      ")
                    .append(example.meaning())
                    .append('\n');
        }
        text.append("\noptions:\n");
        Table table = new Table(false, List.of());
        for (Flag flag : allFlags(command)) {
            table.row(List.of("  " + flag.shown(), flag.meaning()));
        }
        table.appendTo(text);
        return text.toString();
    }

    private static String wrapped(String paragraphs, int width) {
        StringBuilder text = new StringBuilder();
        for (String paragraph : paragraphs.split("\n")) {
            int column = 0;
            for (String word : paragraph.split(" ")) {
                if (column > 0 && column + 1 + word.length() > width) {
                    text.append('\n');
                    column = 0;
                }
                text.append(column == 0 ? "" : " ").append(word);
                column += word.length() + (column == 0 ? 0 : 1);
            }
            text.append('\n');
        }
        return text.toString();
    }
}
