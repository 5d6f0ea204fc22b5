package dev.incant.mcp.agent;

import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.value.Json;
import dev.incant.kernel.value.Values;
import dev.incant.mcp.agent.AgentResult.Part;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What an agent hears of a script that ran: its value or its error, what it printed and displayed, and
/// what it did. All of it is in the structured part; the text has the calls summed up, as a model pays for
/// every one.
final class ScriptAnswer {
    private final Kept kept;
    private final AgentSettings settings;
    private final Account account;
    private final Printed output;
    private final boolean untrusted;
    private final Map<String, @Nullable Object> structured = new LinkedHashMap<>();
    private final StringBuilder text = new StringBuilder();
    private final Duration duration;

    /// @param untrusted whether anything in it may come from outside
    ScriptAnswer(
            Kept kept, AgentSettings settings, Account account, Printed output, boolean untrusted, Duration duration) {
        this.kept = kept;
        this.settings = settings;
        this.account = account;
        this.output = output;
        this.untrusted = untrusted;
        this.duration = duration;
    }

    /// The answer of a script that came to its end.
    AgentResult of(@Nullable Object value) {
        if (value != null) {
            value(value);
        }
        return rest(false);
    }

    /// The answer of a script that failed.
    ///
    /// @param hint what to do about it, null where nothing more is known
    AgentResult of(ToolException error, @Nullable String hint) {
        structured.put("error", AgentErrors.map(error, hint));
        String message = AgentErrors.message(error);
        text.append("error ").append(error.code().code());
        if (error.details().get("line") instanceof Long line) {
            text.append(", line ").append(line);
        }
        text.append(": ").append(message).append('\n');
        if (error.details().get("source") instanceof String source) {
            text.append("  ").append(source.strip()).append('\n');
        }
        if (hint != null) {
            text.append(hint).append('\n');
        }
        return rest(true);
    }

    private void value(Object value) {
        // The size is a cheap measure; only what may be small is written to be counted.
        String json = Values.size(value) > 2L * settings.inline() ? null : Json.write(value);
        if (json != null && json.length() <= settings.inline()) {
            structured.put("result", value);
            section("result", value instanceof String string ? string : json);
            return;
        }
        keep("kept", "result", value);
    }

    private void keep(String field, String kind, Object value) {
        Map<String, @Nullable Object> handle;
        try {
            handle = kept.keep(kind, value);
        } catch (ToolException e) {
            handle = Values.map("lost", e.message(), "preview", Preview.of(value));
        }
        structured.put(field, handle);
        section(field, Json.write(handle));
    }

    private void printed() {
        String all = output.text();
        if (all.isEmpty()) {
            return;
        }
        if (all.length() <= settings.printed()) {
            structured.put("printed", all);
            section("printed", all.stripTrailing());
            return;
        }
        int part = settings.printed() / 2;
        String shown = all.substring(0, part) + "\n… " + (all.length() - 2 * part) + " characters left out …\n"
                + all.substring(all.length() - part);
        structured.put("printed", shown);
        section("printed", shown);
        keep("printed_kept", "printed", all);
    }

    private AgentResult rest(boolean failed) {
        printed();
        List<String> denied = account.denied();
        if (account.count() > 0) {
            structured.put("calls", account.calls());
            if (account.count() > Account.MOST) {
                structured.put("calls_made", (long) account.count());
            }
            section("did", account.summary());
        }
        if (!denied.isEmpty()) {
            structured.put("denied", denied);
            section("denied", String.join(", ", denied));
        }
        structured.put("ms", duration.toNanos() / 1000 / 1000.0);
        if (text.isEmpty()) {
            text.append("done, nothing returned");
        }
        List<Part> parts = new ArrayList<>();
        parts.add(new AgentResult.Text(text.toString().stripTrailing(), untrusted));
        for (Part part : output.shown()) {
            parts.add(part instanceof AgentResult.Text shown ? new AgentResult.Text(shown.text(), untrusted) : part);
        }
        return new AgentResult(parts, structured, failed);
    }

    private void section(String name, String content) {
        text.append(name).append(content.indexOf('\n') < 0 ? ": " : ":\n");
        text.append(content).append('\n');
    }

    /// Characters of the text.
    long length() {
        return text.length();
    }
}
