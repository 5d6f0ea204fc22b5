package dev.incant.tools.web;

import crawlercommons.robots.SimpleRobotRules;
import crawlercommons.robots.SimpleRobotRulesParser;
import dev.incant.kernel.capability.Http;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.ToolContext;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/// What the `robots.txt` of a host allows (RFC 9309): a file that is not there (4xx) allows all, one that cannot be had
/// (5xx, no answer) forbids all.
final class Robots {
    /// The product token that rules are looked up by, and the start of the `User-Agent` header.
    static final String AGENT = "incant";

    /// What is read of a file; the RFC asks for 500 KiB at least.
    private static final int MAX_SIZE = 512 << 10;

    private final SimpleRobotRules rules;
    private final String reason;

    private Robots(SimpleRobotRules rules, String reason) {
        this.rules = rules;
        this.reason = reason;
    }

    /// Asks the host of a page for its rules.
    static Robots of(URI page, Duration timeout, ToolContext context) throws IOException {
        URI place = page.resolve("/robots.txt");
        List<Http.Header> headers = List.of(new Http.Header("User-Agent", AGENT));
        Http.Request request = new Http.Request("GET", place, headers, null, timeout, 5, Long.MAX_VALUE);
        SimpleRobotRulesParser parser = new SimpleRobotRulesParser();
        try (Http.Response response = context.http().send(request)) {
            String reason = place + " answered " + response.status();
            if (response.status() != 200) {
                boolean allows = response.status() >= 400 && response.status() < 500;
                SimpleRobotRules.RobotRulesMode mode =
                        allows ? SimpleRobotRules.RobotRulesMode.ALLOW_ALL : SimpleRobotRules.RobotRulesMode.ALLOW_NONE;
                return new Robots(new SimpleRobotRules(mode), reason);
            }
            byte[] content = response.body().readNBytes(MAX_SIZE);
            return new Robots(
                    parser.parseContent(place.toString(), content, "text/plain", List.of(AGENT)), place.toString());
        } catch (ToolException e) {
            if (e.code() != ErrorCode.FAILED && e.code() != ErrorCode.TIMEOUT) {
                throw e;
            }
            context.checkCancelled();
            return new Robots(
                    new SimpleRobotRules(SimpleRobotRules.RobotRulesMode.ALLOW_NONE),
                    place + " cannot be had: " + e.message());
        }
    }

    boolean allows(URI page) {
        return rules.isAllowed(page.toString());
    }

    /// Ends the call unless a page is allowed.
    ///
    /// @throws ToolException `failed` that says how to fetch it all the same
    void require(URI page) {
        if (!allows(page)) {
            throw ToolException.failed(page + " is not for robots (" + reason
                            + "); respect_robots = false fetches it all the same")
                    .with("robots", reason);
        }
    }

    /// The URLs in the lines `Sitemap:`.
    List<String> sitemaps() {
        return rules.getSitemaps();
    }
}
