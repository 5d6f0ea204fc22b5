package dev.incant.cli;

import dev.incant.kernel.error.ToolException;
import java.util.List;

/// `incant run`.
final class RunCommand implements Command {
    @Override
    public String name() {
        return "run";
    }

    @Override
    public Flag[] flags() {
        return Flag.SESSION;
    }

    @Override
    public Help help() {
        return Help.of(
                "FILE|- [-- ARGUMENT…]",
                "Run a Lua script.",
                """
                The script may do what is allowed here, by variables or in incant.toml, and nothing else. What follows -- \
                is in its table ARGS: --key value as ARGS.key, the rest by number. What it returns is printed last; \
                --output json prints that alone, and what the script prints goes to standard error.""",
                new Help.Example("incant run hello.lua", "runs a file"),
                new Help.Example(
                        "echo 'return 6 * 7' | incant run - --timeout 5s", "runs standard input, five seconds at most"),
                new Help.Example(
                        "incant run hello.lua --allow-read=. -- --name Ann", "lets it read here, and gives it a name"));
    }

    @Override
    public int run(Invocation invocation) {
        List<String> words = invocation.words();
        if (words.isEmpty()) {
            throw Arguments.usage("name a script, or - for standard input: incant run FILE", this);
        }
        if (words.size() > 1) {
            throw Arguments.usage(
                    "'" + words.get(1) + "' is one argument too many; what is meant for the script goes after --",
                    this);
        }
        String file = words.getFirst();
        boolean input = file.equals("-");
        String code = new ValueSource(invocation.terminal()).text(input ? "-" : "@".concat(file));
        if (code.indexOf('\0') >= 0) {
            throw ToolException.invalidParams(file + " is no text: it has a zero byte");
        }
        return new ScriptRun(invocation, input)
                .run(code, input ? "stdin" : file, invocation.arguments().rest());
    }
}
