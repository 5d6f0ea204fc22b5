package dev.incant.kernel.message;

import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.Nearest;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.value.Json;
import dev.incant.kernel.value.Values;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The one codec of messages: `{"id", "type", "session", "parent", "version", "content"}`, one message a line.
///
/// Replies have `content.status` `ok` beside their fields, or `error` with `content.error` `{code, message, details}`.
/// Unknown fields are ignored; an unknown type becomes [Message.Unknown], so that it can be answered.
public final class MessageJson {
    private static final List<String> COMMANDS = List.of("info", "invoke", "list", "search", "test");

    private MessageJson() {}

    /// Writes a message on one line, without the line's end.
    public static String write(Envelope envelope) {
        return Json.write(toMap(envelope));
    }

    /// Reads a message.
    ///
    /// @throws ToolException `invalid_params` for what is no message; `details.id` has the request's id where one
    ///     can be read, so that the sender can be answered
    public static Envelope read(String line) {
        if (!(Json.parse(line) instanceof Map<?, ?> map)) {
            throw ToolException.invalidParams("a message is a JSON object");
        }
        return fromMap(map);
    }

    /// A message as a plain value.
    public static Map<String, @Nullable Object> toMap(Envelope envelope) {
        Map<String, @Nullable Object> map =
                Values.map("id", envelope.id(), "type", envelope.content().type(), "session", envelope.session());
        if (envelope.parent() != null) {
            map.put("parent", envelope.parent());
        }
        map.put("version", (long) envelope.version());
        map.put("content", content(envelope.content()));
        return map;
    }

    private static Map<String, @Nullable Object> content(Message message) {
        return switch (message) {
            case Message.ToolList list -> Values.map("command", "list", "category", list.category());
            case Message.ToolInfo info -> Values.map("command", "info", "name", info.name());
            case Message.ToolInvoke invoke ->
                Values.map(
                        "command",
                        "invoke",
                        "tool",
                        invoke.tool(),
                        "params",
                        invoke.params(),
                        "timeout_ms",
                        invoke.timeoutMs(),
                        "progress",
                        invoke.progress());
            case Message.ToolSearch search ->
                Values.map(
                        "command",
                        "search",
                        "query",
                        search.query(),
                        "category",
                        search.category(),
                        "limit",
                        search.limit());
            case Message.ToolTest test -> Values.map("command", "test", "name", test.name());
            case Message.ExecuteRequest execute ->
                Values.map(
                        "code",
                        execute.code(),
                        "name",
                        execute.name(),
                        "args",
                        execute.args(),
                        "silent",
                        execute.silent(),
                        "store_history",
                        execute.storeHistory(),
                        "allow_stdin",
                        execute.allowStdin(),
                        "timeout_ms",
                        execute.timeoutMs());
            case Message.CompleteRequest complete ->
                Values.map("code", complete.code(), "cursor_pos", complete.cursor());
            case Message.InspectRequest inspect -> Values.map("code", inspect.code(), "cursor_pos", inspect.cursor());
            case Message.IsCompleteRequest request -> Values.map("code", request.code());
            case Message.HistoryRequest history -> Values.map("limit", history.limit());
            case Message.CancelRequest cancel -> Values.map("request", cancel.request());
            case Message.SubscribeRequest subscribe ->
                Values.map("pattern", subscribe.pattern(), "buffer", subscribe.buffer());
            case Message.UnsubscribeRequest unsubscribe -> Values.map("subscription", unsubscribe.subscription());
            case Message.KernelInfoRequest _,
                    Message.InterruptRequest _,
                    Message.ShutdownRequest _,
                    Message.Unknown _ -> Values.map();
            case Message.InputReply reply -> Values.map("value", reply.value());
            case Message.Done done -> {
                Map<String, @Nullable Object> content = Values.map("status", "ok");
                content.putAll(done.content());
                yield content;
            }
            case Message.Failed failed ->
                Values.map("status", "error", "error", failed.error().toMap());
            case Message.Stream stream -> Values.map("name", stream.name(), "text", stream.text());
            case Message.DisplayData display -> Values.map("data", display.data());
            case Message.ExecuteResult result -> Values.map("execution_count", result.count(), "value", result.value());
            case Message.ErrorEvent error -> error.error().toMap();
            case Message.Status status -> Values.map("execution_state", status.state());
            case Message.Progress progress ->
                Values.map("done", progress.done(), "total", progress.total(), "text", progress.text());
            case Message.Published event ->
                Values.map(
                        "subscription",
                        event.subscription(),
                        "topic",
                        event.topic(),
                        "data",
                        event.data(),
                        "dropped",
                        event.dropped());
            case Message.InputRequest input -> Values.map("prompt", input.prompt());
        };
    }

    private static Envelope fromMap(Map<?, ?> map) {
        String id = map.get("id") instanceof String text ? text : "";
        try {
            String type = string(map, "type");
            Fields content = new Fields(map.get("content") instanceof Map<?, ?> given ? given : Map.of());
            String session = map.get("session") instanceof String text ? text : "";
            String parent = map.get("parent") instanceof String text ? text : null;
            int version = map.get("version") instanceof Long number ? Math.toIntExact(number) : Envelope.VERSION;
            if (id.isEmpty()) {
                throw ToolException.invalidParams("a message has an id");
            }
            return new Envelope(id, session, parent, version, message(type, content));
        } catch (ToolException e) {
            throw id.isEmpty() ? e : e.with("id", id);
        }
    }

    private static String string(Map<?, ?> map, String name) {
        if (map.get(name) instanceof String text) {
            return text;
        }
        throw ToolException.invalidParams("a message has a string '" + name + "'");
    }

    private static Message message(String type, Fields content) {
        return switch (type) {
            case "kernel_info_request" -> new Message.KernelInfoRequest();
            case "tool_request" -> toolRequest(content);
            case "execute_request" ->
                new Message.ExecuteRequest(
                        content.string("code"),
                        content.string("name", "execute"),
                        content.strings("args"),
                        content.bool("silent", false),
                        content.bool("store_history", true),
                        content.bool("allow_stdin", false),
                        content.integer("timeout_ms"));
            case "complete_request" ->
                new Message.CompleteRequest(content.string("code"), content.number("cursor_pos"));
            case "inspect_request" -> new Message.InspectRequest(content.string("code"), content.number("cursor_pos"));
            case "is_complete_request" -> new Message.IsCompleteRequest(content.string("code"));
            case "history_request" -> new Message.HistoryRequest(content.number("limit", 100));
            case "cancel_request" -> new Message.CancelRequest(content.string("request"));
            case "interrupt_request" -> new Message.InterruptRequest();
            case "shutdown_request" -> new Message.ShutdownRequest();
            case "subscribe_request" ->
                new Message.SubscribeRequest(content.string("pattern"), content.number("buffer", 1000));
            case "unsubscribe_request" -> new Message.UnsubscribeRequest(content.string("subscription"));
            case "input_reply" -> new Message.InputReply(content.optional("value"));
            case "stream" -> new Message.Stream(content.string("name"), content.string("text"));
            case "display_data" -> new Message.DisplayData(content.map("data"));
            case "execute_result" ->
                new Message.ExecuteResult(content.whole("execution_count"), content.value("value"));
            case "error" -> new Message.ErrorEvent(content.error());
            case "status" -> new Message.Status(content.string("execution_state"));
            case "progress" ->
                new Message.Progress(content.whole("done"), content.whole("total"), content.optional("text"));
            case "event" ->
                new Message.Published(
                        content.string("subscription"),
                        content.string("topic"),
                        content.value("data"),
                        content.whole("dropped"));
            case "input_request" -> new Message.InputRequest(content.string("prompt"));
            default -> content.has("status") ? reply(type, content) : new Message.Unknown(type);
        };
    }

    private static Message reply(String type, Fields content) {
        if (content.string("status").equals("error")) {
            return new Message.Failed(type, content.inner("error").error());
        }
        Map<String, @Nullable Object> fields = content.all();
        fields.remove("status");
        return new Message.Done(type, fields);
    }

    private static Message toolRequest(Fields content) {
        String command = content.string("command");
        return switch (command) {
            case "list" -> new Message.ToolList(content.optional("category"));
            case "info" -> new Message.ToolInfo(content.string("name"));
            case "invoke" ->
                new Message.ToolInvoke(
                        // The reference system's clients say `name`.
                        content.has("tool") ? content.string("tool") : content.string("name"),
                        content.has("params") ? content.map("params") : Map.of(),
                        content.integer("timeout_ms"),
                        content.bool("progress", false));
            case "search" ->
                new Message.ToolSearch(
                        content.words("query"), content.optional("category"), content.number("limit", 10));
            case "test" -> new Message.ToolTest(content.string("name"));
            default ->
                throw ToolException.invalidParams("command: no tool command '" + command + "'"
                        + Nearest.hint(command, COMMANDS) + " There are: " + String.join(", ", COMMANDS));
        };
    }

    /// The fields of a message's content, read with clear errors.
    private record Fields(Map<?, ?> map) {
        boolean has(String name) {
            return map.get(name) != null;
        }

        @Nullable Object value(String name) {
            return map.get(name);
        }

        String string(String name) {
            if (map.get(name) instanceof String text) {
                return text;
            }
            throw wrong(name, "a string");
        }

        String string(String name, String otherwise) {
            return has(name) ? string(name) : otherwise;
        }

        @Nullable String optional(String name) {
            return has(name) ? string(name) : null;
        }

        boolean bool(String name, boolean otherwise) {
            if (!has(name)) {
                return otherwise;
            }
            if (map.get(name) instanceof Boolean flag) {
                return flag;
            }
            throw wrong(name, "true or false");
        }

        @Nullable Long integer(String name) {
            if (!has(name)) {
                return null;
            }
            if (map.get(name) instanceof Long number) {
                return number;
            }
            throw wrong(name, "an integer");
        }

        long whole(String name) {
            Long number = integer(name);
            if (number == null) {
                throw wrong(name, "an integer");
            }
            return number;
        }

        int number(String name) {
            Long number = integer(name);
            if (number == null || number != (int) (long) number) {
                throw wrong(name, "an integer of 32 bits");
            }
            return (int) (long) number;
        }

        int number(String name, int otherwise) {
            return has(name) ? number(name) : otherwise;
        }

        /// One string, or several words, as the reference system's clients send them.
        String words(String name) {
            return map.get(name) instanceof List<?> ? String.join(" ", strings(name)) : string(name);
        }

        List<String> strings(String name) {
            if (!has(name)) {
                return List.of();
            }
            if (!(map.get(name) instanceof List<?> list)) {
                throw wrong(name, "a list of strings");
            }
            List<String> strings = new ArrayList<>(list.size());
            for (Object item : list) {
                if (!(item instanceof String text)) {
                    throw wrong(name, "a list of strings");
                }
                strings.add(text);
            }
            return strings;
        }

        Map<String, @Nullable Object> map(String name) {
            return inner(name).all();
        }

        Fields inner(String name) {
            if (map.get(name) instanceof Map<?, ?> inner) {
                return new Fields(inner);
            }
            throw wrong(name, "an object");
        }

        @SuppressWarnings("unchecked") // the keys of a JSON object are strings
        Map<String, @Nullable Object> all() {
            return new LinkedHashMap<>((Map<String, @Nullable Object>) map);
        }

        ToolException error() {
            return new ToolException(
                    ErrorCode.of(string("code")).orElse(ErrorCode.INTERNAL),
                    string("message"),
                    has("details") ? map("details") : Map.of(),
                    null);
        }

        private ToolException wrong(String name, String expected) {
            Object value = map.get(name);
            String found = value == null ? "is missing" : "is of type " + Values.typeName(value);
            return ToolException.invalidParams(name + ": must be " + expected + ", " + found);
        }
    }
}
