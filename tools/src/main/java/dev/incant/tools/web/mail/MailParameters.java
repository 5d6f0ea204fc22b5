package dev.incant.tools.web.mail;

import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.tool.Field;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Parameter;
import dev.incant.kernel.tool.Schema;

/// The parameters of [EmailSender]: those of the message, and those of the way it takes.
final class MailParameters {
    private static final long MEGABYTE = 1_000_000;

    private MailParameters() {}

    private static Parameter addresses(String name, String meaning) {
        return Parameter.schema(
                name,
                Schema.either(
                        meaning,
                        Schema.string("Addresses with commas between them, as in Ada <ada@example.org>."),
                        Schema.list("Addresses.", Schema.string("One address."))));
    }

    /// The operation with the parameters of a message.
    static Operation message(Operation operation) {
        return operation
                .required(addresses("to", "Who gets it."))
                .required(Parameter.text("subject", "The subject."))
                .required(Parameter.text("body", "The text, or HTML when html is true.")
                        .alias("text", "message"))
                .required(Parameter.text("from", "The sender's address."))
                .optional(addresses("cc", "Who gets a copy."))
                .optional(addresses("bcc", "Who gets a copy that nobody else sees."))
                .optional(addresses("reply_to", "Where answers go."))
                .optional(Parameter.bool("html", "Whether body is HTML.").otherwise(false))
                .optional(Parameter.text("html_body", "The same as HTML, beside the text in body."))
                .optional(
                        Parameter.map("headers", "Further headers.", Schema.string("The value of a header, one line.")))
                .optional(
                        Parameter.list("attachments", "Files to attach, and images that the HTML shows.", attachment())
                                .between(0, 100))
                .optional(Parameter.integer("max_size", "How many bytes texts and attachments may have together.")
                        .between(1, 50 * MEGABYTE)
                        .otherwise(25 * MEGABYTE));
    }

    private static Schema attachment() {
        return Schema.object(
                "An attachment.",
                Field.optional("path", Schema.string("The file.")),
                Field.optional(
                        "content",
                        Schema.either(
                                "The content, instead of a file.", Schema.string("Text."), Schema.bytes("Bytes."))),
                Field.optional("filename", Schema.string("The name to show; that of the file otherwise.")),
                Field.optional("content_type", Schema.string("The media type; by the name's ending otherwise.")),
                Field.optional("cid", Schema.string("Shows it inside the HTML, where it says src=\"cid:CID\".")));
    }

    /// The operation with the parameters of the way.
    static Operation way(Operation operation) {
        return service(server(operation
                .optional(Parameter.text("provider", "What takes it: a mail server, or a service.")
                        .oneOf("smtp", "sendgrid", "ses")
                        .otherwise("smtp"))
                .optional(Parameter.number("timeout_seconds", "How long each step may take in seconds.")
                        .alias("timeout")
                        .between(0, 600)
                        .otherwise(30.0))
                .optional(Parameter.bool("allow_insecure_auth", "Whether passwords and keys may go without TLS.")
                        .otherwise(false))));
    }

    private static Operation server(Operation operation) {
        return operation
                .optional(Parameter.text("host", "The mail server, for smtp.")
                        .alias("smtp_host", "server")
                        .needs(Permission.NET))
                .optional(Parameter.integer("port", "Its port; 465 for tls implicit, 587 otherwise.")
                        .alias("smtp_port")
                        .between(1, 65_535))
                .optional(Parameter.text(
                                "tls",
                                "Of starttls: needed. opportunistic: where offered. implicit: from the start. none.")
                        .oneOf("starttls", "opportunistic", "implicit", "none")
                        .otherwise("starttls"))
                .optional(Parameter.bool("tls_verify", "Whether the certificate has to be trusted and for the host.")
                        .otherwise(true))
                .optional(Parameter.text("username", "The user, where the server asks for a login.")
                        .alias("user")
                        .atMost(500))
                .optional(Parameter.text("password", "The password.").atMost(500))
                .optional(Parameter.text("password_variable", "The environment variable that holds the password.")
                        .needs(Permission.ENV))
                .optional(Parameter.text("auth", "How to log in; auto takes the best that is offered.")
                        .oneOf("auto", "plain", "login", "cram_md5", "none")
                        .otherwise("auto"))
                .optional(Parameter.text("helo", "The name by which to greet the server.")
                        .otherwise("localhost"))
                .optional(Parameter.bool(
                                "allow_partial",
                                "Whether to send to the recipients that the server takes when it refuses others.")
                        .otherwise(false));
    }

    private static Operation service(Operation operation) {
        return operation
                .optional(
                        Parameter.text("base_url", "The service's URL, for sendgrid and ses; its usual one otherwise.")
                                .format("uri")
                                .needs(Permission.NET))
                .optional(Parameter.text("api_key", "The key, for sendgrid.").atMost(500))
                .optional(Parameter.text("api_key_variable", "The environment variable that holds it.")
                        .needs(Permission.ENV))
                .optional(Parameter.text("region", "The region, for ses.").otherwise("us-east-1"))
                .optional(Parameter.text("access_key_id", "The name of the key, for ses."))
                .optional(
                        Parameter.text("secret_access_key", "The key, for ses.").atMost(500))
                .optional(Parameter.text("secret_access_key_variable", "The environment variable that holds it.")
                        .needs(Permission.ENV))
                .optional(Parameter.text("session_token", "The token of temporary keys, for ses.")
                        .atMost(4000));
    }
}
