package dev.incant.tools.document.image;

import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.value.Values;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Tells what an image is, without decoding its pixels.
public final class ImageFacts {
    private ImageFacts() {}

    /// Format and size.
    public static Object detect(Args args, ToolContext context) {
        ImageFile file = ImageFile.of(context, args.string("path"));
        ImageFile.Header header = file.header();
        return Values.map(
                "format",
                file.format().word(),
                "mime",
                file.format().mime(),
                "width",
                (long) header.width(),
                "height",
                (long) header.height(),
                "extension_matches",
                file.format().fits(file.path()));
    }

    /// Width and height of an image.
    public static Map<String, @Nullable Object> size(ToolContext context, String path) {
        ImageFile.Header header = ImageFile.of(context, path).header();
        return Values.map("width", (long) header.width(), "height", (long) header.height());
    }

    /// Everything but the pixels.
    public static Object metadata(Args args, ToolContext context) {
        ImageFile file = ImageFile.of(context, args.string("path"));
        ImageFile.Header header = file.header();
        Exif exif = Exif.of(file);
        return Values.map(
                "format",
                file.format().word(),
                "mime",
                file.format().mime(),
                "width",
                (long) header.width(),
                "height",
                (long) header.height(),
                "size",
                (long) file.bytes().length,
                "frames",
                (long) header.frames(),
                "bits_per_pixel",
                (long) header.bits(),
                "colors",
                header.colors(),
                "alpha",
                header.alpha(),
                "orientation",
                (long) exif.orientation(),
                "exif",
                exif.tags(),
                "gps",
                args.bool("include_gps") ? exif.place() : null);
    }
}
