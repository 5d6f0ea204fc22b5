package dev.incant.kernel.error;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Ends a call with an [ErrorCode]. The message says what was wrong with which value and what to do next; the details
/// are plain values for programs. It is a value rather than a report of where it was thrown, so it has no stack trace.
public final class ToolException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final transient Map<String, @Nullable Object> details;

    /// Makes an error with details; `details` is copied.
    public ToolException(
            ErrorCode code,
            String message,
            Map<String, ? extends @Nullable Object> details,
            @Nullable Throwable cause) {
        super(message, cause, false, false);
        this.code = code;
        this.details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
    }

    public ToolException(ErrorCode code, String message) {
        this(code, message, Map.of(), null);
    }

    public static ToolException invalidParams(String message) {
        return new ToolException(ErrorCode.INVALID_PARAMS, message);
    }

    public static ToolException notFound(String message) {
        return new ToolException(ErrorCode.NOT_FOUND, message);
    }

    public static ToolException denied(String message) {
        return new ToolException(ErrorCode.DENIED, message);
    }

    public static ToolException limitExceeded(String message) {
        return new ToolException(ErrorCode.LIMIT_EXCEEDED, message);
    }

    public static ToolException unavailable(String message) {
        return new ToolException(ErrorCode.UNAVAILABLE, message);
    }

    public static ToolException conflict(String message) {
        return new ToolException(ErrorCode.CONFLICT, message);
    }

    public static ToolException failed(String message) {
        return new ToolException(ErrorCode.FAILED, message);
    }

    /// The same error with one more detail.
    public ToolException with(String name, @Nullable Object value) {
        Map<String, @Nullable Object> more = new LinkedHashMap<>(details);
        more.put(name, value);
        return new ToolException(code, message(), more, getCause());
    }

    public ErrorCode code() {
        return code;
    }

    /// The message, never null.
    public String message() {
        String message = getMessage();
        return message == null ? code.code() : message;
    }

    /// Plain values for programs, in a stable order; unmodifiable.
    public Map<String, @Nullable Object> details() {
        return details;
    }

    /// The error as a plain value: `{code, message, details}`, as JSON and Lua show it.
    public Map<String, @Nullable Object> toMap() {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("code", code.code());
        map.put("message", message());
        map.put("details", details);
        return map;
    }
}
