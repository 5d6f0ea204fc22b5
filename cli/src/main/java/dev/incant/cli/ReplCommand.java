package dev.incant.cli;

import dev.incant.script.LuaScriptRuntime;

/// `incant repl`.
final class ReplCommand implements Command {
    @Override
    public String name() {
        return "repl";
    }

    @Override
    public Flag[] flags() {
        return Flag.SESSION;
    }

    @Override
    public Help help() {
        return Help.of(
                "",
                "Type Lua and see what it gives.",
                """
                Tab completes names, tools and parameters; what is not whole goes on in the next line; the arrow keys find \
                what was typed before. Ctrl-C stops a script that runs, Ctrl-D ends. .help tells more.""",
                new Help.Example("incant repl", "starts; .exit ends"),
                new Help.Example("echo '6 * 7' | incant repl --allow-read=data", "runs lines that are not typed"));
    }

    @Override
    public int run(Invocation invocation) {
        Settings settings = invocation.settings();
        Terminal terminal = invocation.terminal();
        try (LocalKernel kernel = LocalKernel.ofScripts(invocation, new LuaScriptRuntime())) {
            kernel.connect(Bounds.grants(settings), Bounds.limits(settings));
            if (terminal.inTerminal() && terminal.out().terminal()) {
                try (TypedLines lines = TypedLines.open(terminal, kernel.client())) {
                    return new Repl(terminal, kernel, settings.form(), lines).run();
                }
            }
            return new Repl(terminal, kernel, settings.form(), new PipedLines(terminal, kernel.client())).run();
        }
    }
}
