package dev.incant.mcp.protocol;

import dev.incant.kernel.value.Values;
import dev.incant.mcp.rpc.RpcException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Cuts lists into pages. A cursor says where the next page begins; clients do not look into it.
final class Pages {
    private static final int SIZE = 250;
    private static final String PREFIX = "at:";

    private Pages() {}

    /// One page of a list as the fields of a result.
    ///
    /// @throws RpcException `-32602` for a cursor that is none
    static <T> Map<String, @Nullable Object> page(
            String field, List<T> all, @Nullable String cursor, Function<T, Map<String, @Nullable Object>> wire) {
        int from = cursor == null ? 0 : position(cursor);
        if (from > all.size()) {
            throw invalid();
        }
        int to = Math.min(all.size(), from + SIZE);
        List<@Nullable Object> items = new ArrayList<>(to - from);
        for (T each : all.subList(from, to)) {
            items.add(wire.apply(each));
        }
        Map<String, @Nullable Object> fields = Values.map(field, items);
        if (to < all.size()) {
            fields.put(
                    "nextCursor",
                    Base64.getUrlEncoder()
                            .withoutPadding()
                            .encodeToString((PREFIX + to).getBytes(StandardCharsets.UTF_8)));
        }
        return fields;
    }

    private static int position(String cursor) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            if (text.startsWith(PREFIX)) {
                int at = Integer.parseInt(text.substring(PREFIX.length()));
                if (at > 0) {
                    return at;
                }
            }
        } catch (IllegalArgumentException _) {
            // Told below, as any other cursor that is none.
        }
        throw invalid();
    }

    private static RpcException invalid() {
        return RpcException.invalidParams("cursor is none that this server gave; begin again without one");
    }
}
