package dev.incant.tools.document.audio;

import dev.incant.tools.document.media.Source;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a sound file holds, found without decoding it.
///
/// @param codec how it is compressed, as ffmpeg calls it
/// @param seconds null where the file does not say
/// @param bits of one sample; null where the codec has none
/// @param bitRate bits a second; null where the duration is not known
/// @param pcm where its samples are; null where they have to be decoded
record Sound(
        AudioFormat format,
        String codec,
        @Nullable Double seconds,
        long rate,
        long channels,
        @Nullable Long bits,
        @Nullable Long bitRate,
        Map<String, @Nullable Object> tags,
        boolean picture,
        @Nullable Pcm pcm) {
    static Sound of(Source source) throws IOException {
        AudioFormat format = AudioFormat.of(source);
        Sound sound = switch (format) {
            case WAV -> Wav.read(source);
            case AIFF -> Aiff.read(source);
            case MP3 -> Mp3.read(source);
            case FLAC -> Flac.read(source);
            case OGG -> Ogg.read(source);
        };
        if (sound.rate <= 0 || sound.channels <= 0) {
            throw source.damaged(sound.rate + " samples a second in " + sound.channels + " channels");
        }
        return sound;
    }

    /// Bits a second of so many bytes.
    static @Nullable Long bitRate(long bytes, @Nullable Double seconds) {
        return seconds == null || seconds <= 0 ? null : Math.round(bytes * 8 / seconds);
    }
}
