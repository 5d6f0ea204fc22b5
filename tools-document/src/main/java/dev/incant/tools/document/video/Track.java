package dev.incant.tools.document.video;

import dev.incant.kernel.value.Values;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One track of a film. What a file does not say is null.
///
/// @param kind `video`, `audio`, `subtitle` or `other`
/// @param codec as ffmpeg calls it where that is known, else as the file does
/// @param rate frames a second on average
/// @param rotation degrees clockwise by which it is to be turned for viewing
record Track(
        String kind,
        String codec,
        @Nullable String language,
        @Nullable Double seconds,
        @Nullable Long width,
        @Nullable Long height,
        @Nullable Double rate,
        long rotation,
        @Nullable Long sampleRate,
        @Nullable Long channels) {
    static final String VIDEO = "video";
    static final String AUDIO = "audio";
    static final String SUBTITLE = "subtitle";
    static final String OTHER = "other";

    /// A track of which a file says what it says of any.
    static Track plain(String kind, String codec, @Nullable String language, @Nullable Double seconds) {
        return new Track(kind, codec, language, seconds, null, null, null, 0, null, null);
    }

    Track picture(long pixelsAcross, long pixelsDown, @Nullable Double perSecond, long turn) {
        return new Track(
                kind, codec, language, seconds, pixelsAcross, pixelsDown, perSecond, turn, sampleRate, channels);
    }

    Track sound(long perSecond, long count) {
        return new Track(kind, codec, language, seconds, width, height, rate, rotation, perSecond, count);
    }

    Map<String, @Nullable Object> told() {
        return Values.map(
                "type",
                kind,
                "codec",
                codec,
                "language",
                language,
                "duration_seconds",
                seconds,
                "width",
                width,
                "height",
                height,
                "frame_rate",
                rate,
                "rotation",
                rotation,
                "sample_rate",
                sampleRate,
                "channels",
                channels);
    }
}
