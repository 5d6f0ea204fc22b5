package dev.incant.tools.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.value.Json;
import dev.incant.testkit.ToolContract;
import dev.incant.testkit.ToolTester;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Each provider is asked at a local server that answers in the shape its documentation shows.
@Timeout(120)
final class WebSearchTest implements ToolContract {
    private LocalServer server;
    private ToolTester search;

    @Override
    public Tool tool() {
        return new WebSearch();
    }

    @BeforeEach
    void start() throws IOException {
        server = new LocalServer();
        search = server.tester(tool());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private String found(String provider, String type, String path, String answer) {
        server.on(path, "application/json", answer);
        server.asked.clear();
        Map<String, @Nullable Object> result = search.map(
                "search",
                "input",
                "green tea & co",
                "provider",
                provider,
                "search_type",
                type,
                "base_url",
                server.url("/"),
                "api_key",
                provider.equals("searxng") || provider.equals("duckduckgo") ? null : "k3y",
                "engine_id",
                provider.equals("google") ? "cx1" : null,
                "language",
                "pt-BR",
                "max_results",
                5);
        assertThat(result).containsEntry("provider", provider);
        return Json.write(result.get("results"));
    }

    @Test
    void brave_is_asked_and_read_as_it_documents() {
        assertThat(
                        found(
                                "brave",
                                "web",
                                "/res/v1/web/search",
                                "{\"web\":{\"results\":[{\"title\":\"T\",\"url\":\"https://e/\",\"description\":\"D\",\"page_age\":\"2025-01-01\"}]}}"))
                .isEqualTo(
                        "[{\"rank\":1,\"title\":\"T\",\"url\":\"https://e/\",\"snippet\":\"D\",\"published\":\"2025-01-01\",\"image\":null}]");
        LocalServer.Asked asked = server.asked.getFirst();
        assertThat(asked.header("X-Subscription-Token")).isEqualTo("k3y");
        assertThat(asked.uri())
                .isEqualTo("/res/v1/web/search?q=green+tea+%26+co&count=5&safesearch=strict&search_lang=pt");
        assertThat(
                        found(
                                "brave",
                                "images",
                                "/res/v1/images/search",
                                "{\"results\":[{\"title\":\"T\",\"url\":\"https://e/\",\"thumbnail\":{\"src\":\"https://i/\"}}]}"))
                .contains("\"image\":\"https://i/\"");
    }

    @Test
    void google_is_asked_and_read_as_it_documents() {
        assertThat(found(
                        "google",
                        "web",
                        "/customsearch/v1",
                        "{\"items\":[{\"title\":\"T\",\"link\":\"https://e/\",\"snippet\":\"S\"}]}"))
                .isEqualTo(
                        "[{\"rank\":1,\"title\":\"T\",\"url\":\"https://e/\",\"snippet\":\"S\",\"published\":null,\"image\":null}]");
        assertThat(server.asked.getFirst().uri())
                .isEqualTo("/customsearch/v1?key=k3y&cx=cx1&q=green+tea+%26+co&num=5&safe=active&lr=lang_pt");
        assertThat(
                        found(
                                "google",
                                "images",
                                "/customsearch/v1",
                                "{\"items\":[{\"title\":\"T\",\"link\":\"https://i.png\",\"image\":{\"contextLink\":\"https://e/\"}}]}"))
                .contains("\"url\":\"https://e/\"", "\"image\":\"https://i.png\"");
        assertThat(found("google", "web", "/customsearch/v1", "{}")).isEqualTo("[]");
    }

    @Test
    void serper_is_asked_and_read_as_it_documents() {
        assertThat(
                        found(
                                "serperdev",
                                "web",
                                "/search",
                                "{\"organic\":[{\"title\":\"T\",\"link\":\"https://e/\",\"snippet\":\"S\",\"date\":\"Jan 1\"}]}"))
                .contains("\"url\":\"https://e/\"", "\"published\":\"Jan 1\"");
        LocalServer.Asked asked = server.asked.getFirst();
        assertThat(asked.method()).isEqualTo("POST");
        assertThat(asked.header("X-API-KEY")).isEqualTo("k3y");
        assertThat(asked.header("Content-Type")).isEqualTo("application/json");
        assertThat(asked.body()).isEqualTo("{\"q\":\"green tea & co\",\"num\":5,\"hl\":\"pt-br\",\"safe\":\"active\"}");
        assertThat(found("serperdev", "news", "/news", "{\"news\":[{\"title\":\"T\",\"link\":\"https://n/\"}]}"))
                .contains("https://n/");
    }

    @Test
    void serpapi_is_asked_and_read_as_it_documents() {
        assertThat(found(
                        "serpapi",
                        "web",
                        "/search.json",
                        "{\"organic_results\":[{\"title\":\"T\",\"link\":\"https://e/\",\"snippet\":\"S\"}]}"))
                .contains("\"snippet\":\"S\"");
        assertThat(server.asked.getFirst().uri())
                .isEqualTo("/search.json?engine=google&q=green+tea+%26+co&api_key=k3y&num=5&safe=active&hl=pt");
        assertThat(found(
                        "serpapi",
                        "images",
                        "/search.json",
                        "{\"images_results\":[{\"title\":\"T\",\"link\":\"https://e/\",\"original\":\"https://i/\"}]}"))
                .contains("\"image\":\"https://i/\"");
    }

    @Test
    void searxng_is_asked_and_read_as_it_documents() {
        assertThat(
                        found(
                                "searxng",
                                "news",
                                "/search",
                                "{\"results\":[{\"title\":\"T\",\"url\":\"https://e/\",\"content\":\"C\",\"publishedDate\":\"2025\"},{\"title\":\"x\"}]}"))
                .isEqualTo(
                        "[{\"rank\":1,\"title\":\"T\",\"url\":\"https://e/\",\"snippet\":\"C\",\"published\":\"2025\",\"image\":null}]");
        assertThat(server.asked.getFirst().uri())
                .isEqualTo(
                        "/search?q=green+tea+%26+co&format=json&categories=news&safesearch=1&pageno=1&language=pt-BR");
    }

    @Test
    void duckduckgo_gives_its_instant_answers() {
        assertThat(
                        found(
                                "duckduckgo",
                                "web",
                                "/",
                                "{\"Heading\":\"Tea\",\"AbstractText\":\"A drink.\",\"AbstractURL\":\"https://w/Tea\",\"Results\":[],"
                                        + "\"RelatedTopics\":[{\"FirstURL\":\"https://d/a\",\"Text\":\"Green - not black\"},"
                                        + "{\"Name\":\"More\",\"Topics\":[{\"FirstURL\":\"https://d/b\",\"Text\":\"Oolong\"}]}]}"))
                .contains("\"rank\":1,\"title\":\"Tea\"", "\"title\":\"Green\",\"url\":\"https://d/a\"", "https://d/b");
    }

    @Test
    void without_a_key_it_says_how_to_set_one() {
        assertThat(search.fails(ErrorCode.UNAVAILABLE, "search", "query", "tea").message())
                .contains("BRAVE_API_KEY", "--allow-env=NAME");
        for (String provider : List.of("brave", "google", "serperdev", "serpapi", "searxng")) {
            assertThat(search.fails(ErrorCode.UNAVAILABLE, "search", "query", "tea", "provider", provider)
                            .message())
                    .as(provider)
                    .contains("and grant it with --allow-env=");
        }
        search.variables(Map.of("BRAVE_API_KEY", "k")).fails(ErrorCode.UNAVAILABLE, "search", "query", "tea");
        assertThat(search.fails(
                                ErrorCode.UNAVAILABLE,
                                "search",
                                "query",
                                "tea",
                                "provider",
                                "google",
                                "api_key",
                                "k",
                                "base_url",
                                server.url(""))
                        .message())
                .contains("GOOGLE_CSE_ID");
    }

    @Test
    void keys_come_from_variables_that_are_granted_by_name_and_the_first_that_answers_wins() {
        ToolTester ready = search.variables(Map.of("SEARXNG_URL", server.url("/sx/"), "BRAVE_API_KEY", "k"))
                .granting(Permission.ENV, "SEARXNG_URL");
        server.on("/sx/search", "application/json", "{\"results\":[{\"title\":\"T\",\"url\":\"https://e/\"}]}");
        assertThat(ready.map("search", "query", "tea"))
                .containsEntry("provider", "searxng")
                .containsEntry("passed_over", List.of());
        assertThat(ready.granting(Permission.ENV, "BRAVE_API_KEY").map("search", "query", "tea"))
                .containsEntry("provider", "searxng")
                .extractingByKey("passed_over")
                .asString()
                .contains("brave", "not allowed to connect to api.search.brave.com");
    }

    @Test
    void a_refusal_says_what_the_provider_said_and_never_the_key() {
        server.on(
                "/customsearch/v1",
                (exchange, _) -> LocalServer.reply(exchange, 403, "application/json", "{\"error\":\"quota\"}"));
        ToolException error = search.fails(
                ErrorCode.FAILED,
                "search",
                "query",
                "tea",
                "provider",
                "google",
                "api_key",
                "s3cret",
                "engine_id",
                "c",
                "base_url",
                server.url(""));
        assertThat(error.message()).contains("google answered 403 (is the key right?): {\"error\":\"quota\"}");
        assertThat(error.toMap().toString()).doesNotContain("s3cret");
        server.on("/search", "text/html", "<html>");
        assertThat(search.fails(
                                ErrorCode.FAILED,
                                "search",
                                "query",
                                "t",
                                "provider",
                                "searxng",
                                "base_url",
                                server.url(""))
                        .message())
                .contains("did not answer in JSON");
        server.bomb("/search", "application/json");
        search.within(dev.incant.kernel.capability.Limits.GENEROUS.withBodySize(100_000))
                .fails(
                        ErrorCode.LIMIT_EXCEEDED,
                        "search",
                        "query",
                        "t",
                        "provider",
                        "searxng",
                        "base_url",
                        server.url(""));
        server.silent("/search");
        search.fails(
                ErrorCode.TIMEOUT,
                "search",
                "query",
                "t",
                "provider",
                "searxng",
                "base_url",
                server.url(""),
                "timeout_seconds",
                0.2);
        server.redirecting("/search", "http://169.254.169.254/");
        search.fails(ErrorCode.DENIED, "search", "query", "t", "provider", "searxng", "base_url", server.url(""));
        Cancellation cancellation = new Cancellation();
        cancellation.cancel();
        search.cancelledBy(cancellation)
                .fails(ErrorCode.CANCELLED, "search", "query", "t", "provider", "searxng", "base_url", server.url(""));
    }

    @Test
    void says_what_is_wrong_with_each_argument() {
        search.fails(ErrorCode.INVALID_PARAMS, "search", "query", " ");
        search.fails(ErrorCode.INVALID_PARAMS, "search", "query", "x", "provider", "altavista");
        search.fails(ErrorCode.INVALID_PARAMS, "search", "query", "x", "max_results", 101);
        search.fails(ErrorCode.INVALID_PARAMS, "search", "query", "x", "search_type", "maps");
        search.fails(ErrorCode.INVALID_PARAMS, "search", "query", "x", "language", "english!");
        search.fails(ErrorCode.INVALID_PARAMS, "search", "query", "x", "api_key", "k");
        search.fails(ErrorCode.INVALID_PARAMS, "search", "query", "x", "provider", "duckduckgo", "search_type", "news");
        search.fails(ErrorCode.INVALID_PARAMS, "search", "query", "x", "provider", "searxng", "base_url", "ftp://x");
        search.fails(
                ErrorCode.INVALID_PARAMS,
                "search",
                "query",
                "x",
                "provider",
                "brave",
                "api_key",
                "a\r\nb",
                "base_url",
                server.url(""));
        assertThat(server.asked).isEmpty();
        assertThat((List<?>) search.call("providers")).hasSize(6);
    }
}
