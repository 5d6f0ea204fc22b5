package dev.incant.tools.document;

import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.tool.Category;
import dev.incant.kernel.tool.Effects;
import dev.incant.kernel.tool.Example;
import dev.incant.kernel.tool.Field;
import dev.incant.kernel.tool.Fixture;
import dev.incant.kernel.tool.Handler;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Parameter;
import dev.incant.kernel.tool.Schema;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.tool.ToolSpec;
import dev.incant.kernel.value.Values;
import dev.incant.tools.document.image.Comparison;
import dev.incant.tools.document.image.ImageFacts;
import dev.incant.tools.document.image.ImageWork;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;

/// Looks at, changes and compares images: PNG, JPEG, GIF, BMP, TIFF, and WebP for reading. What a file is decides its
/// content, not its name. EXIF's orientation is honoured. The header must say at most 64 megapixels before anything is
/// decoded. What is written holds no metadata, 8 bits a channel, and the first image of a file with several.
public final class ImageProcessor implements Tool {
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final long WIDEST = 65_500;

    private static final ToolSpec SPEC = ToolSpec.of(
                    "image_processor", Category.MEDIA, "Inspect, resize, convert, crop, rotate and compare images.")
            .aliases("image-processor")
            .tags(
                    "image",
                    "picture",
                    "photo",
                    "png",
                    "jpeg",
                    "resize",
                    "thumbnail",
                    "exif",
                    "convert",
                    "jpg",
                    "webp",
                    "gif",
                    "crop",
                    "rotate",
                    "shrink",
                    "scale",
                    "screenshot")
            .phrases(
                    "resize an image",
                    "make a thumbnail of a photo",
                    "convert png to jpg",
                    "how large is this picture",
                    "when was this photo taken",
                    "do two screenshots differ",
                    "rotate a photo",
                    "cut a region out of a picture")
            .operation(Operation.of("metadata", "Tell what an image is, with its EXIF tags.")
                    .main(path())
                    .optional(Parameter.bool("include_gps", "Whether to tell where it was taken.")
                            .otherwise(false))
                    .returns(metadata(), "format")
                    .effects(Effects.READ_ONLY)
                    .example(Example.of("Look at an image.", Map.of("path", "a.png"))
                            .with(sample())
                            .givesAtLeast(Values.map(
                                    "format", "png", "width", 3, "height", 2, "orientation", 1, "exif", Map.of())))
                    .handledBy((args, context) -> ImageFacts.metadata(args, context)))
            .operation(Operation.of("detect", "Tell the format of an image by its content.")
                    .main(path())
                    .returns(
                            Schema.object(
                                    "What it is.",
                                    Field.of("format", format()),
                                    Field.of("mime", Schema.string("The media type.")),
                                    Field.of("width", Schema.integer("Pixels.")),
                                    Field.of("height", Schema.integer("Pixels.")),
                                    Field.of(
                                            "extension_matches",
                                            Schema.bool("Whether the file's name ends as the format's do."))),
                            "format")
                    .effects(Effects.READ_ONLY)
                    .example(Example.of("A PNG with a wrong name.", Map.of("path", "b.jpg"))
                            .with(Fixture.NONE.andFile("b.jpg", png()))
                            .gives(Values.map(
                                    "format",
                                    "png",
                                    "mime",
                                    "image/png",
                                    "width",
                                    3,
                                    "height",
                                    2,
                                    "extension_matches",
                                    false)))
                    .handledBy((args, context) -> ImageFacts.detect(args, context)))
            .operation(writing(
                    Operation.of("resize", "Write an image with another width or height.")
                            .main(path())
                            .optional(side("width", "The new width; in proportion otherwise."))
                            .optional(side("height", "The new height; in proportion otherwise."))
                            .optional(Parameter.bool(
                                            "maintain_aspect_ratio",
                                            "Whether width and height are a box to fit in rather than exact.")
                                    .otherwise(true)),
                    Example.of("Double it.", Values.map("path", "a.png", "width", 6, "target_path", "b.png"))
                            .givesAtLeast(Values.map("width", 6, "height", 4)),
                    (args, context) -> ImageWork.resize(args, context)))
            .operation(writing(
                    Operation.of("convert", "Write an image in another format.").main(path()),
                    Example.of("Turn it into a JPEG.", Values.map("path", "a.png", "target_path", "b.jpg"))
                            .givesAtLeast(Values.map("format", "jpeg", "width", 3)),
                    (args, context) -> ImageWork.convert(args, context)))
            .operation(writing(
                    Operation.of("crop", "Write a part of an image.")
                            .main(path())
                            .optional(offset("x", "Pixels from the left."))
                            .optional(offset("y", "Pixels from the top."))
                            .required(side("width", "The width of the part."))
                            .required(side("height", "The height of the part.")),
                    Example.of(
                                    "Cut off the last column.",
                                    Values.map("path", "a.png", "width", 2, "height", 2, "target_path", "b.png"))
                            .givesAtLeast(Values.map("width", 2, "height", 2)),
                    (args, context) -> ImageWork.crop(args, context)))
            .operation(writing(
                    Operation.of("rotate", "Write an image turned clockwise.")
                            .main(path())
                            .optional(Parameter.number("degrees", "How far, clockwise.")
                                    .between(-3600, 3600)
                                    .otherwise(90.0)),
                    Example.of("Turn it a quarter.", Values.map("path", "a.png", "target_path", "b.png"))
                            .givesAtLeast(Values.map("width", 2, "height", 3)),
                    (args, context) -> ImageWork.rotate(args, context)))
            .operation(writing(
                    Operation.of("thumbnail", "Write a small version of an image; a small one is not enlarged.")
                            .main(path())
                            .optional(side("max_width", "The largest width.").otherwise(200))
                            .optional(side("max_height", "The largest height.").otherwise(200)),
                    Example.of(
                                    "Make it one pixel high.",
                                    Values.map("path", "a.png", "max_height", 1, "target_path", "b.png"))
                            .givesAtLeast(Values.map("width", 2, "height", 1)),
                    (args, context) -> ImageWork.thumbnail(args, context)))
            .operation(Operation.of("compare", "Compare two images of one size pixel by pixel.")
                    .main(path())
                    .required(Parameter.path("other_path", "The other image.").needs(Permission.READ))
                    .optional(Parameter.integer(
                                    "threshold", "How far a channel of 0 to 255 may differ without being counted.")
                            .between(0, 255)
                            .otherwise(0))
                    .optional(orient())
                    .returns(compared(), "identical")
                    .effects(Effects.READ_ONLY)
                    .timeout(LONGEST)
                    .example(Example.of("An image and itself.", Values.map("path", "a.png", "other_path", "a.png"))
                            .with(sample())
                            .gives(Values.map(
                                    "identical",
                                    true,
                                    "different_pixels",
                                    0,
                                    "different_ratio",
                                    0.0,
                                    "largest_difference",
                                    0,
                                    "rmse",
                                    0.0,
                                    "psnr",
                                    null)))
                    .handledBy((args, context) -> Comparison.run(args, context)));

    /// Three by two pixels, red and half transparent.
    private static byte[] png() {
        return Base64.getDecoder()
                .decode("iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAYAAACddGYaAAAABGdBTUEAALGPC/xhBQAAACBjSFJNAAB6JgAAgIQAAP"
                        + "oAAACA6AAAdTAAAOpgAAA6mAAAF3CculE8AAAABmJLR0QA/wD/AP+gvaeTAAAAE0lEQVQI12P8z8BQzwAFTAxIAAAk"
                        + "HwGCuWxsxAAAAABJRU5ErkJggg==");
    }

    private static Fixture sample() {
        return Fixture.NONE.andFile("a.png", png());
    }

    private static Parameter path() {
        return Parameter.path("path", "The image.").needs(Permission.READ).alias("file_path", "source_path", "input");
    }

    private static Parameter side(String name, String meaning) {
        return Parameter.integer(name, meaning).between(1, WIDEST);
    }

    private static Parameter offset(String name, String meaning) {
        return Parameter.integer(name, meaning).between(0, WIDEST).otherwise(0);
    }

    private static Parameter orient() {
        return Parameter.bool("auto_orient", "Whether the image is first turned as its EXIF orientation says.")
                .otherwise(true);
    }

    /// Adds what all operations that write have in common.
    private static Operation writing(Operation operation, Example example, Handler handler) {
        return operation
                .required(Parameter.path("target_path", "The image to write.")
                        .alias("output_path")
                        .needs(Permission.READ, Permission.WRITE))
                .optional(Parameter.text("target_format", "The format to write; found by the ending otherwise.")
                        .oneOf("png", "jpeg", "jpg", "gif", "bmp", "tiff"))
                .optional(Parameter.integer("quality", "JPEG's quality; 85 otherwise.")
                        .between(1, 100))
                .optional(Parameter.text(
                                "background",
                                "The colour behind transparent pixels where the format has none; white otherwise.")
                        .matching("#[0-9a-fA-F]{6}"))
                .optional(orient())
                .optional(Parameter.bool("overwrite", "Whether to replace what is there.")
                        .otherwise(false))
                .returns(written(), "path")
                .effects(Effects.REPLACES)
                .timeout(LONGEST)
                .example(example.with(sample()))
                .handledBy(handler);
    }

    private static Schema format() {
        return Schema.oneOf("The format.", "png", "jpeg", "gif", "bmp", "tiff", "webp");
    }

    private static Schema written() {
        return Schema.object(
                "What was written.",
                Field.of("path", Schema.string("The new image.")),
                Field.of("format", format()),
                Field.of("width", Schema.integer("Pixels.")),
                Field.of("height", Schema.integer("Pixels.")),
                Field.of("size", Schema.integer("Bytes.")),
                Field.of("frames_left_out", Schema.integer("How many further images the source holds.")));
    }

    private static Schema metadata() {
        return Schema.object(
                "What it is.",
                Field.of("format", format()),
                Field.of("mime", Schema.string("The media type.")),
                Field.of("width", Schema.integer("Pixels, before it is turned.")),
                Field.of("height", Schema.integer("Pixels, before it is turned.")),
                Field.of("size", Schema.integer("Bytes of the file.")),
                Field.of("frames", Schema.integer("How many images it holds.")),
                Field.of("bits_per_pixel", Schema.integer("Bits of a pixel once it is decoded.")),
                Field.of("colors", Schema.oneOf("Kind of colours.", "rgb", "gray", "indexed", "cmyk", "unknown")),
                Field.of("alpha", Schema.bool("Whether it may be transparent.")),
                Field.of("orientation", Schema.integer("EXIF's orientation, 1 to 8; 1 is upright.")),
                Field.of("exif", Schema.map("EXIF tags by name.", Schema.string("The value in words."))),
                Field.of(
                        "gps",
                        Schema.object(
                                        "Where it was taken; null where it is not said or not asked for.",
                                        Field.of("latitude", Schema.number("Degrees north.")),
                                        Field.of("longitude", Schema.number("Degrees east.")))
                                .orNull()));
    }

    private static Schema compared() {
        return Schema.object(
                "How they differ.",
                Field.of("identical", Schema.bool("Whether all pixels are the same.")),
                Field.of("different_pixels", Schema.integer("How many differ by more than the threshold.")),
                Field.of("different_ratio", Schema.number("The part of all pixels that does.")),
                Field.of("largest_difference", Schema.integer("The largest of a channel, 0 to 255.")),
                Field.of("rmse", Schema.number("Root of the mean square difference of all channels, 0 to 1.")),
                Field.of(
                        "psnr",
                        Schema.number("Peak signal-to-noise ratio in decibels; null when they are identical.")
                                .orNull()));
    }

    @Override
    public ToolSpec spec() {
        return SPEC;
    }
}
