package dev.incant.mcp.agent;

import dev.incant.kernel.capability.Progress;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.message.Message;
import dev.incant.kernel.value.Json;
import dev.incant.mcp.agent.AgentResult.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What a script prints, logs and displays while it runs. Heard on the script's thread; read when it has ended.
final class Printed implements Consumer<Message.Event> {
    private final Progress progress;
    private final long most;
    private final StringBuilder text = new StringBuilder();
    private final List<Part> shown = new ArrayList<>();
    private long size;

    /// @param most bytes that may be printed and displayed
    Printed(Progress progress, long most) {
        this.progress = progress;
        this.most = most;
    }

    /// Takes an event. What is refused ends the script: the kernel hands the error on to it, as it does its own.
    ///
    /// @throws ToolException `limit_exceeded`
    @Override
    public void accept(Message.Event event) {
        switch (event) {
            case Message.Stream stream -> print(stream.text());
            case Message.DisplayData display -> display(display.data());
            case Message.Progress report -> progress.report(report.done(), report.total(), report.text());
            default -> {}
        }
    }

    private synchronized void print(String printed) {
        count(printed.length());
        text.append(printed);
    }

    private synchronized void display(Map<String, @Nullable Object> data) {
        // The richest form is enough; the others say the same.
        for (Map.Entry<String, @Nullable Object> form : data.entrySet()) {
            String type = form.getKey();
            if (form.getValue() instanceof byte[] bytes) {
                count(bytes.length);
                shown.add(
                        type.startsWith("image/")
                                ? new AgentResult.Image(bytes, type)
                                : type.startsWith("audio/")
                                        ? new AgentResult.Audio(bytes, type)
                                        : new AgentResult.Text("(" + bytes.length + " bytes of " + type + ")", false));
            } else {
                String value = form.getValue() instanceof String string ? string : Json.write(form.getValue());
                count(value.length());
                shown.add(new AgentResult.Text(value, false));
            }
            return;
        }
    }

    private void count(long more) {
        size += more;
        if (size > most) {
            throw ToolException.limitExceeded(
                            "the script printed more than " + most + " bytes; return or keep (State.set) what is large")
                    .with("limit", most);
        }
    }

    synchronized String text() {
        return text.toString();
    }

    /// What was displayed, in order.
    synchronized List<Part> shown() {
        return List.copyOf(shown);
    }
}
