package dev.incant.tools.web.mail;

import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.value.Values;
import jakarta.activation.ActivationDataFlavor;
import jakarta.activation.CommandInfo;
import jakarta.activation.CommandMap;
import jakarta.activation.DataContentHandler;
import jakarta.activation.DataHandler;
import jakarta.activation.DataSource;
import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimeUtility;
import jakarta.mail.internet.ParameterList;
import jakarta.mail.util.ByteArrayDataSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/// A message as it is sent (RFC 5322 and MIME, RFC 2045 to 2049): plain text and HTML as alternatives,
/// images of the HTML related to it, files around both. Nothing in it is of this machine: date, identifier
/// and boundaries come from the context.
///
/// @param id the Message-ID with its angle brackets
/// @param date as the message has it
/// @param content all of it, with CR LF at the ends of lines
record MailMessage(String id, String date, byte[] content) {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss xx", Locale.US);

    static MailMessage of(MailDraft draft, ToolContext context) {
        try {
            return new Writer(draft, context).written();
        } catch (MessagingException | IOException e) {
            throw new IllegalStateException("a checked message cannot be written", e);
        }
    }

    String text() {
        return new String(content, StandardCharsets.UTF_8);
    }

    /// What `compose` says of it.
    Map<String, @Nullable Object> summary(MailDraft draft) {
        List<@Nullable Object> files = new ArrayList<>();
        for (Attachment each : draft.attachments()) {
            files.add(Values.map(
                    "filename",
                    each.name(),
                    "content_type",
                    each.type(),
                    "size",
                    each.content().length,
                    "cid",
                    each.cid()));
        }
        return Values.map(
                "message",
                text(),
                "size",
                content.length,
                "message_id",
                id,
                "date",
                date,
                "from",
                draft.from().shown(),
                "recipients",
                new ArrayList<@Nullable Object>(draft.recipients()),
                "subject",
                draft.subject(),
                "attachments",
                files,
                "needs_smtputf8",
                draft.international() != null);
    }

    /// A message that keeps the identifier it has; the library would make one of this machine's name.
    private static final class Identified extends MimeMessage {
        private final String id;

        Identified(@Nullable Session session, String id) {
            super(session);
            this.id = id;
        }

        @Override
        protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", id);
        }
    }

    /// Parts with a boundary of our own; the library's has the time in it.
    private static final class Parts extends MimeMultipart {
        Parts(String subtype, String boundary) {
            ParameterList parameters = new ParameterList();
            parameters.set("boundary", boundary);
            contentType = new ContentType("multipart", subtype, parameters).toString();
        }
    }

    /// Says how parts are written; the library's own map would read `.mailcap` in the user's home.
    private static final class Handlers extends CommandMap {
        @Override
        public CommandInfo[] getPreferredCommands(String type) {
            return new CommandInfo[0];
        }

        @Override
        public CommandInfo[] getAllCommands(String type) {
            return new CommandInfo[0];
        }

        @Override
        public @Nullable CommandInfo getCommand(String type, String command) {
            return null;
        }

        @Override
        public DataContentHandler createDataContentHandler(String type) {
            return new PartsHandler();
        }
    }

    /// Writes parts.
    private static final class PartsHandler implements DataContentHandler {
        @Override
        public ActivationDataFlavor[] getTransferDataFlavors() {
            return new ActivationDataFlavor[0];
        }

        @Override
        public @Nullable Object getTransferData(ActivationDataFlavor flavor, DataSource source) {
            return null;
        }

        @Override
        public @Nullable Object getContent(DataSource source) {
            return null;
        }

        @Override
        public void writeTo(Object parts, String type, OutputStream out) throws IOException {
            try {
                ((Parts) parts).writeTo(out);
            } catch (MessagingException e) {
                throw new IOException(e);
            }
        }
    }

    /// What is written so far; writing ends when the call has to.
    private static final class Output extends ByteArrayOutputStream {
        private final ToolContext context;

        Output(ToolContext context) {
            this.context = context;
        }

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) {
            context.checkCancelled();
            super.write(bytes, offset, length);
        }
    }

    /// Writes one message.
    private static final class Writer {
        private final MailDraft draft;
        private final ToolContext context;

        Writer(MailDraft draft, ToolContext context) {
            this.draft = draft;
            this.context = context;
        }

        MailMessage written() throws MessagingException, IOException {
            String id = "<" + random() + "@" + draft.from().domain() + ">";
            Identified message = new Identified(draft.international() == null ? null : utf8(), id);
            String date = DATE.format(ZonedDateTime.ofInstant(context.clock().instant(), ZoneOffset.UTC));
            message.setHeader("Date", date);
            message.setFrom(draft.from().internet());
            message.setRecipients(Message.RecipientType.TO, addresses(draft.to()));
            message.setRecipients(Message.RecipientType.CC, addresses(draft.cc()));
            if (!draft.replyTo().isEmpty()) {
                message.setReplyTo(addresses(draft.replyTo()));
            }
            message.setSubject(draft.subject(), "UTF-8");
            for (Map.Entry<String, String> header : draft.headers().entrySet()) {
                String value = MimeUtility.encodeText(header.getValue(), "UTF-8", null);
                message.setHeader(
                        header.getKey(), MimeUtility.fold(header.getKey().length() + 2, value));
            }
            fill(message);
            message.saveChanges();
            Output out = new Output(context);
            message.writeTo(out);
            return new MailMessage(id, date, out.toByteArray());
        }

        /// A session that writes headers in UTF-8; without one the library writes ASCII.
        private static Session utf8() {
            Properties properties = new Properties();
            properties.setProperty("mail.mime.allowutf8", "true");
            return Session.getInstance(properties);
        }

        private static Address[] addresses(List<MailAddress> some) {
            return some.stream().map(MailAddress::internet).toArray(InternetAddress[]::new);
        }

        private String random() {
            return "%016x%016x"
                    .formatted(context.random().nextLong(), context.random().nextLong());
        }

        private Parts parts(String subtype) {
            return new Parts(subtype, "=_" + random());
        }

        private void fill(MimeMessage message) throws MessagingException {
            List<Attachment> files = draft.attachments().stream()
                    .filter(each -> each.cid() == null)
                    .toList();
            if (files.isEmpty()) {
                message.setDataHandler(body().getDataHandler());
                return;
            }
            Parts mixed = parts("mixed");
            mixed.addBodyPart(body());
            for (Attachment each : files) {
                mixed.addBodyPart(file(each));
            }
            message.setDataHandler(handler(mixed));
        }

        /// The text, the HTML, or both.
        private MimeBodyPart body() throws MessagingException {
            if (draft.html() == null) {
                return text(String.valueOf(draft.text()), "plain");
            }
            if (draft.text() == null) {
                return html(draft.html());
            }
            Parts both = parts("alternative");
            both.addBodyPart(text(draft.text(), "plain"));
            both.addBodyPart(html(draft.html()));
            return wrapped(both);
        }

        private MimeBodyPart html(String html) throws MessagingException {
            List<Attachment> images = draft.attachments().stream()
                    .filter(each -> each.cid() != null)
                    .toList();
            if (images.isEmpty()) {
                return text(html, "html");
            }
            Parts related = parts("related");
            related.addBodyPart(text(html, "html"));
            for (Attachment each : images) {
                related.addBodyPart(file(each));
            }
            return wrapped(related);
        }

        private static MimeBodyPart wrapped(Parts parts) throws MessagingException {
            MimeBodyPart part = new MimeBodyPart();
            part.setDataHandler(handler(parts));
            return part;
        }

        private static DataHandler handler(Parts parts) {
            DataHandler handler = new DataHandler(parts, parts.getContentType());
            handler.setCommandMap(new Handlers());
            return handler;
        }

        private static MimeBodyPart text(String text, String subtype) throws MessagingException {
            byte[] bytes = MailText.lines(text).getBytes(StandardCharsets.UTF_8);
            return of(new ByteArrayDataSource(bytes, "text/" + subtype + "; charset=UTF-8"));
        }

        private static MimeBodyPart file(Attachment file) throws MessagingException {
            MimeBodyPart part = of(new ByteArrayDataSource(file.content(), file.type()));
            part.setHeader("Content-Type", labelled(file));
            part.setHeader("Content-Transfer-Encoding", "base64");
            part.setDisposition(file.cid() == null ? "attachment" : "inline");
            part.setFileName(file.name());
            if (file.cid() != null) {
                part.setContentID("<" + file.cid() + ">");
            }
            return part;
        }

        /// The media type, with the charset where a text is in UTF-8; the library would claim it of any text.
        private static String labelled(Attachment file) {
            if (!file.type().toLowerCase(Locale.ROOT).startsWith("text/")) {
                return file.type();
            }
            try {
                StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(file.content()));
                return file.type() + "; charset=UTF-8";
            } catch (CharacterCodingException e) {
                return file.type();
            }
        }

        private static MimeBodyPart of(DataSource source) throws MessagingException {
            MimeBodyPart part = new MimeBodyPart();
            part.setDataHandler(new DataHandler(source));
            return part;
        }
    }
}
