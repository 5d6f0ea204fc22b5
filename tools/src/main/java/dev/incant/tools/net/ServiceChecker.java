package dev.incant.tools.net;

import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.tool.Category;
import dev.incant.kernel.tool.Effects;
import dev.incant.kernel.tool.Example;
import dev.incant.kernel.tool.Field;
import dev.incant.kernel.tool.Fixture;
import dev.incant.kernel.tool.Handler;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Parameter;
import dev.incant.kernel.tool.Schema;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.tool.ToolSpec;
import dev.incant.kernel.value.Values;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Checks whether services answer, how fast, and until when their certificates are valid.
public final class ServiceChecker implements Tool {
    private static final ToolSpec SPEC = ToolSpec.of(
                    "service_checker",
                    Category.SYSTEM,
                    "Check whether a service answers, how fast, and when its certificate expires.")
            .tags(
                    "port",
                    "tcp",
                    "http",
                    "https",
                    "dns",
                    "tls",
                    "certificate",
                    "uptime",
                    "health",
                    "ping",
                    "ssl",
                    "reachable",
                    "availability",
                    "latency",
                    "hostname",
                    "nslookup",
                    "server",
                    "response time")
            .phrases(
                    "is this port open",
                    "is the web site up",
                    "when does the certificate expire",
                    "does this name resolve",
                    "how fast does the server answer")
            .defaultOperation(check())
            .operation(tcp())
            .operation(http("http", 80))
            .operation(http("https", 443))
            .operation(dns())
            .operation(tls());

    private static Operation check() {
        Operation operation = common("check", "Check a service in the way that check_type says.")
                .optional(Parameter.text("check_type", "The kind of check.")
                        .oneOf("tcp", "http", "https", "dns", "tls")
                        .otherwise("tcp"));
        return certificateOptions(httpOptions(tcpOptions(operation)))
                .example(up("See whether a port is open.", "GET /", Values.map("check_type", "tcp"), "tcp"))
                .handledBy((args, context) -> new ServiceCheck(args.string("check_type"), args, context).run());
    }

    private static Operation tcp() {
        return tcpOptions(common("tcp", "Connect to a port."))
                .example(up("Connect to a port.", "GET /", Map.of(), "tcp"))
                .handledBy(handler("tcp"));
    }

    private static Operation http(String name, int port) {
        Operation operation = httpOptions(common(
                name, "Send " + (port == 80 ? "an HTTP" : "an HTTPS") + " request; port " + port + " without saying."));
        if (port == 80) {
            operation = operation
                    .example(up("See whether a page is served.", "GET /", Map.of(), "http"))
                    .example(Example.of("A page that fails is down.", Map.of("target", "${server}/broken"))
                            .with(Fixture.NONE.andRoute("GET /broken", new Fixture.Answer(503, Map.of(), "")))
                            .givesAtLeast(Values.map("status", "down", "reason", "status", "available", false)));
        } else {
            operation = operation.example(noTls("A port that speaks no TLS is down."));
        }
        return operation.handledBy(handler(name));
    }

    private static Operation dns() {
        return common("dns", "Look up the addresses of a host.")
                .example(Example.of("Look up a host.", Map.of("target", "${server}"))
                        .with(Fixture.json("GET /", "{}"))
                        .givesAtLeast(Values.map(
                                "status", "up", "metadata", Values.map("addresses", Values.list("127.0.0.1")))))
                .handledBy(handler("dns"));
    }

    private static Operation tls() {
        return certificateOptions(common("tls", "Look at a certificate: for whom, by whom, and until when."))
                .example(noTls("A port that speaks no TLS is down."))
                .handledBy(handler("tls"));
    }

    private static Handler handler(String kind) {
        return (args, context) -> new ServiceCheck(kind, args, context).run();
    }

    private static Example up(String title, String route, Map<String, ? extends @Nullable Object> more, String kind) {
        Map<String, @Nullable Object> params = Values.map("target", "${server}");
        params.putAll(more);
        return Example.of(title, params)
                .with(Fixture.json(route, "{}"))
                .givesAtLeast(Values.map("check_type", kind, "available", true, "status", "up", "reason", null));
    }

    private static Example noTls(String title) {
        return Example.of(title, Values.map("target", "${server}", "timeout_seconds", 0.5))
                .with(Fixture.json("GET /", "{}"))
                .givesAtLeast(Values.map("status", "down", "available", false));
    }

    private static Operation common(String name, String summary) {
        return Operation.of(name, summary)
                .main(Parameter.text("target", "HOST:PORT, a URL or a host.")
                        .alias("host", "url", "input")
                        .needs(Permission.NET))
                .optional(Parameter.number("timeout_seconds", "How long the check may take in seconds.")
                        .alias("timeout")
                        .between(0, 300)
                        .otherwise(5.0))
                .returns(result())
                .effects(Effects.READ_ONLY_OPEN)
                .timeout(Duration.ofMinutes(6));
    }

    private static Operation tcpOptions(Operation operation) {
        return operation.optional(Parameter.bool("banner", "Whether to wait for the line that the service says first.")
                .otherwise(false));
    }

    private static Operation httpOptions(Operation operation) {
        return operation
                .optional(Parameter.text("method", "The method of HTTP.")
                        .oneOf("GET", "HEAD", "OPTIONS")
                        .otherwise("GET"))
                .optional(Parameter.list(
                        "expected_status",
                        "Statuses that mean up; those below 400 otherwise.",
                        Schema.integer("A status.", 100, 599)))
                .optional(Parameter.integer("max_redirects", "How many redirects to follow at most.")
                        .between(0, 20)
                        .otherwise(5L));
    }

    private static Operation certificateOptions(Operation operation) {
        return operation
                .optional(Parameter.text("server_name", "The host that the certificate is for; the target otherwise."))
                .optional(Parameter.integer("min_days", "Down when the certificate is valid for fewer days.")
                        .between(0, 36_500)
                        .otherwise(0L))
                .optional(Parameter.bool("verify", "Whether a certificate that is not trusted means down.")
                        .otherwise(true));
    }

    private static Schema result() {
        return Schema.object(
                "What was found.",
                Field.of("target", Schema.string("What was checked.")),
                Field.of("check_type", Schema.string("The kind of check.")),
                Field.of("available", Schema.bool("Whether the service is up.")),
                Field.of("status", Schema.oneOf("The same in a word.", "up", "down")),
                Field.of(
                        "reason",
                        Schema.oneOf(
                                        "Why it is down.",
                                        "unresolved",
                                        "refused",
                                        "unreachable",
                                        "timeout",
                                        "tls",
                                        "broken",
                                        "silent",
                                        "status",
                                        "untrusted",
                                        "expires")
                                .orNull()),
                Field.of("error", Schema.string("The same in a sentence.").orNull()),
                Field.of("response_time_ms", Schema.number("How long the whole check took in milliseconds.")),
                Field.of(
                        "timings",
                        Schema.object(
                                "How long each phase took in milliseconds.",
                                Field.optional("lookup_ms", Schema.number("Looking the host up.")),
                                Field.optional("connect_ms", Schema.number("Connecting.")),
                                Field.optional("tls_ms", Schema.number("The handshake of TLS.")),
                                Field.optional(
                                        "response_ms",
                                        Schema.number("From asking on a new or kept connection to the head of the"
                                                + " answer.")))),
                Field.of("metadata", metadata()),
                Field.of("timeout_seconds", Schema.number("How long the check might have taken.")));
    }

    private static Schema metadata() {
        return Schema.object(
                "What was seen.",
                Field.optional("remote", Schema.string("The address and port connected to.")),
                Field.optional("banner", Schema.string("The line that the service said first.")),
                Field.optional("addresses", Schema.list("The addresses.", Schema.string("An address."))),
                Field.optional("status_code", Schema.integer("The status of HTTP.")),
                Field.optional("url", Schema.string("The URL that answered, after redirects.")),
                Field.optional(
                        "server", Schema.string("What the server calls itself.").orNull()),
                Field.optional("protocol", Schema.string("The version of TLS.")),
                Field.optional("cipher", Schema.string("The cipher suite.")),
                Field.optional("trusted", Schema.bool("Whether the certificate is trusted, valid and for the host.")),
                Field.optional("trust_problem", Schema.string("Why it is not.").orNull()),
                Field.optional("certificate", certificate("The server's own certificate.")),
                Field.optional(
                        "chain",
                        Schema.list("All certificates, the server's own first.", certificate("One of them."))));
    }

    private static Schema certificate(String meaning) {
        return Schema.object(
                meaning,
                Field.of("subject", Schema.string("For whom.")),
                Field.of("issuer", Schema.string("By whom.")),
                Field.of(
                        "names", Schema.list("The hosts and addresses that it is for.", Schema.string("One of them."))),
                Field.of("not_before", Schema.string("From when it is valid.")),
                Field.of("not_after", Schema.string("Until when it is valid.")),
                Field.of("days_left", Schema.integer("Whole days until it expires; negative when it has.")),
                Field.of("serial", Schema.string("The serial number in hex.")),
                Field.of("sha256", Schema.string("The fingerprint in hex.")));
    }

    @Override
    public ToolSpec spec() {
        return SPEC;
    }
}
