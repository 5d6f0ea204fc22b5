package dev.incant.script;

import dev.incant.lua.LuaChunk;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The texts that a session has run, by the names that Lua shows for them, so that an error can show its line.
final class Sources {
    private static final int MOST = 256;

    /// What Lua shows at most of a name; a longer one is cut at its front.
    private static final int SHOWN = 59;

    /// A text.
    ///
    /// @param file what the user knows it by
    record Source(String file, String text) {
        /// A line from 1, or null beyond the last.
        @Nullable String line(int number) {
            int from = 0;
            for (int i = 1; i < number; i++) {
                from = text.indexOf('\n', from) + 1;
                if (from == 0) {
                    return null;
                }
            }
            int end = text.indexOf('\n', from);
            String line = text.substring(from, end < 0 ? text.length() : end);
            return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
        }
    }

    private final Map<String, Source> shown = new LinkedHashMap<>();
    private int again;

    /// Takes a text in and returns the chunk name for it. Another text under a name that is taken gets a number, as
    /// at a prompt, so that the lines of functions defined before stay theirs.
    String add(String file, String text) {
        String name = file;
        Source known = shown.get(shown(name));
        if (known != null && !known.text().equals(text)) {
            name = file + "#" + (++again + 1);
        }
        if (shown.size() >= MOST) {
            shown.remove(shown.keySet().iterator().next());
        }
        shown.put(shown(name), new Source(file, text));
        return "@" + name;
    }

    /// The text that Lua shows under a name, or null.
    @Nullable Source find(String name) {
        return shown.get(name);
    }

    private static String shown(String name) {
        return name.length() <= SHOWN ? name : "..." + name.substring(name.length() - (SHOWN - 3));
    }

    /// A text without its first line if that begins with `#`; the lines keep their numbers.
    static String withoutComment(String text) {
        if (!text.startsWith("#")) {
            return text;
        }
        int end = text.indexOf('\n');
        return end < 0 ? "" : text.substring(end);
    }

    /// Compiles a text.
    ///
    /// @throws dev.incant.lua.LuaError when it is no Lua
    static LuaChunk compile(String text, String chunkName) {
        return LuaChunk.compile(withoutComment(text), chunkName);
    }
}
