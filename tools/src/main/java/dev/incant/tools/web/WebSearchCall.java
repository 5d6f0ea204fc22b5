package dev.incant.tools.web;

import dev.incant.kernel.capability.Environment;
import dev.incant.kernel.capability.Http;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.value.Json;
import dev.incant.kernel.value.Values;
import dev.incant.tools.web.search.SearchProvider;
import dev.incant.tools.web.search.SearchProviders;
import dev.incant.tools.web.search.SearchQuery;
import dev.incant.tools.web.search.SearchResult;
import dev.incant.tools.web.url.WebUrl;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One search: asks the provider that is named, or those that are ready, until one answers.
final class WebSearchCall {
    private static final int MAX_ANSWER = 16 << 20;

    private final Args args;
    private final ToolContext context;

    WebSearchCall(Args args, ToolContext context) {
        this.args = args;
        this.context = context;
    }

    Map<String, @Nullable Object> run() throws IOException {
        if (args.given("provider")) {
            SearchProvider provider = SearchProviders.ALL.stream()
                    .filter(each -> each.name().equals(args.string("provider")))
                    .findFirst()
                    .orElseThrow();
            return result(provider, ask(provider), List.of());
        }
        if (args.given("api_key") || args.given("base_url") || args.given("engine_id")) {
            throw ToolException.invalidParams("provider: is needed with api_key, engine_id and base_url");
        }
        List<@Nullable Object> passedOver = new ArrayList<>();
        ToolException last = null;
        for (SearchProvider provider : SearchProviders.ALL) {
            if (ready(provider)) {
                try {
                    return result(provider, ask(provider), passedOver);
                } catch (ToolException e) {
                    context.checkCancelled();
                    passedOver.add(Values.map("provider", provider.name(), "message", e.message()));
                    last = e;
                }
            }
        }
        if (last != null) {
            throw passedOver.size() == 1 ? last : last.with("passed_over", passedOver);
        }
        throw ToolException.unavailable("no provider is ready for " + args.string("search_type")
                + "; set one of BRAVE_API_KEY, SERPER_API_KEY, SERPAPI_API_KEY, SEARXNG_URL, or GOOGLE_API_KEY with"
                + " GOOGLE_CSE_ID, and grant it with --allow-env=NAME");
    }

    /// Whether a provider is asked without being named: all it needs is there. One that needs nothing, DuckDuckGo, is
    /// not: its answers are empty for most queries, which would pass for an answer.
    private boolean ready(SearchProvider provider) {
        return provider.types().contains(args.string("search_type"))
                && !provider.variables().isEmpty()
                && provider.variables().stream().allMatch(name -> variable(name) != null);
    }

    /// A variable's value; null where it is not set or not granted by its name.
    private @Nullable String variable(String name) {
        try {
            return context.environment()
                    .get(name)
                    .filter(variable -> !variable.masked() && !variable.value().isBlank())
                    .map(Environment.Variable::value)
                    .orElse(null);
        } catch (ToolException e) {
            if (e.code() == ErrorCode.DENIED) {
                return null;
            }
            throw e;
        }
    }

    private String needed(String parameter, String variable, SearchProvider provider) {
        String value = args.optionalString(parameter).orElseGet(() -> variable(variable));
        if (value == null || value.isBlank()) {
            throw ToolException.unavailable(provider.name() + " needs a value for " + parameter + ": give it, or set "
                            + variable + " and grant it with --allow-env=" + variable)
                    .with("variable", variable);
        }
        return value;
    }

    private SearchQuery query(SearchProvider provider) {
        boolean own = provider.name().equals("searxng");
        String base = provider.baseUrl() == null
                ? needed("base_url", "SEARXNG_URL", provider)
                : args.optionalString("base_url").orElse(provider.baseUrl());
        WebUrl.of("base_url", base, null).request("base_url");
        return new SearchQuery(
                base.replaceFirst("/+$", ""),
                own || provider.variables().isEmpty()
                        ? ""
                        : needed("api_key", provider.variables().getFirst(), provider),
                provider.name().equals("google") ? needed("engine_id", "GOOGLE_CSE_ID", provider) : "",
                args.string("query"),
                args.string("search_type"),
                args.intValue("max_results"),
                args.bool("safe_search"),
                args.optionalString("language").orElse(null));
    }

    private List<SearchResult> ask(SearchProvider provider) throws IOException {
        if (!provider.types().contains(args.string("search_type"))) {
            throw ToolException.invalidParams(
                    "search_type: " + provider.name() + " can search " + String.join(", ", provider.types()) + " only");
        }
        SearchQuery query = query(provider);
        SearchProvider.Question question = provider.asking().of(query);
        List<Http.Header> headers = new ArrayList<>(question.headers());
        Http.Body body = question.body() == null ? null : OutgoingRequest.content(question.body(), headers);
        Http.Request request = new Http.Request(
                body == null ? "GET" : "POST",
                question.uri(),
                headers,
                body,
                OutgoingRequest.timeout(args),
                2,
                MAX_ANSWER);
        Fetched answer = Fetched.of(context.http().send(request));
        if (!answer.successful()) {
            throw refused(provider, answer);
        }
        try {
            return provider.reading().of(query, Json.parse(answer.body()));
        } catch (ToolException e) {
            throw ToolException.failed(provider.name() + " did not answer in JSON: " + e.message());
        }
    }

    /// What the provider says of its refusal; never the request, which may hold the key.
    private static ToolException refused(SearchProvider provider, Fetched answer) {
        String told = new String(answer.body(), StandardCharsets.UTF_8).strip();
        String shown = told.length() > 300 ? told.substring(0, 300) + "…" : told;
        String hint = answer.status() == 401 || answer.status() == 403 ? " (is the key right?)" : "";
        return ToolException.failed(provider.name() + " answered " + answer.status() + hint + ": " + shown)
                .with("status_code", (long) answer.status());
    }

    private Map<String, @Nullable Object> result(
            SearchProvider provider, List<SearchResult> found, List<@Nullable Object> passedOver) {
        List<@Nullable Object> results = new ArrayList<>();
        for (SearchResult each : found.subList(0, Math.min(found.size(), args.intValue("max_results")))) {
            results.add(Values.map(
                    "rank",
                    results.size() + 1,
                    "title",
                    each.title(),
                    "url",
                    each.url(),
                    "snippet",
                    each.snippet(),
                    "published",
                    each.published(),
                    "image",
                    each.image()));
        }
        return Values.map(
                "query",
                args.string("query"),
                "provider",
                provider.name(),
                "count",
                results.size(),
                "results",
                results,
                "passed_over",
                passedOver);
    }
}
