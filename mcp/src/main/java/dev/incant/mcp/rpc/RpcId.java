package dev.incant.mcp.rpc;

import org.jspecify.annotations.Nullable;

/// What ties an answer to its request: a text or a whole number. Never null, unlike in JSON-RPC itself.
public sealed interface RpcId {
    /// A text.
    record Text(String value) implements RpcId {}

    /// A whole number.
    record Number(long value) implements RpcId {}

    /// The id as a plain value, as it stands in JSON.
    default Object plain() {
        return switch (this) {
            case Text text -> text.value();
            case Number number -> number.value();
        };
    }

    /// The id that a plain value stands for; null for a value that is none.
    static @Nullable RpcId of(@Nullable Object value) {
        return switch (value) {
            case String text -> new Text(text);
            case Long number -> new Number(number);
            case Double number
            when number == Math.rint(number) && Math.abs(number) < 1L << 53 -> new Number(number.longValue());
            case null, default -> null;
        };
    }
}
