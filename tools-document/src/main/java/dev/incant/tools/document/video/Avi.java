package dev.incant.tools.document.video;

import dev.incant.tools.document.media.Source;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Reads the headers of an AVI file (Microsoft, *AVI RIFF File Reference*): list `hdrl` and in it a list
/// `strl` for each stream.
final class Avi {
    private static final int MOST_CHUNKS = 10_000;

    private static final Map<String, String> PICTURES = Map.ofEntries(
            Map.entry("fmp4", "mpeg4"),
            Map.entry("xvid", "mpeg4"),
            Map.entry("divx", "mpeg4"),
            Map.entry("dx50", "mpeg4"),
            Map.entry("mp4v", "mpeg4"),
            Map.entry("h264", "h264"),
            Map.entry("x264", "h264"),
            Map.entry("avc1", "h264"),
            Map.entry("mjpg", "mjpeg"),
            Map.entry("vp80", "vp8"),
            Map.entry("vp90", "vp9"),
            Map.entry("ffv1", "ffv1"),
            Map.entry("mp42", "msmpeg4v2"),
            Map.entry("mp43", "msmpeg4v3"),
            Map.entry("div3", "msmpeg4v3"),
            Map.entry("cvid", "cinepak"),
            Map.entry("\0\0\0\0", "rawvideo"));

    private final Source source;
    private final List<Track> tracks = new ArrayList<>();
    private int seen;
    private byte[] header = new byte[0];

    private Avi(Source source) {
        this.source = source;
    }

    static Film read(Source source) throws IOException {
        Avi avi = new Avi(source);
        avi.walk(12, source.size(), 0);
        if (avi.tracks.isEmpty()) {
            throw source.damaged("it has no stream");
        }
        Double longest = null;
        for (Track track : avi.tracks) {
            Double length = track.seconds();
            longest = length == null || longest != null && longest > length ? longest : length;
        }
        return new Film(VideoFormat.AVI, source.size(), longest, avi.tracks);
    }

    private void walk(long from, long end, int depth) throws IOException {
        long at = from;
        while (at + 8 <= end && ++seen <= MOST_CHUNKS) {
            String name = source.name(at);
            long length = source.little(at + 4, 4);
            long start = at + 8;
            long stop = Math.min(end, start + length);
            if (name.equals("LIST") && depth < 3) {
                if (source.holds(start, "movi")) {
                    // Pictures and sound; the headers are before it.
                    return;
                }
                if (source.holds(start, "hdrl") || source.holds(start, "strl")) {
                    walk(start + 4, stop, depth + 1);
                }
            } else if (name.equals("strh") && length >= 36) {
                header = source.upTo(start, 36);
            } else if (name.equals("strf") && header.length == 36 && tracks.size() < Film.MOST_TRACKS) {
                tracks.add(track(header, source.upTo(start, (int) Math.min(length, 40))));
                header = new byte[0];
            }
            at = start + length + (length & 1);
        }
    }

    private static Track track(byte[] header, byte[] format) {
        long scale = Source.little(header, 20, 4);
        long rate = Source.little(header, 24, 4);
        long length = Source.little(header, 32, 4);
        Double seconds = rate == 0 || length == 0 || scale == 0 ? null : (double) length * scale / rate;
        String kind = new String(header, 0, 4, StandardCharsets.ISO_8859_1);
        if (kind.equals("vids") && format.length >= 20) {
            String name = new String(format, 16, 4, StandardCharsets.ISO_8859_1);
            Double perSecond = scale == 0 ? null : (double) rate / scale;
            String codec = PICTURES.getOrDefault(name.toLowerCase(Locale.ROOT), name.strip());
            return Track.plain(Track.VIDEO, codec, null, seconds)
                    .picture(Source.little(format, 4, 4), Math.abs((int) Source.little(format, 8, 4)), perSecond, 0);
        }
        if (kind.equals("auds") && format.length >= 16) {
            return Track.plain(Track.AUDIO, sound(format), null, seconds)
                    .sound(Source.little(format, 4, 4), Source.little(format, 2, 2));
        }
        return Track.plain(kind.equals("txts") ? Track.SUBTITLE : Track.OTHER, kind.strip(), null, seconds);
    }

    private static String sound(byte[] format) {
        int tag = (int) Source.little(format, 0, 2);
        return switch (tag) {
            case 1 -> {
                long bits = Source.little(format, 14, 2);
                yield bits <= 8 ? "pcm_u8" : "pcm_s" + bits + "le";
            }
            case 0x50 -> "mp2";
            case 0x55 -> "mp3";
            case 0xff -> "aac";
            case 0x2000 -> "ac3";
            case 0x2001 -> "dts";
            default -> "wav_0x%04x".formatted(tag);
        };
    }
}
