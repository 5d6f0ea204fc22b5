package dev.incant.tools.web.mail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.value.Json;
import dev.incant.kernel.value.Values;
import dev.incant.testkit.ToolTester;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Sending through services, played by a local server that answers as they document it.
@Timeout(60)
final class MailServiceTest {
    private static final String KEY = "SG.very-secret";
    private static final String AWS_KEY = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    private record Asked(String line, Map<String, String> headers, byte[] body) {
        Map<?, ?> json() {
            return Objects.requireNonNull((Map<?, ?>) Json.parse(body));
        }
    }

    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private int status;
    private String answer;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        server.createContext("/", exchange -> {
            Map<String, String> headers = new LinkedHashMap<>();
            exchange.getRequestHeaders()
                    .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
            asked.add(new Asked(
                    exchange.getRequestMethod() + " " + exchange.getRequestURI(),
                    headers,
                    exchange.getRequestBody().readAllBytes()));
            exchange.getResponseHeaders().set("X-Message-Id", "sg-1");
            byte[] bytes = answer.getBytes(UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            if (bytes.length > 0) {
                exchange.getResponseBody().write(bytes);
            }
            exchange.close();
        });
        server.start();
        status = 202;
        answer = "";
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private String base() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private ToolTester tester() {
        return ToolTester.of(new EmailSender())
                .granting(Permission.NET, "127.0.0.1:" + server.getAddress().getPort());
    }

    private Map<String, @Nullable Object> letter(String provider, @Nullable Object... more) {
        Map<String, @Nullable Object> all = Values.map(
                "provider",
                provider,
                "base_url",
                base(),
                "from",
                "Jürgen <a@example.com>",
                "to",
                "b@example.org, c@example.org",
                "cc",
                "b@example.org",
                "bcc",
                "d@example.org",
                "subject",
                "Grüße",
                "body",
                "Hello");
        all.putAll(
                provider.equals("sendgrid")
                        ? Values.map("api_key", KEY)
                        : Values.map("access_key_id", "AKIDEXAMPLE", "secret_access_key", AWS_KEY));
        all.putAll(Values.map(more));
        return all;
    }

    private Map<?, ?> send(String provider, @Nullable Object... more) {
        return Objects.requireNonNull((Map<?, ?>)
                tester().at(Instant.parse("2015-08-30T12:36:00Z")).callWith("send", letter(provider, more)));
    }

    private ToolException fails(ErrorCode code, String provider, @Nullable Object... more) {
        try {
            throw new AssertionError("gave " + send(provider, more));
        } catch (ToolException e) {
            assertThat(e.code()).as(e.message()).isEqualTo(code);
            assertThat(e.message() + e.details()).doesNotContain(KEY).doesNotContain(AWS_KEY);
            return e;
        }
    }

    @Test
    void send_grid_gets_the_parts_that_it_documents() {
        Map<?, ?> result = send(
                "sendgrid",
                "html_body",
                "<p>",
                "reply_to",
                "r@example.com",
                "headers",
                Map.of("X-A", "b"),
                "attachments",
                List.of(
                        Map.of("content", "c1", "filename", "a.txt"),
                        Map.of("content", "c2", "filename", "i.png", "cid", "i")));
        assertThat(result.get("status")).isEqualTo("sent");
        assertThat(result.get("provider_message_id")).isEqualTo("sg-1");
        assertThat(result.get("accepted")).isEqualTo(List.of("b@example.org", "c@example.org", "d@example.org"));
        Asked request = asked.getFirst();
        assertThat(request.line()).isEqualTo("POST /v3/mail/send");
        assertThat(request.headers()).containsEntry("authorization", "Bearer " + KEY);
        assertThat(request.json()).isEqualTo(Json.parse("""
                {"personalizations": [{"to": [{"email": "b@example.org"}, {"email": "c@example.org"}],
                                       "bcc": [{"email": "d@example.org"}]}],
                 "from": {"email": "a@example.com", "name": "Jürgen"}, "reply_to_list": [{"email": "r@example.com"}],
                 "subject": "Grüße",
                 "content": [{"type": "text/plain", "value": "Hello"}, {"type": "text/html", "value": "<p>"}],
                 "attachments": [
                   {"content": "YzE=", "type": "text/plain", "filename": "a.txt", "disposition": "attachment"},
                   {"content": "YzI=", "type": "image/png", "filename": "i.png", "disposition": "inline", "content_id": "i"}],
                 "headers": {"X-A": "b"}}"""));
    }

    @Test
    void amazon_gets_the_whole_message_signed() throws Exception {
        status = 200;
        answer = "{\"MessageId\":\"ses-1\"}";
        Map<?, ?> result = send("ses", "session_token", "tok", "region", "eu-west-1");
        assertThat(result.get("provider_message_id")).isEqualTo("ses-1");
        Asked request = asked.getFirst();
        assertThat(request.line()).isEqualTo("POST /v2/email/outbound-emails");
        Map<?, ?> json = request.json();
        assertThat(json.get("Destination"))
                .isEqualTo(Map.of(
                        "ToAddresses",
                        List.of("b@example.org", "c@example.org"),
                        "CcAddresses",
                        List.of("b@example.org"),
                        "BccAddresses",
                        List.of("d@example.org")));
        assertThat(json.get("FromEmailAddress")).isEqualTo("=?UTF-8?Q?J=C3=BCrgen?= <a@example.com>");
        Map<?, ?> raw = (Map<?, ?>)
                Objects.requireNonNull((Map<?, ?>) json.get("Content")).get("Raw");
        byte[] message = Base64.getDecoder()
                .decode(String.valueOf(Objects.requireNonNull(raw).get("Data")));
        MimeMessage parsed = new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(message));
        assertThat(parsed.getSubject()).isEqualTo("Grüße");
        assertThat(parsed.getMessageID()).isEqualTo(result.get("message_id"));
        String expected = new AwsSignature("AKIDEXAMPLE", AWS_KEY, "eu-west-1", "ses")
                .authorization(
                        "POST",
                        "/v2/email/outbound-emails",
                        "",
                        Map.of(
                                "host",
                                request.headers().getOrDefault("host", ""),
                                "content-type",
                                request.headers().getOrDefault("content-type", ""),
                                "x-amz-date",
                                "20150830T123600Z",
                                "x-amz-security-token",
                                "tok"),
                        request.body(),
                        Instant.parse("2015-08-30T12:36:00Z"));
        assertThat(request.headers())
                .containsEntry("authorization", expected)
                .containsEntry("x-amz-date", "20150830T123600Z")
                .containsEntry("x-amz-security-token", "tok");
    }

    @Test
    void whatever_is_not_the_documented_success_is_an_error() {
        for (int each : new int[] {200, 301, 400, 401, 403, 413, 429, 500, 503}) {
            status = each;
            answer = "{\"errors\":[{\"message\":\"no " + KEY + "\"}]}";
            ToolException error = fails(ErrorCode.FAILED, "sendgrid");
            assertThat(error.message()).contains("nothing was sent", String.valueOf(each), "no ********");
            assertThat(error.details()).containsEntry("status_code", (long) each);
        }
        assertThat(asked).hasSize(9);
        for (int each : new int[] {202, 400, 403, 500}) {
            status = each;
            answer = "{\"message\":\"no " + AWS_KEY + "\"}";
            fails(ErrorCode.FAILED, "ses");
        }
        status = 200;
        for (String each : List.of("", "<html>", "[]", "{\"MessageId\":null}")) {
            answer = each;
            assertThat(fails(ErrorCode.FAILED, "ses").message()).contains("no MessageId");
        }
    }

    @Test
    void keys_may_come_from_the_environment_and_nothing_goes_out_without_a_grant() {
        Map<String, @Nullable Object> letter = letter("sendgrid", "api_key_variable", "SG_KEY");
        letter.remove("api_key");
        ToolTester with = tester().variables(Map.of("SG_KEY", KEY));
        assertThat(code(with, letter)).isEqualTo(ErrorCode.DENIED);
        assertThat(code(ToolTester.of(new EmailSender()), letter("ses"))).isEqualTo(ErrorCode.DENIED);
        assertThat(asked).isEmpty();
        with.granting(Permission.ENV, "SG_KEY").callWith("send", letter);
        assertThat(asked.getFirst().headers()).containsEntry("authorization", "Bearer " + KEY);
    }

    private static ErrorCode code(ToolTester tester, Map<String, @Nullable Object> letter) {
        try {
            throw new AssertionError(String.valueOf(tester.callWith("send", letter)));
        } catch (ToolException e) {
            return e.code();
        }
    }

    @Test
    void says_what_is_wrong_with_each_argument() {
        for (String each : List.of(
                "ftp://x",
                "x",
                "http://",
                "http://u:p@127.0.0.1/",
                "http://127.0.0.1/?a",
                "http://127.0.0.1/#a",
                "http://127.0.0.1/ü",
                "http://127.0.0.1/%0d",
                "http://x y")) {
            assertThat(fails(ErrorCode.INVALID_PARAMS, "sendgrid", "base_url", each)
                            .message())
                    .startsWith("base_url");
        }
        fails(ErrorCode.DENIED, "sendgrid", "base_url", "http://mail.example");
        assertThat(fails(ErrorCode.INVALID_PARAMS, "sendgrid", "api_key", "").message())
                .startsWith("api_key");
        fails(ErrorCode.INVALID_PARAMS, "sendgrid", "api_key", "a\r\nX: y");
        fails(ErrorCode.INVALID_PARAMS, "sendgrid", "api_key_variable", "X");
        fails(ErrorCode.INVALID_PARAMS, "sendgrid", "host", "x");
        fails(ErrorCode.INVALID_PARAMS, "sendgrid", "to", "ü@example.org");
        fails(ErrorCode.INVALID_PARAMS, "ses", "region", "eu/1");
        fails(ErrorCode.INVALID_PARAMS, "ses", "access_key_id", "a b");
        fails(ErrorCode.INVALID_PARAMS, "ses", "access_key_id", null);
        fails(ErrorCode.INVALID_PARAMS, "ses", "secret_access_key", "");
        fails(ErrorCode.INVALID_PARAMS, "ses", "secret_access_key_variable", "X");
        fails(ErrorCode.INVALID_PARAMS, "ses", "session_token", "a\nb");
        fails(ErrorCode.INVALID_PARAMS, "ses", "api_key", "x");
        assertThat(asked).isEmpty();
    }
}
