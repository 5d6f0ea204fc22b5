package dev.incant.tools.document.video;

import dev.incant.kernel.error.ToolException;
import dev.incant.tools.document.media.Source;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/// The containers that are known.
enum VideoFormat {
    MP4("mp4", "video/mp4", "mov", "mp4", "m4v", "m4a"),
    MOV("mov", "video/quicktime", "mov", "mov", "qt"),
    AVI("avi", "video/x-msvideo", "avi", "avi"),
    MKV("mkv", "video/x-matroska", "matroska", "mkv", "mka", "mk3d"),
    WEBM("webm", "video/webm", "matroska", "webm");

    private static final List<String> OLD_STARTS = List.of("moov", "mdat", "wide", "pnot");

    private final String word;
    private final String mime;
    private final String demuxer;
    private final List<String> endings;

    VideoFormat(String word, String mime, String demuxer, String... endings) {
        this.word = word;
        this.mime = mime;
        this.demuxer = demuxer;
        this.endings = List.of(endings);
    }

    String word() {
        return word;
    }

    String mime() {
        return mime;
    }

    /// What ffmpeg calls it.
    String demuxer() {
        return demuxer;
    }

    /// Whether a file of this format may be called so.
    boolean fits(String path) {
        return endings.contains(path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
    }

    /// What a file is by its content.
    static VideoFormat of(Source source) throws IOException {
        if (source.holds(4, "ftyp")) {
            return source.holds(8, "qt  ") ? MOV : MP4;
        }
        if (source.size() >= 16 && OLD_STARTS.contains(source.name(4))) {
            return MOV;
        }
        if (source.holds(0, "RIFF") && source.holds(8, "AVI ")) {
            return AVI;
        }
        if (source.holds(0, "\u001aE\u00df\u00a3")) {
            return Matroska.format(source);
        }
        throw ToolException.failed(source.path() + ": is no video that is known: mp4, mov, avi, mkv, webm");
    }
}
