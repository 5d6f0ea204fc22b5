package dev.incant.tools.web;

import dev.incant.kernel.tool.Category;
import dev.incant.kernel.tool.Effects;
import dev.incant.kernel.tool.Example;
import dev.incant.kernel.tool.Field;
import dev.incant.kernel.tool.Fixture;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Parameter;
import dev.incant.kernel.tool.Schema;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.tool.ToolSpec;
import dev.incant.kernel.value.Values;
import dev.incant.tools.web.search.SearchProvider;
import dev.incant.tools.web.search.SearchProviders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Searches the web through the API of a provider, with results in one shape whichever it is.
///
/// Without `provider`, the first of [SearchProviders#ALL] is asked whose variables are there; when it fails, the next.
/// DuckDuckGo is asked only when it is named. Keys are parameters, or environment variables that are granted by name.
public final class WebSearch implements Tool {
    private static final ToolSpec SPEC = ToolSpec.of("web_search", Category.WEB, "Search the web, news or images.")
            .aliases("search")
            .tags(
                    "search",
                    "web",
                    "google",
                    "brave",
                    "duckduckgo",
                    "searxng",
                    "serpapi",
                    "news",
                    "images",
                    "internet",
                    "online",
                    "pictures")
            .phrases(
                    "search the web",
                    "find pages about a topic",
                    "look something up on the internet",
                    "search for news",
                    "what can I find online about this topic")
            .defaultOperation(search())
            .operation(providers());

    private static Operation search() {
        return Operation.of("search", "Search, and return titles, URLs and snippets.")
                .main(Parameter.text("query", "What to search for.")
                        .alias("input")
                        .matching("(?s).*\\S.*")
                        .atMost(2000))
                .optional(Parameter.text("provider", "Whom to ask; all that are ready, one after the other, otherwise.")
                        .oneOf(SearchProviders.names().toArray(String[]::new)))
                .optional(Parameter.integer("max_results", "How many results to return at most.")
                        .between(1, 100)
                        .otherwise(10L))
                .optional(Parameter.text("search_type", "What to search.")
                        .oneOf("web", "news", "images")
                        .otherwise("web"))
                .optional(Parameter.bool("safe_search", "Whether to leave out what is not for children.")
                        .otherwise(true))
                .optional(Parameter.text("language", "The language of results, such as en or pt-BR.")
                        .matching("[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})?"))
                .optional(Parameter.text("api_key", "The provider's key, instead of the one in the environment."))
                .optional(Parameter.text("engine_id", "The id of the engine at Google (cx), instead of GOOGLE_CSE_ID."))
                .optional(Parameter.text(
                                "base_url",
                                "Where the provider's API is; its public place otherwise, which"
                                        + " SearXNG does not have.")
                        .format("uri")
                        .needs(dev.incant.kernel.capability.Permission.NET))
                .optional(Parameter.number("timeout_seconds", "How long one provider may take in seconds.")
                        .alias("timeout")
                        .between(0, 300)
                        .otherwise(20.0))
                .returns(
                        Schema.object(
                                "What was found.",
                                Field.of("query", Schema.string("What was searched for.")),
                                Field.of("provider", Schema.string("Who answered.")),
                                Field.of("count", Schema.integer("How many results there are.")),
                                Field.of("results", Schema.list("The results, the best first.", result())),
                                Field.of(
                                        "passed_over",
                                        Schema.list(
                                                "Providers that were asked before and failed.",
                                                Schema.object(
                                                        "A provider.",
                                                        Field.of("provider", Schema.string("Its name.")),
                                                        Field.of("message", Schema.string("Why it failed.")))))),
                        "results")
                .effects(Effects.READ_ONLY_OPEN)
                .timeout(Duration.ofMinutes(2))
                .example(Example.of(
                                "Search with an own SearXNG.",
                                Values.map("query", "tea", "provider", "searxng", "base_url", "${server}"))
                        .with(
                                Fixture.json(
                                        "GET /search?q=tea&format=json&categories=general&safesearch=1&pageno=1",
                                        "{\"results\":[{\"url\":\"https://tea.example/\",\"title\":\"Tea\",\"content\":\"A drink.\"}]}"))
                        .gives(Values.map(
                                "query",
                                "tea",
                                "provider",
                                "searxng",
                                "count",
                                1,
                                "results",
                                Values.list(Values.map(
                                        "rank",
                                        1,
                                        "title",
                                        "Tea",
                                        "url",
                                        "https://tea.example/",
                                        "snippet",
                                        "A drink.",
                                        "published",
                                        null,
                                        "image",
                                        null)),
                                "passed_over",
                                List.of())))
                .handledBy((args, context) -> new WebSearchCall(args, context).run());
    }

    private static Schema result() {
        return Schema.object(
                "A result.",
                Field.of("rank", Schema.integer("Its place, from 1.")),
                Field.of("title", Schema.string("The title.")),
                Field.of("url", Schema.string("The URL of the page.")),
                Field.of("snippet", Schema.string("A piece of its text, empty for none.")),
                Field.of(
                        "published",
                        Schema.string("When it was published, as the provider says it.")
                                .orNull()),
                Field.of(
                        "image",
                        Schema.string("The URL of the image, or of one beside it.")
                                .orNull()));
    }

    private static Operation providers() {
        return Operation.of("providers", "List the providers in the order they are asked, and what each needs.")
                .returns(Schema.list(
                        "The providers.",
                        Schema.object(
                                "A provider.",
                                Field.of("name", Schema.string("Its name.")),
                                Field.of(
                                        "variables",
                                        Schema.list("Environment variables that it needs.", Schema.string("A name."))),
                                Field.of("search_types", Schema.list("What it can search.", Schema.string("A type."))),
                                Field.of(
                                        "base_url",
                                        Schema.string("Where its API is.").orNull()),
                                Field.of("note", Schema.string("What to know of it.")))))
                .readOnly()
                .example(Example.of("List the providers.", Map.of())
                        .givesSomething("the list is long, and is in the documentation"))
                .handledBy((args, context) -> {
                    List<@Nullable Object> list = new ArrayList<>();
                    for (SearchProvider provider : SearchProviders.ALL) {
                        list.add(Values.map(
                                "name",
                                provider.name(),
                                "variables",
                                provider.variables(),
                                "search_types",
                                provider.types(),
                                "base_url",
                                provider.baseUrl(),
                                "note",
                                provider.note()));
                    }
                    return list;
                });
    }

    @Override
    public ToolSpec spec() {
        return SPEC;
    }
}
