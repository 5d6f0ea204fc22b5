package dev.incant.tools.document;

import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.tool.Category;
import dev.incant.kernel.tool.Effects;
import dev.incant.kernel.tool.Example;
import dev.incant.kernel.tool.Field;
import dev.incant.kernel.tool.Fixture;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Parameter;
import dev.incant.kernel.tool.Schema;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.tool.ToolSpec;
import dev.incant.kernel.value.Values;
import dev.incant.tools.document.audio.AudioLook;
import dev.incant.tools.document.audio.Conversion;
import dev.incant.tools.document.audio.Waveform;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;

/// Looks at sound files and converts them: WAV, AIFF, MP3, FLAC, and Ogg with Vorbis, Opus, FLAC or Speex.
/// What a file is decides its content, not its name. WAV and AIFF are converted here; whatever has to be
/// compressed or decompressed goes through the program ffmpeg where it is granted (`--allow-run=ffmpeg`),
/// else it is `unavailable`. Files of any size are read in pieces; what is written is bounded by the
/// session's `fileSize`.
public final class AudioProcessor implements Tool {
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private static final ToolSpec SPEC = ToolSpec.of(
                    "audio_processor", Category.MEDIA, "Inspect and convert sound files, and draw their waveform.")
            .aliases("audio-processor")
            .tags(
                    "audio",
                    "sound",
                    "music",
                    "wav",
                    "aiff",
                    "mp3",
                    "flac",
                    "ogg",
                    "opus",
                    "tags",
                    "id3",
                    "waveform",
                    "song",
                    "recording",
                    "sample rate",
                    "duration")
            .phrases(
                    "how long is this mp3",
                    "read the tags of a song",
                    "convert wav to aiff",
                    "convert sound to mp3",
                    "change the sample rate of a recording",
                    "make a mono file of a stereo one",
                    "draw the waveform of a sound")
            .operation(Operation.of("metadata", "Tell what a sound file holds, with its tags.")
                    .main(path())
                    .returns(metadata(), "duration_seconds")
                    .effects(Effects.READ_ONLY)
                    .example(Example.of("Look at a sound.", Map.of("path", "a.wav"))
                            .with(sample())
                            .gives(Values.map(
                                    "format",
                                    "wav",
                                    "codec",
                                    "pcm_s16le",
                                    "duration_seconds",
                                    0.0005,
                                    "sample_rate",
                                    8000,
                                    "channels",
                                    1,
                                    "bit_depth",
                                    16,
                                    "bit_rate",
                                    128_000,
                                    "size",
                                    52,
                                    "tags",
                                    Map.of(),
                                    "has_picture",
                                    false)))
                    .handledBy((args, context) -> AudioLook.metadata(args, context)))
            .operation(Operation.of("detect", "Tell the format of a sound file by its content.")
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
                    .example(Example.of("A WAV with a wrong name.", Map.of("path", "b.mp3"))
                            .with(Fixture.NONE.andFile("b.mp3", wav()))
                            .gives(Values.map("format", "wav", "mime", "audio/wav", "extension_matches", false)))
                    .handledBy((args, context) -> AudioLook.detect(args, context)))
            .operation(convert())
            .operation(Operation.of("waveform", "Tell how loud a sound is along its time, all channels together.")
                    .main(path())
                    .optional(Parameter.integer(
                                    "buckets", "Into how many parts its time is cut; fewer where it has fewer samples.")
                            .between(1, 10_000)
                            .otherwise(100))
                    .returns(waveform(), "overall_peak")
                    .effects(Effects.READ_ONLY)
                    .timeout(LONGEST)
                    .example(Example.of("Four samples in two parts.", Map.of("path", "a.wav", "buckets", 2))
                            .with(sample())
                            .givesAtLeast(Values.map(
                                    "peaks",
                                    Values.list(0.25, 0.5),
                                    "rms",
                                    Values.list(0.25, 0.5),
                                    "overall_peak",
                                    0.5,
                                    "frames",
                                    4)))
                    .handledBy((args, context) -> Waveform.run(args, context)));

    private static Operation convert() {
        return Operation.of("convert", "Write a sound in another format; pictures in it are left out.")
                .main(path())
                .required(Parameter.path("target_path", "The sound file to write.")
                        .alias("output_path")
                        .needs(Permission.READ, Permission.WRITE))
                .optional(Parameter.text("target_format", "The format to write; found by the ending otherwise.")
                        .oneOf("wav", "aiff", "mp3", "flac", "ogg"))
                .optional(Parameter.integer("sample_rate", "Samples a second; as before otherwise.")
                        .between(1000, 768_000))
                .optional(Parameter.integer("channels", "How many channels; as before otherwise.")
                        .between(1, 8))
                .optional(Parameter.integer(
                                "bit_depth",
                                "Bits of a sample: 8, 16, 24 or 32, for flac 16 or 24; otherwise as before, 32 for"
                                        + " floating point.")
                        .between(8, 32))
                .optional(Parameter.integer("bit_rate", "Bits a second of mp3 and ogg; by quality otherwise.")
                        .between(8000, 512_000))
                .optional(Parameter.bool("overwrite", "Whether to replace what is there.")
                        .otherwise(false))
                .returns(written(), "path")
                .effects(Effects.REPLACES)
                .timeout(LONGEST)
                .example(Example.of("Turn it into an AIFF.", Map.of("path", "a.wav", "target_path", "b.aiff"))
                        .with(sample())
                        .gives(Values.map(
                                "path",
                                "b.aiff",
                                "format",
                                "aiff",
                                "codec",
                                "pcm_s16be",
                                "duration_seconds",
                                0.0005,
                                "sample_rate",
                                8000,
                                "channels",
                                1,
                                "bit_depth",
                                16,
                                "size",
                                62,
                                "made_by",
                                "java")))
                .example(Example.of("Compress it.", Map.of("path", "a.wav", "target_path", "b.flac"))
                        .with(Fixture.program("ffmpeg").andFile("a.wav", wav()))
                        .givesAtLeast(Values.map("format", "flac", "bit_depth", 16, "made_by", "ffmpeg")))
                .handledBy((args, context) -> Conversion.run(args, context));
    }

    /// Four samples: 0.25, -0.25, 0.5, -0.5.
    private static byte[] wav() {
        return Base64.getDecoder().decode("UklGRiwAAABXQVZFZm10IBAAAAABAAEAQB8AAIA+AAACABAAZGF0YQgAAAAAIADgAEAAwA==");
    }

    private static Fixture sample() {
        return Fixture.NONE.andFile("a.wav", wav());
    }

    private static Parameter path() {
        return Parameter.path("path", "The sound file.")
                .needs(Permission.READ)
                .alias("file_path", "source_path", "input");
    }

    private static Schema format() {
        return Schema.oneOf("The format.", "wav", "aiff", "mp3", "flac", "ogg");
    }

    private static Field codec() {
        return Field.of("codec", Schema.string("How the samples are kept, as ffmpeg calls it."));
    }

    private static Field duration() {
        return Field.of(
                "duration_seconds",
                Schema.number("Seconds; null where the file does not say.").orNull());
    }

    private static Field rate() {
        return Field.of("sample_rate", Schema.integer("Samples a second."));
    }

    private static Field channels() {
        return Field.of("channels", Schema.integer("How many channels."));
    }

    private static Field depth() {
        return Field.of(
                "bit_depth",
                Schema.integer("Bits of a sample; null where the codec has none.")
                        .orNull());
    }

    private static Field size() {
        return Field.of("size", Schema.integer("Bytes of the file."));
    }

    private static Schema metadata() {
        return Schema.object(
                "What it holds.",
                Field.of("format", format()),
                codec(),
                duration(),
                rate(),
                channels(),
                depth(),
                Field.of(
                        "bit_rate",
                        Schema.integer("Bits a second on average; null where the duration is not known.")
                                .orNull()),
                size(),
                Field.of(
                        "tags",
                        Schema.map(
                                "Tags by name, such as title, artist, album, track, date, genre.",
                                Schema.string("The value; several are joined with '; '."))),
                Field.of("has_picture", Schema.bool("Whether a picture is embedded.")));
    }

    private static Schema written() {
        return Schema.object(
                "What was written.",
                Field.of("path", Schema.string("The new file.")),
                Field.of("format", format()),
                codec(),
                duration(),
                rate(),
                channels(),
                depth(),
                size(),
                Field.of("made_by", Schema.oneOf("What did it.", "java", "ffmpeg")));
    }

    private static Schema waveform() {
        return Schema.object(
                "How loud it is.",
                Field.of(
                        "peaks",
                        Schema.list(
                                "The largest sample of each part.", Schema.number("From 0 to 1, regardless of sign."))),
                Field.of(
                        "rms", Schema.list("The root of the mean square of each part.", Schema.number("From 0 to 1."))),
                Field.of("overall_peak", Schema.number("The largest sample of all, 0 to 1.")),
                Field.of("overall_rms", Schema.number("The root of the mean square of all, 0 to 1.")),
                Field.of("frames", Schema.integer("Samples of each channel.")),
                rate(),
                channels(),
                Field.of("duration_seconds", Schema.number("Seconds.")));
    }

    @Override
    public ToolSpec spec() {
        return SPEC;
    }
}
