package dev.incant.tools.web;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.incant.kernel.capability.Http;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.value.Values;
import dev.incant.tools.web.url.WebUrl;
import java.io.IOException;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One crawl: sitemaps are read breadth first, each once, until a limit is reached. A sitemap that cannot be read is
/// told of and left out, unless it is the first.
final class SitemapCrawl {
    private final Args args;
    private final ToolContext context;
    private final @Nullable Instant since;
    private final @Nullable Pattern matching;

    private final Deque<Place> waiting = new ArrayDeque<>();
    private final Set<String> known = new HashSet<>();
    private final Set<String> pages = new HashSet<>();
    private final List<@Nullable Object> urls = new ArrayList<>();
    private final List<String> read = new ArrayList<>();
    private final List<@Nullable Object> problems = new ArrayList<>();
    private long indexes;
    private long withMetadata;
    private boolean truncated;

    /// A sitemap to be read.
    private record Place(URI uri, int depth) {}

    SitemapCrawl(Args args, ToolContext context) {
        this.args = args;
        this.context = context;
        this.since =
                args.optionalString("modified_since").map(SitemapCrawl::said).orElse(null);
        this.matching =
                args.optionalString("matching").map(SitemapCrawl::pattern).orElse(null);
    }

    private static Instant said(String text) {
        Instant time = time(text);
        if (time == null) {
            throw ToolException.invalidParams(
                    "modified_since: '" + text + "' is neither a date such as 2025-01-31 nor a time with its zone");
        }
        return time;
    }

    private static Pattern pattern(String text) {
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw ToolException.invalidParams(
                    "matching: '" + text + "' is not a regular expression: " + e.getDescription());
        }
    }

    /// A time in one of the forms of W3C's note on date and time; null for what is none. Dates begin in UTC.
    private static @Nullable Instant time(String text) {
        try {
            if (text.length() == 4) {
                return LocalDate.of(Integer.parseInt(text), 1, 1)
                        .atStartOfDay(ZoneOffset.UTC)
                        .toInstant();
            }
            if (text.length() == 7) {
                return YearMonth.parse(text)
                        .atDay(1)
                        .atStartOfDay(ZoneOffset.UTC)
                        .toInstant();
            }
            return text.length() == 10
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException | NumberFormatException e) {
            return null;
        }
    }

    Map<String, @Nullable Object> run() throws IOException {
        begin();
        while (!waiting.isEmpty()) {
            context.checkCancelled();
            if (read.size() >= args.integer("max_sitemaps") || urls.size() >= args.integer("max_urls")) {
                truncated = true;
                break;
            }
            Place place = waiting.poll();
            context.progress()
                    .report(
                            read.size(),
                            read.size() + waiting.size() + 1L,
                            place.uri().toString());
            try {
                read(place);
            } catch (ToolException e) {
                boolean others = read.size() + waiting.size() > 0 && e.code() != ErrorCode.CANCELLED;
                context.checkCancelled();
                if (!others) {
                    throw e;
                }
                problems.add(Values.map("url", place.uri().toString(), "message", e.message()));
            }
        }
        return Values.map(
                "urls",
                urls,
                "truncated",
                truncated,
                "sitemaps",
                read,
                "problems",
                problems,
                "stats",
                Values.map(
                        "sitemaps_processed",
                        read.size(),
                        "index_files_found",
                        indexes,
                        "total_urls_discovered",
                        pages.size(),
                        "urls_with_metadata",
                        withMetadata));
    }

    /// Finds where to begin: at the URL itself where it looks like a sitemap, else at what robots.txt names, else at
    /// `/sitemap.xml`.
    private void begin() throws IOException {
        URI uri = OutgoingRequest.absolute(args.string("url"));
        String path = uri.getRawPath();
        if (!args.bool("discover") || path.matches("(?i).*(\\.xml|\\.gz|\\.txt|sitemap[^/]*)")) {
            add(uri, 0);
            return;
        }
        for (String sitemap :
                Robots.of(uri, OutgoingRequest.timeout(args), context).sitemaps()) {
            later(uri, sitemap, 0);
        }
        if (waiting.isEmpty()) {
            add(uri.resolve("/sitemap.xml"), 0);
        }
    }

    private void add(URI uri, int depth) {
        if (known.add(uri.toString())) {
            waiting.add(new Place(uri, depth));
        }
    }

    /// Notes a sitemap that is named somewhere; one that is no URL is a problem of the file that names it.
    private void later(URI from, String location, int depth) {
        try {
            add(
                    WebUrl.of("sitemap", location, WebUrl.of("url", from.toString(), null))
                            .request("sitemap"),
                    depth);
        } catch (ToolException e) {
            problems.add(Values.map("url", from.toString(), "message", e.message()));
        }
    }

    private void read(Place place) throws IOException {
        List<Http.Header> headers = new ArrayList<>(OutgoingRequest.headers(args));
        if (headers.stream().noneMatch(header -> header.name().equalsIgnoreCase("User-Agent"))) {
            headers.add(new Http.Header("User-Agent", args.string("user_agent")));
        }
        Http.Request request = new Http.Request(
                "GET",
                place.uri(),
                headers,
                null,
                OutgoingRequest.timeout(args),
                args.intValue("max_redirects"),
                args.optionalInteger("max_size").orElse(Long.MAX_VALUE));
        Fetched file = Fetched.of(request, args, context).expectSuccess();
        WebUrl base = WebUrl.of("url", file.uri().toString(), null);
        boolean[] index = {false};
        SitemapFile.read(
                file,
                (isIndex, values) -> {
                    index[0] |= isIndex;
                    return isIndex ? sitemap(place, values) : page(place, base, values);
                },
                context);
        indexes += index[0] ? 1 : 0;
        read.add(place.uri().toString());
    }

    private boolean sitemap(Place from, Map<String, String> values) {
        String location = values.getOrDefault("loc", "");
        if (!args.bool("follow_sitemaps") || location.isEmpty()) {
            return true;
        }
        if (from.depth() >= args.intValue("max_depth") || waiting.size() >= args.integer("max_sitemaps")) {
            truncated = true;
            return true;
        }
        Instant changed = time(values.getOrDefault("lastmod", ""));
        if (since == null || changed == null || !changed.isBefore(since)) {
            later(from.uri(), location, from.depth() + 1);
        }
        return true;
    }

    private boolean page(Place from, WebUrl base, Map<String, String> values) {
        String url;
        try {
            url = WebUrl.of("loc", values.getOrDefault("loc", ""), base).href();
        } catch (ToolException e) {
            problems.add(Values.map("url", from.uri().toString(), "message", e.message()));
            return problems.size() < 1000;
        }
        if (values.getOrDefault("loc", "").isEmpty() || !pages.add(url)) {
            return true;
        }
        Double priority = priority(values.get("priority"));
        if (wanted(url, values.get("lastmod"), priority)) {
            if (urls.size() >= args.integer("max_urls")) {
                truncated = true;
                return false;
            }
            boolean more = values.size() > 1;
            withMetadata += more ? 1 : 0;
            urls.add(Values.map(
                    "url",
                    url,
                    "lastmod",
                    values.get("lastmod"),
                    "changefreq",
                    values.get("changefreq"),
                    "priority",
                    priority,
                    "sitemap",
                    from.uri().toString(),
                    "has_metadata",
                    more));
        }
        return true;
    }

    private static @Nullable Double priority(@Nullable String text) {
        try {
            double value = text == null || text.length() > 10 ? -1 : Double.parseDouble(text);
            return value >= 0 && value <= 1 ? value : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private boolean wanted(String url, @Nullable String modified, @Nullable Double priority) {
        Instant changed = modified == null ? null : time(modified);
        boolean fresh = since == null || changed != null && !changed.isBefore(since);
        boolean important =
                !args.has("min_priority") || (priority == null ? 0.5 : priority) >= args.number("min_priority");
        return fresh && important && (matching == null || matching.matcher(url).find());
    }
}
