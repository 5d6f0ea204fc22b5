package dev.incant.tools.web.url;

import java.util.ArrayList;
import java.util.List;

/// The names and values in a query (`application/x-www-form-urlencoded`, WHATWG URL, section 5), in their order.
public final class QueryPairs {
    private QueryPairs() {}

    /// A name and its value.
    public record Pair(String name, String value) {}

    /// Reads a query.
    ///
    /// @param decode whether `+` and percent signs are decoded
    public static List<Pair> of(String query, boolean decode) {
        List<Pair> pairs = new ArrayList<>();
        for (String part : query.split("&", -1)) {
            if (!part.isEmpty()) {
                int equals = part.indexOf('=');
                String name = equals < 0 ? part : part.substring(0, equals);
                String value = equals < 0 ? "" : part.substring(equals + 1);
                pairs.add(decode ? new Pair(decoded(name), decoded(value)) : new Pair(name, value));
            }
        }
        return pairs;
    }

    private static String decoded(String text) {
        return PercentEncoding.decode(text.replace('+', ' '));
    }

    /// Writes a query.
    public static String text(List<Pair> pairs) {
        StringBuilder out = new StringBuilder();
        for (Pair pair : pairs) {
            out.append(out.isEmpty() ? "" : "&")
                    .append(encoded(pair.name()))
                    .append('=')
                    .append(encoded(pair.value()));
        }
        return out.toString();
    }

    private static String encoded(String text) {
        return PercentEncoding.FORM.encode(text).replace("%20", "+");
    }
}
