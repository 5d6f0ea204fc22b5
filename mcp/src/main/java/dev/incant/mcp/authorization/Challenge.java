package dev.incant.mcp.authorization;

import dev.incant.kernel.capability.Http;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a server that refuses a request wants instead: one challenge of the header `WWW-Authenticate`. Source:
/// RFC 9110, section 11.6.1.
///
/// @param scheme in small letters
/// @param parameters by names in small letters; the first of a name counts
record Challenge(String scheme, Map<String, String> parameters) {
    /// What is taken for the challenge where there is none.
    static final Challenge NONE = new Challenge("", Map.of());

    private static final int LONGEST = 16 << 10;

    /// Those that OAuth knows, in order.
    static List<Challenge> of(List<Http.Header> headers) {
        List<Challenge> all = new ArrayList<>();
        for (Http.Header header : headers) {
            if (header.name().equalsIgnoreCase("WWW-Authenticate")
                    && header.value().length() <= LONGEST) {
                new Reader(header.value(), all).read();
            }
        }
        all.removeIf(each -> !each.scheme.equals("bearer") && !each.scheme.equals("dpop"));
        return all;
    }

    /// The one that says most, of those that OAuth knows.
    static Challenge best(List<Challenge> all) {
        Challenge best = NONE;
        for (Challenge each : all) {
            if (best == NONE || each.parameters.size() > best.parameters.size()) {
                best = each;
            }
        }
        return best;
    }

    @Nullable String error() {
        return parameters.get("error");
    }

    /// Where the server's metadata is, as it says.
    @Nullable String metadata() {
        return parameters.get("resource_metadata");
    }

    /// What the request needs; empty where the server does not say.
    List<String> scopes() {
        return words(parameters.getOrDefault("scope", ""));
    }

    /// Scopes of a list with spaces between; those that no scope can be called are left out.
    static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        for (String word : text.split(" ", -1)) {
            boolean fine = !word.isEmpty() && word.chars().allMatch(c -> c > ' ' && c < 127 && c != '"' && c != '\\');
            if (fine && !words.contains(word)) {
                words.add(word);
            }
        }
        return words;
    }

    /// Reads the challenges of one header, which commas separate as they do a challenge's parameters.
    private static final class Reader {
        private final String text;
        private final List<Challenge> all;
        private int at;

        Reader(String text, List<Challenge> all) {
            this.text = text;
            this.all = all;
        }

        /// What cannot be read ends it; what was read before counts.
        void read() {
            Map<String, String> parameters = null;
            while (at < text.length()) {
                skip(" \t,");
                String word = token();
                if (word.isEmpty()) {
                    return;
                }
                int after = at;
                skip(" \t");
                if (parameters != null && at < text.length() && text.charAt(at) == '=') {
                    at++;
                    skip(" \t");
                    String value = at < text.length() && text.charAt(at) == '"' ? quoted() : token();
                    parameters.putIfAbsent(word.toLowerCase(Locale.ROOT), value);
                } else {
                    parameters = new LinkedHashMap<>();
                    all.add(new Challenge(word.toLowerCase(Locale.ROOT), parameters));
                    at = after;
                    token68();
                }
            }
        }

        private void skip(String characters) {
            while (at < text.length() && characters.indexOf(text.charAt(at)) >= 0) {
                at++;
            }
        }

        private String token() {
            int from = at;
            while (at < text.length() && " \t,=\"".indexOf(text.charAt(at)) < 0) {
                at++;
            }
            return text.substring(from, at);
        }

        /// Skips what schemes of before have in place of parameters: a word that no `=VALUE` follows.
        private void token68() {
            int before = at;
            skip(" \t");
            token();
            int end = at;
            skip("=");
            boolean word = at == text.length() || text.charAt(at) == ',';
            if (!word || end == before) {
                at = before;
            }
        }

        private String quoted() {
            StringBuilder value = new StringBuilder();
            at++;
            while (at < text.length() && text.charAt(at) != '"') {
                if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                    at++;
                }
                value.append(text.charAt(at++));
            }
            at++;
            return value.toString();
        }
    }
}
