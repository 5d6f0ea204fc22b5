package dev.incant.tools.web.search;

import dev.incant.kernel.capability.Http;
import dev.incant.kernel.value.Values;
import dev.incant.tools.web.url.QueryPairs;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// All providers, in the order they are asked. Each follows its own documentation:
/// - Brave Search API, "Web search", "News search", "Image search": header `X-Subscription-Token`;
/// - Google Custom Search JSON API, `cse.list`: at most ten results a request;
/// - Serper (`google.serper.dev`): POST with `X-API-KEY`;
/// - SerpApi, engines `google`, `google_news`, `google_images`;
/// - SearXNG, "Search API", for instances that allow `format=json`;
/// - DuckDuckGo, "Instant Answer API": an abstract and related topics, not the results of its web search.
public final class SearchProviders {
    private static final List<String> ALL_TYPES = List.of("web", "news", "images");

    /// The providers in their order.
    public static final List<SearchProvider> ALL = List.of(
            new SearchProvider(
                    "brave",
                    List.of("BRAVE_API_KEY"),
                    ALL_TYPES,
                    "https://api.search.brave.com",
                    "Needs a key of the Brave Search API; at most 20 results of the web.",
                    SearchProviders::askBrave,
                    (query, answer) -> {
                        Object list = query.type().equals("web") ? at(answer, "web", "results") : at(answer, "results");
                        return read(
                                list,
                                item -> new SearchResult(
                                        text(item, "title"),
                                        text(item, "url"),
                                        text(item, "description"),
                                        orNull(item, "page_age"),
                                        orNull(at(item, "thumbnail"), "src")));
                    }),
            new SearchProvider(
                    "google",
                    List.of("GOOGLE_API_KEY", "GOOGLE_CSE_ID"),
                    List.of("web", "images"),
                    "https://www.googleapis.com",
                    "Needs a key and the id of a Programmable Search Engine; at most 10 results.",
                    SearchProviders::askGoogle,
                    (query, answer) -> read(at(answer, "items"), item -> {
                        boolean image = query.type().equals("images");
                        return new SearchResult(
                                text(item, "title"),
                                image ? text(at(item, "image"), "contextLink") : text(item, "link"),
                                text(item, "snippet"),
                                null,
                                image ? orNull(item, "link") : null);
                    })),
            new SearchProvider(
                    "serperdev",
                    List.of("SERPER_API_KEY"),
                    ALL_TYPES,
                    "https://google.serper.dev",
                    "Needs a key of Serper; searches Google.",
                    SearchProviders::askSerper,
                    (query, answer) -> read(
                            at(answer, query.type().equals("web") ? "organic" : query.type()),
                            item -> new SearchResult(
                                    text(item, "title"),
                                    text(item, "link"),
                                    text(item, "snippet"),
                                    orNull(item, "date"),
                                    orNull(item, "imageUrl")))),
            new SearchProvider(
                    "serpapi",
                    List.of("SERPAPI_API_KEY"),
                    ALL_TYPES,
                    "https://serpapi.com",
                    "Needs a key of SerpApi; searches Google.",
                    SearchProviders::askSerpApi,
                    (query, answer) -> read(
                            at(
                                    answer,
                                    switch (query.type()) {
                                        case "news" -> "news_results";
                                        case "images" -> "images_results";
                                        default -> "organic_results";
                                    }),
                            item -> new SearchResult(
                                    text(item, "title"),
                                    text(item, "link"),
                                    text(item, "snippet"),
                                    orNull(item, "date"),
                                    query.type().equals("images")
                                            ? orNull(item, "original")
                                            : orNull(item, "thumbnail")))),
            new SearchProvider(
                    "searxng",
                    List.of("SEARXNG_URL"),
                    ALL_TYPES,
                    null,
                    "Needs the place of an instance that allows format=json, in SEARXNG_URL or base_url; no key.",
                    SearchProviders::askSearxng,
                    (query, answer) -> read(
                            at(answer, "results"),
                            item -> new SearchResult(
                                    text(item, "title"),
                                    text(item, "url"),
                                    text(item, "content"),
                                    orNull(item, "publishedDate"),
                                    orNull(item, "img_src")))),
            new SearchProvider(
                    "duckduckgo",
                    List.of(),
                    List.of("web"),
                    "https://api.duckduckgo.com",
                    "Needs no key, but knows instant answers only: an abstract and related topics, nothing for most"
                            + " queries; asked only when it is named.",
                    query -> new SearchProvider.Question(
                            uri(
                                    query.base() + "/",
                                    "q",
                                    query.text(),
                                    "format",
                                    "json",
                                    "no_html",
                                    "1",
                                    "skip_disambig",
                                    "1"),
                            List.of(),
                            null),
                    (_, answer) -> instantAnswers(answer)));

    private SearchProviders() {}

    /// Their names.
    public static List<String> names() {
        return ALL.stream().map(SearchProvider::name).toList();
    }

    private static URI uri(String place, @Nullable String... pairs) {
        List<QueryPairs.Pair> query = new ArrayList<>();
        for (int i = 0; i + 1 < pairs.length; i += 2) {
            String name = pairs[i];
            String value = pairs[i + 1];
            if (name != null && value != null) {
                query.add(new QueryPairs.Pair(name, value));
            }
        }
        return URI.create(place + "?" + QueryPairs.text(query));
    }

    private static @Nullable String primary(@Nullable String language) {
        return language == null ? null : language.split("-", 2)[0].toLowerCase(Locale.ROOT);
    }

    private static SearchProvider.Question askBrave(SearchQuery query) {
        int most = query.type().equals("web") ? 20 : query.type().equals("news") ? 50 : 100;
        String safe = query.safe() ? "strict" : "off";
        return new SearchProvider.Question(
                uri(
                        query.base() + "/res/v1/" + query.type() + "/search",
                        "q",
                        query.text(),
                        "count",
                        String.valueOf(Math.min(query.count(), most)),
                        "safesearch",
                        safe,
                        "search_lang",
                        primary(query.language())),
                List.of(
                        new Http.Header("X-Subscription-Token", query.key()),
                        new Http.Header("Accept", "application/json")),
                null);
    }

    private static SearchProvider.Question askGoogle(SearchQuery query) {
        String language = primary(query.language());
        return new SearchProvider.Question(
                uri(
                        query.base() + "/customsearch/v1",
                        "key",
                        query.key(),
                        "cx",
                        query.engine(),
                        "q",
                        query.text(),
                        "num",
                        String.valueOf(Math.min(query.count(), 10)),
                        "safe",
                        query.safe() ? "active" : "off",
                        "lr",
                        language == null ? null : "lang_" + language,
                        "searchType",
                        query.type().equals("images") ? "image" : null),
                List.of(),
                null);
    }

    private static SearchProvider.Question askSerper(SearchQuery query) {
        String path = query.type().equals("web") ? "/search" : "/" + query.type();
        Map<String, @Nullable Object> body = Values.map("q", query.text(), "num", query.count());
        if (query.language() != null) {
            body.put("hl", query.language().toLowerCase(Locale.ROOT));
        }
        if (query.safe()) {
            body.put("safe", "active");
        }
        return new SearchProvider.Question(
                URI.create(query.base() + path), List.of(new Http.Header("X-API-KEY", query.key())), body);
    }

    private static SearchProvider.Question askSerpApi(SearchQuery query) {
        String engine = switch (query.type()) {
            case "news" -> "google_news";
            case "images" -> "google_images";
            default -> "google";
        };
        return new SearchProvider.Question(
                uri(
                        query.base() + "/search.json",
                        "engine",
                        engine,
                        "q",
                        query.text(),
                        "api_key",
                        query.key(),
                        "num",
                        query.type().equals("web") ? String.valueOf(query.count()) : null,
                        "safe",
                        query.safe() && !query.type().equals("news") ? "active" : null,
                        "hl",
                        primary(query.language())),
                List.of(),
                null);
    }

    private static SearchProvider.Question askSearxng(SearchQuery query) {
        return new SearchProvider.Question(
                uri(
                        query.base() + "/search",
                        "q",
                        query.text(),
                        "format",
                        "json",
                        "categories",
                        query.type().equals("web") ? "general" : query.type(),
                        "safesearch",
                        query.safe() ? "1" : "0",
                        "pageno",
                        "1",
                        "language",
                        query.language()),
                List.of(),
                null);
    }

    private static List<SearchResult> instantAnswers(@Nullable Object answer) {
        List<SearchResult> results = new ArrayList<>();
        if (!text(answer, "AbstractURL").isEmpty()) {
            results.add(new SearchResult(
                    text(answer, "Heading"), text(answer, "AbstractURL"), text(answer, "AbstractText"), null, null));
        }
        results.addAll(read(at(answer, "Results"), SearchProviders::topic));
        if (at(answer, "RelatedTopics") instanceof List<?> topics) {
            for (Object topic : topics) {
                Object inner = at(topic, "Topics");
                results.addAll(read(inner instanceof List<?> ? inner : List.of(topic), SearchProviders::topic));
            }
        }
        return results;
    }

    private static SearchResult topic(Object item) {
        String text = text(item, "Text");
        int dash = text.indexOf(" - ");
        return new SearchResult(dash > 0 ? text.substring(0, dash) : text, text(item, "FirstURL"), text, null, null);
    }

    /// The results in a list; those without URL are none.
    private static List<SearchResult> read(@Nullable Object list, Function<Object, SearchResult> reading) {
        List<SearchResult> results = new ArrayList<>();
        if (list instanceof List<?> items) {
            for (Object item : items) {
                if (item != null) {
                    SearchResult result = reading.apply(item);
                    if (!result.url().isEmpty()) {
                        results.add(result);
                    }
                }
            }
        }
        return results;
    }

    private static @Nullable Object at(@Nullable Object value, String... path) {
        Object here = value;
        for (String name : path) {
            here = here instanceof Map<?, ?> map ? map.get(name) : null;
        }
        return here;
    }

    private static String text(@Nullable Object value, String name) {
        return at(value, name) instanceof String text ? text : "";
    }

    private static @Nullable String orNull(@Nullable Object value, String name) {
        String text = text(value, name);
        return text.isEmpty() ? null : text;
    }
}
