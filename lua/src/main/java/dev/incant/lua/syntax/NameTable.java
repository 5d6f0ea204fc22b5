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

    /// The bytes of each text: comparing chars of a string runs through several methods for each.
    private byte[][] bytes;

    private int[] hashes;
    private short[] kinds;
    private int count;

    /// Makes a table that holds the reserved words, [#ENV] and [#SELF].
    NameTable() {
        texts = WORDS.texts.clone();
        bytes = WORDS.bytes.clone();
        hashes = WORDS.hashes.clone();
        kinds = WORDS.kinds.clone();
        count = WORDS.count;
    }

    private NameTable(int size) {
        texts = new @Nullable String[size];
        bytes = new byte[size][];
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
        byte[] own = text.getBytes(Charsets.LATIN1);
        int hash = 0;
        for (byte b : own) {
            hash = 31 * hash + b;
        }
        put(free(hash), text, own, hash, kind);
        count++;
    }

    /// Finds or adds the text at `from` to `to` of `source` and gives its slot, which is good until the next
    /// call. `hash` is that of [String#hashCode()].
    int find(byte[] source, int from, int to, int hash) {
        int mask = hashes.length - 1;
        for (int slot = spread(hash) & mask; ; slot = (slot + 1) & mask) {
            String text = texts[slot];
            if (text == null) {
                return insert(source, from, to, hash);
            }
            if (hashes[slot] == hash && same(bytes[slot], source, from, to)) {
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

    private static boolean same(byte[] known, byte[] source, int from, int to) {
        int length = to - from;
        if (known.length != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (known[i] != source[from + i]) {
                return false;
            }
        }
        return true;
    }

    private int insert(byte[] source, int from, int to, int hash) {
        if (2 * count > hashes.length) {
            grow();
        }
        byte[] own = new byte[to - from];
        System.arraycopy(source, from, own, 0, own.length);
        int slot = free(hash);
        put(slot, new String(own, Charsets.LATIN1), own, hash, Token.NAME);
        count++;
        return slot;
    }

    private void put(int slot, String text, byte[] own, int hash, int kind) {
        texts[slot] = text;
        bytes[slot] = own;
        hashes[slot] = hash;
        kinds[slot] = (short) kind;
    }

    private void grow() {
        @Nullable String[] oldTexts = texts;
        byte[][] oldBytes = bytes;
        int[] oldHashes = hashes;
        short[] oldKinds = kinds;
        texts = new @Nullable String[2 * oldTexts.length];
        bytes = new byte[texts.length][];
        hashes = new int[texts.length];
        kinds = new short[texts.length];
        for (int i = 0; i < oldTexts.length; i++) {
            String text = oldTexts[i];
            if (text != null) {
                put(free(oldHashes[i]), text, oldBytes[i], oldHashes[i], oldKinds[i]);
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
