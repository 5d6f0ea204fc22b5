package dev.incant.tools.net;

import dev.incant.kernel.capability.Http;
import dev.incant.kernel.capability.Sockets;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.value.Values;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One check of one service: what was found, with the time of each phase. What a host does not answer is a finding, not
/// an error; what may not be asked is an error.
final class ServiceCheck {
    /// A host that answered, but not as it should.
    private record Wrong(String reason, String why) {}

    private final Args args;
    private final ToolContext context;
    private final String kind;
    private final Duration timeout;
    private final Instant start;
    private final Map<String, @Nullable Object> timings = new LinkedHashMap<>();
    private final Map<String, @Nullable Object> metadata = new LinkedHashMap<>();

    ServiceCheck(String kind, Args args, ToolContext context) {
        this.kind = kind;
        this.args = args;
        this.context = context;
        this.timeout = Duration.ofMillis(Math.max(1, Math.round(args.number("timeout_seconds") * 1000)));
        this.start = context.clock().instant();
    }

    Map<String, @Nullable Object> run() {
        Service service = Service.of(args.string("target"));
        Wrong wrong;
        try {
            wrong = switch (kind) {
                case "tcp" -> tcp(service.withPort());
                case "http" -> http(service.orPort(80), false);
                case "https" -> http(service.orPort(443), true);
                case "dns" -> dns(service);
                default ->
                    tls(
                            service.usual() == 80
                                    ? service.orPort(443)
                                    : service.orPort(service.usual()).orPort(443));
            };
        } catch (ToolException e) {
            context.checkCancelled();
            wrong = finding(e);
        }
        double total = millis(Duration.between(start, context.clock().instant()));
        return Values.map(
                "target",
                args.string("target"),
                "check_type",
                kind,
                "available",
                wrong == null,
                "status",
                wrong == null ? "up" : "down",
                "reason",
                wrong == null ? null : wrong.reason(),
                "error",
                wrong == null ? null : wrong.why(),
                "response_time_ms",
                total,
                "timings",
                timings,
                "metadata",
                metadata,
                "timeout_seconds",
                args.number("timeout_seconds"));
    }

    /// What a failure says of the service; a failure to ask is thrown on.
    private static Wrong finding(ToolException error) {
        Object reason = error.details().get("reason");
        if (reason instanceof String word && (error.code() == ErrorCode.FAILED || error.code() == ErrorCode.TIMEOUT)) {
            return new Wrong(word, error.message());
        }
        if (error.code() == ErrorCode.TIMEOUT) {
            return new Wrong("timeout", error.message());
        }
        throw error;
    }

    private static double millis(Duration time) {
        return Math.round(time.toNanos() / 1e3) / 1e3;
    }

    /// The time that is left of the check's own, at least a little.
    private Duration left() {
        Duration left = timeout.minus(Duration.between(start, context.clock().instant()));
        return left.isPositive() ? left : Duration.ofMillis(1);
    }

    private @Nullable Wrong tcp(Service service) {
        try (Sockets.Link link = context.sockets().connect(service.host(), service.port(), timeout)) {
            timings.put("lookup_ms", millis(link.lookUp()));
            timings.put("connect_ms", millis(link.connecting()));
            metadata.put("remote", link.remote());
            return args.bool("banner") ? banner(link) : null;
        }
    }

    /// What a service says first, as those for mail, files and terminals do.
    private @Nullable Wrong banner(Sockets.Link link) {
        link.readTimeout(left());
        StringBuilder said = new StringBuilder();
        try {
            InputStream in = link.input();
            for (int c = in.read(); c >= 0 && c != '\n' && said.length() < 512; c = in.read()) {
                said.append(c < 32 || c > 126 ? '.' : (char) c);
            }
        } catch (IOException e) {
            context.checkCancelled();
            return new Wrong("silent", "it accepted the connection but said nothing within the timeout");
        }
        metadata.put("banner", said.toString().replaceAll("\\.$", ""));
        return null;
    }

    private @Nullable Wrong dns(Service service) {
        List<String> addresses = context.sockets().resolve(service.host(), timeout);
        timings.put("lookup_ms", millis(Duration.between(start, context.clock().instant())));
        metadata.put("addresses", new ArrayList<@Nullable Object>(addresses));
        return null;
    }

    private @Nullable Wrong tls(Service service) {
        String name = args.optionalString("server_name").orElse(service.host());
        Sockets.Handshake shown = context.sockets().tls(service.host(), service.port(), name, timeout);
        handshake(shown);
        Sockets.Certificate own = shown.chain().getFirst();
        long days = days(own);
        if (args.bool("verify") && !shown.trusted()) {
            return new Wrong("untrusted", String.valueOf(shown.problem()));
        }
        long wanted = args.integer("min_days");
        return days < wanted
                ? new Wrong("expires", "the certificate is valid for " + days + " days more, not " + wanted)
                : null;
    }

    private void handshake(Sockets.Handshake shown) {
        timings.put("lookup_ms", millis(shown.lookUp()));
        timings.put("connect_ms", millis(shown.connecting()));
        timings.put("tls_ms", millis(shown.handshake()));
        metadata.put("remote", shown.remote());
        metadata.put("protocol", shown.protocol());
        metadata.put("cipher", shown.cipher());
        metadata.put("trusted", shown.trusted());
        metadata.put("trust_problem", shown.problem());
        List<@Nullable Object> chain = new ArrayList<>();
        shown.chain().forEach(certificate -> chain.add(described(certificate)));
        metadata.put("certificate", chain.getFirst());
        metadata.put("chain", chain);
    }

    private Map<String, @Nullable Object> described(Sockets.Certificate certificate) {
        return Values.map(
                "subject",
                certificate.subject(),
                "issuer",
                certificate.issuer(),
                "names",
                certificate.names(),
                "not_before",
                certificate.notBefore().toString(),
                "not_after",
                certificate.notAfter().toString(),
                "days_left",
                days(certificate),
                "serial",
                certificate.serial(),
                "sha256",
                certificate.sha256());
    }

    /// Whole days until a certificate expires, negative when it has.
    private long days(Sockets.Certificate certificate) {
        long seconds = Duration.between(context.clock().instant(), certificate.notAfter())
                .toSeconds();
        return Math.floorDiv(seconds, 86_400);
    }

    /// Connects once for the times of the phases, and then asks over HTTP.
    private @Nullable Wrong http(Service service, boolean secure) {
        String scheme = secure ? "https" : "http";
        String url = scheme + "://" + service.authority() + service.path();
        if (secure) {
            Sockets.Handshake shown = context.sockets().tls(service.host(), service.port(), service.host(), timeout);
            handshake(shown);
            if (!shown.trusted()) {
                return new Wrong("untrusted", String.valueOf(shown.problem()));
            }
        } else {
            tcpPhases(service);
        }
        Instant sent = context.clock().instant();
        Http.Request request = new Http.Request(
                args.string("method"),
                URI.create(url),
                List.of(new Http.Header("User-Agent", "incant")),
                null,
                left(),
                args.intValue("max_redirects"),
                Long.MAX_VALUE);
        try (Http.Response response = context.http().send(request)) {
            timings.put(
                    "response_ms", millis(Duration.between(sent, context.clock().instant())));
            metadata.put("status_code", (long) response.status());
            metadata.put("url", response.uri().toString());
            metadata.put("server", response.header("Server").orElse(null));
            return expected(response.status());
        }
    }

    private void tcpPhases(Service service) {
        try (Sockets.Link link = context.sockets().connect(service.host(), service.port(), timeout)) {
            timings.put("lookup_ms", millis(link.lookUp()));
            timings.put("connect_ms", millis(link.connecting()));
            metadata.put("remote", link.remote());
        }
    }

    private @Nullable Wrong expected(int status) {
        List<@Nullable Object> wanted = args.list("expected_status");
        boolean fine = wanted.isEmpty() ? status < 400 : wanted.contains((long) status);
        return fine ? null : new Wrong("status", "it answered with status " + status);
    }
}
