package dev.incant.cli;

import java.util.List;

/// `incant exec`.
final class ExecCommand implements Command {
    @Override
    public String name() {
        return "exec";
    }

    @Override
    public Flag[] flags() {
        return Flag.SESSION;
    }

    @Override
    public Help help() {
        return Help.of(
                "CODE [-- ARGUMENT…]",
                "Run a line of Lua and print its value.",
                "",
                new Help.Example("incant exec 'return 6 * 7'", "prints 42"),
                new Help.Example(
                        "incant exec 'return tools.calculator{expression = \"2 + 2 * 3\"}' --output json",
                        "calls a tool and prints its result"));
    }

    @Override
    public int run(Invocation invocation) {
        List<String> words = invocation.words();
        if (words.size() != 1) {
            throw Arguments.usage(
                    words.isEmpty()
                            ? "give some Lua: incant exec CODE"
                            : "give the code as one argument, in quotes; what is meant for the script goes after --",
                    this);
        }
        return new ScriptRun(invocation, false)
                .run(words.getFirst(), "exec", invocation.arguments().rest());
    }
}
