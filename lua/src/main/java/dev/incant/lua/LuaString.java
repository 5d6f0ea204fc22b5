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

    /// The most bytes of the constants that [#CONSTANTS] keeps.
    private static final int SHORT = 64;

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

    private LuaString(byte[] bytes, int hash) {
        this.bytes = bytes;
        this.hash = hash;
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
        byte[] bytes = latin1.getBytes(Charsets.LATIN1);
        return constant(bytes, 0, bytes.length);
    }

    /// The constant of a part of `bytes`, copied. It calls little: at a start, when this runs for each name of the
    /// libraries and of the script, it runs cold.
    static LuaString constant(byte[] bytes, int from, int to) {
        int length = to - from;
        if (length <= 1 || length > SHORT) {
            LuaString made = copy(bytes, from, to);
            made.hash(null);
            return made;
        }
        return constant(bytes, from, length, shortHash(bytes, from, to));
    }

    /// The constants in one text of ASCII, with a space after each but the last; none has less than two bytes or more
    /// than 64. Each constant of a class costs time when it is first used, which several hundred of them would show
    /// at start-up.
    static LuaString[] names(String text) {
        byte[] bytes = text.getBytes(Charsets.LATIN1);
        LuaString[] names = new LuaString[64];
        int count = 0;
        int from = 0;
        int h = 1;
        for (int i = 0; i < bytes.length; i++) {
            int b = bytes[i];
            if (b != ' ') {
                h = 31 * h + b;
            } else {
                names[count++] = constant(bytes, from, i - from, spread(h));
                from = i + 1;
                h = 1;
            }
        }
        names[count++] = constant(bytes, from, bytes.length - from, spread(h));
        LuaString[] exact = new LuaString[count];
        System.arraycopy(names, 0, exact, 0, count);
        return exact;
    }

    private static LuaString constant(byte[] bytes, int from, int length, int h) {
        int slot = h & CONSTANTS.length - 1;
        LuaString known = CONSTANTS[slot];
        if (known != null && known.hash == h && known.bytes.length == length) {
            byte[] others = known.bytes;
            int i = 0;
            while (i < length && others[i] == bytes[from + i]) {
                i++;
            }
            if (i == length) {
                return known;
            }
        }
        byte[] own = new byte[length];
        System.arraycopy(bytes, from, own, 0, length);
        LuaString made = new LuaString(own, h);
        CONSTANTS[slot] = made;
        return made;
    }

    private static int shortHash(byte[] bytes, int from, int to) {
        int h = 1;
        for (int i = from; i < to; i++) {
            h = 31 * h + bytes[i];
        }
        return spread(h);
    }

    private static int spread(int h) {
        h ^= h >>> 16;
        h ^= h >>> 7;
        return h == 0 ? 1 : h;
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
            int length = bytes.length;
            hash = h = length <= SHORT
                    ? shortHash(bytes, 0, length)
                    : spread(length <= STRIDE ? Arrays.hashCode(bytes) : hashLong(heap));
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
