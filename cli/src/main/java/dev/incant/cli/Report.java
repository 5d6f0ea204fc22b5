package dev.incant.cli;

import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.value.Json;
import dev.incant.kernel.value.Values;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes results and errors in the form that is asked for.
final class Report {
    private final Terminal terminal;
    private final Form form;

    Report(Terminal terminal, Form form) {
        this.terminal = terminal;
        this.form = form;
    }

    /// Writes a value as a JSON document: indented for a person, else on one line.
    void document(@Nullable Object value) {
        terminal.out().line(terminal.out().terminal() ? Json.pretty(value) : Json.write(value));
    }

    /// Writes an event on a line of its own, at once.
    void event(String type, Map<String, ? extends @Nullable Object> content) {
        Map<String, @Nullable Object> line = Values.map("type", type);
        line.putAll(content);
        terminal.out().line(Json.write(line));
        terminal.out().flush();
    }

    /// Tells of an error; returns its exit code.
    int error(ToolException error) {
        if (form == Form.JSON) {
            document(Values.map("error", error.toMap()));
        } else if (form == Form.JSONL) {
            event("error", Values.map("error", error.toMap()));
        }
        terminal.out().flush();
        try {
            tell(error);
        } catch (Output.Lost lost) {
            // Nobody reads it; the exit code says the same.
            return error.code().exitCode();
        }
        return error.code().exitCode();
    }

    private void tell(ToolException error) {
        Output err = terminal.err();
        boolean colours = terminal.messageColours();
        err.print(colours ? "\u001b[1;31merror:\u001b[0m " : "error: ");
        err.line(error.message());
        if (!error.details().isEmpty()) {
            details(err, error, colours);
        }
        err.flush();
    }

    private static void details(Output err, ToolException error, boolean colours) {
        Map<String, @Nullable Object> details = error.details();
        if (details.get("source") instanceof String source && details.get("line") instanceof Long line) {
            String number = line.toString();
            err.line("  " + number + " | " + source);
            if (details.get("column") instanceof Long column && column > 0 && column <= source.length() + 1) {
                StringBuilder caret =
                        new StringBuilder("  ").repeat(" ", number.length()).append(" | ");
                for (int i = 0; i < column - 1; i++) {
                    caret.append(source.charAt(i) == '\t' ? '\t' : ' ');
                }
                err.line(caret.append('^').toString());
            }
        }
        if (details.get("traceback") instanceof String traceback) {
            err.line(colours ? "\u001b[2m" + traceback + "\u001b[0m" : traceback);
        }
        if (details.get(Arguments.HELP) instanceof String help) {
            err.line("Try: " + help);
        }
        if (error.code() == ErrorCode.INTERNAL) {
            err.line("The log: " + LogToFile.place());
        }
    }
}
