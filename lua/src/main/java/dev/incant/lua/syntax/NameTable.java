package dev.incant.lua.syntax;

import org.jspecify.annotations.Nullable;

/// The names and reserved words of one chunk, each text held once: equal names of a chunk are the same
/// [String], so that scopes can compare them by identity. An open-addressing hash table over the bytes of
/// the text, so that a name seen before makes no new object.
final class NameTable {
    /// The name of the environment variable, as the table holds it.
    static final String ENV = "_ENV";

    /// The name of a method's first parameter, as the table holds it.
    static final String SELF = "self";

    private static final NameTable WORDS = words();

    private @Nullable String[] texts;
    private int[] hashes;
    private short[] kinds;
    private int count;

    /// Makes a table that holds the reserved words, [#ENV] and [#SELF].
    NameTable() {
        texts = WORDS.texts.clone();
        hashes = WORDS.hashes.clone();
        kinds = WORDS.kinds.clone();
        count = WORDS.count;
    }

    private NameTable(int size) {
        texts = new @Nullable String[size];
        hashes = new int[size];
        kinds = new short[size];
    }

    private static NameTable words() {
        NameTable table = new NameTable(128);
        for (int kind = Token.AND; kind <= Token.WHILE; kind++) {
            table.add(Token.text(kind), kind);
        }
        table.add(ENV, Token.NAME);
        table.add(SELF, Token.NAME);
        return table;
    }

    private void add(String text, int kind) {
        int hash = 0;
        for (int i = 0; i < text.length(); i++) {
            hash = 31 * hash + text.charAt(i);
        }
        int slot = free(hash);
        texts[slot] = text;
        hashes[slot] = hash;
        kinds[slot] = (short) kind;
        count++;
    }

    /// Finds or adds the text at `from` to `to` of `source` and gives its slot, which is good until the next
    /// call. `hash` is that of [String#hashCode()].
    int find(byte[] source, int from, int to, int hash) {
        int mask = hashes.length - 1;
        for (int slot = spread(hash) & mask; ; slot = (slot + 1) & mask) {
            String text = texts[slot];
            if (text == null) {
                return insert(new String(source, from, to - from, Charsets.LATIN1), hash);
            }
            if (hashes[slot] == hash && same(text, source, from, to)) {
                return slot;
            }
        }
    }

    /// The text in a slot that [#find] gave.
    String text(int slot) {
        String text = texts[slot];
        if (text == null) {
            throw new IllegalStateException("empty slot " + slot);
        }
        return text;
    }

    /// [Token#NAME] or the reserved word's kind.
    int kind(int slot) {
        return kinds[slot];
    }

    private static boolean same(String text, byte[] source, int from, int to) {
        int length = to - from;
        if (text.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (text.charAt(i) != source[from + i]) {
                return false;
            }
        }
        return true;
    }

    private int insert(String text, int hash) {
        if (2 * count > hashes.length) {
            grow();
        }
        int slot = free(hash);
        texts[slot] = text;
        hashes[slot] = hash;
        kinds[slot] = Token.NAME;
        count++;
        return slot;
    }

    private void grow() {
        @Nullable String[] oldTexts = texts;
        int[] oldHashes = hashes;
        short[] oldKinds = kinds;
        texts = new @Nullable String[2 * oldTexts.length];
        hashes = new int[texts.length];
        kinds = new short[texts.length];
        for (int i = 0; i < oldTexts.length; i++) {
            if (oldTexts[i] != null) {
                int slot = free(oldHashes[i]);
                texts[slot] = oldTexts[i];
                hashes[slot] = oldHashes[i];
                kinds[slot] = oldKinds[i];
            }
        }
    }

    private int free(int hash) {
        int mask = hashes.length - 1;
        int slot = spread(hash) & mask;
        while (texts[slot] != null) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    /// Mixes the upper bits down: names that differ in their first letters only would else crowd together.
    private static int spread(int hash) {
        int mixed = hash * 0x9E3779B9;
        return mixed ^ (mixed >>> 16);
    }
}
