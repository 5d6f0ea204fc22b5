package dev.incant.kernel.message;

import dev.incant.kernel.error.ToolException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What clients and kernels say to each other. The set is closed; its JSON is in [MessageJson].
public sealed interface Message {
    /// The type in JSON.
    String type();

    /// What a client asks; each gets exactly one [Reply].
    sealed interface Request extends Message {
        /// The type of the reply.
        default String replyType() {
            return type().substring(0, type().length() - "request".length()) + "reply";
        }
    }

    /// What ends a request.
    sealed interface Reply extends Message {}

    /// What a kernel tells besides replies.
    sealed interface Event extends Message {}

    /// Asks for versions, features and the limits in force.
    record KernelInfoRequest() implements Request {
        @Override
        public String type() {
            return "kernel_info_request";
        }
    }

    /// Asks something about tools, or calls one.
    sealed interface ToolRequest extends Request {
        @Override
        default String type() {
            return "tool_request";
        }

        /// The word in JSON's `command`.
        String command();
    }

    /// Lists tools, all or those of one category.
    record ToolList(@Nullable String category) implements ToolRequest {
        @Override
        public String command() {
            return "list";
        }
    }

    /// Shows the whole spec of a tool.
    record ToolInfo(String name) implements ToolRequest {
        @Override
        public String command() {
            return "info";
        }
    }

    /// Calls a tool.
    ///
    /// @param timeoutMs null for the operation's own
    /// @param progress whether [Progress] events are wanted
    record ToolInvoke(
            String tool,
            Map<String, @Nullable Object> params,
            @Nullable Long timeoutMs,
            boolean progress) implements ToolRequest {
        @Override
        public String command() {
            return "invoke";
        }
    }

    /// Finds tools by words.
    record ToolSearch(String query, @Nullable String category, int limit) implements ToolRequest {
        @Override
        public String command() {
            return "search";
        }
    }

    /// Runs the examples of a tool.
    record ToolTest(String name) implements ToolRequest {
        @Override
        public String command() {
            return "test";
        }
    }

    /// Runs a script in the session.
    ///
    /// @param name of the chunk, for error messages: a file's path, or `exec`
    /// @param args the script's arguments
    /// @param silent no result, no history
    /// @param allowStdin whether the client answers [InputRequest]
    /// @param timeoutMs null for the session's limit
    record ExecuteRequest(
            String code,
            String name,
            List<String> args,
            boolean silent,
            boolean storeHistory,
            boolean allowStdin,
            @Nullable Long timeoutMs)
            implements Request {
        public ExecuteRequest {
            args = List.copyOf(args);
        }

        /// A script without arguments.
        public static ExecuteRequest of(String code, String name) {
            return new ExecuteRequest(code, name, List.of(), false, true, false, null);
        }

        @Override
        public String type() {
            return "execute_request";
        }
    }

    /// Asks what may stand at a place in a script; `cursor` counts UTF-16 units.
    record CompleteRequest(String code, int cursor) implements Request {
        @Override
        public String type() {
            return "complete_request";
        }
    }

    /// Asks what stands at a place in a script.
    record InspectRequest(String code, int cursor) implements Request {
        @Override
        public String type() {
            return "inspect_request";
        }
    }

    /// Asks whether a script is whole or goes on.
    record IsCompleteRequest(String code) implements Request {
        @Override
        public String type() {
            return "is_complete_request";
        }
    }

    /// Asks for the last scripts of the session.
    record HistoryRequest(int limit) implements Request {
        @Override
        public String type() {
            return "history_request";
        }
    }

    /// Stops one request of the same connection.
    record CancelRequest(String request) implements Request {
        @Override
        public String type() {
            return "cancel_request";
        }
    }

    /// Stops the session's running script; those that wait are refused as cancelled.
    record InterruptRequest() implements Request {
        @Override
        public String type() {
            return "interrupt_request";
        }
    }

    /// Ends the kernel: running work is cancelled.
    record ShutdownRequest() implements Request {
        @Override
        public String type() {
            return "shutdown_request";
        }
    }

    /// Asks for events whose topic matches a pattern, in which `*` stands for any part between dots and a `**` at
    /// the end for all that follows.
    ///
    /// @param buffer how many may wait before the oldest are dropped and counted
    record SubscribeRequest(String pattern, int buffer) implements Request {
        @Override
        public String type() {
            return "subscribe_request";
        }
    }

    /// Ends a subscription.
    record UnsubscribeRequest(String subscription) implements Request {
        @Override
        public String type() {
            return "unsubscribe_request";
        }
    }

    /// A client's answer to [InputRequest]; not a request, so it has no reply.
    record InputReply(@Nullable String value) implements Message {
        @Override
        public String type() {
            return "input_reply";
        }
    }

    /// Something that the kernel does not know. It is answered with [Unsupported].
    record Unknown(String type) implements Request {
        @Override
        public String replyType() {
            return "unsupported";
        }
    }

    /// A request that did what it should.
    ///
    /// @param type of the reply
    /// @param content as a plain value; see [MessageJson] for each type's fields
    record Done(String type, Map<String, @Nullable Object> content) implements Reply {}

    /// A request that failed.
    ///
    /// @param type of the reply
    record Failed(String type, ToolException error) implements Reply {}

    /// Text that a script printed: `stdout` or `stderr`.
    record Stream(String name, String text) implements Event {
        @Override
        public String type() {
            return "stream";
        }
    }

    /// Something to look at, by MIME type; binary kinds are bytes.
    record DisplayData(Map<String, @Nullable Object> data) implements Event {
        @Override
        public String type() {
            return "display_data";
        }
    }

    /// The value of a script.
    record ExecuteResult(long count, @Nullable Object value) implements Event {
        @Override
        public String type() {
            return "execute_result";
        }
    }

    /// An error that ended a script.
    record ErrorEvent(ToolException error) implements Event {
        @Override
        public String type() {
            return "error";
        }
    }

    /// `busy` before a script and `idle` after it.
    record Status(String state) implements Event {
        @Override
        public String type() {
            return "status";
        }
    }

    /// How far a call has come; `total` is negative while unknown.
    record Progress(long done, long total, @Nullable String text) implements Event {
        @Override
        public String type() {
            return "progress";
        }
    }

    /// An event of a subscription.
    ///
    /// @param dropped how many were lost before this one because the client was too slow
    record Published(
            String subscription, String topic, @Nullable Object data, long dropped) implements Event {
        @Override
        public String type() {
            return "event";
        }
    }

    /// A script asks the person at the client for a line.
    record InputRequest(String prompt) implements Event {
        @Override
        public String type() {
            return "input_request";
        }
    }
}
