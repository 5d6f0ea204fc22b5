package dev.incant.mcp.client;

import dev.incant.mcp.rpc.RpcId;
import org.jspecify.annotations.Nullable;

/// Finds the id in an answer that could not be read, so that its request fails rather than waits. Our ids are numbers.
final class AnswerIds {
    private static final String KEY = "\"id\"";

    private AnswerIds() {}

    /// The id that stands last in a text, as servers that write the result first do, or else first; null for none.
    static @Nullable RpcId in(String text) {
        RpcId last = at(text, text.lastIndexOf(KEY));
        return last == null ? at(text, text.indexOf(KEY)) : last;
    }

    private static @Nullable RpcId at(String text, int key) {
        if (key < 0) {
            return null;
        }
        int from = key + KEY.length();
        while (from < text.length() && (text.charAt(from) == ' ' || text.charAt(from) == ':')) {
            from++;
        }
        int to = from;
        while (to < text.length() && to - from < 18 && Character.digit(text.charAt(to), 10) >= 0) {
            to++;
        }
        return to == from ? null : new RpcId.Number(Long.parseLong(text, from, to, 10));
    }
}
