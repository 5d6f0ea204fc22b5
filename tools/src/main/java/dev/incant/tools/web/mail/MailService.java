package dev.incant.tools.web.mail;

import dev.incant.kernel.capability.Http;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.value.Json;
import dev.incant.kernel.value.Values;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Hands one message to a service over HTTP: SendGrid (v3 API, "Mail Send") takes its parts, Amazon SES (API v2,
/// "SendEmail" with raw content) takes it whole. Nothing is sent twice: what fails is an error, without a retry.
final class MailService {
    private static final int LONGEST_ANSWER = 1 << 20;

    private final Args args;
    private final ToolContext context;
    private final MailDraft draft;
    private final MailMessage message;
    private final String provider;
    private final Secret secrets = new Secret();

    MailService(String provider, Args args, ToolContext context, MailDraft draft, MailMessage message) {
        this.provider = provider;
        this.args = args;
        this.context = context;
        this.draft = draft;
        this.message = message;
    }

    Map<String, @Nullable Object> run() throws IOException {
        String international = draft.international();
        if (international != null) {
            throw ToolException.invalidParams("'" + international + "': " + provider
                    + " takes ASCII before '@' only; a mail server with SMTPUTF8 may take it");
        }
        return provider.equals("sendgrid") ? sendGrid() : ses();
    }

    private Map<String, @Nullable Object> sendGrid() throws IOException {
        String key = MailText.line("api_key", secrets.read("api_key", args, context));
        URI uri = endpoint("https://api.sendgrid.com", "/v3/mail/send");
        List<Http.Header> headers = List.of(
                new Http.Header("Authorization", "Bearer " + key), new Http.Header("Content-Type", "application/json"));
        try (Http.Response response = send(uri, headers, utf8(Json.write(SendGridBody.of(draft))))) {
            String said = said(response);
            if (response.status() != 202) {
                throw refused(response, said);
            }
            return result(null, response.header("X-Message-Id").orElse(null), response);
        }
    }

    private Map<String, @Nullable Object> ses() throws IOException {
        String region = args.string("region");
        String accessKey = args.optionalString("access_key_id")
                .orElseThrow(() -> ToolException.invalidParams("access_key_id: is needed for the provider ses"));
        if (!region.matches("[a-z0-9-]{1,40}") || !accessKey.matches("[A-Za-z0-9]{1,128}")) {
            throw ToolException.invalidParams("region or access_key_id: is not as AWS writes it");
        }
        String secretKey = secrets.read("secret_access_key", args, context);
        URI uri = endpoint("https://email." + region + ".amazonaws.com", "/v2/email/outbound-emails");
        byte[] body = utf8(Json.write(Values.map(
                "FromEmailAddress",
                draft.from().internet().toString(),
                "Destination",
                Values.map(
                        "ToAddresses",
                        bare(draft.to()),
                        "CcAddresses",
                        bare(draft.cc()),
                        "BccAddresses",
                        bare(draft.bcc())),
                "Content",
                Map.of("Raw", Map.of("Data", Base64.getEncoder().encodeToString(message.content()))))));
        AwsSignature signature = new AwsSignature(accessKey, secretKey, region, "ses");
        try (Http.Response response = send(uri, signed(signature, uri, body), body)) {
            String said = said(response);
            if (response.status() != 200) {
                throw refused(response, said);
            }
            if (!(parsed(said) instanceof Map<?, ?> answer) || !(answer.get("MessageId") instanceof String id)) {
                throw ToolException.failed(
                        uri.getAuthority() + " answered 200 but no MessageId, so it is not Amazon SES;"
                                + " whether it was sent is not known");
            }
            return result(message.id(), id, response);
        }
    }

    private List<Http.Header> signed(AwsSignature signature, URI uri, byte[] body) {
        Map<String, String> signed = new LinkedHashMap<>();
        signed.put("Host", uri.getAuthority());
        signed.put("Content-Type", "application/json");
        signed.put("X-Amz-Date", AwsSignature.time(context.clock().instant()));
        args.optionalString("session_token").ifPresent(token -> {
            secrets.keep(token);
            signed.put("X-Amz-Security-Token", MailText.line("session_token", token));
        });
        List<Http.Header> headers = new ArrayList<>();
        signed.forEach((name, value) -> {
            if (!name.equals("Host")) {
                headers.add(new Http.Header(name, value));
            }
        });
        headers.add(new Http.Header(
                "Authorization",
                signature.authorization(
                        "POST",
                        uri.getRawPath(),
                        "",
                        signed,
                        body,
                        context.clock().instant())));
        return headers;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<@Nullable Object> bare(List<MailAddress> some) {
        List<@Nullable Object> bare = new ArrayList<>();
        some.forEach(each -> bare.add(each.address()));
        return bare;
    }

    /// The URL to send to. Without TLS it has to be this machine, or the caller has to want it.
    private URI endpoint(String usual, String path) {
        String base = args.optionalString("base_url").orElse(usual);
        URI uri;
        try {
            uri = URI.create(base.replaceAll("/+$", "") + path);
        } catch (IllegalArgumentException e) {
            throw ToolException.invalidParams("base_url: '" + base + "' is no URL");
        }
        boolean plain = "http".equals(uri.getScheme());
        if (uri.getHost() == null || uri.getRawUserInfo() != null || !plain && !"https".equals(uri.getScheme())) {
            throw ToolException.invalidParams("base_url: '" + base + "' is no URL of a service, such as " + usual);
        }
        if (uri.getRawQuery() != null
                || uri.getRawFragment() != null
                || !uri.getRawPath().matches("[A-Za-z0-9/._-]*")) {
            throw ToolException.invalidParams("base_url: '" + base + "' may have a plain path, but nothing after it");
        }
        boolean here = uri.getHost().matches("localhost|127(\\.[0-9]{1,3}){3}|\\[::1\\]");
        if (plain && !here && !args.bool("allow_insecure_auth")) {
            throw ToolException.denied("the key would be sent in clear text to " + base
                    + "; use https, or set allow_insecure_auth to true");
        }
        return uri;
    }

    private Http.Response send(URI uri, List<Http.Header> headers, byte[] body) {
        return context.http()
                .send(new Http.Request(
                        "POST",
                        uri,
                        headers,
                        new Http.Body.Bytes(body),
                        SmtpDialogue.timeout(args),
                        0,
                        LONGEST_ANSWER));
    }

    private static String said(Http.Response response) throws IOException {
        return new String(response.body().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static @Nullable Object parsed(String said) {
        try {
            return Json.parse(said);
        } catch (ToolException e) {
            return null;
        }
    }

    private ToolException refused(Http.Response response, String said) {
        String shown = secrets.hidden(said);
        return ToolException.failed("nothing was sent: " + response.uri().getAuthority() + " answered "
                        + response.status() + (shown.isEmpty() ? "" : ": " + shown))
                .with("status_code", (long) response.status())
                .with("reply", shown);
    }

    private Map<String, @Nullable Object> result(@Nullable String id, @Nullable String theirs, Http.Response response) {
        boolean secure = "https".equals(response.uri().getScheme());
        return Values.map(
                "status",
                "sent",
                "provider",
                provider,
                "message_id",
                id,
                "provider_message_id",
                theirs,
                "accepted",
                new ArrayList<@Nullable Object>(draft.recipients()),
                "refused",
                new ArrayList<>(),
                "size",
                message.content().length,
                "response",
                secrets.hidden(response.status() + " " + response.reason()),
                "tls",
                secure ? "https" : null,
                "tls_trusted",
                secure ? true : null,
                "auth",
                provider.equals("ses") ? "AWS4-HMAC-SHA256" : "Bearer",
                "timestamp",
                context.clock().instant().toString());
    }
}
