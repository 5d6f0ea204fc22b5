package dev.incant.tools.web.url;

import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.Field;
import dev.incant.kernel.tool.Schema;
import dev.incant.kernel.value.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The parts of a URL as plain values, and a URL of such parts.
public final class UrlParts {
    private UrlParts() {}

    /// What [#of] gives.
    public static Schema schema() {
        return Schema.object(
                "The parts.",
                Field.of("original", Schema.string("The URL as it was given.")),
                Field.of("normalized", Schema.string("The URL in its normal form.")),
                Field.of("scheme", Schema.string("The scheme without colon.")),
                Field.of(
                        "origin",
                        Schema.string("Scheme, host and port; null where there is no such thing.")
                                .orNull()),
                Field.of("has_auth", Schema.bool("Whether there is a user name or password.")),
                Field.of("has_password", Schema.bool("Whether there is a password.")),
                Field.of("username", Schema.string("The user name, decoded, empty for none.")),
                Field.of(
                        "host",
                        Schema.string("The host in ASCII; null for none.").orNull()),
                Field.of(
                        "host_unicode",
                        Schema.string("The host as people read it; null for none.")
                                .orNull()),
                Field.of(
                        "host_details",
                        Schema.object(
                                        "What the host is.",
                                        Field.of(
                                                "type",
                                                Schema.oneOf(
                                                        "The kind of host.",
                                                        "domain",
                                                        "ipv4",
                                                        "ipv6",
                                                        "opaque",
                                                        "empty")),
                                        Field.of("value", Schema.string("The host without brackets.")),
                                        Field.of("is_ip", Schema.bool("Whether it is an address.")))
                                .orNull()),
                Field.of(
                        "port",
                        Schema.integer("The port; null for the scheme's usual one.")
                                .orNull()),
                Field.of(
                        "effective_port",
                        Schema.integer("The port with the usual one; null for none.")
                                .orNull()),
                Field.of("path", Schema.string("The path, encoded.")),
                Field.of("path_segments", Schema.list("The segments, decoded.", Schema.string("A segment."))),
                Field.of(
                        "query",
                        Schema.string("The query without '?', encoded; null for none.")
                                .orNull()),
                Field.of(
                        "query_params",
                        Schema.map("The query by name.", Schema.any("The value; a list where there are several."))),
                Field.of(
                        "query_pairs",
                        Schema.list(
                                "The query in its order.",
                                Schema.list("Name and value.", Schema.string("The name or the value.")))),
                Field.of(
                        "fragment",
                        Schema.string("What follows '#', encoded; null for none.")
                                .orNull()),
                Field.of("warnings", Schema.list("What may deceive a reader.", Schema.string("A warning."))));
    }

    /// The parts of a URL.
    ///
    /// @param decode whether names and values of the query are decoded
    public static Map<String, @Nullable Object> of(String original, WebUrl url, boolean decode) {
        UrlHost host = url.host();
        List<QueryPairs.Pair> pairs = url.query() == null ? List.of() : QueryPairs.of(url.query(), decode);
        String origin = url.origin();
        int usual = url.port() < 0 ? WebUrl.usualPort(url.scheme()) : url.port();
        return Values.map(
                "original",
                original,
                "normalized",
                url.href(),
                "scheme",
                url.scheme(),
                "origin",
                origin.equals("null") ? null : origin,
                "has_auth",
                !url.username().isEmpty() || !url.password().isEmpty(),
                "has_password",
                !url.password().isEmpty(),
                "username",
                PercentEncoding.decode(url.username()),
                "host",
                host == null ? null : host.text(),
                "host_unicode",
                host == null ? null : host.unicode(),
                "host_details",
                host == null ? null : details(host),
                "port",
                url.port() < 0 ? null : (Object) (long) url.port(),
                "effective_port",
                usual < 0 ? null : (Object) (long) usual,
                "path",
                url.pathname(),
                "path_segments",
                url.opaque()
                        ? List.of()
                        : url.path().stream().map(PercentEncoding::decode).toList(),
                "query",
                url.query(),
                "query_params",
                byName(pairs),
                "query_pairs",
                pairs.stream().map(pair -> List.of(pair.name(), pair.value())).toList(),
                "fragment",
                url.fragment(),
                "warnings",
                warnings(original, url));
    }

    private static Map<String, @Nullable Object> details(UrlHost host) {
        boolean six = host.kind().equals("ipv6");
        return Values.map(
                "type",
                host.kind(),
                "value",
                six ? host.text().substring(1, host.text().length() - 1) : host.text(),
                "is_ip",
                six || host.kind().equals("ipv4"));
    }

    private static Map<String, @Nullable Object> byName(List<QueryPairs.Pair> pairs) {
        Map<String, @Nullable Object> map = Values.map();
        Map<String, List<@Nullable Object>> several = new java.util.LinkedHashMap<>();
        for (QueryPairs.Pair pair : pairs) {
            several.computeIfAbsent(pair.name(), _ -> new ArrayList<>()).add(pair.value());
        }
        several.forEach((name, values) -> map.put(name, values.size() == 1 ? values.getFirst() : values));
        return map;
    }

    private static List<String> warnings(String original, WebUrl url) {
        List<String> warnings = new ArrayList<>();
        UrlHost host = url.host();
        if (!url.username().isEmpty() || !url.password().isEmpty()) {
            warnings.add("holds a user name or password: what stands before '@' is not the host");
        }
        if (host != null && host.kind().equals("ipv4") && !original.contains(host.text())) {
            warnings.add("the host is an address, written " + written(original));
        }
        if (host != null && !host.unicode().equals(host.text())) {
            warnings.add("the host has letters beyond ASCII: " + host.unicode() + " is " + host.text());
        }
        if (original.chars().anyMatch(c -> c == '\t' || c == '\n' || c == '\r')) {
            warnings.add("holds tabs or line breaks, which are left out");
        }
        if (original.indexOf('\\') >= 0 && WebUrl.special(url.scheme())) {
            warnings.add("holds backslashes, which mean the same as slashes");
        }
        return warnings;
    }

    /// The host as it stood in the text.
    private static String written(String original) {
        String rest = original.substring(original.indexOf(':') + 1).replaceFirst("^[/\\\\]+", "");
        String authority = rest.split("[/\\\\?#]", 2)[0];
        return authority
                .substring(authority.lastIndexOf('@') + 1)
                .replaceFirst(":[0-9]*$", "")
                .strip();
    }

    /// A URL of the parameters `base`, `scheme`, `host`, `port`, `username`, `password`, `path` or `segments`, `query`
    /// and `fragment`.
    ///
    /// @throws ToolException `invalid_params` for what gives no URL
    public static String build(Args args) {
        WebUrl base = args.optionalString("base")
                .map(text -> WebUrl.of("base", text, null))
                .orElse(null);
        String scheme = args.optionalString("scheme")
                .map(text -> text.replace(":", "").toLowerCase(Locale.ROOT))
                .orElseGet(() -> base == null ? "https" : base.scheme());
        UrlHost host = args.optionalString("host")
                .map(text -> host(text, scheme))
                .orElseGet(() -> base == null ? null : base.host());
        if (host == null && WebUrl.special(scheme)) {
            throw ToolException.invalidParams("host: is needed for " + scheme + ":");
        }
        if (args.given("path") && args.given("segments")) {
            throw ToolException.invalidParams("give one of path and segments");
        }
        WebUrl built = new WebUrl(
                scheme,
                part(args, "username", base == null ? "" : base.username(), PercentEncoding.USERINFO),
                part(args, "password", base == null ? "" : base.password(), PercentEncoding.USERINFO),
                host,
                port(args, base, scheme),
                path(args, base),
                !args.given("path") && !args.given("segments") && base != null && base.opaque(),
                query(args, base),
                args.given("fragment")
                        ? PercentEncoding.FRAGMENT.encode(args.string("fragment"))
                        : base == null ? null : base.fragment());
        return WebUrl.of("the parts", built.href(), null).href();
    }

    private static String part(Args args, String name, String otherwise, PercentEncoding encoding) {
        return args.optionalString(name).map(encoding::encode).orElse(otherwise);
    }

    private static UrlHost host(String text, String scheme) {
        try {
            boolean bare = text.indexOf(':') >= 0 && !text.startsWith("[");
            return UrlHost.of(bare ? "[" + text + "]" : text, WebUrl.special(scheme));
        } catch (UrlFailure e) {
            throw ToolException.invalidParams("host: '" + text + "' is not a host: " + e.getMessage());
        }
    }

    private static int port(Args args, @Nullable WebUrl base, String scheme) {
        long port = args.optionalInteger("port").orElse(base == null ? -1 : base.port());
        return port == WebUrl.usualPort(scheme) ? -1 : (int) port;
    }

    private static List<String> path(Args args, @Nullable WebUrl base) {
        if (args.given("segments")) {
            return args.strings("segments").stream().map(UrlParts::segment).toList();
        }
        if (args.given("path")) {
            String path = args.string("path");
            String bare = path.startsWith("/") ? path.substring(1) : path;
            List<String> segments = new ArrayList<>();
            for (String segment : bare.split("/", -1)) {
                segments.add(PercentEncoding.PATH.encode(segment));
            }
            return segments;
        }
        return base == null ? List.of("") : base.path();
    }

    private static String segment(String text) {
        if (text.equals(".") || text.equals("..")) {
            throw ToolException.invalidParams(
                    "segments: '" + text + "' cannot be a segment: it would mean another place");
        }
        return PercentEncoding.COMPONENT.encode(text);
    }

    private static @Nullable String query(Args args, @Nullable WebUrl base) {
        if (!args.given("query")) {
            return base == null ? null : base.query();
        }
        List<QueryPairs.Pair> pairs = new ArrayList<>();
        args.map("query").forEach((name, value) -> {
            List<?> values = value instanceof List<?> list ? list : value == null ? List.of() : List.of(value);
            for (Object each : values) {
                if (each instanceof Map || each instanceof List) {
                    throw ToolException.invalidParams("query." + name + ": must be a value or a list of values");
                }
                pairs.add(new QueryPairs.Pair(name, String.valueOf(each)));
            }
        });
        return pairs.isEmpty() ? null : QueryPairs.text(pairs);
    }
}
