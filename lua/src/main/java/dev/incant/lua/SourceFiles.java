package dev.incant.lua;

import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.NullUnmarked;

/// Source text from the host's files, as `luaL_loadfilex` reads it.
@NullUnmarked // no file name: null
final class SourceFiles {
    private SourceFiles() {}

    /// Loads a file, or standard input for null.
    ///
    /// @throws LuaError with the message that `loadfile` returns
    static FunctionValue load(Frame f, LuaString file, String mode, Object env) {
        byte[] source;
        try {
            source = file == null ? Streams.of(f.state).in.rest(f).bytes : f.state.host.readFile(file.toString());
        } catch (IOException e) {
            String name = file == null ? "stdin" : file.toLatin1();
            throw LuaError.ofValue(LuaString.latin1("cannot open " + name + reason(e)));
        }
        LuaString name = LuaString.latin1(file == null ? "=stdin" : "@" + file.toLatin1());
        return Chunks.load(f, skipComment(source), name, mode, env);
    }

    private static String reason(IOException e) {
        String text = Errno.text(e);
        return text.isEmpty() ? "" : ": " + text;
    }

    /// Drops a byte order mark and turns a first line that starts with `#` into an empty one.
    private static byte[] skipComment(byte[] source) {
        int from = 0;
        if (source.length >= 3 && source[0] == (byte) 0xef && source[1] == (byte) 0xbb && source[2] == (byte) 0xbf) {
            from = 3;
        }
        if (from < source.length && source[from] == '#') {
            int i = from;
            while (i < source.length && source[i] != '\n') {
                i++;
            }
            if (i + 1 < source.length && source[i + 1] == 0x1b) {
                // A binary chunk behind the comment: no line to keep.
                i++;
            }
            from = i;
        }
        return from == 0 ? source : Arrays.copyOfRange(source, from, source.length);
    }
}
