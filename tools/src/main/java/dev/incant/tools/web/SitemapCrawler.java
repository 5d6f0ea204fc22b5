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
import java.time.Duration;
import java.util.Map;

/// Reads the sitemaps of a site (sitemaps.org, protocol 0.9): XML, index files, plain text, gzip.
public final class SitemapCrawler implements Tool {
    private static final ToolSpec SPEC = ToolSpec.of(
                    "sitemap_crawler", Category.WEB, "List the pages of a site from its sitemaps.")
            .aliases("sitemap")
            .tags("sitemap", "crawl", "xml", "robots", "site", "urls", "pages", "website", "seo")
            .phrases(
                    "read a sitemap",
                    "list all pages of a website",
                    "find pages that changed since a date",
                    "follow a sitemap index",
                    "which urls are in the sitemap of this domain",
                    "get every url of a site")
            .defaultOperation(crawl());

    private static Operation crawl() {
        Operation operation = Operation.of(
                        "crawl", "Read a sitemap, the sitemaps it names, or those that a site's robots.txt names.")
                .main(Parameter.text("url", "The URL of a sitemap, or of a site.")
                        .alias("input", "uri")
                        .format("uri")
                        .needs(dev.incant.kernel.capability.Permission.NET))
                .optional(Parameter.bool("follow_sitemaps", "Whether to read the sitemaps that an index names.")
                        .otherwise(true))
                .optional(Parameter.bool(
                                "discover",
                                "Whether to ask robots.txt, then /sitemap.xml, for a URL that is no" + " sitemap.")
                        .otherwise(true))
                .optional(Parameter.integer("max_urls", "How many URLs to return at most.")
                        .between(1, 1_000_000)
                        .otherwise(1000L))
                .optional(Parameter.integer("max_sitemaps", "How many sitemaps to read at most.")
                        .between(1, 10_000)
                        .otherwise(100L))
                .optional(Parameter.integer("max_depth", "How deep to follow indexes of indexes.")
                        .between(0, 10)
                        .otherwise(3L))
                .optional(Parameter.text("modified_since", "Leave out what was not changed since: a date or a time."))
                .optional(
                        Parameter.number("min_priority", "Leave out what has a lower priority; 0.5 where none is said.")
                                .between(0, 1))
                .optional(Parameter.text(
                        "matching", "Leave out URLs in which this regular expression (RE2) is not" + " found."))
                .optional(Parameter.text("user_agent", "Who asks.").otherwise(Robots.AGENT));
        return RequestParameters.fetching(operation, 30)
                .returns(result(), "urls")
                .effects(Effects.READ_ONLY_OPEN)
                .timeout(Duration.ofMinutes(5))
                .example(Example.of(
                                "List pages that changed.",
                                Values.map("url", "${server}/sitemap.xml", "modified_since", "2025-01-01"))
                        .with(Fixture.NONE.andRoute(
                                "GET /sitemap.xml",
                                new Fixture.Answer(200, Map.of("Content-Type", "application/xml"), """
                                        <?xml version="1.0" encoding="UTF-8"?>
                                        <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
                                          <url><loc>/new</loc><lastmod>2025-01-02</lastmod></url>
                                          <url><loc>/old</loc><lastmod>2024-01-02</lastmod></url>
                                        </urlset>
                                        """)))
                        .givesAtLeast(Values.map(
                                "urls",
                                Values.list(Values.map(
                                        "url",
                                        "${server}/new",
                                        "lastmod",
                                        "2025-01-02",
                                        "changefreq",
                                        null,
                                        "priority",
                                        null,
                                        "sitemap",
                                        "${server}/sitemap.xml",
                                        "has_metadata",
                                        true)),
                                "truncated",
                                false,
                                "stats",
                                Values.map("sitemaps_processed", 1, "total_urls_discovered", 2))))
                .handledBy((args, context) -> new SitemapCrawl(args, context).run());
    }

    private static Schema result() {
        return Schema.object(
                "What the sitemaps list.",
                Field.of(
                        "urls",
                        Schema.list(
                                "The pages in their order, each once.",
                                Schema.object(
                                        "A page.",
                                        Field.of("url", Schema.string("Its URL.")),
                                        Field.of(
                                                "lastmod",
                                                Schema.string("When it was changed, as it stands there.")
                                                        .orNull()),
                                        Field.of(
                                                "changefreq",
                                                Schema.string("How often it changes.")
                                                        .orNull()),
                                        Field.of(
                                                "priority",
                                                Schema.number("Its priority, from 0 to 1.")
                                                        .orNull()),
                                        Field.of("sitemap", Schema.string("The sitemap that lists it.")),
                                        Field.of("has_metadata", Schema.bool("Whether more than its URL is said."))))),
                Field.of("truncated", Schema.bool("Whether a limit left something out.")),
                Field.of("sitemaps", Schema.list("The sitemaps that were read.", Schema.string("A URL."))),
                Field.of(
                        "problems",
                        Schema.list(
                                "What could not be read; the rest was.",
                                Schema.object(
                                        "A problem.",
                                        Field.of("url", Schema.string("The sitemap.")),
                                        Field.of("message", Schema.string("What is wrong."))))),
                Field.of(
                        "stats",
                        Schema.object(
                                "Counts.",
                                Field.of("sitemaps_processed", Schema.integer("Sitemaps read.")),
                                Field.of("index_files_found", Schema.integer("Index files among them.")),
                                Field.of("total_urls_discovered", Schema.integer("Pages before filters, each once.")),
                                Field.of(
                                        "urls_with_metadata",
                                        Schema.integer("Pages returned with more than a URL.")))));
    }

    @Override
    public ToolSpec spec() {
        return SPEC;
    }
}
