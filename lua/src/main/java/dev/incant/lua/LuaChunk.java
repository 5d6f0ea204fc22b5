package dev.incant.lua;

import dev.incant.lua.syntax.Charsets;
import dev.incant.lua.syntax.ChunkName;
import dev.incant.lua.syntax.FunctionBody;
import dev.incant.lua.syntax.Parser;
import dev.incant.lua.syntax.SyntaxError;
import dev.incant.lua.syntax.Ticker;
import org.jspecify.annotations.Nullable;

/// A compiled text: immutable, made once and loaded into any number of states, on any thread.
public final class LuaChunk {
    private static final Proto[] NONE = new Proto[0];

    final Proto main;

    private LuaChunk(Proto main) {
        this.main = main;
    }

    /// Compiles UTF-8 text. `name` is shown in messages: `@file`, `=name`, or the text itself.
    ///
    /// @throws LuaError with PUC's message when the text is no Lua
    public static LuaChunk compile(String text, String name) {
        return compile(text.getBytes(Charsets.UTF8), name);
    }

    /// Compiles the bytes of a text.
    ///
    /// @throws LuaError with PUC's message when the text is no Lua
    public static LuaChunk compile(byte[] text, String name) {
        try {
            return parse(text, LuaString.of(name), false, null);
        } catch (SyntaxError e) {
            throw LuaError.ofValue(LuaString.latin1(String.valueOf(e.getMessage())));
        }
    }

    static LuaChunk parse(byte[] text, LuaString name, boolean stripped, @Nullable Ticker ticker) throws SyntaxError {
        String shown = ChunkName.shown(name.bytes);
        Chunk chunk = new Chunk(name, ChunkName.shortSource(shown), text, stripped);
        return new LuaChunk(proto(chunk, Parser.parse(text, shown, ticker)));
    }

    private static Proto proto(Chunk chunk, FunctionBody tree) {
        Proto[] inner = NONE;
        if (!tree.inner().isEmpty()) {
            inner = new Proto[tree.inner().size()];
            for (int i = 0; i < inner.length; i++) {
                inner[i] = proto(chunk, tree.inner().get(i));
            }
        }
        return new Proto(chunk, tree, inner);
    }
}
