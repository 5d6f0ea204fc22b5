package dev.incant.tools.web.mail;

import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.ToolContext;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A file that a message carries.
///
/// @param cid the name by which the HTML shows it, as in `<img src="cid:logo">`; null for a file to save
record Attachment(String name, String type, @Nullable String cid, byte[] content) {
    private static final Pattern TYPE = Pattern.compile("[A-Za-z0-9!#$&^_.+-]{1,60}/[A-Za-z0-9!#$&^_.+-]{1,60}");
    private static final Pattern CID = Pattern.compile("[A-Za-z0-9._@+-]{1,100}");
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("csv", "text/csv"),
            Map.entry("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
            Map.entry("gif", "image/gif"),
            Map.entry("gz", "application/gzip"),
            Map.entry("htm", "text/html"),
            Map.entry("html", "text/html"),
            Map.entry("ics", "text/calendar"),
            Map.entry("jpeg", "image/jpeg"),
            Map.entry("jpg", "image/jpeg"),
            Map.entry("json", "application/json"),
            Map.entry("md", "text/markdown"),
            Map.entry("mp3", "audio/mpeg"),
            Map.entry("mp4", "video/mp4"),
            Map.entry("pdf", "application/pdf"),
            Map.entry("png", "image/png"),
            Map.entry("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
            Map.entry("svg", "image/svg+xml"),
            Map.entry("txt", "text/plain"),
            Map.entry("webp", "image/webp"),
            Map.entry("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            Map.entry("xml", "application/xml"),
            Map.entry("zip", "application/zip"));

    /// Reads one item of the parameter `attachments`.
    ///
    /// @param left how many bytes it may have
    /// @throws ToolException `invalid_params`, `limit_exceeded`, or what reading the file gives
    static Attachment of(String field, Map<?, ?> given, long left, ToolContext context) {
        Object path = given.get("path");
        Object content = given.get("content");
        if ((path == null) == (content == null)) {
            throw ToolException.invalidParams(field + ": give one of path and content");
        }
        Object filename = given.get("filename");
        if (filename == null && path == null) {
            throw ToolException.invalidParams(field + ".filename: is needed for content");
        }
        String name = MailText.line(field + ".filename", filename != null ? filename.toString() : lastName(path));
        if (name.isBlank() || name.length() > 255 || name.indexOf('/') >= 0 || name.indexOf('\\') >= 0) {
            throw ToolException.invalidParams(field + ".filename: '" + name + "' is no name of a file");
        }
        Object type = given.get("content_type");
        String media = type == null ? guessed(name) : type.toString();
        if (!TYPE.matcher(media).matches() || media.toLowerCase(Locale.ROOT).matches("(multipart|message)/.*")) {
            throw ToolException.invalidParams(
                    field + ".content_type: '" + media + "' is no media type of a file, such as image/png");
        }
        Object cid = given.get("cid");
        if (cid != null && !CID.matcher(cid.toString()).matches()) {
            throw ToolException.invalidParams(
                    field + ".cid: '" + cid + "' has to be of letters, digits and . _ @ + - only");
        }
        byte[] bytes = path != null ? read(field, path.toString(), left, context) : bytes(field, content, left);
        return new Attachment(name, media, cid == null ? null : cid.toString(), bytes);
    }

    private static String lastName(@Nullable Object path) {
        String text = String.valueOf(path);
        return text.substring(Math.max(text.lastIndexOf('/'), text.lastIndexOf('\\')) + 1);
    }

    private static String guessed(String name) {
        String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return TYPES.getOrDefault(ending, "application/octet-stream");
    }

    private static byte[] read(String field, String path, long left, ToolContext context) {
        tooLarge(field, context.files().info(path).size(), left);
        byte[] content = context.files().read(path);
        tooLarge(field, content.length, left);
        return content;
    }

    private static byte[] bytes(String field, @Nullable Object content, long left) {
        byte[] bytes = content instanceof byte[] raw
                ? raw
                : MailText.whole(field + ".content", String.valueOf(content)).getBytes(StandardCharsets.UTF_8);
        tooLarge(field, bytes.length, left);
        return bytes;
    }

    private static void tooLarge(String field, long size, long left) {
        if (size > left) {
            throw ToolException.limitExceeded(
                    field + ": has " + size + " bytes, but max_size leaves " + left + " for it");
        }
    }
}
