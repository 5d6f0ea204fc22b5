package dev.incant.tools.document.video;

import dev.incant.tools.document.media.Source;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads the boxes of an MP4 or QuickTime file (ISO/IEC 14496-12; Apple, *QuickTime File Format*): the
/// film's header and that of each track. Boxes are walked, not loaded; what lies outside its box is not
/// looked at.
final class Boxes {
    private static final int MOST_BOXES = 100_000;

    /// Boxes that hold boxes.
    private static final List<String> CONTAINERS = List.of("moov", "trak", "mdia", "minf", "stbl", "mvex");

    private static final Map<String, String> CODECS = Map.ofEntries(
            Map.entry("avc1", "h264"),
            Map.entry("avc3", "h264"),
            Map.entry("hvc1", "hevc"),
            Map.entry("hev1", "hevc"),
            Map.entry("vp08", "vp8"),
            Map.entry("vp09", "vp9"),
            Map.entry("av01", "av1"),
            Map.entry("mp4v", "mpeg4"),
            Map.entry("jpeg", "mjpeg"),
            Map.entry("mjpa", "mjpeg"),
            Map.entry("apcn", "prores"),
            Map.entry("apch", "prores"),
            Map.entry("apcs", "prores"),
            Map.entry("apco", "prores"),
            Map.entry("ap4h", "prores"),
            Map.entry("mp4a", "aac"),
            Map.entry("Opus", "opus"),
            Map.entry("fLaC", "flac"),
            Map.entry("ac-3", "ac3"),
            Map.entry("ec-3", "eac3"),
            Map.entry(".mp3", "mp3"),
            Map.entry("sowt", "pcm_s16le"),
            Map.entry("twos", "pcm_s16be"),
            Map.entry("tx3g", "mov_text"),
            Map.entry("text", "mov_text"),
            Map.entry("wvtt", "webvtt"));

    /// What kind of object `mp4v` and `mp4a` hold (ISO/IEC 14496-1, 7.2.6.6).
    private static final Map<Integer, String> OBJECTS = Map.ofEntries(
            Map.entry(0x20, "mpeg4"),
            Map.entry(0x40, "aac"),
            Map.entry(0x60, "mpeg2video"),
            Map.entry(0x61, "mpeg2video"),
            Map.entry(0x66, "aac"),
            Map.entry(0x67, "aac"),
            Map.entry(0x68, "aac"),
            Map.entry(0x69, "mp3"),
            Map.entry(0x6a, "mpeg1video"),
            Map.entry(0x6b, "mp3"),
            Map.entry(0x6c, "mjpeg"));

    private final Source source;
    private final List<Track> tracks = new ArrayList<>();
    private int seen;
    private boolean found;
    private long scale;
    private @Nullable Double seconds;
    private Draft draft = new Draft();

    /// What is known so far of the track that is being read.
    private static final class Draft {
        private String handler = "";
        private String codec = "";
        private @Nullable String language;
        private @Nullable Double seconds;
        private long samples;
        private long rotation;
        private long width;
        private long height;
        private long rate;
        private long channels;
    }

    private Boxes(Source source) {
        this.source = source;
    }

    static Film read(Source source, VideoFormat format) throws IOException {
        Boxes boxes = new Boxes(source);
        boxes.walk(0, source.size(), 0);
        if (!boxes.found) {
            throw source.damaged("it has no box moov");
        }
        return new Film(format, source.size(), boxes.seconds, boxes.tracks);
    }

    private void walk(long from, long end, int depth) throws IOException {
        long at = from;
        while (at + 8 <= end) {
            if (++seen > MOST_BOXES) {
                throw source.damaged("it has more than " + MOST_BOXES + " boxes");
            }
            long length = source.big(at, 4);
            int head = 8;
            if (length == 1 && at + 16 <= end) {
                length = source.big(at + 8, 8);
                head = 16;
            } else if (length == 0) {
                length = end - at;
            }
            if (length < head || length > end - at) {
                // What is cut off is not looked at, but for the film itself.
                length = Math.max(head, end - at);
            }
            box(source.name(at + 4), at + head, at + length, depth);
            at += length;
        }
    }

    private void box(String name, long from, long end, int depth) throws IOException {
        if (name.equals("trak") && depth == 1) {
            draft = new Draft();
            walk(from, end, depth + 1);
            if (tracks.size() < Film.MOST_TRACKS) {
                tracks.add(track());
            }
        } else if (CONTAINERS.contains(name) && depth < 8) {
            found |= name.equals("moov");
            walk(from, end, depth + 1);
        } else {
            content(name, from, end);
        }
    }

    private void content(String name, long from, long end) throws IOException {
        long room = end - from;
        switch (name) {
            case "mvhd" -> {
                if (room >= 20) {
                    Clock clock = clock(from, room);
                    scale = clock.scale();
                    seconds = clock.seconds();
                }
            }
            case "mehd" -> {
                if (room >= 12 && scale > 0 && seconds == null) {
                    seconds = (double) Math.max(0, source.big(from + 4, wide(from) ? 8 : 4)) / scale;
                }
            }
            case "tkhd" -> trackHeader(from, room);
            case "mdhd" -> mediaHeader(from, room);
            case "hdlr" -> {
                // QuickTime has a second one, which says how the data is kept.
                if (room >= 12 && draft.handler.isEmpty()) {
                    draft.handler = source.name(from + 8);
                }
            }
            case "stsd" -> sample(from, end);
            case "stsz", "stz2" -> draft.samples = room >= 12 ? source.big(from + 8, 4) : 0;
            default -> {}
        }
    }

    private boolean wide(long from) throws IOException {
        return source.big(from, 1) == 1;
    }

    /// @param seconds null where the length is not known
    private record Clock(long scale, @Nullable Double seconds) {}

    /// Scale and length, as the headers of the film and of a track's content both begin.
    private Clock clock(long from, long room) throws IOException {
        boolean wide = wide(from) && room >= 32;
        long units = source.big(from + (wide ? 20 : 12), 4);
        long length = wide ? source.big(from + 24, 8) : source.big(from + 16, 4);
        boolean known = units > 0 && length > 0 && (wide || length != 0xffffffffL);
        return new Clock(units, known ? (double) length / units : null);
    }

    /// The matrix says how the pictures lie (ISO/IEC 14496-12, 8.3.2).
    private void trackHeader(long from, long room) throws IOException {
        long matrix = from + (wide(from) ? 52 : 40);
        if (matrix + 36 <= from + room) {
            int a = (int) source.big(matrix, 4);
            int b = (int) source.big(matrix + 4, 4);
            draft.rotation = Math.floorMod(Math.round(Math.toDegrees(Math.atan2(b, a))), 360L);
        }
    }

    private void mediaHeader(long from, long room) throws IOException {
        if (room < 22) {
            return;
        }
        draft.seconds = clock(from, room).seconds();
        int letters = (int) source.big(from + (wide(from) && room >= 34 ? 32 : 20), 2);
        // Lower numbers are QuickTime's own, of systems of before 2000.
        if (letters >= 0x400 && letters < 0x8000) {
            String code = "" + letter(letters >> 10) + letter(letters >> 5) + letter(letters);
            draft.language = code.matches("[a-z]{3}") && !code.equals("und") ? code : null;
        }
    }

    private static char letter(int bits) {
        return (char) ((bits & 31) + 0x60);
    }

    /// The first description of how samples are kept.
    private void sample(long from, long end) throws IOException {
        long entry = from + 8;
        if (entry + 16 > end) {
            return;
        }
        String name = source.name(entry + 4);
        draft.codec = CODECS.getOrDefault(name, name.strip());
        if (draft.handler.equals("vide") && entry + 86 <= end) {
            draft.width = source.big(entry + 32, 2);
            draft.height = source.big(entry + 34, 2);
            object(name, entry + 86, end);
        } else if (draft.handler.equals("soun") && entry + 36 <= end) {
            long version = source.big(entry + 16, 2);
            draft.channels = source.big(entry + 24, 2);
            draft.rate = source.big(entry + 32, 2);
            if (version == 2 && entry + 52 <= end) {
                draft.rate = (long) Double.longBitsToDouble(source.big(entry + 40, 8));
                draft.channels = source.big(entry + 48, 4);
            }
            object(name, entry + (version == 1 ? 52 : version == 2 ? 72 : 36), end);
        }
    }

    /// What `mp4v` and `mp4a` hold, said in the descriptors of box `esds`, which QuickTime puts into a box `wave`.
    private void object(String name, long from, long end) throws IOException {
        if (!name.equals("mp4v") && !name.equals("mp4a")) {
            return;
        }
        byte[] rest = source.upTo(from, (int) Math.min(512, Math.max(0, end - from)));
        int at = new String(rest, StandardCharsets.ISO_8859_1).indexOf("esds") + 8;
        // ES_Descriptor (3), then within it DecoderConfigDescriptor (4), whose first byte is the type.
        if (at < 8 || at >= rest.length || rest[at] != 3) {
            return;
        }
        at = descriptor(rest, at) + 3;
        if (at < rest.length && rest[at] == 4) {
            at = descriptor(rest, at);
            String held = at < rest.length ? OBJECTS.get(rest[at] & 0xff) : null;
            draft.codec = held == null ? draft.codec : held;
            if (draft.codec.equals("aac")) {
                channels(rest, at + 13);
            }
        }
    }

    /// How many channels AAC has: many writers say 2 in the entry (AudioSpecificConfig, ISO/IEC 14496-3, 1.6.2.1).
    private void channels(byte[] bytes, int at) {
        int config = at < bytes.length && bytes[at] == 5 ? descriptor(bytes, at) : bytes.length;
        if (config + 2 <= bytes.length) {
            int bits = (int) Source.big(bytes, config, 2);
            int layout = bits >> 3 & 15;
            if (bits >> 11 != 31 && (bits >> 7 & 15) != 15 && layout >= 1 && layout <= 7) {
                draft.channels = layout == 7 ? 8 : layout;
            }
        }
    }

    /// Where the content of a descriptor starts: after its tag and the bytes of its length.
    private static int descriptor(byte[] bytes, int at) {
        int next = at + 1;
        while (next < bytes.length && (bytes[next] & 0x80) != 0) {
            next++;
        }
        return next + 1;
    }

    private Track track() {
        String kind = switch (draft.handler) {
            case "vide" -> Track.VIDEO;
            case "soun" -> Track.AUDIO;
            case "sbtl", "subt", "text", "clcp" -> Track.SUBTITLE;
            default -> Track.OTHER;
        };
        Track track = Track.plain(kind, draft.codec, draft.language, draft.seconds);
        if (kind.equals(Track.AUDIO)) {
            return track.sound(draft.rate, draft.channels);
        }
        Double length = draft.seconds;
        Double rate = length == null || draft.samples == 0 ? null : draft.samples / length;
        return kind.equals(Track.VIDEO) ? track.picture(draft.width, draft.height, rate, draft.rotation) : track;
    }
}
