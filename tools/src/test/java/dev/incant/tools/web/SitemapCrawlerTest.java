package dev.incant.tools.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.incant.kernel.capability.Limits;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.value.Values;
import dev.incant.testkit.ToolTester;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
final class SitemapCrawlerTest implements FetchingContract {
    private LocalServer server;
    private ToolTester crawler;

    @Override
    public Tool tool() {
        return new SitemapCrawler();
    }

    @Override
    public String operation() {
        return "crawl";
    }

    @Override
    public String type() {
        return "application/xml";
    }

    @Override
    public Map<String, @Nullable Object> arguments() {
        return Values.map("discover", false);
    }

    @BeforeEach
    void start() throws IOException {
        server = new LocalServer();
        crawler = server.tester(tool());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static String set(String... entries) {
        return "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>" + String.join("", entries) + "</urlset>";
    }

    private static String page(String loc, String more) {
        return "<url><loc>" + loc + "</loc>" + more + "</url>";
    }

    private String index(String... paths) {
        StringBuilder text = new StringBuilder("<sitemapindex>");
        for (String path : paths) {
            text.append("<sitemap><loc>").append(server.url(path)).append("</loc></sitemap>");
        }
        return text + "</sitemapindex>";
    }

    private static List<?> urls(Map<String, @Nullable Object> result) {
        return ((List<?>) Objects.requireNonNull(result.get("urls")))
                .stream().map(each -> ((Map<?, ?>) each).get("url")).toList();
    }

    private Map<String, @Nullable Object> crawl(Object... more) {
        Map<String, @Nullable Object> all = Values.map("url", server.url("/sitemap.xml"));
        all.putAll(Values.map(more));
        Object result = crawler.callWith("crawl", all);
        Map<String, @Nullable Object> map = Values.map();
        ((Map<?, ?>) Objects.requireNonNull(result)).forEach((name, value) -> map.put((String) name, value));
        return map;
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    @Test
    void follows_indexes_gzip_and_text_and_lists_each_page_once() throws IOException {
        byte[] packed =
                gzip(set(page("http://e.org/b", ""), page("http://e.org/a", "")).getBytes(UTF_8));
        server.on("/sitemap.xml", type(), index("/1.xml", "/2.xml.gz", "/3.txt"))
                .on(
                        "/1.xml",
                        type(),
                        set(page("http://e.org/a?x=1&amp;y", "<priority>0.8</priority>"), page("http://e.org/a", "")))
                .on("/2.xml.gz", (exchange, _) -> LocalServer.reply(exchange, 200, "application/gzip", packed))
                .on("/3.txt", "text/plain", "http://e.org/c\n\nhttp://e.org/b\n");
        Map<String, @Nullable Object> result = crawl();
        assertThat(urls(result))
                .isEqualTo(List.of("http://e.org/a?x=1&y", "http://e.org/a", "http://e.org/b", "http://e.org/c"));
        assertThat(result)
                .containsEntry("truncated", false)
                .containsEntry(
                        "stats",
                        Values.map(
                                "sitemaps_processed",
                                4,
                                "index_files_found",
                                1,
                                "total_urls_discovered",
                                4,
                                "urls_with_metadata",
                                1));
        assertThat(urls(crawl("follow_sitemaps", false))).isEmpty();
    }

    @Test
    void a_circle_of_indexes_ends() {
        server.on("/sitemap.xml", type(), index("/b.xml", "/sitemap.xml"))
                .on("/b.xml", type(), index("/sitemap.xml", "/b.xml"));
        assertThat(crawl())
                .extractingByKey("sitemaps")
                .isEqualTo(List.of(server.url("/sitemap.xml"), server.url("/b.xml")));
    }

    @Test
    void finds_the_sitemaps_that_robots_txt_names() {
        server.on(
                        "/robots.txt",
                        "text/plain",
                        "User-agent: *\nDisallow: /\nSitemap: " + server.url("/s1") + "\nsitemap: /s2\n")
                .on("/s1", type(), set(page("http://e.org/1", "")))
                .on("/s2", type(), set(page("http://e.org/2", "")));
        assertThat(urls(crawler.map("crawl", "input", server.url("/"))))
                .isEqualTo(List.of("http://e.org/1", "http://e.org/2"));
        server.on("/robots.txt", "text/plain", "").on("/sitemap.xml", type(), set(page("http://e.org/3", "")));
        assertThat(urls(crawler.map("crawl", "url", server.url("/blog/")))).isEqualTo(List.of("http://e.org/3"));
    }

    @Test
    void filters_by_date_priority_and_pattern() {
        server.on(
                "/sitemap.xml",
                type(),
                set(
                        page("http://e.org/a", "<lastmod>2025-01-02</lastmod><priority>0.9</priority>"),
                        page("http://e.org/b", "<lastmod>2024-12-31T23:30:00-05:00</lastmod><priority>0.1</priority>"),
                        page("http://e.org/c", "<lastmod>2023</lastmod>"),
                        page("http://e.org/d", "<lastmod>soon</lastmod><priority>high</priority>")));
        assertThat(urls(crawl("modified_since", "2025-01-01"))).isEqualTo(List.of("http://e.org/a", "http://e.org/b"));
        assertThat(urls(crawl("modified_since", "2025-01-02T00:00:00Z"))).isEqualTo(List.of("http://e.org/a"));
        assertThat(urls(crawl("min_priority", 0.5)))
                .isEqualTo(List.of("http://e.org/a", "http://e.org/c", "http://e.org/d"));
        assertThat(urls(crawl("matching", "/[bc]$"))).isEqualTo(List.of("http://e.org/b", "http://e.org/c"));
        crawler.fails(ErrorCode.INVALID_PARAMS, "crawl", "url", "http://e/", "modified_since", "yesterday");
        crawler.fails(ErrorCode.INVALID_PARAMS, "crawl", "url", "http://e/", "min_priority", 2.0);
        crawler.fails(ErrorCode.INVALID_PARAMS, "crawl", "url", "http://e/", "matching", "(");
    }

    @Test
    void keeps_to_its_limits_and_says_so() {
        server.on("/sitemap.xml", type(), index("/1.xml", "/2.xml"))
                .on("/1.xml", type(), set(page("http://e.org/1", ""), page("http://e.org/2", "")))
                .on("/2.xml", type(), index("/3.xml"))
                .on("/3.xml", type(), set(page("http://e.org/3", "")));
        assertThat(crawl("max_urls", 1))
                .containsEntry("truncated", true)
                .extractingByKey("urls")
                .asString()
                .doesNotContain("/2\"");
        assertThat(crawl("max_sitemaps", 2)).containsEntry("truncated", true);
        assertThat(urls(crawl("max_depth", 1))).isEqualTo(List.of("http://e.org/1", "http://e.org/2"));
        assertThat(crawl()).containsEntry("truncated", false);
        crawler.fails(ErrorCode.INVALID_PARAMS, "crawl", "url", "http://e/", "max_urls", 0);
        crawler.fails(ErrorCode.INVALID_PARAMS, "crawl", "url", "http://e/", "max_sitemaps", 0);
        crawler.fails(ErrorCode.INVALID_PARAMS, "crawl", "url", "http://e/", "max_depth", 11);
    }

    @Test
    void one_sitemap_that_cannot_be_read_does_not_spoil_the_others() {
        server.on("/sitemap.xml", type(), index("/gone.xml", "/html.xml", "/ok.xml"))
                .on("/html.xml", "text/html", "<html><p>x</p></html>")
                .on("/ok.xml", type(), set(page("http://e.org/1", ""), page("http://[", "")));
        Map<String, @Nullable Object> result = crawl();
        assertThat(urls(result)).isEqualTo(List.of("http://e.org/1"));
        assertThat(String.valueOf(result.get("problems"))).contains("answered 404", "its root is html", "'http://['");
    }

    @Test
    void entities_bombs_and_broken_files_are_errors() throws IOException {
        Map<String, String> cases = Map.of(
                "<!DOCTYPE u [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><urlset><url><loc>&x;</loc></url></urlset>",
                "",
                "<!DOCTYPE u [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]><urlset><url><loc>&b;</loc></url></urlset>",
                "",
                "<urlset><url>",
                "not well-formed",
                "<feed/>",
                "its root is feed",
                "just words",
                "neither XML nor a list");
        for (Map.Entry<String, String> each : cases.entrySet()) {
            server.on("/sitemap.xml", type(), each.getKey());
            assertThat(crawler.fails(ErrorCode.FAILED, "crawl", "url", server.url("/sitemap.xml"))
                            .message())
                    .as(each.getKey())
                    .contains(each.getValue())
                    .doesNotContain("root:");
        }
        byte[] bomb = gzip(new byte[5_000_000]);
        server.on("/b.gz", (exchange, _) -> LocalServer.reply(exchange, 200, "application/gzip", bomb));
        crawler.within(Limits.GENEROUS.withBodySize(1_000_000))
                .fails(ErrorCode.LIMIT_EXCEEDED, "crawl", "url", server.url("/b.gz"));
        byte[] cut = java.util.Arrays.copyOf(bomb, 1000);
        server.on("/c.gz", (exchange, _) -> LocalServer.reply(exchange, 200, "application/gzip", cut));
        crawler.fails(ErrorCode.FAILED, "crawl", "url", server.url("/c.gz"));
    }
}
