package dev.incant.cli;

import dev.incant.kernel.message.Message;
import dev.incant.kernel.value.Values;
import java.util.function.Consumer;

/// Writes the events of a request as JSON, one a line, as they come.
final class EventLines implements Consumer<Message.Event> {
    private final Report report;

    EventLines(Terminal terminal) {
        this.report = new Report(terminal, Form.JSONL);
    }

    @Override
    public void accept(Message.Event event) {
        switch (event) {
            case Message.Progress progress ->
                report.event(
                        "progress",
                        Values.map("done", progress.done(), "total", progress.total(), "text", progress.text()));
            case Message.Stream stream ->
                report.event("stream", Values.map("name", stream.name(), "text", stream.text()));
            case Message.DisplayData display -> report.event("display", Values.map("data", display.data()));
            case Message.Status status -> report.event("status", Values.map("state", status.state()));
            case Message.Published published ->
                report.event(
                        "event",
                        Values.map(
                                "topic", published.topic(), "data", published.data(), "dropped", published.dropped()));
            case Message.InputRequest input -> report.event("input_request", Values.map("prompt", input.prompt()));
            // The command itself writes the one result or error at the end.
            case Message.ExecuteResult _, Message.ErrorEvent _ -> {}
        }
    }
}
