package dev.incant.tools.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.value.Json;
import dev.incant.kernel.value.Values;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class WebScraperTest implements FetchingContract {
    private LocalServer server;

    @Override
    public Tool tool() {
        return new WebScraper();
    }

    @Override
    public String operation() {
        return "scrape";
    }

    @Override
    public Map<String, @Nullable Object> arguments() {
        return Map.of("respect_robots", false);
    }

    @BeforeEach
    void start() throws IOException {
        server = new LocalServer()
                .on(
                        "/p",
                        "text/html",
                        "<html lang=en><title>T</title><main><h1>Hi</h1><a href=x>L</a><img src=i.png alt=I>"
                                + "<table><tr><td>1</table></main><footer>foot</footer>");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void extracts_what_is_asked_for_and_no_more() {
        Map<String, @Nullable Object> plain = server.tester(tool()).map("scrape", "input", server.url("/p"));
        assertThat(Json.write(plain.get("content")))
                .isEqualTo("{\"title\":\"T\",\"text\":\"Hi\\n\\nL\\n\\n1\\n\\nfoot\",\"selected_content\":{}}");
        assertThat(Json.write(server.tester(tool())
                        .call(
                                "scrape",
                                "url",
                                server.url("/p"),
                                "selector",
                                "main",
                                "format",
                                "markdown",
                                "extract_links",
                                true,
                                "extract_images",
                                true,
                                "extract_tables",
                                true,
                                "extract_meta",
                                true,
                                "selectors",
                                Values.map("h", "h1, footer", "src", "img@src", "none", "i"))))
                .contains(
                        "\"text\":\"# Hi\\n\\n[L](" + server.url("/x") + ")![I](" + server.url("/i.png") + ")",
                        "\"selected_content\":{\"h\":[\"Hi\",\"foot\"],\"src\":[\"" + server.url("/i.png")
                                + "\"],\"none\":[]}",
                        "\"links\":[{\"url\":\"" + server.url("/x") + "\"",
                        "\"rows\":[[\"1\"]]",
                        "\"language\":\"en\"");
    }

    @Test
    void reads_the_charset_of_the_header_before_that_of_the_page() {
        server.on(
                        "/h",
                        (exchange, _) -> LocalServer.reply(
                                exchange,
                                200,
                                "text/html; charset=\"windows-1251\"",
                                "<meta charset=utf-8><p>Привет".getBytes(Charset.forName("windows-1251"))))
                .on(
                        "/m",
                        (exchange, _) -> LocalServer.reply(
                                exchange,
                                200,
                                "text/html",
                                "<meta charset=shift_jis><p>日本".getBytes(Charset.forName("Shift_JIS"))));
        assertThat(Json.write(server.tester(tool()).call("scrape", "url", server.url("/h"))))
                .contains("Привет");
        assertThat(Json.write(server.tester(tool()).call("scrape", "url", server.url("/m"))))
                .contains("日本");
    }

    @Test
    void keeps_to_what_robots_txt_allows() {
        server.on(
                "/robots.txt",
                "text/plain",
                "User-agent: *\nDisallow: /\n\nUser-agent: incant\nDisallow: /private\nAllow: /private/open$\n");
        for (String path : List.of("/private", "/private/x", "/private/open", "/private/open?x")) {
            server.on(path, "text/html", "<p>x");
        }
        server.redirecting("/go", "/private/x");
        server.tester(tool()).call("scrape", "url", server.url("/p"));
        server.tester(tool()).call("scrape", "url", server.url("/private/open"));
        for (String path : List.of("/private", "/private/x", "/private/open?x", "/go")) {
            assertThat(server.tester(tool())
                            .fails(ErrorCode.FAILED, "scrape", "url", server.url(path))
                            .message())
                    .as(path)
                    .contains("is not for robots", "respect_robots = false");
        }
        server.tester(tool()).call("scrape", "url", server.url("/private"), "respect_robots", false);
    }

    @Test
    void a_robots_txt_that_cannot_be_had_forbids_all_one_that_is_not_there_nothing() {
        server.on("/robots.txt", (exchange, _) -> LocalServer.reply(exchange, 503, "text/plain", "busy"));
        assertThat(server.tester(tool())
                        .fails(ErrorCode.FAILED, "scrape", "url", server.url("/p"))
                        .message())
                .contains("answered 503");
        server.on("/robots.txt", (exchange, _) -> LocalServer.reply(exchange, 410, "text/plain", "gone"));
        server.tester(tool()).call("scrape", "url", server.url("/p"));
        server.cut("/robots.txt", "text/plain");
        server.tester(tool()).fails(ErrorCode.FAILED, "scrape", "url", server.url("/p"));
        server.endless("/robots.txt", "text/plain");
        server.tester(tool()).call("scrape", "url", server.url("/p"));
    }

    @Test
    void says_what_stands_in_the_way() {
        server.on("/pdf", "application/pdf", "%PDF")
                .on("/e", (exchange, _) -> LocalServer.reply(exchange, 500, "text/html", "x"));
        assertThat(server.tester(tool())
                        .fails(ErrorCode.FAILED, "scrape", "url", server.url("/pdf"))
                        .message())
                .contains("is application/pdf, not HTML");
        assertThat(server.tester(tool())
                        .fails(ErrorCode.NOT_FOUND, "scrape", "url", server.url("/none"))
                        .details())
                .containsEntry("status_code", 404L);
        server.tester(tool())
                .fails(ErrorCode.FAILED, "scrape", "url", server.url("/e"), "retry", Map.of("max_attempts", 1L));
        server.tester(tool()).fails(ErrorCode.INVALID_PARAMS, "scrape", "url", "x");
        server.tester(tool()).fails(ErrorCode.INVALID_PARAMS, "scrape", "url", server.url("/p"), "selector", "p[");
        assertThat(server.tester(tool())
                        .fails(
                                ErrorCode.INVALID_PARAMS,
                                "scrape",
                                "url",
                                server.url("/p"),
                                "selectors",
                                Map.of("a", ">"))
                        .message())
                .contains("selectors.a");
        server.tester(tool()).fails(ErrorCode.NOT_FOUND, "scrape", "url", server.url("/p"), "selector", "video");
        server.tester(tool()).fails(ErrorCode.INVALID_PARAMS, "scrape", "url", server.url("/p"), "format", "pdf");
        server.tester(tool()).fails(ErrorCode.INVALID_PARAMS, "scrape", "url", server.url("/p"), "render_wait_ms", -1);
    }

    @Test
    void without_a_grant_to_run_a_browser_rendering_is_unavailable() {
        assertThat(server.tester(tool())
                        .fails(ErrorCode.UNAVAILABLE, "scrape", "url", server.url("/p"), "render", true)
                        .message())
                .contains("--allow-run=chromium");
    }

    @Test
    void rendering_gives_what_the_browser_gives(@TempDir Path folder) throws IOException {
        // Stands in for the browser where none is installed: it shows with which arguments it was started.
        Path browser = folder.resolve("chromium");
        Files.writeString(browser, "#!/bin/sh\necho \"<title>R</title><p>$*\"\n");
        assertThat(browser.toFile().setExecutable(true)).isTrue();
        assertThat(Json.write(server.tester(tool())
                        .variables(Map.of("PATH", folder + ":/usr/bin:/bin"))
                        .granting(Permission.RUN, "chromium")
                        .call("scrape", "url", server.url("/p"), "render", true, "render_wait_ms", 700)))
                .contains(
                        "\"rendered\":true",
                        "\"title\":\"R\"",
                        "--virtual-time-budget=700 --dump-dom " + server.url("/p"));
    }
}
