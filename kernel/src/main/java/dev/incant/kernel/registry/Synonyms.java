package dev.incant.kernel.registry;

import java.util.HashMap;
import java.util.Map;

/// English words that mean much the same when people speak of files, data, programs and the web. Only such words are
/// here; what people call one tool's thing stands in that tool's tags.
final class Synonyms {
    private static final String[] NONE = {};

    /// Each a group of words that stand for each other.
    private static final String[] GROUPS = {
        "remove delete erase",
        "folder directory",
        "picture image photo",
        "mail email",
        "website site webpage page",
        "url link uri",
        "ram memory",
        "average mean",
        "combine merge join concatenate",
        "copy duplicate clone",
        "convert transform translate turn",
        "check verify validate ensure",
        "fetch download retrieve get",
        "create make build generate",
        "compute calculate evaluate",
        "find search locate look",
        "shrink resize scale",
        "text string",
        "row record line",
        "column field",
        "program command executable binary",
        "describe summarize summary",
        "difference diff change compare",
        "start launch run execute",
        "pack compress",
        "unpack extract decompress",
        "show print display list enumerate",
        "movie film video",
        "song music audio sound",
        "send post deliver",
        "modify edit update change alter",
        "write save store",
        "read open load",
        "pattern regex",
        "unique distinct",
        "sum add total",
        "shorten truncate",
        "rename move",
        "sort order",
        "reverse backwards",
        "correct right valid",
        "wrong invalid error",
        "table spreadsheet",
        "internet web online",
        "size length"
    };

    private static final Map<String, String[]> OTHERS = new HashMap<>();

    static {
        for (String group : GROUPS) {
            String[] stems = group.split(" ", -1);
            for (int i = 0; i < stems.length; i++) {
                stems[i] = Stemmer.stem(stems[i]);
            }
            for (String stem : stems) {
                OTHERS.merge(stem, stems, Synonyms::both);
            }
        }
    }

    private Synonyms() {}

    private static String[] both(String[] some, String[] more) {
        String[] all = new String[some.length + more.length];
        System.arraycopy(some, 0, all, 0, some.length);
        System.arraycopy(more, 0, all, some.length, more.length);
        return all;
    }

    /// The stems of words that mean much the same as one with that stem, itself among them; none usually.
    static String[] of(String stem) {
        return OTHERS.getOrDefault(stem, NONE);
    }
}
