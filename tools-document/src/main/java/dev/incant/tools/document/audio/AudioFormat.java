package dev.incant.tools.document.audio;

import dev.incant.kernel.error.ToolException;
import dev.incant.tools.document.media.Source;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The formats of sound files that are known.
enum AudioFormat {
    WAV("wav", "audio/wav", "wav", "wave"),
    AIFF("aiff", "audio/aiff", "aiff", "aif", "aifc"),
    MP3("mp3", "audio/mpeg", "mp3"),
    FLAC("flac", "audio/flac", "flac"),
    OGG("ogg", "audio/ogg", "ogg", "oga", "opus");

    private final String word;
    private final String mime;
    private final List<String> endings;

    AudioFormat(String word, String mime, String... endings) {
        this.word = word;
        this.mime = mime;
        this.endings = List.of(endings);
    }

    /// The name, which is ffmpeg's too.
    String word() {
        return word;
    }

    String mime() {
        return mime;
    }

    /// Whether its samples are kept as they are.
    boolean pcm() {
        return this == WAV || this == AIFF;
    }

    /// Whether a file of this format may be called so.
    boolean fits(String path) {
        return endings.contains(ending(path));
    }

    private static String ending(String path) {
        return path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    /// The format to write: by the parameter if it is given, else by the name's ending.
    static AudioFormat toWrite(@Nullable String word, String path) {
        String wanted = word == null ? ending(path) : word;
        return Arrays.stream(values())
                .filter(each -> each.endings.contains(wanted) && !wanted.equals("opus") && !wanted.equals("aifc"))
                .findFirst()
                .orElseThrow(() -> ToolException.invalidParams(
                        "target_path: '" + path + "' does not end with wav, aiff, mp3, flac or ogg (target_format)"));
    }

    /// What a file is by its content.
    static AudioFormat of(Source source) throws IOException {
        if ((source.holds(0, "RIFF") || source.holds(0, "RF64")) && source.holds(8, "WAVE")) {
            return WAV;
        }
        if (source.holds(0, "FORM") && (source.holds(8, "AIFF") || source.holds(8, "AIFC"))) {
            return AIFF;
        }
        if (source.holds(0, "OggS")) {
            return OGG;
        }
        long start = Id3.end(source, 0);
        if (source.holds(start, "fLaC")) {
            return FLAC;
        }
        if (Mp3.firstFrame(source, start) >= 0) {
            return MP3;
        }
        throw ToolException.failed(source.path() + ": is no sound that is known: wav, aiff, mp3, flac, ogg");
    }
}
