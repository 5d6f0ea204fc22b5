package dev.incant.tools.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.value.Values;
import dev.incant.testkit.ToolTester;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
final class UrlAnalyzerTest implements FetchingContract {
    private final ToolTester url = ToolTester.of(tool());

    @Override
    public Tool tool() {
        return new UrlAnalyzer();
    }

    @Override
    public String operation() {
        return "fetch_metadata";
    }

    @Test
    void takes_every_part_apart() {
        assertThat(url.map("parse", "input", "https://us%20er:p@ex.org:8443/a%20b/c?x=1&y=%26&x=2&z#f"))
                .containsEntry("normalized", "https://us%20er:p@ex.org:8443/a%20b/c?x=1&y=%26&x=2&z#f")
                .containsEntry("scheme", "https")
                .containsEntry("origin", "https://ex.org:8443")
                .containsEntry("has_auth", true)
                .containsEntry("has_password", true)
                .containsEntry("username", "us er")
                .containsEntry("host", "ex.org")
                .containsEntry("port", 8443L)
                .containsEntry("path", "/a%20b/c")
                .containsEntry("path_segments", List.of("a b", "c"))
                .containsEntry("query_params", Values.map("x", List.of("1", "2"), "y", "&", "z", ""))
                .containsEntry(
                        "query_pairs",
                        List.of(List.of("x", "1"), List.of("y", "&"), List.of("x", "2"), List.of("z", "")))
                .containsEntry("fragment", "f");
        assertThat(url.map("parse", "url", "http://e/?a=%20+", "decode_params", false))
                .containsEntry("query_params", Map.of("a", "%20+"));
        assertThat(url.map("parse", "url", "mailto:a@b.c"))
                .containsEntry("host", null)
                .containsEntry("origin", null)
                .containsEntry("effective_port", null)
                .containsEntry("path", "a@b.c");
        assertThat(url.map("parse", "url", "../x", "base", "http://e.org/a/b/c"))
                .containsEntry("normalized", "http://e.org/a/x");
    }

    @Test
    void shows_what_may_deceive() {
        Map<String, String> cases = Map.of(
                "http://bank.example@evil.example/", "user name",
                "http://2130706433/", "the host is an address, written 2130706433",
                "http://раураl.example/", "letters beyond ASCII",
                "http:\\\\e.org\\x", "backslashes",
                "http://e.org/a\nb", "line breaks");
        cases.forEach((given, warning) -> assertThat(
                        String.valueOf(url.map("parse", "url", given).get("warnings")))
                .as(given)
                .contains(warning));
        assertThat(url.map("parse", "url", "https://e.org/")).containsEntry("warnings", List.of());
        assertThat(url.map("parse", "url", "http://[::FFFF:1.2.3.4]/"))
                .containsEntry("host_details", Values.map("type", "ipv6", "value", "::ffff:102:304", "is_ip", true));
    }

    @Test
    void says_why_a_text_is_no_url() {
        Map<String, String> cases = Map.of(
                "example.org", "it has no scheme",
                "http://", "it has no host",
                "http://a b/", "the host holds U+0020",
                "http://e:99999/", "the port is larger",
                "http://e:x/", "the port is not a number",
                "http://[::1/", "the bracket",
                "http://[1:2]/", "is not an IPv6 address",
                "http://1.2.3.256/", "is not an IPv4 address",
                "http://u@/", "no host after '@'");
        cases.forEach((given, why) -> assertThat(url.fails(ErrorCode.INVALID_PARAMS, "parse", "url", given)
                        .message())
                .as(given)
                .contains("url: '" + given + "' is not a URL: ")
                .contains(why));
        assertThat(url.fails(ErrorCode.INVALID_PARAMS, "resolve", "url", "x", "base", "y")
                        .message())
                .contains("base: 'y'");
        url.fails(ErrorCode.LIMIT_EXCEEDED, "parse", "url", "http://e/" + "x".repeat(2_000_000));
    }

    @Test
    void builds_what_can_be_read_again() {
        assertThat(url.call("build", "host", "bücher.example", "port", 8080, "path", "/a b", "fragment", "x y"))
                .isEqualTo("https://xn--bcher-kva.example:8080/a%20b#x%20y");
        assertThat(url.call("build", "scheme", "http", "host", "::1", "port", 80, "username", "a:b", "password", "@"))
                .isEqualTo("http://a%3Ab:%40@[::1]/");
        assertThat(url.call(
                        "build", "base", "http://e/p?a=1#f", "query", Values.map("b", List.of(1L, "x y"), "c", null)))
                .isEqualTo("http://e/p?b=1&b=x+y#f");
        assertThat(url.call("build", "base", "http://e/p?a=1", "query", Map.of()))
                .isEqualTo("http://e/p");
        url.fails(ErrorCode.INVALID_PARAMS, "build", "path", "/x");
        url.fails(ErrorCode.INVALID_PARAMS, "build", "host", "a/b");
        url.fails(ErrorCode.INVALID_PARAMS, "build", "host", "a", "scheme", "1");
        url.fails(ErrorCode.INVALID_PARAMS, "build", "host", "a", "port", 65_536);
        url.fails(ErrorCode.INVALID_PARAMS, "build", "host", "a", "path", "/", "segments", List.of("a"));
        url.fails(ErrorCode.INVALID_PARAMS, "build", "host", "a", "segments", List.of(".."));
        url.fails(ErrorCode.INVALID_PARAMS, "build", "host", "a", "query", Map.of("a", Map.of()));
    }

    @Test
    void asks_for_the_head_first_and_for_the_page_only_where_it_is_one() throws IOException {
        try (LocalServer server = new LocalServer()) {
            server.on("/pdf", "application/pdf", "%PDF")
                    .redirecting("/r", "/page")
                    .on(
                            "/page",
                            (exchange, _) -> LocalServer.reply(
                                    exchange,
                                    exchange.getRequestMethod().equals("HEAD") ? 405 : 200,
                                    "text/html; charset=iso-8859-1",
                                    "<html lang=de><title>\u00fc</title><meta name=description content=D>"
                                            .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1)));
            assertThat(server.tester(tool()).map("fetch_metadata", "input", server.url("/pdf")))
                    .containsEntry("content_type", "application/pdf")
                    .containsEntry("title", "");
            assertThat(server.asked).hasSize(1);
            assertThat(server.tester(tool()).map("fetch_metadata", "url", server.url("/r#x")))
                    .containsEntry("url", server.url("/page"))
                    .containsEntry("redirects", 1L)
                    .containsEntry("title", "ü")
                    .containsEntry("description", "D")
                    .containsEntry("language", "de");
            assertThat(server.tester(tool()).map("fetch_metadata", "url", server.url("/none")))
                    .containsEntry("status_code", 404L);
            for (String wrong : List.of("ftp://e/", "mailto:a@b", "http://a:b@e/")) {
                server.tester(tool()).fails(ErrorCode.INVALID_PARAMS, "fetch_metadata", "url", wrong);
            }
        }
    }

    @Property(tries = 1000)
    void a_normal_form_stays_as_it_is(@ForAll String noise) {
        for (String text : List.of("https://e.org/" + noise, "http://" + noise, noise)) {
            try {
                Object once = url.call("resolve", "url", text, "base", "http://b.example/x/y?q");
                assertThat(url.call("resolve", "url", once, "base", "http://other.example/"))
                        .isEqualTo(once);
            } catch (dev.incant.kernel.error.ToolException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.INVALID_PARAMS);
            }
        }
    }
}
