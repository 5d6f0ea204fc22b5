package dev.incant.tools.document.audio;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Tags under the same names whatever the format, in the order in which they were found; several values of one are
/// joined with `; `. Bounded in number and length.
final class Tags {
    private static final int MOST = 256;
    private static final int LONGEST = 4096;

    /// Names in ID3 2.3 and 2.4, ID3 2.2, RIFF's INFO, AIFF and Vorbis comments that differ from ours.
    private static final Map<String, String> NAMES = names(
            "title TIT2 TT2 INAM NAME",
            "artist TPE1 TP1 IART AUTH",
            "album TALB TAL IPRD",
            "album_artist TPE2 TP2 ALBUMARTIST",
            "track TRCK TRK ITRK IPRT TRACKNUMBER",
            "disc TPOS TPA DISCNUMBER",
            "genre TCON TCO IGNR",
            "date TDRC TYER TYE ICRD",
            "composer TCOM TCM",
            "comment COMM COM ICMT ANNO",
            "copyright TCOP TCR ICOP (c)",
            "encoded_by TENC TEN ITCH",
            "encoder TSSE TSS ISFT",
            "bpm TBPM TBP",
            "isrc TSRC TRC",
            "publisher TPUB TPB",
            "language TLAN TLA ILNG");

    private final Map<String, @Nullable Object> found = new LinkedHashMap<>();

    private static Map<String, String> names(String... lines) {
        Map<String, String> names = new LinkedHashMap<>();
        for (String line : lines) {
            String[] words = line.split(" ");
            for (int i = 1; i < words.length; i++) {
                names.put(words[i], words[0]);
            }
        }
        return Collections.unmodifiableMap(names);
    }

    static boolean known(String name) {
        return NAMES.containsKey(name);
    }

    void add(String name, String value) {
        String text = value.strip();
        String ours = NAMES.getOrDefault(name.toUpperCase(Locale.ROOT), name.toLowerCase(Locale.ROOT))
                .strip();
        if (text.isEmpty() || ours.isEmpty() || ours.length() > 64) {
            return;
        }
        Object before = found.get(ours);
        if (before == null && found.size() == MOST || text.equals(before)) {
            return;
        }
        String whole = before == null ? text : before + "; " + text;
        found.put(ours, whole.length() <= LONGEST ? whole : whole.substring(0, LONGEST - 1) + "…");
    }

    Map<String, @Nullable Object> found() {
        return found;
    }
}
