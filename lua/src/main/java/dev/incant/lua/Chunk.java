package dev.incant.lua;

/// What all functions of one compiled text share: its name and, for `string.dump`, the text.
final class Chunk {
    /// As given to `load`: `@file`, `=name` or the text itself.
    final LuaString name;

    final byte[] source;

    /// Whether names and lines were left out (`string.dump` with `strip`).
    final boolean stripped;

    /// What a state that loaded the text by itself is charged for it and its functions; an embedder's chunk
    /// may be shared and is nobody's.
    long bytes;

    /// Epoch of the last measurement that counted it, see [Collector].
    int mark;

    private final String shortSource;

    Chunk(LuaString name, String shortSource, byte[] source, boolean stripped) {
        this.name = name;
        this.source = source;
        this.stripped = stripped;
        this.shortSource = shortSource;
    }

    /// The name as messages show it.
    String shortSource() {
        return shortSource;
    }
}
