package dev.incant.tools.document.video;

import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.value.Values;
import dev.incant.tools.document.media.Source;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Tells what a video file is, without decoding it.
public final class VideoLook {
    private VideoLook() {}

    /// The format alone.
    public static Object detect(Args args, ToolContext context) throws IOException {
        try (Source source = Source.open(context, args.string("path"))) {
            VideoFormat format = VideoFormat.of(source);
            return Values.map(
                    "format", format.word(), "mime", format.mime(), "extension_matches", format.fits(source.path()));
        }
    }

    /// All that its headers say.
    public static Object metadata(Args args, ToolContext context) throws IOException {
        Film film = Film.of(context, args.string("path"));
        Track video = film.video();
        Track audio = film.audio();
        return Values.map(
                "format",
                film.format().word(),
                "duration_seconds",
                film.seconds(),
                "size",
                film.size(),
                "bit_rate",
                bitRate(film),
                "width",
                video == null ? null : video.width(),
                "height",
                video == null ? null : video.height(),
                "frame_rate",
                video == null ? null : video.rate(),
                "rotation",
                video == null ? 0L : video.rotation(),
                "video_codec",
                video == null ? null : video.codec(),
                "audio_codec",
                audio == null ? null : audio.codec(),
                "tracks",
                film.tracks().stream().map(Track::told).toList());
    }

    private static @Nullable Long bitRate(Film film) {
        Double seconds = film.seconds();
        return seconds == null || seconds <= 0 ? null : Math.round(film.size() * 8 / seconds);
    }
}
