package dev.incant.tools.web.mail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.value.Values;
import dev.incant.testkit.ToolTester;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Sending to real servers, good ones and others.
@Timeout(120)
final class SmtpDialogueTest {
    private static final String PASSWORD = "s3cret-päss";

    @TempDir
    Path folder;

    private static ToolTester tester(int port) {
        return ToolTester.of(new EmailSender()).granting(Permission.NET, "127.0.0.1:" + port);
    }

    private static Map<String, @Nullable Object> letter(int port, @Nullable Object... more) {
        Map<String, @Nullable Object> all = Values.map(
                "host",
                "127.0.0.1",
                "port",
                port,
                "tls",
                "none",
                "from",
                "a@example.com",
                "to",
                "b@example.org",
                "subject",
                "Grüße",
                "body",
                "Hello\n.\n..two\nÜ");
        all.putAll(Values.map(more));
        return all;
    }

    private static Map<?, ?> send(int port, @Nullable Object... more) {
        return sendBy(tester(port), port, more);
    }

    private static Map<?, ?> sendBy(ToolTester tester, int port, @Nullable Object... more) {
        return Objects.requireNonNull((Map<?, ?>) tester.callWith("send", letter(port, more)));
    }

    private static ToolException fails(ErrorCode code, int port, @Nullable Object... more) {
        return failsBy(tester(port), code, port, more);
    }

    private static ToolException failsBy(ToolTester tester, ErrorCode code, int port, @Nullable Object... more) {
        try {
            throw new AssertionError("gave " + sendBy(tester, port, more));
        } catch (ToolException e) {
            assertThat(e.code()).as(e.message()).isEqualTo(code);
            assertThat(e.message() + e.details())
                    .doesNotContain(PASSWORD)
                    .doesNotContain(Base64.getEncoder().encodeToString(PASSWORD.getBytes(UTF_8)));
            return e;
        }
    }

    private static GreenMail greenMail(String protocol) {
        GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", protocol));
        server.setUser("a@example.com", "ada", PASSWORD);
        server.setUser("b@example.org", "b", "x");
        server.start();
        return server;
    }

    private static int port(GreenMail server, String protocol) {
        return protocol.equals("smtps")
                ? server.getSmtps().getPort()
                : server.getSmtp().getPort();
    }

    @Test
    void green_mail_gets_what_was_sent() throws Exception {
        GreenMail server = greenMail("smtp");
        try {
            Map<?, ?> result = send(
                    port(server, "smtp"),
                    "html_body",
                    "<p>Grüße</p>",
                    "bcc",
                    "hidden@example.org",
                    "attachments",
                    List.of(Map.of("content", "a\n.\nb", "filename", "ä.txt")));
            assertThat(result.get("status")).isEqualTo("sent");
            assertThat(result.get("accepted")).isEqualTo(List.of("b@example.org", "hidden@example.org"));
            assertThat(result.get("tls")).isNull();
            assertThat(server.waitForIncomingEmail(10_000, 2)).isTrue();
            MimeMessage got = server.getReceivedMessages()[0];
            assertThat(got.getSubject()).isEqualTo("Grüße");
            assertThat(got.getMessageID()).isEqualTo(result.get("message_id"));
            assertThat(got.getHeader("Bcc")).isNull();
            MimeMultipart mixed = (MimeMultipart) got.getContent();
            MimeMultipart both = (MimeMultipart) mixed.getBodyPart(0).getContent();
            assertThat(both.getBodyPart(0).getContent().toString()).isEqualToNormalizingNewlines("Hello\n.\n..two\nÜ");
            assertThat(both.getBodyPart(1).getContent()).isEqualTo("<p>Grüße</p>");
            assertThat(mixed.getBodyPart(1).getInputStream().readAllBytes()).isEqualTo("a\n.\nb".getBytes(UTF_8));
        } finally {
            server.stop();
        }
    }

    @Test
    void green_mail_takes_logins_under_tls_and_refuses_wrong_ones() {
        GreenMail server = greenMail("smtps");
        try {
            int port = port(server, "smtps");
            for (String method : List.of("auto", "plain", "login")) {
                Map<?, ?> result = send(
                        port,
                        "tls",
                        "implicit",
                        "tls_verify",
                        false,
                        "username",
                        "ada",
                        "password",
                        PASSWORD,
                        "auth",
                        method);
                assertThat(result.get("auth")).isEqualTo(method.equals("login") ? "LOGIN" : "PLAIN");
                assertThat(result.get("tls")).asString().startsWith("TLSv1.");
                assertThat(result.get("tls_trusted")).isEqualTo(false);
            }
            assertThat(server.waitForIncomingEmail(10_000, 3)).isTrue();
            ToolException wrong = fails(
                    ErrorCode.FAILED,
                    port,
                    "tls",
                    "implicit",
                    "tls_verify",
                    false,
                    "username",
                    "ada",
                    "password",
                    PASSWORD + "x");
            assertThat(wrong.details())
                    .containsEntry("stage", "the login by PLAIN")
                    .containsEntry("code", 535L);
            ToolException untrusted =
                    fails(ErrorCode.FAILED, port, "tls", "implicit", "username", "ada", "password", PASSWORD);
            assertThat(untrusted.details()).containsEntry("reason", "tls");
            assertThat(server.getReceivedMessages()).hasSize(3);
        } finally {
            server.stop();
        }
    }

    private SmtpScene scene() throws IOException {
        return new SmtpScene(null, false);
    }

    private SmtpScene secure() throws Exception {
        SSLContext tls = SmtpScene.untrusted(folder);
        return new SmtpScene(tls, false).on("EHLO", "250-localhost\r\n250-STARTTLS\r\n250 AUTH PLAIN LOGIN CRAM-MD5");
    }

    @Test
    void goes_on_with_tls_where_it_has_to_or_can() throws Exception {
        try (SmtpScene server = secure()) {
            for (String mode : List.of("starttls", "opportunistic")) {
                server.heard.clear();
                Map<?, ?> result =
                        send(server.port(), "tls", mode, "tls_verify", false, "username", "ada", "password", PASSWORD);
                assertThat(result.get("tls")).isEqualTo("TLSv1.3");
                assertThat(server.heard.subList(0, 3)).containsExactly("EHLO localhost", "STARTTLS", "EHLO localhost");
            }
        }
        try (SmtpScene plain = scene()) {
            assertThat(send(plain.port(), "tls", "opportunistic").get("tls")).isNull();
            plain.heard.clear();
            assertThat(fails(ErrorCode.FAILED, plain.port(), "tls", "starttls").message())
                    .contains("does not offer TLS");
            assertThat(plain.heard).containsExactly("EHLO localhost");
        }
    }

    @Test
    void an_untrusted_certificate_ends_it_before_any_password_is_sent() throws Exception {
        try (SmtpScene server = secure()) {
            ToolException error =
                    fails(ErrorCode.FAILED, server.port(), "tls", "starttls", "username", "ada", "password", PASSWORD);
            assertThat(error.message()).contains("no path to a known authority");
            assertThat(server.heard).containsExactly("EHLO localhost", "STARTTLS");
        }
    }

    @Test
    void what_is_said_before_tls_does_not_count_under_it() throws Exception {
        try (SmtpScene server = secure().on("STARTTLS", "220 ready\r\n250 evil")) {
            assertThat(fails(ErrorCode.FAILED, server.port(), "tls", "starttls", "tls_verify", false)
                            .message())
                    .contains("before TLS began");
        }
    }

    @Test
    void a_password_is_not_sent_in_clear_text_unless_that_is_allowed() throws Exception {
        try (SmtpScene server = scene()) {
            for (String method : List.of("plain", "login")) {
                fails(ErrorCode.DENIED, server.port(), "username", "ada", "password", PASSWORD, "auth", method);
            }
            assertThat(server.heard).doesNotContain("QUIT").allMatch(line -> line.equals("EHLO localhost"));
            server.on("AUTH", "334 " + Base64.getEncoder().encodeToString("<1@x>".getBytes(UTF_8)));
            assertThat(fails(ErrorCode.FAILED, server.port(), "username", "ada", "password", PASSWORD)
                            .message())
                    .contains("CRAM-MD5");
            server.on("AUTH", "235 welcome");
            assertThat(send(server.port(), "username", "ada", "password", PASSWORD, "allow_insecure_auth", true)
                            .get("auth"))
                    .isEqualTo("PLAIN");
            String sent = Base64.getEncoder().encodeToString(("\0ada\0" + PASSWORD).getBytes(UTF_8));
            assertThat(server.heard).contains("AUTH PLAIN " + sent);
        }
    }

    /// The example of RFC 2195, section 2.
    @Test
    void cram_md5_answers_as_its_rfc_says() throws Exception {
        try (SmtpScene server = scene()) {
            String challenge = "<1896.697170952@postoffice.reston.mci.net>";
            String answer = "tim b913a602c7eda7a495b4e6e7334d3890";
            server.on("AUTH", "334 " + Base64.getEncoder().encodeToString(challenge.getBytes(UTF_8)));
            server.on(Base64.getEncoder().encodeToString(answer.getBytes(UTF_8)), "235 ok");
            assertThat(send(server.port(), "username", "tim", "password", "tanstaaftanstaaf")
                            .get("auth"))
                    .isEqualTo("CRAM-MD5");
            server.on("AUTH", "334 not Base64!");
            assertThat(fails(ErrorCode.FAILED, server.port(), "username", "tim", "password", "x")
                            .message())
                    .contains("no Base64");
        }
    }

    @Test
    void a_server_that_repeats_the_password_does_not_get_it_into_the_error() throws Exception {
        try (SmtpScene server = scene()) {
            String sent = Base64.getEncoder().encodeToString(("\0ada\0" + PASSWORD).getBytes(UTF_8));
            server.on("AUTH", "535 not " + sent + " that is " + PASSWORD);
            ToolException error = fails(
                    ErrorCode.FAILED,
                    server.port(),
                    "username",
                    "ada",
                    "password",
                    PASSWORD,
                    "allow_insecure_auth",
                    true);
            assertThat(error.message() + error.details()).contains("********").doesNotContain(sent);
        }
    }

    @Test
    void the_password_may_come_from_the_environment() throws Exception {
        try (SmtpScene server = scene()) {
            ToolTester with = tester(server.port()).variables(Map.of("MAIL_PASSWORD", PASSWORD));
            Object[] login = {"username", "ada", "password_variable", "MAIL_PASSWORD", "allow_insecure_auth", true};
            failsBy(with, ErrorCode.DENIED, server.port(), login);
            failsBy(
                    with.variables(Map.of()).granting(Permission.ENV, "MAIL_PASSWORD"),
                    ErrorCode.UNAVAILABLE,
                    server.port(),
                    login);
            assertThat(server.heard).isEmpty();
            assertThat(sendBy(with.granting(Permission.ENV, "MAIL_PASSWORD"), server.port(), login)
                            .get("status"))
                    .isEqualTo("sent");
        }
    }

    @Test
    void a_refused_recipient_stops_all_unless_part_is_allowed() throws Exception {
        try (SmtpScene server = scene()) {
            server.on("RCPT TO:<c@example.org>", "550 5.1.1 no such user");
            Object to = List.of("b@example.org", "c@example.org");
            ToolException error = fails(ErrorCode.FAILED, server.port(), "to", to);
            assertThat(error.message()).contains("nothing was sent", "1 of 2", "c@example.org: 550 5.1.1 no such user");
            assertThat(error.details()).containsEntry("accepted", List.of("b@example.org"));
            assertThat(server.data.size()).isZero();
            assertThat(server.heard).doesNotContain("DATA");
            Map<?, ?> result = send(server.port(), "to", to, "allow_partial", true);
            assertThat(result.get("status")).isEqualTo("partially_sent");
            assertThat(result.get("accepted")).isEqualTo(List.of("b@example.org"));
            assertThat(result.get("refused"))
                    .isEqualTo(List.of(
                            Map.of("address", "c@example.org", "code", 550L, "reply", "550 5.1.1 no such user")));
            fails(ErrorCode.FAILED, server.port(), "to", "c@example.org", "allow_partial", true);
        }
    }

    @Test
    void a_refusal_at_each_step_is_an_error_that_names_it() throws Exception {
        String[][] steps = {
            {"greeting", "the connection"},
            {"MAIL", "the sender"},
            {"RCPT", "RCPT"},
            {"DATA", "DATA"},
            {".", "the message"},
        };
        for (String[] step : steps) {
            for (String code : List.of("421", "451", "554")) {
                try (SmtpScene server = scene().on(step[0], code + "-no\r\n" + code + " never")) {
                    ToolException error = fails(ErrorCode.FAILED, server.port());
                    assertThat(error.message()).contains(code + " no never");
                    assertThat(error.details().toString()).contains(code);
                    assertThat(error.details()).doesNotContainKey("uncertain");
                    assertThat(server.closed.await(20, TimeUnit.SECONDS))
                            .as(step[0])
                            .isTrue();
                }
            }
        }
        try (SmtpScene server = scene().on("EHLO", "502 what").on("HELO", "554 no")) {
            assertThat(fails(ErrorCode.FAILED, server.port()).details()).containsEntry("stage", "HELO");
        }
        try (SmtpScene server = scene().on("EHLO", "502 what")) {
            assertThat(send(server.port()).get("status")).isEqualTo("sent");
        }
    }

    @Test
    void hostile_answers_at_each_step_end_in_an_error_and_a_closed_connection() throws Exception {
        for (String step : List.of("greeting", "EHLO", "MAIL", "RCPT", "DATA", ".")) {
            for (String answer : List.of(
                    SmtpScene.CUT,
                    SmtpScene.ENDLESS_LINE,
                    SmtpScene.ENDLESS_LINES,
                    SmtpScene.SILENT,
                    SmtpScene.DRIP,
                    "garbage",
                    "2",
                    "250-a\r\n251 b",
                    "999 x",
                    "\0\0\0",
                    "",
                    "HTTP/1.1 400 Bad Request")) {
                try (SmtpScene server = scene().on(step, answer)) {
                    boolean slow = answer.equals(SmtpScene.SILENT) || answer.equals(SmtpScene.DRIP);
                    long start = System.nanoTime();
                    ToolException error = fails(
                            slow ? ErrorCode.TIMEOUT : ErrorCode.FAILED,
                            server.port(),
                            "timeout_seconds",
                            slow ? 0.3 : 20.0);
                    assertThat(System.nanoTime() - start).isLessThan(15_000_000_000L);
                    assertThat(error.message()).contains("127.0.0.1");
                    assertThat(error.details().containsKey("uncertain"))
                            .as(step + answer)
                            .isEqualTo(step.equals("."));
                    assertThat(server.closed.await(20, TimeUnit.SECONDS))
                            .as(step + " " + answer)
                            .isTrue();
                }
            }
        }
    }

    @Test
    void cancelling_at_any_step_closes_the_connection() throws Exception {
        for (String step : List.of("greeting", "EHLO", "MAIL", "RCPT", "DATA", ".")) {
            try (SmtpScene server = scene().on(step, SmtpScene.SILENT)) {
                Cancellation cancellation = new Cancellation();
                Thread.ofVirtual().start(() -> {
                    try {
                        server.stuck.await();
                    } catch (InterruptedException e) {
                        return;
                    }
                    cancellation.cancel();
                });
                long start = System.nanoTime();
                failsBy(tester(server.port()).cancelledBy(cancellation), ErrorCode.CANCELLED, server.port());
                assertThat(System.nanoTime() - start).isLessThan(15_000_000_000L);
                assertThat(server.closed.await(20, TimeUnit.SECONDS)).as(step).isTrue();
            }
        }
    }

    @Test
    void cancelling_ends_a_message_that_the_server_does_not_read() throws Exception {
        try (SmtpScene server = scene().on("DATA", SmtpScene.STALL).on("EHLO", "250 localhost")) {
            Cancellation cancellation = new Cancellation();
            Thread.ofVirtual().start(() -> {
                try {
                    server.stuck.await();
                    Thread.sleep(300);
                } catch (InterruptedException e) {
                    return;
                }
                cancellation.cancel();
            });
            long start = System.nanoTime();
            failsBy(
                    tester(server.port()).cancelledBy(cancellation),
                    ErrorCode.CANCELLED,
                    server.port(),
                    "body",
                    "0123456789\n".repeat(2_000_000));
            assertThat(System.nanoTime() - start).isLessThan(15_000_000_000L);
        }
    }

    @Test
    void a_farewell_that_fails_does_not_make_a_sent_message_unsent() throws Exception {
        for (String answer : List.of(SmtpScene.CUT, "554 no", "garbage")) {
            try (SmtpScene server = scene().on("QUIT", answer)) {
                assertThat(send(server.port()).get("response")).isEqualTo("250 2.0.0 queued as 17");
            }
        }
    }

    @Test
    void dots_and_line_ends_arrive_as_they_were() throws Exception {
        try (SmtpScene server = scene()) {
            send(server.port(), "body", ".\n..\n...x\n\n.");
            assertThat(server.data.toString(UTF_8)).endsWith("\r\n\r\n..\r\n...\r\n....x\r\n\r\n..\r\n");
        }
    }

    @Test
    void a_message_that_is_too_large_for_the_server_is_not_sent() throws Exception {
        try (SmtpScene server = scene().on("EHLO", "250-localhost\r\n250 SIZE 100")) {
            assertThat(fails(ErrorCode.LIMIT_EXCEEDED, server.port()).message()).contains("at most 100 bytes");
            assertThat(server.heard).containsExactly("EHLO localhost");
        }
    }

    @Test
    void addresses_beyond_ascii_need_a_server_that_takes_them() throws Exception {
        try (SmtpScene server = scene()) {
            assertThat(fails(ErrorCode.FAILED, server.port(), "to", "jürgen@example.org")
                            .message())
                    .contains("jürgen@example.org", "SMTPUTF8");
            server.on("EHLO", "250-localhost\r\n250-8BITMIME\r\n250 SMTPUTF8");
            send(server.port(), "to", "jürgen@bücher.example");
            assertThat(server.heard)
                    .contains("MAIL FROM:<a@example.com> BODY=8BITMIME SMTPUTF8")
                    .contains("RCPT TO:<jürgen@xn--bcher-kva.example>");
            assertThat(server.data.toString(UTF_8)).contains("To: jürgen@xn--bcher-kva.example\r\n");
        }
    }

    @Test
    void only_granted_hosts_are_connected_to() throws Exception {
        try (SmtpScene server = scene()) {
            failsBy(ToolTester.of(new EmailSender()), ErrorCode.DENIED, server.port());
            assertThat(server.heard).isEmpty();
        }
    }

    @Test
    void says_what_is_wrong_with_each_argument() {
        Object[][] wrong = {
            {"port", 0},
            {"port", 65_536},
            {"tls", "ssl"},
            {"tls_verify", "x"},
            {"auth", "ntlm"},
            {"provider", "mailgun"},
            {"helo", "a b"},
            {"helo", "a\r\nRSET"},
            {"timeout_seconds", 601},
            {"password", "x"},
            {"password_variable", "X"},
            {"auth", "plain"},
            {"allow_partial", 1},
            {"allow_insecure_auth", 1},
            {"host", null},
            {"base_url", "http://x"},
            {"api_key", "x"},
            {"api_key_variable", "X"},
            {"region", "x"},
            {"access_key_id", "x"},
            {"secret_access_key", "x"},
            {"secret_access_key_variable", "X"},
            {"session_token", "x"},
        };
        for (Object[] each : wrong) {
            assertThat(fails(ErrorCode.INVALID_PARAMS, 25, each).message()).contains(String.valueOf(each[0]));
        }
        fails(ErrorCode.INVALID_PARAMS, 25, "username", "ada");
        fails(ErrorCode.INVALID_PARAMS, 25, "username", "ada", "password", "");
        fails(ErrorCode.INVALID_PARAMS, 25, "username", "ada", "password", "a\nb");
        fails(ErrorCode.INVALID_PARAMS, 25, "username", "a\0b", "password", "x");
        fails(ErrorCode.INVALID_PARAMS, 25, "username", "ada", "password", "x", "password_variable", "X");
        fails(ErrorCode.INVALID_PARAMS, 25, "username", "ada", "password", "x", "auth", "none");
    }
}
