package dev.incant.cli;

import dev.incant.kernel.client.KernelClient;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.message.Message;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jline.reader.Candidate;
import org.jline.reader.EOFError;
import org.jline.reader.EndOfFileException;
import org.jline.reader.History;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

/// Scripts that a person types, with JLine: editing, history, completion. The one class that names JLine.
final class TypedLines implements Lines, AutoCloseable {
    private final org.jline.terminal.Terminal screen;
    private final LineReader reader;
    private final KernelClient client;

    private TypedLines(org.jline.terminal.Terminal screen, Path history, KernelClient client) {
        this.screen = screen;
        this.client = client;
        this.reader = LineReaderBuilder.builder()
                .terminal(screen)
                .appName("incant")
                .parser(this::parse)
                .completer((editor, line, candidates) -> complete(line.line(), line.cursor(), candidates))
                .variable(LineReader.HISTORY_FILE, history)
                .variable(LineReader.HISTORY_SIZE, 10_000)
                .variable(LineReader.SECONDARY_PROMPT_PATTERN, "   ... ")
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .build();
    }

    /// Takes over the terminal until it is closed.
    static TypedLines open(Terminal terminal, KernelClient client) {
        try {
            // The provider that starts `stty`: the others load native code, of which the JVM warns.
            org.jline.terminal.Terminal screen =
                    TerminalBuilder.builder().system(true).provider("exec").build();
            return new TypedLines(screen, Repl.stateFolder(terminal).resolve("history"), client);
        } catch (IOException | IllegalStateException e) {
            throw ToolException.unavailable("cannot use this terminal: " + e.getMessage());
        }
    }

    @Override
    public @Nullable String next() {
        while (true) {
            try {
                return reader.readLine("incant> ");
            } catch (UserInterruptException e) {
                // Ctrl-C while typing gives a new line, as in a shell.
                continue;
            } catch (EndOfFileException e) {
                return null;
            }
        }
    }

    @Override
    public @Nullable String answer(String prompt) {
        try {
            return LineReaderBuilder.builder().terminal(screen).build().readLine(prompt);
        } catch (UserInterruptException | EndOfFileException e) {
            return null;
        }
    }

    @Override
    public Interruptible interruptible(Runnable stop) {
        var before = screen.handle(org.jline.terminal.Terminal.Signal.INT, signal -> stop.run());
        return () -> screen.handle(org.jline.terminal.Terminal.Signal.INT, before);
    }

    @Override
    public List<String> history() {
        List<String> lines = new ArrayList<>();
        for (History.Entry entry : reader.getHistory()) {
            lines.add(entry.line());
        }
        return lines;
    }

    @Override
    public boolean interactive() {
        return true;
    }

    @Override
    public void close() {
        try {
            reader.getHistory().save();
            screen.close();
        } catch (IOException e) {
            // The terminal is given back as well as can be; the history is a convenience.
            return;
        }
    }

    private ParsedLine parse(String line, int cursor, Parser.ParseContext context) {
        if (context == Parser.ParseContext.ACCEPT_LINE && !line.isBlank() && !PipedLines.whole(client, line)) {
            throw new EOFError(-1, -1, "not whole", "more");
        }
        return new Typed(line, cursor);
    }

    private void complete(String line, int cursor, List<Candidate> candidates) {
        Map<String, @Nullable Object> found = client.ask(new Message.CompleteRequest(line, cursor));
        int start = found.get("cursor_start") instanceof Long from ? from.intValue() : cursor;
        String kept = line.substring(Typed.start(line, cursor), Math.max(Typed.start(line, cursor), start));
        if (found.get("matches") instanceof List<?> matches) {
            for (Object match : matches) {
                candidates.add(new Candidate(kept + match, String.valueOf(match), null, null, null, null, false));
            }
        }
    }

    /// A line whose last word begins after the last blank: JLine replaces that word by a candidate.
    private record Typed(String line, int cursor) implements ParsedLine {
        static int start(String line, int cursor) {
            int start = cursor;
            while (start > 0 && !Character.isWhitespace(line.charAt(start - 1))) {
                start--;
            }
            return start;
        }

        @Override
        public String word() {
            return line.substring(start(line, cursor), cursor);
        }

        @Override
        public int wordCursor() {
            return word().length();
        }

        @Override
        public int wordIndex() {
            return 0;
        }

        @Override
        public List<String> words() {
            return List.of(word());
        }
    }
}
