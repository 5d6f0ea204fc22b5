package dev.incant.tools.data.jq;

import org.jspecify.annotations.Nullable;

/// An error that a query raises and `try` catches. It carries a value, mostly a text, and no stack trace.
final class JqError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// How much of a value that is no text the message shows, roughly.
    private static final int LONGEST = 10_000;

    private final transient @Nullable Object value;

    JqError(@Nullable Object value) {
        super(null, null, false, false);
        this.value = value;
    }

    @Nullable Object value() {
        return value;
    }

    @Override
    public String getMessage() {
        return value instanceof String text ? text : Text.start(value, LONGEST) + " (not a string)";
    }
}
