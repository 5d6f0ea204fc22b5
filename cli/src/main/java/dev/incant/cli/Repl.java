package dev.incant.cli;

import dev.incant.kernel.client.KernelClient;
import dev.incant.kernel.error.Nearest;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.message.Message;
import dev.incant.kernel.value.Values;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Reads scripts, runs each in one session, prints what it gives. An error ends its script only.
final class Repl {
    private static final List<String> WORDS = List.of(".help", ".history", ".exit");

    private static final String HELP = """
            Type Lua: an expression shows its value, a statement runs. Variables stay.
              tools.calculator{expression = "2 + 2"}   calls a tool
              Tool.list()                              lists them
              .history                                 shows what was typed
              .exit                                    ends, as Ctrl-D does
            """;

    private final Terminal terminal;
    private final LocalKernel kernel;
    private final Form form;
    private final Lines lines;

    Repl(Terminal terminal, LocalKernel kernel, Form form, Lines lines) {
        this.terminal = terminal;
        this.kernel = kernel;
        this.form = form;
        this.lines = lines;
    }

    /// Where history and logs are kept.
    static Path stateFolder(Terminal terminal) {
        String base = terminal.variable("XDG_STATE_HOME");
        if (base != null && base.startsWith("/")) {
            return Path.of(base, "incant");
        }
        String home = terminal.variable("HOME");
        return home != null && home.startsWith("/")
                ? Path.of(home, ".local", "state", "incant")
                : Path.of(System.getProperty("java.io.tmpdir"), "incant");
    }

    /// Runs until the input ends or `.exit`. The exit code is that of the last error where nobody reads, else 0.
    int run() {
        int code = 0;
        if (lines.interactive()) {
            terminal.out().line("Incant " + Version.CURRENT + ", Lua 5.4. .help tells more, .exit ends.");
        }
        for (String script = lines.next(); script != null; script = lines.next()) {
            String word = script.strip();
            if (word.equals(".exit")) {
                break;
            } else if (word.startsWith(".")) {
                meta(word);
            } else if (!word.isEmpty()) {
                int ended = execute(script);
                code = ended == 0 ? code : ended;
            }
            terminal.out().flush();
        }
        return lines.interactive() ? 0 : code;
    }

    private void meta(String word) {
        switch (word) {
            case ".help" -> terminal.out().print(HELP);
            case ".history" -> lines.history().forEach(terminal.out()::line);
            default ->
                terminal.err()
                        .line("unknown: " + word + Nearest.hint(word, WORDS) + " There are: "
                                + String.join(", ", WORDS));
        }
    }

    private int execute(String script) {
        KernelClient client = kernel.client();
        ScriptEvents shown = new ScriptEvents(terminal, form, client);
        Consumer<Message.Event> events = event -> {
            if (event instanceof Message.InputRequest input) {
                terminal.out().flush();
                client.input(lines.answer(input.prompt()));
            } else {
                shown.accept(event);
            }
        };
        Message.ExecuteRequest request = new Message.ExecuteRequest(script, "repl", List.of(), false, true, true, null);
        KernelClient.Pending pending = client.send(request, events);
        try (Lines.Interruptible _ = lines.interruptible(() -> kernel.cancel(pending.id()))) {
            Map<String, @Nullable Object> reply = pending.await();
            print(reply.get("result"));
            return 0;
        } catch (ToolException e) {
            return new Report(terminal, form).error(e);
        } finally {
            shown.end();
        }
    }

    private void print(@Nullable Object result) {
        switch (form) {
            case JSON -> new Report(terminal, form).document(result);
            case JSONL -> new Report(terminal, form).event("result", Values.map("result", result));
            case TEXT -> {
                if (result != null) {
                    TextView.print(terminal, result);
                }
            }
        }
    }
}
