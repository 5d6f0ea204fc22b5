package dev.incant.tools.document.image;

import dev.incant.kernel.error.ToolException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The formats of images that are read; all but WebP are written too.
enum ImageFormat {
    PNG("png", "image/png", true, "png"),
    JPEG("jpeg", "image/jpeg", false, "jpg", "jpeg"),
    GIF("gif", "image/gif", true, "gif"),
    BMP("bmp", "image/bmp", false, "bmp"),
    TIFF("tiff", "image/tiff", true, "tif", "tiff"),
    WEBP("webp", "image/webp", true, "webp");

    private final String word;
    private final String mime;
    private final boolean alpha;
    private final List<String> endings;

    ImageFormat(String word, String mime, boolean alpha, String... endings) {
        this.word = word;
        this.mime = mime;
        this.alpha = alpha;
        this.endings = List.of(endings);
    }

    String word() {
        return word;
    }

    String mime() {
        return mime;
    }

    /// Whether what is written may be transparent.
    boolean alpha() {
        return alpha;
    }

    /// Whether a file of this format may be called so.
    boolean fits(String path) {
        return endings.contains(ending(path));
    }

    private static String ending(String path) {
        return path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    /// The format to write: by the parameter if it is given, else by the name's ending.
    static ImageFormat toWrite(@Nullable String word, String path) {
        String wanted = word == null ? ending(path) : word.toLowerCase(Locale.ROOT);
        ImageFormat format = Arrays.stream(values())
                .filter(each -> each.word.equals(wanted) || each.endings.contains(wanted))
                .findFirst()
                .orElseThrow(() -> ToolException.invalidParams((word == null
                                ? "target_path: '" + path + "' does not" + " end with"
                                : "target_format: '" + word + "' is none of")
                        + " png, jpg, gif, bmp, tif"));
        if (format == WEBP) {
            throw ToolException.invalidParams("target_format: webp is read, not written");
        }
        return format;
    }

    /// What the first bytes of a file say, or null.
    static @Nullable ImageFormat of(byte[] start) {
        if (starts(start, 0, "\u0089PNG\r\n\u001a\n")) {
            return PNG;
        }
        if (starts(start, 0, "\u00ff\u00d8\u00ff")) {
            return JPEG;
        }
        if (starts(start, 0, "GIF87a") || starts(start, 0, "GIF89a")) {
            return GIF;
        }
        if (starts(start, 0, "BM") && start.length > 26) {
            return BMP;
        }
        if (starts(start, 0, "II*\0") || starts(start, 0, "MM\0*")) {
            return TIFF;
        }
        return starts(start, 0, "RIFF") && starts(start, 8, "WEBP") ? WEBP : null;
    }

    private static boolean starts(byte[] bytes, int at, String expected) {
        if (bytes.length < at + expected.length()) {
            return false;
        }
        for (int i = 0; i < expected.length(); i++) {
            if ((bytes[at + i] & 0xff) != expected.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
