package dev.incant.lua;

import org.jspecify.annotations.Nullable;

/// A Lua error: any Lua value, thrown by a script, a library or a Java function, and catchable by `pcall`.
///
/// It has no Java stack trace; [#traceback()] has Lua's, where it was taken.
public final class LuaError extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient @Nullable Object value;
    private transient @Nullable String traceback;

    /// Whether a message handler has seen it: a handler runs once, before the stack is unwound.
    transient boolean handled;

    /// Whether a stack was used up.
    transient boolean overflow;

    /// The frame in which it arose, for tracebacks; null when not known.
    transient @Nullable Frame origin;

    private LuaError(@Nullable Object value, @Nullable Throwable cause) {
        super(null, cause, false, false);
        this.value = value;
    }

    /// Returns an error whose value is the string `message`, as it is, without a position.
    public static LuaError of(String message) {
        return new LuaError(LuaString.of(message), null);
    }

    /// Returns an error whose value is the string `message` and whose cause is `cause`.
    public static LuaError of(String message, @Nullable Throwable cause) {
        return new LuaError(LuaString.of(message), cause);
    }

    /// Returns an error with any (boxed) Lua value.
    public static LuaError ofValue(@Nullable Object value) {
        return new LuaError(value, null);
    }

    /// The error's value: null for nil, [Boolean], [Long], [Double], [LuaString] or a Lua object.
    public @Nullable Object value() {
        return value;
    }

    /// The Lua traceback, or null when none was taken.
    public @Nullable String traceback() {
        return traceback;
    }

    void traceback(String text) {
        traceback = text;
    }

    /// Takes the traceback while the frames are still what they were when it arose.
    void keepTraceback() {
        if (traceback == null && origin != null) {
            traceback = Traceback.of(origin, 0).toString();
        }
    }

    /// The value as text, as the stand-alone interpreter would show it. Without a switch over its type, which takes
    /// the JVM milliseconds to prepare: many a process ends by its first error.
    @Override
    public String getMessage() {
        if (value == null) {
            return "nil";
        }
        if (value instanceof Double d) {
            return Numbers.toText(d);
        }
        return value instanceof LuaString || value instanceof Long || value instanceof Boolean
                ? value.toString()
                : "(error object is a " + Types.name(value) + " value)";
    }
}
