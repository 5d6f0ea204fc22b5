package dev.incant.tools.document.video;

import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.tools.document.media.Source;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads the headers of a Matroska or WebM file (EBML: RFC 8794; Matroska: RFC 9559): `Info` and `Tracks`. Elements are
/// walked, not loaded; depth, number and lengths are bounded, and what has no known size is looked at only if it is the
/// segment.
final class Matroska {
    private static final int EBML = 0x1a45dfa3;
    private static final int DOC_TYPE = 0x4282;
    private static final int SEGMENT = 0x18538067;
    private static final int INFO = 0x1549a966;
    private static final int TIMESTAMP_SCALE = 0x2ad7b1;
    private static final int DURATION = 0x4489;
    private static final int TRACKS = 0x1654ae6b;
    private static final int TRACK_ENTRY = 0xae;
    private static final int TRACK_TYPE = 0x83;
    private static final int CODEC_ID = 0x86;
    private static final int LANGUAGE = 0x22b59c;
    private static final int LANGUAGE_BCP47 = 0x22b59d;
    private static final int DEFAULT_DURATION = 0x23e383;
    private static final int VIDEO = 0xe0;
    private static final int PIXEL_WIDTH = 0xb0;
    private static final int PIXEL_HEIGHT = 0xba;
    private static final int PROJECTION = 0x7670;
    private static final int POSE_ROLL = 0x7675;
    private static final int AUDIO = 0xe1;
    private static final int SAMPLING_FREQUENCY = 0xb5;
    private static final int CHANNELS = 0x9f;

    private static final List<Integer> MASTERS = List.of(SEGMENT, INFO, TRACKS, TRACK_ENTRY, VIDEO, PROJECTION, AUDIO);
    private static final int MOST_ELEMENTS = 1_000_000;
    private static final int LONGEST_TEXT = 256;

    private static final Map<String, String> CODECS = Map.ofEntries(
            Map.entry("V_MPEG4/ISO/AVC", "h264"),
            Map.entry("V_MPEGH/ISO/HEVC", "hevc"),
            Map.entry("V_MPEG4/ISO/ASP", "mpeg4"),
            Map.entry("V_MPEG4/ISO/SP", "mpeg4"),
            Map.entry("V_MPEG2", "mpeg2video"),
            Map.entry("V_MPEG1", "mpeg1video"),
            Map.entry("A_AAC", "aac"),
            Map.entry("A_MPEG/L3", "mp3"),
            Map.entry("A_MPEG/L2", "mp2"),
            Map.entry("A_PCM/INT/LIT", "pcm"),
            Map.entry("S_TEXT/UTF8", "subrip"),
            Map.entry("S_TEXT/ASS", "ass"),
            Map.entry("S_TEXT/SSA", "ssa"),
            Map.entry("S_TEXT/WEBVTT", "webvtt"),
            Map.entry("S_VOBSUB", "dvd_subtitle"),
            Map.entry("S_HDMV/PGS", "hdmv_pgs_subtitle"));

    private final Source source;
    private final List<Track> tracks = new ArrayList<>();
    private int seen;
    private long scale = 1_000_000;
    private double duration;
    private Draft draft = new Draft();

    /// What is known so far of the track that is being read.
    private static final class Draft {
        private long type;
        private String codec = "";
        // What is not said is English (RFC 9559, 5.1.4.1.19).
        private String language = "eng";
        private long frame;
        private long width;
        private long height;
        private double roll;
        private double rate = 8000;
        private long channels = 1;
    }

    /// @param size negative where it is not known
    private record Element(int id, long data, long size) {}

    private Matroska(Source source) {
        this.source = source;
    }

    /// Matroska or WebM, as the first element says.
    static VideoFormat format(Source source) throws IOException {
        Matroska reader = new Matroska(source);
        Element head = reader.element(0);
        if (head.id() == EBML && head.size() >= 0) {
            long at = head.data();
            long end = Math.min(source.size(), head.data() + head.size());
            while (at < end && at >= head.data()) {
                Element element = reader.element(at);
                if (element.id() == DOC_TYPE) {
                    String type = reader.text(element);
                    if (type.equals("webm") || type.equals("matroska")) {
                        return type.equals("webm") ? VideoFormat.WEBM : VideoFormat.MKV;
                    }
                    throw source.damaged("it is EBML of type '" + type + "'");
                }
                at = element.data() + Math.max(0, element.size());
            }
        }
        throw source.damaged("its first element does not say what it is");
    }

    static Film read(Source source, VideoFormat format) throws IOException {
        Matroska reader = new Matroska(source);
        reader.walk(0, source.size(), 0);
        if (reader.tracks.isEmpty()) {
            throw source.damaged("it has no track");
        }
        double seconds = reader.duration * reader.scale / 1e9;
        boolean known = seconds > 0 && Double.isFinite(seconds);
        return new Film(format, source.size(), known ? seconds : null, reader.tracks);
    }

    /// The element at a place: its identifier of 1 to 4 bytes with its marker, its size of 1 to 8 bytes without.
    private Element element(long at) throws IOException {
        if (++seen > MOST_ELEMENTS) {
            throw source.damaged("it has more than " + MOST_ELEMENTS + " elements");
        }
        byte[] head = source.upTo(at, 12);
        int idLength = head.length == 0 ? 9 : Integer.numberOfLeadingZeros(head[0] & 0xff) - 23;
        if (idLength > 4 || head.length <= idLength) {
            throw source.damaged("no element is at byte " + at);
        }
        int sizeLength = Integer.numberOfLeadingZeros(head[idLength] & 0xff) - 23;
        if (sizeLength > 8 || head.length < idLength + sizeLength) {
            throw source.damaged("the element at byte " + at + " has no size");
        }
        long most = (1L << 7 * sizeLength) - 1;
        long size = Source.big(head, idLength, sizeLength) & most;
        return new Element((int) Source.big(head, 0, idLength), at + idLength + sizeLength, size == most ? -1 : size);
    }

    private void walk(long from, long end, int depth) throws IOException {
        long at = from;
        while (at < end) {
            Element element;
            try {
                element = element(at);
            } catch (ToolException e) {
                // What is cut off after the tracks does not matter.
                if (tracks.isEmpty() || e.code() != ErrorCode.FAILED) {
                    throw e;
                }
                return;
            }
            boolean open = element.size() < 0;
            if (open && element.id() != SEGMENT) {
                return;
            }
            long stop = open || element.size() > end - element.data() ? end : element.data() + element.size();
            visit(element, stop, depth);
            at = stop;
        }
    }

    private void visit(Element element, long stop, int depth) throws IOException {
        if (element.id() == TRACK_ENTRY) {
            draft = new Draft();
        }
        if (MASTERS.contains(element.id()) && depth < 6) {
            walk(element.data(), stop, depth + 1);
            if (element.id() == TRACK_ENTRY && tracks.size() < Film.MOST_TRACKS) {
                tracks.add(track());
            }
        } else if (depth > 0) {
            value(element);
        }
    }

    private void value(Element element) throws IOException {
        switch (element.id()) {
            case TIMESTAMP_SCALE -> scale = whole(element);
            case DURATION -> duration = real(element);
            case TRACK_TYPE -> draft.type = whole(element);
            case CODEC_ID -> draft.codec = codec(text(element));
            case LANGUAGE, LANGUAGE_BCP47 -> draft.language = text(element);
            case DEFAULT_DURATION -> draft.frame = whole(element);
            case PIXEL_WIDTH -> draft.width = whole(element);
            case PIXEL_HEIGHT -> draft.height = whole(element);
            case POSE_ROLL -> draft.roll = real(element);
            case SAMPLING_FREQUENCY -> draft.rate = real(element);
            case CHANNELS -> draft.channels = whole(element);
            default -> {}
        }
    }

    private long whole(Element element) throws IOException {
        if (element.size() > 8) {
            throw source.damaged("a number has " + element.size() + " bytes");
        }
        return element.size() == 0 ? 0 : source.big(element.data(), (int) element.size());
    }

    private double real(Element element) throws IOException {
        double value = switch ((int) Math.min(element.size(), 9)) {
            case 0 -> 0;
            case 4 -> Float.intBitsToFloat((int) source.big(element.data(), 4));
            case 8 -> Double.longBitsToDouble(source.big(element.data(), 8));
            default -> throw source.damaged("a number has " + element.size() + " bytes");
        };
        return Double.isFinite(value) ? value : 0;
    }

    private String text(Element element) throws IOException {
        byte[] bytes = source.upTo(element.data(), Math.clamp(element.size(), 0, LONGEST_TEXT));
        String text = new String(bytes, StandardCharsets.UTF_8);
        int end = text.indexOf('\0');
        return end < 0 ? text : text.substring(0, end);
    }

    private static String codec(String id) {
        String known = CODECS.get(id);
        if (known != null) {
            return known;
        }
        // V_VP9, A_OPUS, A_AC3, A_AAC/MPEG4/LC: the name is in it.
        String name = id.length() > 2 && id.charAt(1) == '_' ? id.substring(2) : id;
        int slash = name.indexOf('/');
        return (slash < 0 ? name : name.substring(0, slash)).toLowerCase(Locale.ROOT);
    }

    private Track track() {
        String kind = switch (Math.clamp(draft.type, 0, 255)) {
            case 1 -> Track.VIDEO;
            case 2 -> Track.AUDIO;
            case 17 -> Track.SUBTITLE;
            default -> Track.OTHER;
        };
        @Nullable String language = draft.language.equals("und") || draft.language.isEmpty() ? null : draft.language;
        Track track = Track.plain(kind, draft.codec, language, null);
        if (kind.equals(Track.AUDIO)) {
            return track.sound(Math.round(draft.rate), draft.channels);
        }
        // Roll is counted counter-clockwise.
        long rotation = Math.floorMod(Math.round(-draft.roll), 360L);
        Double rate = draft.frame > 0 ? Double.valueOf(1e9 / draft.frame) : null;
        return kind.equals(Track.VIDEO) ? track.picture(draft.width, draft.height, rate, rotation) : track;
    }
}
