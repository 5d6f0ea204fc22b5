package dev.incant.tools.document.audio;

import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.value.Values;
import dev.incant.tools.document.media.Source;
import java.io.IOException;

/// Tells what a sound file is, without decoding it.
public final class AudioLook {
    private AudioLook() {}

    /// The format alone.
    public static Object detect(Args args, ToolContext context) throws IOException {
        try (Source source = Source.open(context, args.string("path"))) {
            AudioFormat format = AudioFormat.of(source);
            return Values.map(
                    "format", format.word(), "mime", format.mime(), "extension_matches", format.fits(source.path()));
        }
    }

    /// All that its headers say.
    public static Object metadata(Args args, ToolContext context) throws IOException {
        try (Source source = Source.open(context, args.string("path"))) {
            Sound sound = Sound.of(source);
            return Values.map(
                    "format",
                    sound.format().word(),
                    "codec",
                    sound.codec(),
                    "duration_seconds",
                    sound.seconds(),
                    "sample_rate",
                    sound.rate(),
                    "channels",
                    sound.channels(),
                    "bit_depth",
                    sound.bits(),
                    "bit_rate",
                    sound.bitRate(),
                    "size",
                    source.size(),
                    "tags",
                    sound.tags(),
                    "has_picture",
                    sound.picture());
        }
    }

    static Sound sound(ToolContext context, String path) throws IOException {
        try (Source source = Source.open(context, path)) {
            return Sound.of(source);
        }
    }
}
