package dev.incant.tools.web.mail;

import dev.incant.kernel.value.Values;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A message as SendGrid takes it (v3 API, "Mail Send"): empty lists are left out, and an address is in one
/// of `to`, `cc` and `bcc` only, since it refuses others.
final class SendGridBody {
    private SendGridBody() {}

    static Map<String, @Nullable Object> of(MailDraft draft) {
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("personalizations", List.of(recipients(draft)));
        body.put("from", address(draft.from()));
        if (!draft.replyTo().isEmpty()) {
            body.put(
                    "reply_to_list",
                    draft.replyTo().stream().map(SendGridBody::address).toList());
        }
        body.put("subject", draft.subject());
        List<@Nullable Object> content = new ArrayList<>();
        if (draft.text() != null) {
            content.add(Values.map("type", "text/plain", "value", draft.text()));
        }
        if (draft.html() != null) {
            content.add(Values.map("type", "text/html", "value", draft.html()));
        }
        body.put("content", content);
        if (!draft.attachments().isEmpty()) {
            body.put(
                    "attachments",
                    draft.attachments().stream().map(SendGridBody::file).toList());
        }
        if (!draft.headers().isEmpty()) {
            body.put("headers", draft.headers());
        }
        return body;
    }

    private static Map<String, @Nullable Object> recipients(MailDraft draft) {
        Map<String, @Nullable Object> recipients = new LinkedHashMap<>();
        Set<String> seen = new HashSet<>();
        add(recipients, "to", draft.to(), seen);
        add(recipients, "cc", draft.cc(), seen);
        add(recipients, "bcc", draft.bcc(), seen);
        return recipients;
    }

    private static void add(
            Map<String, @Nullable Object> recipients, String kind, List<MailAddress> some, Set<String> seen) {
        List<@Nullable Object> list = new ArrayList<>();
        for (MailAddress each : some) {
            if (seen.add(each.address())) {
                list.add(address(each));
            }
        }
        if (!list.isEmpty()) {
            recipients.put(kind, list);
        }
    }

    private static Map<String, @Nullable Object> address(MailAddress address) {
        return address.name() == null
                ? Values.map("email", address.address())
                : Values.map("email", address.address(), "name", address.name());
    }

    private static Map<String, @Nullable Object> file(Attachment file) {
        Map<String, @Nullable Object> map = Values.map(
                "content",
                Base64.getEncoder().encodeToString(file.content()),
                "type",
                file.type(),
                "filename",
                file.name(),
                "disposition",
                file.cid() == null ? "attachment" : "inline");
        if (file.cid() != null) {
            map.put("content_id", file.cid());
        }
        return map;
    }
}
