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
import dev.incant.tools.document.video.FrameGrab;
import dev.incant.tools.document.video.VideoLook;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;

/// Looks at video files and takes pictures out of them: MP4, QuickTime, AVI, Matroska and WebM. What a file is decides
/// its content, not its name. Headers are read here, whatever the file's size; pictures are decoded by the program
/// ffmpeg where it is granted (`--allow-run=ffmpeg`), else that is `unavailable`. Pictures of more than 64 megapixels
/// are refused.
public final class VideoProcessor implements Tool {
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final long LATEST = 10_000_000;

    private static final ToolSpec SPEC = ToolSpec.of(
                    "video_processor", Category.MEDIA, "Inspect video files and take pictures out of them.")
            .aliases("video-processor")
            .tags(
                    "video",
                    "film",
                    "movie",
                    "mp4",
                    "mov",
                    "avi",
                    "mkv",
                    "webm",
                    "frame",
                    "thumbnail",
                    "codec",
                    "clip",
                    "still",
                    "screenshot",
                    "duration",
                    "resolution")
            .phrases(
                    "how long is this video",
                    "which codec does a video use",
                    "what is the resolution of this mp4",
                    "extract a frame from a video",
                    "make a thumbnail of a video",
                    "list the audio tracks of an mkv")
            .operation(Operation.of("metadata", "Tell what a video file holds, track by track.")
                    .main(path())
                    .returns(metadata(), "duration_seconds")
                    .effects(Effects.READ_ONLY)
                    .example(Example.of("Look at a video.", Map.of("path", "a.mkv"))
                            .with(sample())
                            .givesAtLeast(Values.map(
                                    "format",
                                    "mkv",
                                    "duration_seconds",
                                    0.4,
                                    "width",
                                    16,
                                    "height",
                                    16,
                                    "frame_rate",
                                    5.0,
                                    "rotation",
                                    0,
                                    "video_codec",
                                    "vp8",
                                    "audio_codec",
                                    null)))
                    .handledBy((args, context) -> VideoLook.metadata(args, context)))
            .operation(Operation.of("detect", "Tell the format of a video file by its content.")
                    .main(path())
                    .returns(
                            Schema.object(
                                    "What it is.",
                                    Field.of("format", format()),
                                    Field.of("mime", Schema.string("The media type.")),
                                    Field.of(
                                            "extension_matches",
                                            Schema.bool("Whether the file's name ends as the format's do."))),
                            "format")
                    .effects(Effects.READ_ONLY)
                    .example(Example.of("A Matroska file with a wrong name.", Map.of("path", "b.mp4"))
                            .with(Fixture.NONE.andFile("b.mp4", mkv()))
                            .gives(Values.map("format", "mkv", "mime", "video/x-matroska", "extension_matches", false)))
                    .handledBy((args, context) -> VideoLook.detect(args, context)))
            .operation(writing(
                    Operation.of("extract_frame", "Write the picture at a time of a video.")
                            .main(path())
                            .optional(
                                    time("The time from the start in seconds.").otherwise(0.0)),
                    Example.of(
                                    "Take the second picture.",
                                    Values.map("path", "a.mkv", "timestamp_seconds", 0.2, "target_path", "b.png"))
                            .givesAtLeast(Values.map("path", "b.png", "width", 16, "height", 16)),
                    (args, context) -> FrameGrab.extract(args, context)))
            .operation(writing(
                    Operation.of("thumbnail", "Write a small picture of a video; a small one is not enlarged.")
                            .main(path())
                            .optional(time("The time from the start in seconds; a tenth of the whole otherwise."))
                            .optional(side("max_width", "The largest width."))
                            .optional(side("max_height", "The largest height.")),
                    Example.of(
                                    "Make it eight pixels wide.",
                                    Values.map("path", "a.mkv", "max_width", 8, "target_path", "b.jpg"))
                            .givesAtLeast(Values.map("format", "jpeg", "width", 8, "height", 8)),
                    (args, context) -> FrameGrab.thumbnail(args, context)));

    /// Two red pictures of 16 by 16 pixels.
    private static byte[] mkv() {
        return Base64.getDecoder()
                .decode("GkXfo6NChoEBQveBAULygQRC84EIQoKIbWF0cm9za2FCh4EEQoWBAhhTgGcBAAAAAAAB1hFNm3S6TbuLU6uEFUmp"
                        + "ZlOsgaFNu4tTq4QWVK5rU6yBxk27jFOrhBJUw2dTrIIBDE27jFOrhBxTu2tTrIIBwOwBAAAAAAAAWQAAAAAAAAAA"
                        + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
                        + "AAAAAAAAAAAAAAAAAAAAFUmpZqAq17GDD0JATYCETGF2ZldBhExhdmZEiYhAeQAAAAAAABZUrmvBrgEAAAAAAAA4"
                        + "14EBc8WIAAAAAAAAAAGcgQAitZyDdW5kiIEAhoVWX1ZQOIOBASPjg4QL68IA4ImwgRC6gRCagQISVMNn0XNzzmPA"
                        + "i2PFiAAAAAAAAAABZ8iYRaOHRU5DT0RFUkSHi0xhdmMgbGlidnB4Z8iiRaOIRFVSQVRJT05Eh5QwMDowMDowMC40"
                        + "MDAwMDAwMDAAAB9DtnXZ54EAo72BAACA8AIAnQEqEAAQAABHCIWFiIWEiAICAnWqA/gD+gINTRgA/v1u8//jmTcw"
                        + "xP+Obf/xYTwOKMj/8VEAo5WBAMgAsQEAARAQABgAGFgv9AAIAAAcU7trkbuPs4EAt4r3gQHxggFi8IED");
    }

    private static Fixture sample() {
        return Fixture.NONE.andFile("a.mkv", mkv());
    }

    private static Parameter path() {
        return Parameter.path("path", "The video file.")
                .needs(Permission.READ)
                .alias("file_path", "source_path", "input");
    }

    private static Parameter time(String meaning) {
        return Parameter.number("timestamp_seconds", meaning).between(0, LATEST).alias("timestamp");
    }

    private static Parameter side(String name, String meaning) {
        return Parameter.integer(name, meaning).between(1, 8192).otherwise(200);
    }

    /// Adds what the operations that write have in common.
    private static Operation writing(Operation operation, Example example, Handler handler) {
        return operation
                .required(Parameter.path("target_path", "The image to write.")
                        .alias("output_path")
                        .needs(Permission.READ, Permission.WRITE))
                .optional(Parameter.text("target_format", "The format to write; found by the ending otherwise.")
                        .oneOf("png", "jpeg", "jpg"))
                .optional(Parameter.bool("overwrite", "Whether to replace what is there.")
                        .otherwise(false))
                .returns(written(), "path")
                .effects(Effects.REPLACES)
                .timeout(LONGEST)
                .example(example.with(Fixture.program("ffmpeg").andFile("a.mkv", mkv())))
                .handledBy(handler);
    }

    private static Schema format() {
        return Schema.oneOf("The format.", "mp4", "mov", "avi", "mkv", "webm");
    }

    private static Field seconds() {
        return Field.of(
                "duration_seconds",
                Schema.number("Seconds; null where the file does not say.").orNull());
    }

    private static Field pixels(String name) {
        return Field.of(
                name,
                Schema.integer("Pixels before it is turned; null where there are none.")
                        .orNull());
    }

    private static Field rate() {
        return Field.of(
                "frame_rate",
                Schema.number("Pictures a second on average; null where the file does not say.")
                        .orNull());
    }

    private static Field rotation() {
        return Field.of("rotation", Schema.integer("Degrees clockwise by which it is turned for viewing."));
    }

    private static Schema metadata() {
        return Schema.object(
                "What it holds.",
                Field.of("format", format()),
                seconds(),
                Field.of("size", Schema.integer("Bytes of the file.")),
                Field.of(
                        "bit_rate",
                        Schema.integer("Bits a second of the whole file; null where the duration is not known.")
                                .orNull()),
                pixels("width"),
                pixels("height"),
                rate(),
                rotation(),
                Field.of(
                        "video_codec",
                        Schema.string("That of the first track with pictures.").orNull()),
                Field.of(
                        "audio_codec",
                        Schema.string("That of the first track with sound.").orNull()),
                Field.of("tracks", Schema.list("All tracks.", track())));
    }

    private static Schema track() {
        return Schema.object(
                "A track.",
                Field.of("type", Schema.oneOf("What it holds.", "video", "audio", "subtitle", "other")),
                Field.of("codec", Schema.string("As ffmpeg calls it where that is known, else as the file does.")),
                Field.of(
                        "language",
                        Schema.string("The language's code; null where it is not said.")
                                .orNull()),
                seconds(),
                pixels("width"),
                pixels("height"),
                rate(),
                rotation(),
                Field.of(
                        "sample_rate",
                        Schema.integer("Samples a second of sound.").orNull()),
                Field.of("channels", Schema.integer("Channels of sound.").orNull()));
    }

    private static Schema written() {
        return Schema.object(
                "What was written.",
                Field.of("path", Schema.string("The new image.")),
                Field.of("format", Schema.oneOf("The format.", "png", "jpeg")),
                Field.of("width", Schema.integer("Pixels.")),
                Field.of("height", Schema.integer("Pixels.")),
                Field.of("size", Schema.integer("Bytes.")),
                Field.of("timestamp_seconds", Schema.number("The time that was asked for.")));
    }

    @Override
    public ToolSpec spec() {
        return SPEC;
    }
}
