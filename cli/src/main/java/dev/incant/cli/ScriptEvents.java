package dev.incant.cli;

import dev.incant.kernel.client.KernelClient;
import dev.incant.kernel.message.Message;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Shows what a running script says, and answers what it asks. What a script prints goes to standard output in text,
/// and to standard error where the output is the one document that is its result. A reader that goes away stops it.
final class ScriptEvents implements Consumer<Message.Event> {
    private final Terminal terminal;
    private final Form form;
    private final KernelClient client;
    private final ProgressBar bar;

    ScriptEvents(Terminal terminal, Form form, KernelClient client) {
        this.terminal = terminal;
        this.form = form;
        this.client = client;
        this.bar = new ProgressBar(terminal);
    }

    @Override
    public void accept(Message.Event event) {
        try {
            if (form == Form.JSONL) {
                new EventLines(terminal).accept(event);
            } else if (event instanceof Message.Stream stream) {
                print(stream.name().equals("stdout") && form == Form.TEXT, stream.text());
            } else if (event instanceof Message.DisplayData display) {
                print(form == Form.TEXT, shown(display.data()));
            } else if (event instanceof Message.Progress) {
                bar.accept(event);
            }
            if (event instanceof Message.InputRequest input) {
                client.input(answer(input.prompt()));
            }
        } catch (Output.Lost lost) {
            // Told by the command's end; here nobody could hear of it.
            client.send(new Message.InterruptRequest());
        }
    }

    private void print(boolean asResult, String text) {
        bar.wipe();
        if (asResult) {
            terminal.out().print(text);
        } else {
            terminal.out().flush();
            terminal.err().print(text);
            terminal.err().flush();
        }
    }

    /// What a terminal can show of something to look at.
    static String shown(Map<String, @Nullable Object> data) {
        if (data.get("text/plain") instanceof String text) {
            return text.endsWith("\n") ? text : text + "\n";
        }
        StringBuilder shown = new StringBuilder();
        for (Map.Entry<String, @Nullable Object> entry : data.entrySet()) {
            if (entry.getValue() instanceof String text && entry.getKey().startsWith("text/")) {
                shown.append(text).append('\n');
            } else {
                shown.append('[').append(entry.getKey());
                shown.append(entry.getValue() instanceof byte[] bytes ? ", " + bytes.length + " bytes" : "")
                        .append("]\n");
            }
        }
        return shown.toString();
    }

    private @Nullable String answer(String prompt) {
        if (form != Form.JSONL) {
            print(false, prompt);
        }
        try {
            return line(terminal.in());
        } catch (IOException e) {
            terminal.err().line("error: cannot read standard input: " + e.getMessage());
            return null;
        }
    }

    /// One line of UTF-8 without its end; null at the end of the input. Reads no byte more.
    static @Nullable String line(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int next = in.read();
        if (next < 0) {
            return null;
        }
        while (next >= 0 && next != '\n') {
            bytes.write(next);
            next = in.read();
        }
        String line = bytes.toString(StandardCharsets.UTF_8);
        return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
    }

    /// Takes away what was on the screen only while the script ran.
    void end() {
        try {
            bar.wipe();
        } catch (Output.Lost lost) {
            // Standard error is gone, and the bar with it.
            return;
        }
    }
}
