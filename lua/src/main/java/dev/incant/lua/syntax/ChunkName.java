package dev.incant.lua.syntax;

/// How the name of a chunk reads in messages, exactly as PUC's `luaO_chunkid` writes it.
public final class ChunkName {
    /// Most chars of a shortened name, PUC's `LUA_IDSIZE` without the closing zero.
    private static final int MOST = 59;

    private static final String BEFORE = "[string \"";
    private static final String CUT = "...";
    private static final String AFTER = "\"]";

    /// Bytes of a long name of which [#shortSource] shows no more.
    private static final int ENOUGH = 2 * MOST;

    private ChunkName() {}

    /// The name as Latin-1, with the start or the end left out where it is so long that [#shortSource] shows
    /// nothing of that: often it is the chunk's whole text.
    public static String shown(byte[] chunkName) {
        int length = chunkName.length;
        if (length <= ENOUGH) {
            return new String(chunkName, Charsets.LATIN1);
        }
        String start = new String(chunkName, 0, ENOUGH, Charsets.LATIN1);
        if (chunkName[0] != '@' || start.indexOf('\0') >= 0) {
            return start;
        }
        int end = ENOUGH;
        while (end < length && chunkName[end] != 0) {
            end++;
        }
        return "@" + new String(chunkName, end - ENOUGH + 1, ENOUGH - 1, Charsets.LATIN1);
    }

    /// Shortens `chunkName`, which is `=` and a literal name, `@` and a file's path, or the text itself.
    public static String shortSource(String chunkName) {
        int zero = chunkName.indexOf('\0');
        String source = zero < 0 ? chunkName : chunkName.substring(0, zero);
        if (source.startsWith("=")) {
            return source.substring(1, Math.min(source.length(), MOST + 1));
        }
        if (source.startsWith("@")) {
            return source.length() - 1 <= MOST
                    ? source.substring(1)
                    : CUT + source.substring(source.length() - (MOST - CUT.length()));
        }
        int room = MOST - BEFORE.length() - CUT.length() - AFTER.length();
        int newline = source.indexOf('\n');
        if (newline < 0 && source.length() < room) {
            return BEFORE + source + AFTER;
        }
        int length = Math.min(newline < 0 ? source.length() : newline, room);
        return BEFORE + source.substring(0, length) + CUT + AFTER;
    }
}
