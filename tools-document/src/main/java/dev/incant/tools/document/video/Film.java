package dev.incant.tools.document.video;

import dev.incant.kernel.tool.ToolContext;
import dev.incant.tools.document.media.Source;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a video file holds, found without decoding it.
///
/// @param seconds null where the file does not say
record Film(VideoFormat format, long size, @Nullable Double seconds, List<Track> tracks) {
    /// More than that no track is looked at.
    static final int MOST_TRACKS = 256;

    static Film of(ToolContext context, String path) throws IOException {
        try (Source source = Source.open(context, path)) {
            return of(source);
        }
    }

    static Film of(Source source) throws IOException {
        VideoFormat format = VideoFormat.of(source);
        return switch (format) {
            case MP4, MOV -> Boxes.read(source, format);
            case AVI -> Avi.read(source);
            case MKV, WEBM -> Matroska.read(source, format);
        };
    }

    /// The first track with pictures; null where there is none.
    @Nullable Track video() {
        return first(Track.VIDEO);
    }

    @Nullable Track audio() {
        return first(Track.AUDIO);
    }

    private @Nullable Track first(String kind) {
        return tracks.stream()
                .filter(track -> track.kind().equals(kind))
                .findFirst()
                .orElse(null);
    }
}
