package dev.incant.tools.web.mail;

import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.ToolContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a message is to say and to whom, read from a call's arguments and checked.
///
/// @param text the plain text, null for HTML alone
/// @param html the HTML, null for plain text alone
record MailDraft(
        MailAddress from,
        List<MailAddress> to,
        List<MailAddress> cc,
        List<MailAddress> bcc,
        List<MailAddress> replyTo,
        String subject,
        @Nullable String text,
        @Nullable String html,
        Map<String, String> headers,
        List<Attachment> attachments) {
    private static final int MOST_RECIPIENTS = 1000;
    private static final Pattern HEADER = Pattern.compile("[!-9;-~]{1,76}");
    private static final Set<String> OURS = Set.of(
            "from",
            "to",
            "cc",
            "bcc",
            "reply-to",
            "subject",
            "date",
            "message-id",
            "mime-version",
            "sender",
            "received",
            "return-path");

    /// @throws ToolException `invalid_params`, `limit_exceeded`, or what reading an attachment gives
    static MailDraft of(Args args, ToolContext context) {
        boolean html = args.bool("html");
        if (html && args.given("html_body")) {
            throw ToolException.invalidParams("html_body: the body is HTML already, since html is true");
        }
        String body = MailText.whole("body", args.string("body"));
        String besides = args.optionalString("html_body").orElse(null);
        long left = args.integer("max_size") - size(body) - size(besides);
        if (left < 0) {
            throw ToolException.limitExceeded("body: is larger than max_size, " + args.integer("max_size"));
        }
        MailDraft draft = new MailDraft(
                MailAddress.one("from", args.string("from")),
                MailAddress.all("to", args.value("to")),
                MailAddress.all("cc", args.value("cc")),
                MailAddress.all("bcc", args.value("bcc")),
                MailAddress.all("reply_to", args.value("reply_to")),
                MailText.line("subject", args.string("subject")),
                html ? null : body,
                html ? body : besides == null ? null : MailText.whole("html_body", besides),
                headers(args.stringMap("headers")),
                attachments(args, left, context));
        draft.check();
        return draft;
    }

    private static long size(@Nullable String text) {
        return text == null ? 0 : text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static Map<String, String> headers(Map<String, String> given) {
        Map<String, String> headers = new LinkedHashMap<>();
        Set<String> seen = new LinkedHashSet<>();
        given.forEach((name, value) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (!HEADER.matcher(name).matches()) {
                throw ToolException.invalidParams(
                        "headers: '" + MailText.line("headers", name) + "' is no name of a header (RFC 5322, 2.2)");
            }
            if (OURS.contains(lower) || lower.startsWith("content-")) {
                throw ToolException.invalidParams("headers." + name + ": is made of the other parameters");
            }
            if (!seen.add(lower)) {
                throw ToolException.invalidParams("headers." + name + ": is there twice");
            }
            headers.put(name, MailText.line("headers." + name, value));
        });
        return headers;
    }

    private static List<Attachment> attachments(Args args, long left, ToolContext context) {
        List<Attachment> attachments = new ArrayList<>();
        long room = left;
        for (Object each : args.list("attachments")) {
            context.checkCancelled();
            String field = "attachments[" + attachments.size() + "]";
            Attachment attachment = Attachment.of(field, each instanceof Map<?, ?> map ? map : Map.of(), room, context);
            room -= attachment.content().length;
            attachments.add(attachment);
        }
        return attachments;
    }

    private void check() {
        int count = recipients().size();
        if (count == 0) {
            throw ToolException.invalidParams("to: there is no recipient in to, cc and bcc");
        }
        if (count > MOST_RECIPIENTS) {
            throw ToolException.limitExceeded(
                    "to, cc and bcc: " + count + " recipients are more than " + MOST_RECIPIENTS);
        }
        Set<String> cids = new LinkedHashSet<>();
        for (int i = 0; i < attachments.size(); i++) {
            String cid = attachments.get(i).cid();
            if (cid != null && html == null) {
                throw ToolException.invalidParams("attachments[" + i + "].cid: there is no HTML that could show it");
            }
            if (cid != null && !cids.add(cid)) {
                throw ToolException.invalidParams("attachments[" + i + "].cid: '" + cid + "' is there twice");
            }
        }
    }

    /// The bare addresses of all who get it, each once.
    Set<String> recipients() {
        Set<String> all = new LinkedHashSet<>();
        for (List<MailAddress> some : List.of(to, cc, bcc)) {
            some.forEach(each -> all.add(each.address()));
        }
        return all;
    }

    /// The first address that only a server with SMTPUTF8 takes; null when there is none.
    @Nullable String international() {
        for (List<MailAddress> some : List.of(List.of(from), to, cc, bcc, replyTo)) {
            for (MailAddress each : some) {
                if (!each.ascii()) {
                    return each.address();
                }
            }
        }
        return null;
    }
}
