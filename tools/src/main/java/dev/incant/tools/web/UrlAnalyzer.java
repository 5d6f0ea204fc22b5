package dev.incant.tools.web;

import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.Category;
import dev.incant.kernel.tool.Effects;
import dev.incant.kernel.tool.Example;
import dev.incant.kernel.tool.Field;
import dev.incant.kernel.tool.Fixture;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Parameter;
import dev.incant.kernel.tool.Schema;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.tool.ToolSpec;
import dev.incant.kernel.value.Values;
import dev.incant.tools.web.html.HtmlMetadata;
import dev.incant.tools.web.url.UrlParts;
import dev.incant.tools.web.url.WebUrl;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Takes URLs apart and puts them together as browsers do (the WHATWG URL standard), and asks what is behind one.
public final class UrlAnalyzer implements Tool {
    private static final ToolSpec SPEC = ToolSpec.of(
                    "url_analyzer", Category.WEB, "Take a URL apart, build or resolve one, or ask what is behind it.")
            .aliases("url")
            .tags(
                    "url",
                    "uri",
                    "query",
                    "parse",
                    "punycode",
                    "idn",
                    "opengraph",
                    "link",
                    "host",
                    "domain",
                    "redirect",
                    "preview")
            .phrases(
                    "split a url into its parts",
                    "read the query parameters of a url",
                    "resolve a relative link",
                    "build a url from parts",
                    "get the title of a url")
            .defaultOperation(parse())
            .operation(build())
            .operation(resolve())
            .operation(fetchMetadata());

    private static Operation parse() {
        return Operation.of("parse", "Take a URL apart.")
                .main(Parameter.text("url", "The URL.").alias("input"))
                .optional(Parameter.text("base", "The URL that a relative one starts at."))
                .optional(Parameter.bool("decode_params", "Whether to decode names and values of the query.")
                        .otherwise(true))
                .returns(UrlParts.schema(), "normalized")
                .readOnly()
                .example(Example.of(
                                "Read a query in which a name stands twice.",
                                Map.of("url", "HTTPS://Bücher.example:443/a/../b?q=1&q=2&x=%C3%BC#top"))
                        .givesAtLeast(Values.map(
                                "normalized",
                                "https://xn--bcher-kva.example/b?q=1&q=2&x=%C3%BC#top",
                                "host_unicode",
                                "bücher.example",
                                "port",
                                null,
                                "query_params",
                                Values.map("q", Values.list("1", "2"), "x", "ü"))))
                .example(Example.of("See an address through its disguise.", Map.of("url", "http://user@0x7f.1/"))
                        .givesAtLeast(Values.map(
                                "host",
                                "127.0.0.1",
                                "has_auth",
                                true,
                                "warnings",
                                Values.list(
                                        "holds a user name or password: what stands before '@' is not the host",
                                        "the host is an address, written 0x7f.1"))))
                .handledBy((args, context) ->
                        UrlParts.of(args.string("url"), url(args, "url", "base"), args.bool("decode_params")));
    }

    private static WebUrl url(Args args, String name, String baseName) {
        WebUrl base = args.optionalString(baseName)
                .map(text -> WebUrl.of(baseName, text, null))
                .orElse(null);
        return WebUrl.of(name, args.string(name), base);
    }

    private static Operation build() {
        return Operation.of("build", "Put a URL together; what stands in a part is encoded as that part needs it.")
                .mainOptional(Parameter.text("base", "The URL to start from; the other parameters replace its parts."))
                .optional(Parameter.text("scheme", "The scheme, such as https.").matching("[A-Za-z][A-Za-z0-9+.-]*:?"))
                .optional(Parameter.text("host", "The host, in Unicode or Punycode, or an address."))
                .optional(Parameter.integer("port", "The port.").between(0, 65_535))
                .optional(Parameter.text("username", "The user name."))
                .optional(Parameter.text("password", "The password."))
                .optional(Parameter.text("path", "The path with its slashes."))
                .optional(Parameter.list(
                        "segments",
                        "The segments of the path, in which slashes are encoded.",
                        Schema.string("A segment.")))
                .optional(Parameter.map(
                        "query",
                        "The query; a list gives a name several values, null leaves it out.",
                        Schema.any("The value, or a list of values.")))
                .optional(Parameter.text("fragment", "What follows '#'."))
                .returns(Schema.string("The URL in its normal form."))
                .readOnly()
                .example(
                        "Build a search.",
                        Values.map(
                                "base",
                                "https://example.org/?old=1",
                                "segments",
                                Values.list("find", "a/b"),
                                "query",
                                Values.map("page", 2, "q", "tea & milk")),
                        "https://example.org/find/a%2Fb?page=2&q=tea+%26+milk")
                .handledBy((args, context) -> UrlParts.build(args));
    }

    private static Operation resolve() {
        return Operation.of("resolve", "Make an absolute URL of a relative one.")
                .main(Parameter.text("url", "The relative URL.").alias("input", "relative"))
                .required(Parameter.text("base", "The URL that it stands in.").alias("base_url"))
                .returns(Schema.string("The absolute URL in its normal form."))
                .readOnly()
                .example(
                        "Follow a link.",
                        Map.of("url", "../img/a.png?x", "base", "https://example.org/docs/page/"),
                        "https://example.org/docs/img/a.png?x")
                .handledBy((args, context) -> url(args, "url", "base").href());
    }

    private static Operation fetchMetadata() {
        Operation operation = Operation.of(
                        "fetch_metadata", "Ask what is behind a URL, and what the page says of itself.")
                .main(RequestParameters.url());
        return RequestParameters.fetching(operation, 10)
                .returns(
                        Schema.object(
                                "What is behind it.",
                                Field.of("url", Schema.string("The URL that answered, after redirects.")),
                                Field.of("status_code", Schema.integer("The status.")),
                                Field.of("redirects", Schema.integer("How many redirects were followed.")),
                                Field.of(
                                        "content_type",
                                        Schema.string("The media type.").orNull()),
                                Field.of(
                                        "content_length",
                                        Schema.integer("The size that the host says.")
                                                .orNull()),
                                Field.of(
                                        "last_modified",
                                        Schema.string("When it was changed, as the host says.")
                                                .orNull()),
                                Field.of("title", Schema.string("The page's title, empty for none.")),
                                Field.of("description", Schema.string("The page's description, empty for none.")),
                                Field.of("language", Schema.string("The page's language, empty for none.")),
                                Field.of(
                                        "canonical",
                                        Schema.string("The canonical URL.").orNull()),
                                Field.of(
                                        "open_graph",
                                        Schema.map("OpenGraph properties without og:.", Schema.any("The content.")))),
                        "title")
                .effects(Effects.READ_ONLY_OPEN)
                .timeout(Duration.ofMinutes(1))
                .example(Example.of("Read a page's title.", Map.of("url", "${server}/"))
                        .with(Fixture.NONE
                                .andRoute("HEAD /", html(""))
                                .andRoute(
                                        "GET /", html("<title>Tea</title><meta property='og:type' content='article'>")))
                        .givesAtLeast(Values.map(
                                "url",
                                "${server}/",
                                "status_code",
                                200,
                                "content_type",
                                "text/html",
                                "title",
                                "Tea",
                                "open_graph",
                                Map.of("type", "article"))))
                .handledBy(UrlAnalyzer::fetch);
    }

    private static Fixture.Answer html(String body) {
        return new Fixture.Answer(200, Map.of("Content-Type", "text/html; charset=utf-8"), body);
    }

    @Override
    public ToolSpec spec() {
        return SPEC;
    }

    /// Asks for the head first; for the whole where that is HTML, or where the host gives no head by itself.
    private static Map<String, @Nullable Object> fetch(Args args, ToolContext context) throws IOException {
        URI uri = OutgoingRequest.absolute(args.string("url"));
        Fetched head = Fetched.of(OutgoingRequest.fetch("HEAD", uri, args), args, context);
        boolean refused = head.status() == 405 || head.status() == 501 || head.status() == 404 || head.status() == 403;
        Fetched answer = head.html() || head.type().isEmpty() || refused
                ? Fetched.of(OutgoingRequest.fetch("GET", uri, args), args, context)
                : head;
        Map<String, @Nullable Object> page =
                answer.html() && answer.body().length > 0 ? HtmlMetadata.of(answer.page(context), context) : Map.of();
        String type = answer.type();
        String length = answer.header("Content-Length").orElse("");
        return Values.map(
                "url",
                answer.uri().toString(),
                "status_code",
                answer.status(),
                "redirects",
                answer.redirects(),
                "content_type",
                type.isEmpty() ? null : type,
                "content_length",
                length.matches("[0-9]{1,18}") ? (Object) Long.parseLong(length) : null,
                "last_modified",
                answer.header("Last-Modified").orElse(null),
                "title",
                page.getOrDefault("title", ""),
                "description",
                page.getOrDefault("description", ""),
                "language",
                page.getOrDefault("language", ""),
                "canonical",
                page.get("canonical"),
                "open_graph",
                page.getOrDefault("open_graph", Map.of()));
    }
}
