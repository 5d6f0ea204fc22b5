package dev.incant.tools.web.mail;

import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.Category;
import dev.incant.kernel.tool.Effects;
import dev.incant.kernel.tool.Example;
import dev.incant.kernel.tool.Field;
import dev.incant.kernel.tool.Fixture;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Schema;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.tool.ToolSpec;
import dev.incant.kernel.value.Values;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Sends mail through a mail server, SendGrid or Amazon SES, and shows what would be sent. What is said to be sent was
/// taken by the server or service; whether it reaches anybody is theirs.
public final class EmailSender implements Tool {
    private static final List<String> OF_SMTP = List.of(
            "host",
            "port",
            "tls",
            "tls_verify",
            "username",
            "password",
            "password_variable",
            "auth",
            "helo",
            "allow_partial");
    private static final List<String> OF_SENDGRID = List.of("api_key", "api_key_variable");
    private static final List<String> OF_SES =
            List.of("region", "access_key_id", "secret_access_key", "secret_access_key_variable", "session_token");

    private static final ToolSpec SPEC = ToolSpec.of(
                    "email_sender", Category.API, "Send mail by SMTP, SendGrid or Amazon SES, or compose it only.")
            .aliases("email", "send_email")
            .tags(
                    "email",
                    "mail",
                    "smtp",
                    "sendgrid",
                    "ses",
                    "mime",
                    "eml",
                    "attachment",
                    "notify",
                    "message",
                    "newsletter",
                    "recipient",
                    "draft")
            .phrases(
                    "send an email",
                    "send a mail with an attachment",
                    "mail a report to somebody",
                    "make an eml file",
                    "send html mail with images")
            .defaultOperation(send())
            .operation(compose());

    private static Operation send() {
        return MailParameters.way(MailParameters.message(
                        Operation.of("send", "Send a message; unless allow_partial, to all recipients or to none.")))
                .returns(sent(), "status")
                .effects(new Effects(false, false, false, true))
                .timeout(Duration.ofMinutes(10))
                .example(Example.of(
                                "Send through SendGrid.",
                                Values.map(
                                        "provider",
                                        "sendgrid",
                                        "base_url",
                                        "${server}",
                                        "api_key_variable",
                                        "SENDGRID_API_KEY",
                                        "from",
                                        "Shop <shop@example.com>",
                                        "to",
                                        "ada@example.org",
                                        "subject",
                                        "Your order",
                                        "body",
                                        "It is on its way."))
                        .with(Fixture.variable("SENDGRID_API_KEY", "SG.example")
                                .andRoute(
                                        "POST /v3/mail/send",
                                        new Fixture.Answer(202, Map.of("X-Message-Id", "14c5d75ce93"), "")))
                        .givesAtLeast(Values.map(
                                "status",
                                "sent",
                                "provider",
                                "sendgrid",
                                "provider_message_id",
                                "14c5d75ce93",
                                "accepted",
                                List.of("ada@example.org"),
                                "timestamp",
                                "2025-01-15T12:00:00Z")))
                .handledBy(EmailSender::send);
    }

    private static Schema sent() {
        return Schema.object(
                "What became of it.",
                Field.of("status", Schema.oneOf("To all, or to some.", "sent", "partially_sent")),
                Field.of("provider", Schema.string("What took it.")),
                Field.of(
                        "message_id",
                        Schema.string("The Message-ID; null where the service makes its own.")
                                .orNull()),
                Field.of(
                        "provider_message_id",
                        Schema.string("What the service calls it.").orNull()),
                Field.of(
                        "accepted", Schema.list("The recipients for whom it was taken.", Schema.string("An address."))),
                Field.of(
                        "refused",
                        Schema.list(
                                "The recipients who do not get it.",
                                Schema.object(
                                        "A recipient.",
                                        Field.of("address", Schema.string("The address.")),
                                        Field.of("code", Schema.integer("The code of the server's reply.")),
                                        Field.of("reply", Schema.string("The server's reply."))))),
                Field.of("size", Schema.integer("Bytes of the whole message as MIME.")),
                Field.of("response", Schema.string("What was answered at the end.")),
                Field.of(
                        "tls",
                        Schema.string("The protocol, such as TLSv1.3 or https; null without.")
                                .orNull()),
                Field.of(
                        "tls_trusted",
                        Schema.bool("Whether the certificate is trusted; null without TLS.")
                                .orNull()),
                Field.of(
                        "auth",
                        Schema.string("How it was logged in; null without.").orNull()),
                Field.of("timestamp", Schema.string("When it was taken.")));
    }

    private static Operation compose() {
        return MailParameters.message(
                        Operation.of("compose", "Make a message and return it as an EML text; nothing is sent."))
                .returns(composed(), "message")
                .effects(Effects.READ_ONLY)
                .example(Example.of(
                                "Make a message of text and HTML.",
                                Values.map(
                                        "from",
                                        "Jürgen <j@example.com>",
                                        "to",
                                        "ada@example.org",
                                        "bcc",
                                        "boss@example.com",
                                        "subject",
                                        "Grüße",
                                        "body",
                                        "Hello",
                                        "html_body",
                                        "<p>Hello</p>"))
                        .givesAtLeast(Values.map(
                                "date",
                                "Wed, 15 Jan 2025 12:00:00 +0000",
                                "from",
                                "Jürgen <j@example.com>",
                                "recipients",
                                List.of("ada@example.org", "boss@example.com"),
                                "needs_smtputf8",
                                false)))
                .handledBy(EmailSender::compose);
    }

    private static Schema composed() {
        return Schema.object(
                "The message.",
                Field.of("message", Schema.string("All of it, with CR LF at the ends of lines; UTF-8 when saved.")),
                Field.of("size", Schema.integer("Its size in bytes.")),
                Field.of("message_id", Schema.string("Its Message-ID.")),
                Field.of("date", Schema.string("Its date.")),
                Field.of("from", Schema.string("The sender.")),
                Field.of("recipients", Schema.list("Who would get it, bcc too.", Schema.string("An address."))),
                Field.of("subject", Schema.string("The subject.")),
                Field.of(
                        "attachments",
                        Schema.list(
                                "The attachments.",
                                Schema.object(
                                        "An attachment.",
                                        Field.of("filename", Schema.string("The name.")),
                                        Field.of("content_type", Schema.string("The media type.")),
                                        Field.of("size", Schema.integer("Its size in bytes.")),
                                        Field.of(
                                                "cid",
                                                Schema.string("Its name in the HTML.")
                                                        .orNull())))),
                Field.of("needs_smtputf8", Schema.bool("Whether an address needs a server with SMTPUTF8.")));
    }

    @Override
    public ToolSpec spec() {
        return SPEC;
    }

    private static Map<String, @Nullable Object> compose(Args args, ToolContext context) {
        MailDraft draft = MailDraft.of(args, context);
        return MailMessage.of(draft, context).summary(draft);
    }

    private static Map<String, @Nullable Object> send(Args args, ToolContext context) throws IOException {
        String provider = args.string("provider");
        foreign(provider.equals("smtp"), OF_SMTP, "smtp", args);
        foreign(provider.equals("sendgrid"), OF_SENDGRID, "sendgrid", args);
        foreign(provider.equals("ses"), OF_SES, "ses", args);
        foreign(!provider.equals("smtp"), List.of("base_url"), "sendgrid or ses", args);
        MailDraft draft = MailDraft.of(args, context);
        MailMessage message = MailMessage.of(draft, context);
        return provider.equals("smtp")
                ? new SmtpDialogue(args, context, draft, message).run()
                : new MailService(provider, args, context, draft, message).run();
    }

    /// Refuses what is given for another provider, since it would be without effect.
    private static void foreign(boolean own, List<String> names, String provider, Args args) {
        for (String name : names) {
            if (!own && args.given(name)) {
                throw ToolException.invalidParams(name + ": is of use with the provider " + provider + " only");
            }
        }
    }
}
