package dev.incant.cli;

import dev.incant.kernel.client.KernelClient;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.message.Message;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Scripts from an input that nobody types: lines are gathered until the parser says that they are whole.
final class PipedLines implements Lines {
    private final Terminal terminal;
    private final KernelClient client;
    private final List<String> history = new ArrayList<>();

    PipedLines(Terminal terminal, KernelClient client) {
        this.terminal = terminal;
        this.client = client;
    }

    @Override
    public @Nullable String next() {
        StringBuilder script = new StringBuilder();
        for (String line = line(); line != null; line = line()) {
            script.append(script.isEmpty() ? "" : "\n").append(line);
            if (whole(client, script.toString())) {
                history.add(script.toString());
                return script.toString();
            }
        }
        return script.toString().isBlank() ? null : script.toString();
    }

    /// Whether a script is whole, or wrong whatever follows.
    static boolean whole(KernelClient client, String script) {
        return script.stripLeading().startsWith(".")
                || !"incomplete"
                        .equals(client.ask(new Message.IsCompleteRequest(script))
                                .get("completeness"));
    }

    private @Nullable String line() {
        try {
            return ScriptEvents.line(terminal.in());
        } catch (IOException e) {
            throw ToolException.failed("cannot read standard input: " + e.getMessage());
        }
    }

    @Override
    public @Nullable String answer(String prompt) {
        return line();
    }

    @Override
    public Interruptible interruptible(Runnable stop) {
        terminal.interrupts().onInterrupt(stop);
        return () -> {};
    }

    @Override
    public List<String> history() {
        return history;
    }

    @Override
    public boolean interactive() {
        return false;
    }
}
