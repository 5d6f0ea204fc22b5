package dev.incant.tools.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.value.Json;
import dev.incant.testkit.ToolContract;
import dev.incant.testkit.ToolTester;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class HtmlProcessorTest implements ToolContract {
    private final ToolTester html = ToolTester.of(tool());

    @Override
    public Tool tool() {
        return new HtmlProcessor();
    }

    private String markdown(String text) {
        return String.valueOf(html.call("to_markdown", "html", text));
    }

    private String text(String text) {
        return String.valueOf(html.map("text", "html", text).get("text"));
    }

    @Test
    void selects_by_every_kind_of_selector() {
        String page = "<div id=a><p class='x y'>1</p><p>2</p><a href='https://e.org/doc.pdf'>3</a></div>";
        Map<String, Integer> counts = Map.of(
                "p",
                2,
                "#a > p.x.y",
                1,
                "p:nth-child(2)",
                1,
                "a[href$=.pdf]",
                1,
                "p + p",
                1,
                "p, a",
                3,
                "div:has(a)",
                1,
                "p:contains(2)",
                1,
                "p:matches(^[12]$)",
                2,
                "i",
                0);
        counts.forEach((selector, count) -> assertThat(html.map("select", "html", page, "selector", selector))
                .as(selector)
                .containsEntry("count", (long) count));
        assertThat(html.map("select", "html", page, "selector", "p", "limit", 1))
                .containsEntry("count", 2L)
                .containsEntry("truncated", true)
                .extractingByKey("elements")
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                .hasSize(1);
    }

    @Test
    void says_what_is_wrong_with_arguments() {
        assertThat(html.fails(ErrorCode.INVALID_PARAMS, "select", "html", "<p>", "selector", "p[")
                        .message())
                .contains("selector: 'p[' is not a CSS selector");
        html.fails(ErrorCode.INVALID_PARAMS, "select", "html", "<p>", "selector", "");
        html.fails(ErrorCode.INVALID_PARAMS, "select", "html", "<p>", "selector", "p", "limit", 0);
        html.fails(ErrorCode.LIMIT_EXCEEDED, "select", "html", "<p>", "selector", "p:has(".repeat(3) + "b)))");
        html.fails(ErrorCode.LIMIT_EXCEEDED, "select", "html", "<p>", "selector", "p ".repeat(10_000));
        assertThat(html.fails(ErrorCode.INVALID_PARAMS, "text", "html", "<p>", "file", "a")
                        .message())
                .contains("give one of html and file");
        html.fails(ErrorCode.INVALID_PARAMS, "links");
        html.fails(ErrorCode.NOT_FOUND, "text", "html", "<p>a", "selector", "table");
        html.fails(ErrorCode.DENIED, "metadata", "file", "/etc/hostname");
    }

    @Test
    void a_file_is_read_in_the_charset_it_names(@TempDir Path folder) throws IOException {
        Files.write(
                folder.resolve("a.html"),
                "<meta charset=windows-1251><title>Привет</title>".getBytes(Charset.forName("windows-1251")));
        Files.write(folder.resolve("b.html"), "\ufeff<title>ü</title>".getBytes(Charset.forName("UTF-16LE")));
        ToolTester here = html.in(folder);
        assertThat(here.map("metadata", "file", "a.html"))
                .containsEntry("title", "Привет")
                .containsEntry("charset", "windows-1251");
        assertThat(here.map("metadata", "file", "b.html")).containsEntry("title", "ü");
        here.fails(ErrorCode.NOT_FOUND, "metadata", "file", "c.html");
    }

    @Test
    void text_keeps_blocks_apart_and_leaves_out_scripts() {
        assertThat(text("<p>a  <b>b</b>\n c<br>d</p><p>e</p><style>x{}</style><noscript>n</noscript>"))
                .isEqualTo("a b c\nd\n\ne");
        assertThat(text("<div>a</div><div>b<div>c</div></div>d")).isEqualTo("a\nb\nc\nd");
        assertThat(text("<table><tr><td>1<td>2<tr><td>3<td>4</table>")).isEqualTo("1\t2\n3\t4");
        assertThat(text("<pre>  a\n   b</pre>")).isEqualTo("  a\n   b");
        assertThat(text("<ul><li>a<li>b</ul>")).isEqualTo("a\nb");
        assertThat(text("<p>&lt;b&gt; &amp;amp; &#x1F600;</p>")).isEqualTo("<b> &amp; 😀");
    }

    @Test
    void links_are_absolute_and_told_apart() {
        String page = "<base href='https://e.org/d/'><a href='x?a=1&amp;b'>A</a><a href=#t>t</a>"
                + "<a href=//o.org rel='nofollow noopener'><img src=i alt=Pic></a><a href=mailto:a@b.c>m</a>"
                + "<a href=tel:+1>c</a><a href='javascript:x()'>j</a><a href=ftp://f/>f</a><a href='x?a=1&amp;b'>A2</a>";
        assertThat((List<?>) html.call("links", "html", page, "base_url", "https://e.org/"))
                .extracting(link -> ((Map<?, ?>) link).get("url") + " " + ((Map<?, ?>) link).get("kind") + " "
                        + ((Map<?, ?>) link).get("text") + " " + ((Map<?, ?>) link).get("nofollow"))
                .containsExactly(
                        "https://e.org/d/x?a=1&b internal A false",
                        "https://e.org/d/#t anchor t false",
                        "https://o.org external Pic true",
                        "mailto:a@b.c mail m false",
                        "tel:+1 phone c false",
                        "javascript:x() script j false",
                        "ftp://f/ other f false",
                        "https://e.org/d/x?a=1&b internal A2 false");
        assertThat((List<?>) html.call("links", "html", page, "unique", true)).hasSize(7);
        assertThat(Json.write(html.call("links", "html", "<a href=a/b>x</a>")))
                .contains("\"url\":\"a/b\"", "\"kind\":\"internal\"");
    }

    @Test
    void cells_that_span_stand_in_each_row_and_column() {
        assertThat(Json.write(html.call(
                        "tables",
                        "html",
                        "<table><caption>C</caption><thead><tr><th colspan=2>A<th>B</thead>"
                                + "<tr><td rowspan=2>1<td>2<td>3<tr><td>4<td>5<tr><td>6</table>")))
                .isEqualTo("[{\"caption\":\"C\",\"headers\":[\"A\",\"A\",\"B\"],\"rows\":[[\"1\",\"2\",\"3\"],"
                        + "[\"1\",\"4\",\"5\"],[\"6\",\"\",\"\"]]}]");
        assertThat(Json.write(html.call("tables", "html", "<table><tr><td>a<table><tr><td>b</table></table>")))
                .isEqualTo("[{\"caption\":\"\",\"headers\":[],\"rows\":[[\"a b\"]]},"
                        + "{\"caption\":\"\",\"headers\":[],\"rows\":[[\"b\"]]}]");
        assertThat(Json.write(html.call("tables", "html", "<table><tr><td rowspan=0 colspan=99999999>a<tr></table>")))
                .contains("[[\"a\"],[\"a\"]]");
        String hostile = "<table>" + "<tr><td rowspan=65534 colspan=1000>x".repeat(1100) + "</table>";
        html.fails(ErrorCode.LIMIT_EXCEEDED, "tables", "html", hostile);
    }

    @Test
    void markdown_has_every_block_and_every_mark() {
        Map<String, String> cases = Map.ofEntries(
                Map.entry("<h2>A <em>b</em></h2>", "## A *b*"),
                Map.entry("<p>a<br>b</p>", "a\\\nb"),
                Map.entry("<p>one</p><p>two</p>", "one\n\ntwo"),
                Map.entry("a <strong> b </strong>c", "a **b** c"),
                Map.entry("<del>x</del> <code>a`b</code>", "~~x~~ ``a`b``"),
                Map.entry("<pre><code class='language-java'>int a;\n</code></pre>", "```java\nint a;\n```"),
                Map.entry("<pre>```</pre>", "````\n```\n````"),
                Map.entry("<blockquote><p>a</p><p>b</p></blockquote>", "> a\n>\n> b"),
                Map.entry("<ol start=3><li>a<li>b<ul><li>c</ul></ol>", "3. a\n4. b\n   - c"),
                Map.entry("<ul><li><p>a</p><p>b</p><li>c</ul>", "- a\n\n  b\n\n- c"),
                Map.entry("<ul><li><input type=checkbox checked>a<li><input type=checkbox>b</ul>", "- [x] a\n- [ ] b"),
                Map.entry("<a href='/x (1)' title='T \"q\"'>a [b]</a>", "[a \\[b\\]](/x%20%281%29 \"T \\\"q\\\"\")"),
                Map.entry("<img src=i.png alt='A*'>", "![A\\*](i.png)"),
                Map.entry("<a href='java\nscript:alert(1)'>x</a>", "x"),
                Map.entry("<hr>", "---"),
                Map.entry("<dl><dt>T</dt><dd>d</dd></dl>", "**T**\n\nd"),
                Map.entry("<p># no</p><p>1. no</p><p>- no</p><p>+1</p>", "\\# no\n\n1\\. no\n\n\\- no\n\n+1"),
                Map.entry("<p>snake_case *x* &lt;b> &amp;lt; a_</p>", "snake_case \\*x\\* \\<b> \\&lt; a\\_"),
                Map.entry("<table><tr><th>a|b<tr><td>1<td>2</table>", "| a\\|b |  |\n| --- | --- |\n| 1 | 2 |"),
                Map.entry("<a href=/x><h3>T</h3></a>", "### T"),
                Map.entry("<script>x</script><p> </p>", ""));
        cases.forEach((given, wanted) -> assertThat(markdown(given)).as(given).isEqualTo(wanted));
        assertThat(html.call("to_markdown", "html", "<a href=/x>t</a> <img src=i alt=p>", "links", false))
                .isEqualTo("t p");
        assertThat(html.call("to_markdown", "html", "<a href=x>t</a>", "base_url", "https://e.org/d/"))
                .isEqualTo("[t](https://e.org/d/x)");
    }

    @Test
    void metadata_gathers_all_that_a_page_says() {
        Map<String, @Nullable Object> page = html.map(
                "metadata",
                "base_url",
                "https://e.org/d/",
                "html",
                "<html lang=de><head><link rel='shortcut ICON' href=/f.ico><link rel=canonical href=/c>"
                        + "<link rel=alternate type='application/rss+xml' title=R href=r>"
                        + "<link rel=alternate hreflang=en href=/en><meta name=Keywords content='a, b,,'>"
                        + "<meta property='og:title' content=OT><meta property='og:image' content=1>"
                        + "<meta property='og:image' content=2><meta name='twitter:card' content=s>"
                        + "<meta name=robots content=noindex><meta name=author content=Ada>"
                        + "<script type='application/ld+json'>{\"@type\":\"A\"}</script>"
                        + "<script type='application/ld+json'>{broken</script></head><h1>H</h1><h3>I</h3>");
        assertThat(page)
                .containsEntry("title", "OT")
                .containsEntry("language", "de")
                .containsEntry("canonical", "https://e.org/c")
                .containsEntry("keywords", List.of("a", "b"))
                .containsEntry("robots", "noindex")
                .containsEntry("author", "Ada")
                .containsEntry("icons", List.of("https://e.org/f.ico"))
                .containsEntry("open_graph", Map.of("title", "OT", "image", List.of("1", "2")))
                .containsEntry("twitter", Map.of("card", "s"))
                .containsEntry("json_ld", List.of(Map.of("@type", "A")))
                .containsEntry("alternates", List.of(Map.of("url", "https://e.org/en", "language", "en")))
                .containsEntry(
                        "feeds",
                        List.of(Map.of("url", "https://e.org/d/r", "title", "R", "type", "application/rss+xml")))
                .containsEntry("headings", List.of(Map.of("level", 1L, "text", "H"), Map.of("level", 3L, "text", "I")));
    }

    @Test
    void html_nested_without_end_is_read_without_harm() {
        for (String tag : List.of("div", "b", "ul><li", "table><tr><td", "blockquote", "a href=x", "svg", "select")) {
            String deep = ("<" + tag + ">").repeat(20_000) + "end";
            assertThat(text(deep)).as(tag).contains("end");
            assertThat(markdown(deep)).as(tag).contains("end");
        }
    }

    @Test
    void a_selector_with_a_regex_bomb_ends_in_linear_time() {
        String page = "<p title='" + "a".repeat(50_000) + "!'>" + "a".repeat(50_000) + "!</p>";
        assertThat(html.map("select", "html", page, "selector", "p:matches(^(a+)+$)"))
                .containsEntry("count", 0L);
        assertThat(html.map("select", "html", page, "selector", "p[title~=^(a|aa)+$]"))
                .containsEntry("count", 0L);
    }

    @Test
    void elements_inside_of_each_other_do_not_multiply_without_limit() {
        String page = "<div>".repeat(500) + "x".repeat(400_000);
        assertThat(html.fails(ErrorCode.LIMIT_EXCEEDED, "select", "html", page, "selector", "div")
                        .message())
                .contains("narrower selector");
    }

    @Test
    void stops_when_it_is_cancelled() {
        Cancellation cancellation = new Cancellation();
        cancellation.cancel();
        ToolTester cancelled = html.cancelledBy(cancellation);
        for (String operation : List.of("text", "links", "tables", "to_markdown", "metadata")) {
            cancelled.fails(ErrorCode.CANCELLED, operation, "html", "<p>a<a href=x>b</a>");
        }
        cancelled.fails(ErrorCode.CANCELLED, "select", "html", "<p>", "selector", "p");
    }

    @Property(tries = 200)
    void whatever_the_bytes_something_sensible_comes_back(@ForAll String noise) {
        ToolTester tester = ToolTester.of(tool());
        for (String operation : List.of("text", "links", "tables", "to_markdown", "metadata")) {
            tester.call(operation, "html", "<div><table>" + noise + "<p>x<li>" + noise);
        }
    }
}
