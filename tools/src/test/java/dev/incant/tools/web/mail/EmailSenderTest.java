package dev.incant.tools.web.mail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.value.Json;
import dev.incant.kernel.value.Values;
import dev.incant.testkit.ToolContract;
import dev.incant.testkit.ToolTester;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The message itself, and what is refused before anything is sent.
final class EmailSenderTest implements ToolContract {
    private static final String PYTHON = """
            import sys, json, email, base64
            from email import policy
            m = email.message_from_binary_file(sys.stdin.buffer, policy=policy.default)
            parts = [dict(type=p.get_content_type(), disposition=p.get_content_disposition(), name=p.get_filename(),
                          cid=p['Content-ID'], content=base64.b64encode(p.get_payload(decode=True)).decode())
                     for p in m.walk() if not p.is_multipart()]
            def box(h): return [[a.display_name, a.addr_spec] for a in m[h].addresses] if m[h] else []
            print(json.dumps(dict(parts=parts, tree=[p.get_content_type() for p in m.walk()],
                  defects=[str(d) for p in m.walk() for d in p.defects], subject=m['Subject'],
                  sender=box('From'), to=box('To'), cc=box('Cc'), bcc=box('Bcc'), reply=box('Reply-To'),
                  extra=m['X-Note'], id=m['Message-ID'], date=m['Date'].datetime.isoformat())))
            """;

    @TempDir
    Path folder;

    @Override
    public Tool tool() {
        return new EmailSender();
    }

    private ToolTester mail() {
        return ToolTester.of(tool()).in(folder);
    }

    private static Map<String, @Nullable Object> letter(@Nullable Object... more) {
        Map<String, @Nullable Object> all =
                Values.map("from", "a@example.com", "to", "b@example.org", "subject", "Hi", "body", "Hello");
        all.putAll(Values.map(more));
        return all;
    }

    private Map<?, ?> composed(@Nullable Object... more) {
        return Objects.requireNonNull((Map<?, ?>) mail().callWith("compose", letter(more)));
    }

    /// What python's `email` finds in a message.
    private static Map<?, ?> read(@Nullable Object message) throws IOException, InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder("python3", "-c", PYTHON).start();
        } catch (IOException e) {
            Assumptions.abort("python3 is not installed");
            throw e;
        }
        try (var in = process.outputWriter(UTF_8)) {
            in.write(String.valueOf(message));
        }
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        String complaint = new String(process.getErrorStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(complaint).isZero();
        return Objects.requireNonNull((Map<?, ?>) Json.parse(said));
    }

    private static byte[] content(Map<?, ?> read, int part) {
        return Base64.getDecoder().decode(String.valueOf(part(read, part).get("content")));
    }

    private static Map<?, ?> part(Map<?, ?> read, int part) {
        return (Map<?, ?>) Objects.requireNonNull((List<?>) read.get("parts")).get(part);
    }

    @Test
    void python_reads_text_html_images_and_files_as_they_were_given() throws Exception {
        byte[] image = new byte[70_000];
        new Random(1).nextBytes(image);
        Files.write(folder.resolve("logo.png"), image);
        Files.writeString(folder.resolve("Übersicht 2025, \"Q1\".csv"), "a;b\n1;ü\n");
        String html = "<p>Grüße <img src=\"cid:logo@shop\"></p>";
        Map<?, ?> made = composed(
                "from",
                "\"Müller, Jürgen\" <j@bücher.example>",
                "to",
                List.of("Ada Lovelace <ada@example.org>", "x.y+z@example.org"),
                "cc",
                "c1@example.org, \"Doe, Jane\" <c2@example.org>",
                "bcc",
                "secret@example.org",
                "reply_to",
                "answers@example.com",
                "subject",
                "Grüße aus Köln – " + "sehr lang ".repeat(20) + "日本",
                "body",
                "Liebe Ada,\n.\n..zwei Punkte\n" + "x".repeat(1500) + "\nÜ",
                "html_body",
                html,
                "headers",
                Map.of("X-Note", "für dich, " + "wort ".repeat(40) + "Ende"),
                "attachments",
                List.of(
                        Map.of("path", "logo.png", "cid", "logo@shop"),
                        Map.of("path", "Übersicht 2025, \"Q1\".csv"),
                        Map.of("content", "plain", "filename", "note.txt")));
        Map<?, ?> read = read(made.get("message"));
        assertThat((List<?>) read.get("defects")).isEmpty();
        assertThat(read.get("tree"))
                .isEqualTo(List.of(
                        "multipart/mixed",
                        "multipart/alternative",
                        "text/plain",
                        "multipart/related",
                        "text/html",
                        "image/png",
                        "text/csv",
                        "text/plain"));
        assertThat(read.get("sender")).isEqualTo(List.of(List.of("Müller, Jürgen", "j@xn--bcher-kva.example")));
        assertThat(read.get("to"))
                .isEqualTo(List.of(List.of("Ada Lovelace", "ada@example.org"), List.of("", "x.y+z@example.org")));
        assertThat(read.get("cc"))
                .isEqualTo(List.of(List.of("", "c1@example.org"), List.of("Doe, Jane", "c2@example.org")));
        assertThat((List<?>) read.get("bcc")).isEmpty();
        assertThat(read.get("reply")).isEqualTo(List.of(List.of("", "answers@example.com")));
        assertThat(read.get("subject")).isEqualTo("Grüße aus Köln – " + "sehr lang ".repeat(20) + "日本");
        assertThat(read.get("extra")).isEqualTo("für dich, " + "wort ".repeat(40) + "Ende");
        assertThat(new String(content(read, 0), UTF_8))
                .isEqualToNormalizingNewlines("Liebe Ada,\n.\n..zwei Punkte\n" + "x".repeat(1500) + "\nÜ");
        assertThat(new String(content(read, 1), UTF_8)).isEqualTo(html);
        assertThat(content(read, 2)).isEqualTo(image);
        assertThat(part(read, 2).get("cid")).isEqualTo("<logo@shop>");
        assertThat(part(read, 2).get("disposition")).isEqualTo("inline");
        assertThat(part(read, 3).get("name")).isEqualTo("Übersicht 2025, \"Q1\".csv");
        assertThat(new String(content(read, 3), UTF_8)).isEqualTo("a;b\n1;ü\n");
        assertThat(made.get("recipients"))
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .contains("secret@example.org")
                .hasSize(5);
        String message = String.valueOf(made.get("message"));
        assertThat(message).doesNotContain("secret@example.org");
        assertThat(MailText.ascii(message)).isTrue();
        assertThat(message.split("\r\n", -1))
                .allSatisfy(line -> assertThat(line.length()).isLessThan(998));
        assertThat(message.replace("\r\n", "")).doesNotContain("\n").doesNotContain("\r");
        assertThat(made.get("size")).isEqualTo((long) message.length());
    }

    @Test
    void the_same_clock_and_numbers_give_the_same_bytes() {
        Object first = once(new Random(7));
        assertThat(once(new Random(7))).isEqualTo(first);
        assertThat(once(new Random(8))).isNotEqualTo(first);
        assertThat(String.valueOf(first)).contains("Date: Wed, 15 Jan 2025 12:00:00 +0000\r\n");
    }

    private @Nullable Object once(Random random) {
        return mail().at(Instant.parse("2025-01-15T12:00:00Z"))
                .random(random)
                .map(
                        "compose",
                        "from",
                        "a@example.com",
                        "to",
                        "b@example.org",
                        "subject",
                        "s",
                        "body",
                        "b",
                        "html_body",
                        "h")
                .get("message");
    }

    @Test
    void a_body_may_be_html_alone_or_empty() throws Exception {
        Map<?, ?> html = read(composed("html", true, "body", "<b>x</b>").get("message"));
        assertThat(html.get("tree")).isEqualTo(List.of("text/html"));
        assertThat(new String(content(html, 0), UTF_8)).isEqualTo("<b>x</b>");
        Map<?, ?> empty = read(composed("body", "", "subject", "").get("message"));
        assertThat(empty.get("tree")).isEqualTo(List.of("text/plain"));
        assertThat(content(empty, 0)).isEmpty();
    }

    @Test
    void addresses_beyond_ascii_are_kept_and_named() throws Exception {
        Map<?, ?> made = composed("to", "jürgen@bücher.example");
        assertThat(made.get("needs_smtputf8")).isEqualTo(true);
        assertThat(String.valueOf(made.get("message"))).contains("To: jürgen@xn--bcher-kva.example\r\n");
    }

    @Test
    void a_line_break_in_any_field_is_refused_by_the_fields_name() {
        String[] breaks = {
            "x\r\nBcc: evil@example.com", "x\nBcc: e@example.com", "x\rBcc: e@example.com", "x\0y", "x\u2028y"
        };
        for (String each : breaks) {
            refused("subject", "subject", each);
            refused("from", "from", "a@example.com" + each);
            refused("to", "to", each + "@example.com");
            refused("to[1]", "to", List.of("a@example.com", "A " + each + " <b@example.com>"));
            refused("cc", "cc", each + " <b@example.com>");
            refused("bcc", "bcc", "b@example.com" + each);
            refused("reply_to", "reply_to", "\"" + each + "\" <b@example.com>");
            refused("headers.X-A", "headers", Map.of("X-A", each));
            refused("headers", "headers", Map.of("X-A: " + each, "v"));
            refused("attachments[0].filename", "attachments", List.of(Map.of("content", "c", "filename", each)));
            refused(
                    "attachments[0].content_type",
                    "attachments",
                    List.of(Map.of("content", "c", "filename", "f", "content_type", "text/plain" + each)));
            refused(
                    "attachments[0].cid",
                    "html",
                    true,
                    "attachments",
                    List.of(Map.of("content", "c", "filename", "f", "cid", each)));
        }
    }

    private void refused(String field, @Nullable Object... more) {
        try {
            throw new AssertionError(field + " gave " + mail().callWith("compose", letter(more)));
        } catch (ToolException e) {
            assertThat(e.code()).as(e.message()).isEqualTo(ErrorCode.INVALID_PARAMS);
            assertThat(e.message()).startsWith(field);
        }
    }

    @Test
    void encoded_words_do_not_smuggle_line_breaks() {
        refused("to", "to", "=?UTF-8?Q?x=0D=0ABcc:_e@example.com?= <b@example.com>");
    }

    @Test
    void says_what_is_wrong_with_each_argument() {
        for (String each : List.of(
                "",
                "x",
                "@example.com",
                "a@",
                "a@b@c.de",
                "a b@example.com",
                "a..b@example.com",
                "<a@example.com",
                "friends: a@example.com;",
                "a@-x-.com",
                "a@exa_mple.com",
                "a@.com",
                "a".repeat(65) + "@example.com",
                "a@" + "b".repeat(64) + ".com",
                "\"a b\"@example.com")) {
            refused("to", "to", each);
        }
        refused("from", "from", "a@example.com, b@example.com");
        refused("to", "to", List.of());
        for (String each : List.of("From", "bcc", "Content-Type", "MIME-Version", "Message-ID")) {
            refused("headers." + each, "headers", Map.of(each, "x"));
        }
        refused("headers", "headers", Map.of("", "x"));
        refused("headers", "headers", Map.of("Ä", "x"));
        refused("subject", "subject", "x".repeat(901));
        refused("subject", "subject", "x\ud800y");
        refused("body", "body", "x\udc00y");
        refused("html_body", "html", true, "html_body", "x");
        refused("attachments[0]", "attachments", List.of(Map.of("filename", "x")));
        refused("attachments[0]", "attachments", List.of(Map.of("path", "x", "content", "y")));
        refused("attachments[0].filename", "attachments", List.of(Map.of("content", "y")));
        refused("attachments[0].filename", "attachments", List.of(Map.of("content", "y", "filename", "../x")));
        refused(
                "attachments[0].content_type",
                "attachments",
                List.of(Map.of("content", "y", "filename", "x", "content_type", "multipart/mixed")));
        refused(
                "attachments[0].content_type",
                "attachments",
                List.of(Map.of("content", "y", "filename", "x.eml", "content_type", "Message/rfc822")));
        refused("attachments[0].cid", "attachments", List.of(Map.of("content", "y", "filename", "x", "cid", "c")));
        Map<String, String> image = Map.of("content", "y", "filename", "x", "cid", "c");
        refused("attachments[1].cid", "html", true, "attachments", List.of(image, image));
        Object[][] bound = {{"max_size", 0}, {"html", "yes"}, {"headers", "x"}, {"attachments", "x"}, {"to", 5}};
        for (Object[] each : bound) {
            refused("email_sender.compose", each);
        }
    }

    @Test
    void files_are_read_within_the_grants_and_the_size_only() throws IOException {
        Files.write(folder.resolve("big.bin"), new byte[2000]);
        assertThat(fails(ErrorCode.LIMIT_EXCEEDED, "max_size", 1000, "attachments", List.of(Map.of("path", "big.bin"))))
                .contains("attachments[0]", "2000", "995");
        fails(
                ErrorCode.LIMIT_EXCEEDED,
                "max_size",
                2500,
                "attachments",
                List.of(Map.of("path", "big.bin"), Map.of("path", "big.bin")));
        fails(ErrorCode.LIMIT_EXCEEDED, "max_size", 3);
        fails(ErrorCode.DENIED, "attachments", List.of(Map.of("path", "/etc/hostname")));
        fails(ErrorCode.NOT_FOUND, "attachments", List.of(Map.of("path", "none")));
        fails(
                ErrorCode.LIMIT_EXCEEDED,
                "to",
                java.util.stream.IntStream.range(0, 1001)
                        .mapToObj(i -> "a" + i + "@example.com")
                        .toList());
    }

    private String fails(ErrorCode code, @Nullable Object... more) {
        try {
            throw new AssertionError(String.valueOf(mail().callWith("compose", letter(more))));
        } catch (ToolException e) {
            assertThat(e.code()).as(e.message()).isEqualTo(code);
            return e.message();
        }
    }
}
