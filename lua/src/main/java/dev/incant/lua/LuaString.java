package dev.incant.lua;

import dev.incant.lua.syntax.Charsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/// A Lua string: an immutable sequence of any bytes, compared and hashed as bytes (Lua 5.4 manual, §2.1).
///
/// Text crosses to and from Java as UTF-8. Bytes that are not UTF-8 show as U+FFFD in [#toString()], so use
/// [#toBytes()] where they matter.
public final class LuaString implements Comparable<LuaString> {
    static final LuaString EMPTY = new LuaString(new byte[0]);

    /// Bytes hashed between two looks at the stop flag.
    private static final int STRIDE = 1 << 20;

    private static final LuaString[] SINGLE_BYTES = singleBytes();

    /// A bounded, lossy table of recently seen constants: equal constants of different chunks are mostly one
    /// object, so that table look-ups find their key by identity. Races lose an entry, never mix one up.
    private static final @Nullable LuaString[] CONSTANTS = new @Nullable LuaString[4096];

    final byte[] bytes;
    private int hash;

    /// Epoch of the last measurement that counted this string, see [Collector].
    int mark;

    private LuaString(byte[] bytes) {
        this.bytes = bytes;
    }

    /// Returns the string of the UTF-8 bytes of `text`.
    public static LuaString of(String text) {
        return wrap(text.getBytes(Charsets.UTF8));
    }

    /// Returns a string of a copy of `bytes`.
    public static LuaString of(byte[] bytes) {
        return wrap(bytes.clone());
    }

    /// Takes `bytes` over without a copy: the caller must not change them afterwards.
    static LuaString wrap(byte[] bytes) {
        if (bytes.length <= 1) {
            return bytes.length == 0 ? EMPTY : SINGLE_BYTES[bytes[0] & 0xff];
        }
        return new LuaString(bytes);
    }

    /// Returns the string of a part of `bytes`, copied.
    static LuaString copy(byte[] bytes, int from, int to) {
        if (to - from <= 1) {
            return to <= from ? EMPTY : SINGLE_BYTES[bytes[from] & 0xff];
        }
        return new LuaString(Arrays.copyOfRange(bytes, from, to));
    }

    /// Returns the string of `length` bytes, each the low byte of one char of `latin1`.
    static LuaString latin1(String latin1) {
        return wrap(latin1.getBytes(Charsets.LATIN1));
    }

    /// As [#latin1(String)], for constants: equal ones are mostly the same object, their hash is known.
    static LuaString constant(String latin1) {
        return constant(latin1(latin1));
    }

    /// The constant of a part of `bytes`.
    static LuaString constant(byte[] bytes, int from, int to) {
        return constant(copy(bytes, from, to));
    }

    private static LuaString constant(LuaString made) {
        int h = made.hashCode();
        if (made.bytes.length > 64) {
            return made;
        }
        int slot = h & CONSTANTS.length - 1;
        LuaString known = CONSTANTS[slot];
        if (known != null && known.equals(made)) {
            return known;
        }
        CONSTANTS[slot] = made;
        return made;
    }

    static LuaString ofByte(int b) {
        return SINGLE_BYTES[b & 0xff];
    }

    private static LuaString[] singleBytes() {
        LuaString[] all = new LuaString[256];
        for (int i = 0; i < 256; i++) {
            all[i] = new LuaString(new byte[] {(byte) i});
        }
        return all;
    }

    /// The number of bytes.
    public int length() {
        return bytes.length;
    }

    /// The byte at `index` from 0, as 0 to 255.
    public int byteAt(int index) {
        return bytes[index] & 0xff;
    }

    /// A copy of the bytes.
    public byte[] toBytes() {
        return bytes.clone();
    }

    /// Each byte as one char.
    String toLatin1() {
        return new String(bytes, Charsets.LATIN1);
    }

    /// The bytes read as UTF-8.
    @Override
    public String toString() {
        return new String(bytes, Charsets.UTF8);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        if (this == other) {
            return true;
        }
        return other instanceof LuaString that
                && (hash == that.hash || hash == 0 || that.hash == 0)
                && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        int h = hash;
        return h != 0 ? h : hash(null);
    }

    /// The hash, or 0 when it was not asked for yet.
    int knownHash() {
        return hash;
    }

    /// As [#hashCode()]; that of a long string can be stopped by the state of `heap`.
    int hash(@Nullable Heap heap) {
        int h = hash;
        if (h == 0) {
            h = bytes.length <= STRIDE ? Arrays.hashCode(bytes) : hashLong(heap);
            h ^= h >>> 16;
            h ^= h >>> 7;
            hash = h = h == 0 ? 1 : h;
        }
        return h;
    }

    private int hashLong(@Nullable Heap heap) {
        CRC32 crc = new CRC32();
        for (int i = 0; i < bytes.length; i += STRIDE) {
            crc.update(bytes, i, Math.min(STRIDE, bytes.length - i));
            if (heap != null) {
                heap.checkInterrupt();
            }
        }
        return (int) crc.getValue();
    }

    /// Compares byte by byte, unsigned; a prefix comes first (C's `strcoll` in the "C" locale).
    @Override
    public int compareTo(LuaString other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }
}
