package dev.incant.tools.web.mail;

import dev.incant.kernel.capability.Sockets;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.value.Values;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Hands one message to a mail server (SMTP, RFC 5321; STARTTLS, RFC 3207; TLS from the start, RFC 8314;
/// SIZE, RFC 1870; SMTPUTF8, RFC 6531). A message is sent to all of its recipients or, unless
/// `allow_partial`, to none.
final class SmtpDialogue {
    private final Args args;
    private final ToolContext context;
    private final MailDraft draft;
    private final MailMessage message;
    private final Secret secrets = new Secret();
    private final String host;
    private final String tls;
    private final Map<String, String> offers = new LinkedHashMap<>();
    private final List<@Nullable Object> accepted = new ArrayList<>();
    private final List<@Nullable Object> refused = new ArrayList<>();

    SmtpDialogue(Args args, ToolContext context, MailDraft draft, MailMessage message) {
        this.args = args;
        this.context = context;
        this.draft = draft;
        this.message = message;
        this.tls = args.string("tls");
        this.host = args.optionalString("host")
                .orElseThrow(() -> ToolException.invalidParams("host: is needed for the provider smtp"));
    }

    Map<String, @Nullable Object> run() {
        SmtpLogin login = login();
        String helo = helo();
        Duration timeout = timeout(args);
        int port = args.given("port") ? args.intValue("port") : tls.equals("implicit") ? 465 : 587;
        try (SmtpLink link =
                new SmtpLink(context.sockets().connect(host, port, timeout), host, timeout, secrets, context)) {
            greet(link, helo);
            String mechanism = login == null ? null : login.run(link, words("AUTH"));
            envelope(link);
            SmtpReply taken = content(link);
            link.quit();
            return result(link, mechanism, taken);
        }
    }

    /// How long one step may take.
    static Duration timeout(Args args) {
        return Duration.ofMillis(Math.max(1, Math.round(args.number("timeout_seconds") * 1000)));
    }

    private @Nullable SmtpLogin login() {
        String method = args.string("auth");
        boolean wanted = args.given("username") && !method.equals("none");
        if (!wanted) {
            for (String each : List.of("username", "password", "password_variable")) {
                if (args.given(each)) {
                    throw ToolException.invalidParams(
                            each + ": is of use with username, and with auth other than none, only");
                }
            }
            if (!method.equals("none") && !method.equals("auto")) {
                throw ToolException.invalidParams("username: is needed for auth " + method);
            }
            return null;
        }
        String password = secrets.read("password", args, context);
        return new SmtpLogin(
                MailText.line("username", args.string("username")),
                password,
                method,
                args.bool("allow_insecure_auth"),
                secrets);
    }

    private String helo() {
        String name = args.string("helo");
        if (!name.matches("[A-Za-z0-9.-]{1,255}|\\[[0-9A-Za-z:.]{1,60}\\]")) {
            throw ToolException.invalidParams("helo: '" + MailText.line("helo", name) + "' is no name of a host");
        }
        return name;
    }

    private void greet(SmtpLink link, String helo) {
        if (tls.equals("implicit")) {
            link.startTls(args.bool("tls_verify"));
        }
        SmtpReply greeting = link.reply("the greeting");
        if (greeting.code() != 220) {
            throw link.refused("the connection", greeting);
        }
        hello(link, helo);
        boolean upgrade = tls.equals("starttls") || tls.equals("opportunistic") && offers.containsKey("STARTTLS");
        if (upgrade) {
            upgrade(link);
            hello(link, helo);
        }
    }

    private void upgrade(SmtpLink link) {
        if (!offers.containsKey("STARTTLS")) {
            throw link.failed(
                    "STARTTLS", "does not offer TLS; set tls to implicit, opportunistic or none if that is meant");
        }
        SmtpReply reply = link.command("STARTTLS", "STARTTLS");
        if (reply.code() != 220) {
            throw link.refused("STARTTLS", reply);
        }
        link.startTls(args.bool("tls_verify"));
    }

    private void hello(SmtpLink link, String helo) {
        offers.clear();
        SmtpReply reply = link.command("EHLO", "EHLO " + helo);
        if (reply.code() >= 500) {
            reply = link.command("HELO", "HELO " + helo);
            if (reply.code() != 250) {
                throw link.refused("HELO", reply);
            }
            return;
        }
        if (reply.code() != 250) {
            throw link.refused("EHLO", reply);
        }
        for (String line : reply.lines().subList(1, reply.lines().size())) {
            String[] parts = line.strip().split("[ =]", 2);
            String more = parts.length > 1 ? parts[1] : "";
            offers.merge(parts[0].toUpperCase(Locale.ROOT), more, (a, b) -> a + " " + b);
        }
    }

    private Set<String> words(String extension) {
        Set<String> words = new LinkedHashSet<>(Arrays.asList(
                offers.getOrDefault(extension, "").toUpperCase(Locale.ROOT).split(" ")));
        words.remove("");
        return words;
    }

    private void envelope(SmtpLink link) {
        StringBuilder from =
                new StringBuilder("MAIL FROM:<").append(draft.from().address()).append('>');
        if (offers.containsKey("SIZE")) {
            room(link);
            from.append(" SIZE=").append(message.content().length);
        }
        String international = draft.international();
        if (international != null) {
            if (!offers.containsKey("SMTPUTF8")) {
                throw link.failed("MAIL", "does not take '" + international + "', since it offers no SMTPUTF8");
            }
            from.append(" BODY=8BITMIME SMTPUTF8");
        }
        SmtpReply sender = link.command("MAIL", from.toString());
        if (!sender.good()) {
            throw link.refused("the sender " + draft.from().address(), sender);
        }
        recipients(link);
    }

    private void room(SmtpLink link) {
        String most = offers.getOrDefault("SIZE", "").strip();
        if (most.matches("[1-9][0-9]{0,17}") && Long.parseLong(most) < message.content().length) {
            throw ToolException.limitExceeded(host + " takes messages of at most " + most + " bytes, but this one has "
                            + message.content().length)
                    .with("remote", link.remote());
        }
    }

    private void recipients(SmtpLink link) {
        Set<String> all = draft.recipients();
        for (String each : all) {
            SmtpReply reply = link.command("RCPT", "RCPT TO:<" + each + ">");
            if (reply.code() == 421) {
                throw link.refused("to go on", reply);
            }
            if (reply.good()) {
                accepted.add(each);
            } else {
                refused.add(Values.map("address", each, "code", reply.code(), "reply", link.shown(reply)));
            }
        }
        if (!refused.isEmpty() && (accepted.isEmpty() || !args.bool("allow_partial"))) {
            link.quit();
            Object first =
                    refused.getFirst() instanceof Map<?, ?> map ? map.get("address") + ": " + map.get("reply") : "";
            throw ToolException.failed("nothing was sent: " + host + " refused " + refused.size() + " of " + all.size()
                            + " recipients, first " + first)
                    .with("stage", "RCPT")
                    .with("accepted", new ArrayList<>(accepted))
                    .with("refused", new ArrayList<>(refused));
        }
    }

    private SmtpReply content(SmtpLink link) {
        SmtpReply ready = link.command("DATA", "DATA");
        if (ready.code() != 354) {
            throw link.refused("DATA", ready);
        }
        link.write("the message", stuffed(message.content()));
        SmtpReply taken;
        try {
            link.write("the end of the message", new byte[] {'.', '\r', '\n'});
            taken = link.reply("the end of the message");
        } catch (ToolException e) {
            throw uncertain(e);
        }
        if (taken.code() != 250) {
            throw link.refused("the message", taken);
        }
        return taken;
    }

    /// The server has all of the message, but whether it keeps it was not heard.
    private static ToolException uncertain(ToolException error) {
        String message = error.message() + "; it has the whole message, so it may have been sent or not";
        return new ToolException(error.code(), message, error.details(), error.getCause()).with("uncertain", true);
    }

    /// The message with a second dot where a line begins with one (RFC 5321, 4.5.2), ending with CR LF.
    private byte[] stuffed(byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(content.length + 64);
        boolean begin = true;
        for (int i = 0; i < content.length; i++) {
            if ((i & 0xffff) == 0) {
                context.checkCancelled();
            }
            byte b = content[i];
            if (begin && b == '.') {
                out.write('.');
            }
            out.write(b);
            begin = b == '\n';
        }
        if (!begin) {
            out.write('\r');
            out.write('\n');
        }
        return out.toByteArray();
    }

    private Map<String, @Nullable Object> result(SmtpLink link, @Nullable String mechanism, SmtpReply taken) {
        Sockets.Handshake shown = link.tls();
        return Values.map(
                "status",
                refused.isEmpty() ? "sent" : "partially_sent",
                "provider",
                "smtp",
                "message_id",
                message.id(),
                "provider_message_id",
                null,
                "accepted",
                accepted,
                "refused",
                refused,
                "size",
                message.content().length,
                "response",
                link.shown(taken),
                "tls",
                shown == null ? null : shown.protocol(),
                "tls_trusted",
                shown == null ? null : shown.trusted(),
                "auth",
                mechanism,
                "timestamp",
                context.clock().instant().toString());
    }
}
