package dev.incant.mcp.rpc;

import org.jspecify.annotations.Nullable;

/// What ties an answer to its request: a text or a whole number. Never null, unlike in JSON-RPC itself.
public sealed interface RpcId {
    /// A text.
    record Text(String value) implements RpcId {
        @Override
        public Object plain() {
            return value;
        }
    }

    /// A whole number.
    record Number(long value) implements RpcId {
        @Override
        public Object plain() {
            return value;
        }
    }

    /// The id as a plain value, as it stands in JSON.
    Object plain();

    /// The id that a plain value stands for; null for a value that is none.
    static @Nullable RpcId of(@Nullable Object value) {
        if (value instanceof String text) {
            return new Text(text);
        }
        if (value instanceof Long number) {
            return new Number(number);
        }
        return value instanceof Double number && number == Math.rint(number) && Math.abs(number) < 1L << 53
                ? new Number(number.longValue())
                : null;
    }
}
