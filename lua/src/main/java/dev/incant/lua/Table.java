package dev.incant.lua;

import java.util.function.BiConsumer;
import org.jspecify.annotations.NullUnmarked;

/// A Lua table: an array part for keys 1 to `size`, kept unboxed while all its values are integers or all
/// are floats, and an open-addressing hash part for the rest. Here are all fields, which compiled code reads too, and
/// what finds a value; [ArrayPart] and [HashPart] write and grow the parts.
///
/// Invariants: the array's last element is not nil, and the hash part has no value under an integer key from
/// 1 to `size + 1`; so the border that `#` returns is `size`. A key whose value became nil stays in the hash
/// part until the next rehash, so that a traversal may clear fields.
@NullUnmarked // raw protocol: null is nil
final class Table implements LuaTable {
    static final Object[] NONE = new Object[0];
    private static final Object[] NO_KEYS = new Object[1];

    /// Takes the place of a key whose object is gone.
    static final Object DEAD_KEY = new Object();

    static final int MAX_ARRAY = 1 << 28;

    /// Places gone through between two looks at the stop flag.
    static final int STRIDE = 1 << 16;

    private static final long BYTES = 72;

    /// Header of a Java array.
    static final long HEADER = 16;

    final Heap heap;
    Table meta;

    /// As a metatable: bit `e` is set when event `e` of [Meta] is known to be absent.
    int absent;

    /// Epoch of the last collection that reached it.
    int mark;

    /// Whether its finalizer will be called.
    boolean finalizable;

    /// Tag of all elements when they are kept in `an` alone; null when `ar` has them.
    Object kind;

    Object[] ar = NONE;
    long[] an;
    int size;

    /// Elements that the array part will have, as far as its maker knows; it is made when the first one comes.
    int expected;

    /// Keys of the hash part; a number is its tag, with its bits in `kn`.
    Object[] hk = NO_KEYS;

    Object[] hv = NO_KEYS;

    /// Bits of the values that are numbers; null while there was none.
    long[] hn;

    /// Bits of the keys that are numbers; null while there was none.
    long[] kn;

    /// Occupied keys, those with nil values included.
    int used;

    /// The hash part's arrays belong to a template and must be copied before a write.
    boolean shared;

    Table(Heap heap) {
        this.heap = heap;
        heap.charge(BYTES);
    }

    Table(Heap heap, int arraySize, int hashSize) {
        this(heap);
        expected = Math.min(arraySize, MAX_ARRAY);
        if (hashSize > 0) {
            HashPart.resize(this, HashPart.capacityFor(hashSize), 0);
        }
    }

    /// Returns a table with the contents of this one, whose hash part is shared until written.
    Table copyOnWrite(Heap owner) {
        Table t = new Table(owner);
        shared = true;
        t.hk = hk;
        t.hv = hv;
        t.hn = hn;
        t.kn = kn;
        t.used = used;
        t.shared = true;
        return t;
    }

    /// Drops the contents and the metatable.
    void clear() {
        meta = null;
        kind = null;
        ar = NONE;
        an = null;
        size = 0;
        hk = NO_KEYS;
        hv = NO_KEYS;
        hn = null;
        kn = null;
        used = 0;
        shared = false;
    }

    /// What it keeps in memory, in bytes.
    long bytes() {
        long bytes = BYTES;
        if (ar.length > 0) {
            bytes += HEADER + 4L * ar.length;
        }
        if (an != null) {
            bytes += HEADER + 8L * an.length;
        }
        return hk.length > 1 ? bytes + HashPart.bytes(this, hk.length) : bytes;
    }

    /// The boxed value of a metatable's field, which mostly lies where its hash says.
    Object getEvent(LuaString key) {
        Object[] keys = hk;
        int i = key.knownHash() & keys.length - 1;
        if (keys[i] != key) {
            i = findStr(key);
            if (i < 0) {
                return null;
            }
        }
        Object v = hv[i];
        return v == Tag.INT || v == Tag.FLT ? Tag.box(v, hn[i]) : v;
    }

    /// Whether a number may be written to `hn` as it is.
    boolean writesNumbers() {
        return hn != null && !shared;
    }

    /// Whether `v` took the place of another value in the array part, at `i`, which keeps no numbers alone.
    boolean replaces(int i, Object v) {
        if (kind != null || v == Tag.INT || v == Tag.FLT || ar[i] == null) {
            return false;
        }
        ar[i] = v;
        return true;
    }

    /// Makes the hash part this table's own, for a write to its arrays.
    void own() {
        if (shared) {
            HashPart.unshare(this);
        }
    }

    // ---- raw reads: the value's object part is returned, a number's bits go to f.bits

    Object getInt(Frame f, long key) {
        long i = key - 1;
        if (i >= 0 && i < size) {
            int j = (int) i;
            Object k = kind;
            if (k != null) {
                f.bits = an[j];
                return k;
            }
            long[] n = an;
            if (n != null) {
                f.bits = n[j];
            }
            return ar[j];
        }
        return kn == null ? null : HashPart.getInt(this, f, key);
    }

    Object valueAt(Frame f, int i) {
        long[] n = hn;
        if (n != null) {
            f.bits = n[i];
        }
        return hv[i];
    }

    Object getStr(Frame f, LuaString key) {
        Object[] keys = hk;
        int m = keys.length - 1;
        int i = HashPart.hash(this, key) & m;
        while (true) {
            Object q = keys[i];
            if (q == key) {
                break;
            }
            if (q == null) {
                return null;
            }
            if (q instanceof LuaString s && s.equals(key)) {
                break;
            }
            i = i + 1 & m;
        }
        long[] n = hn;
        if (n != null) {
            f.bits = n[i];
        }
        return hv[i];
    }

    Object get(Frame f, Object key, long bits) {
        if (key == Tag.INT) {
            return getInt(f, bits);
        }
        if (key instanceof LuaString s) {
            return getStr(f, s);
        }
        if (key == null) {
            return null;
        }
        if (key == Tag.FLT) {
            double d = Double.longBitsToDouble(bits);
            long l = (long) d;
            if (l == d && isExact(l, d)) {
                return getInt(f, l);
            }
            if (Double.isNaN(d)) {
                return null;
            }
        }
        int i = HashPart.find(this, key, bits);
        return i < 0 ? null : valueAt(f, i);
    }

    /// `(long) d` saturates: 2^63 must not pass for `Long.MAX_VALUE`.
    private static boolean isExact(long l, double d) {
        return l != Long.MAX_VALUE || d < 0x1p63;
    }

    /// The place of a string in the hash part, or -1.
    int findStr(LuaString key) {
        Object[] keys = hk;
        int m = keys.length - 1;
        int i = HashPart.hash(this, key) & m;
        while (true) {
            Object q = keys[i];
            if (q == key || q instanceof LuaString s && s.equals(key)) {
                return i;
            }
            if (q == null) {
                return -1;
            }
            i = i + 1 & m;
        }
    }

    // ---- raw writes

    void setInt(long key, Object v, long vn) {
        long i = key - 1;
        int n = size;
        if (i >= 0 && i < n) {
            ArrayPart.store(this, (int) i, v, vn);
        } else if (i == n && v != null && n < MAX_ARRAY) {
            ArrayPart.append(this, v, vn);
        } else {
            HashPart.setInt(this, key, v, vn);
        }
    }

    /// Sets the next positional field of a constructor. Nil holds its place until [#finishConstructor].
    void setPositional(long key, Object v, long vn) {
        if (v != null) {
            setInt(key, v, vn);
        } else {
            ArrayPart.setNil(this, key);
        }
    }

    /// Ends a constructor with positional fields.
    void finishConstructor() {
        if (kind == null) {
            ArrayPart.trim(this);
        }
    }

    void setStr(LuaString key, Object v, long vn) {
        Object[] keys = hk;
        int m = keys.length - 1;
        int i = HashPart.hash(this, key) & m;
        while (true) {
            Object q = keys[i];
            if (q == key) {
                break;
            }
            if (q == null) {
                if (v != null) {
                    HashPart.insert(this, key, 0, v, vn);
                }
                return;
            }
            if (q instanceof LuaString s && s.equals(key)) {
                break;
            }
            i = i + 1 & m;
        }
        setPlace(i, v, vn);
    }

    /// Adds a field that is not there; `v` is neither nil nor a number. For tables that were made with room for it, as
    /// libraries are: that is all that it takes care of first.
    void add(LuaString key, Object v) {
        Object[] keys = hk;
        int m = keys.length - 1;
        if (shared || used >= m - (m >> 2)) {
            HashPart.insert(this, key, 0, v, 0);
            return;
        }
        int i = HashPart.hash(this, key) & m;
        while (keys[i] != null) {
            i = i + 1 & m;
        }
        keys[i] = key;
        hv[i] = v;
        absent = 0;
        used++;
    }

    /// Sets the value of the key in place `i` of the hash part.
    void setPlace(int i, Object v, long vn) {
        if (hv[i] == v && hn != null && !shared) {
            hn[i] = vn;
        } else {
            HashPart.put(this, i, v, vn);
        }
    }

    /// Sets `key`, which is neither nil nor NaN.
    void set(Object key, long bits, Object v, long vn) {
        if (key == Tag.INT) {
            setInt(bits, v, vn);
            return;
        }
        if (key instanceof LuaString s) {
            setStr(s, v, vn);
            return;
        }
        if (key == Tag.FLT) {
            double d = Double.longBitsToDouble(bits);
            long l = (long) d;
            if (l == d && isExact(l, d)) {
                setInt(l, v, vn);
                return;
            }
        }
        HashPart.set(this, key, bits, v, vn);
    }

    /// Called for each place of what may be long. A stop may unwind from here: what is looked at until then
    /// is as it was.
    void look(int i) {
        if ((i & STRIDE - 1) == STRIDE - 1) {
            heap.checkInterrupt();
        }
    }

    // ---- traversal

    /// A cursor is an array index from 0, or `~i` for index `i` of the hash part. Returns the first cursor at
    /// or after `cursor` that holds a value, or [Integer#MIN_VALUE] at the end.
    int seek(int cursor) {
        int c = cursor;
        if (c >= 0) {
            for (; c < size; c++) {
                if (kind != null || ar[c] != null) {
                    return c;
                }
            }
            c = ~0;
        }
        for (int i = ~c; i < hk.length; i++) {
            look(i);
            if (hv[i] != null) {
                return ~i;
            }
        }
        return Integer.MIN_VALUE;
    }

    /// The cursor after the one of `key`; [Integer#MIN_VALUE] when there is no such key.
    int cursorAfter(Object key, long bits) {
        Object k = key;
        long b = bits;
        if (k == null) {
            return 0;
        }
        if (k == Tag.FLT) {
            double d = Double.longBitsToDouble(b);
            long l = (long) d;
            if (l == d && isExact(l, d)) {
                k = Tag.INT;
                b = l;
            } else if (Double.isNaN(d)) {
                return Integer.MIN_VALUE;
            }
        }
        if (k == Tag.INT && b > 0 && b <= ArrayPart.capacity(this)) {
            // An element beyond the size may have been cleared by the traversal itself.
            int i = b > size ? HashPart.findInt(this, b) : -1;
            return i >= 0 ? ~i - 1 : (int) b;
        }
        int i = HashPart.find(this, k, b);
        return i < 0 ? Integer.MIN_VALUE : ~(i + 1);
    }

    /// The key at a cursor that [#seek] returned; a number's bits go to f.bits.
    Object keyAt(Frame f, int cursor) {
        if (cursor >= 0) {
            f.bits = cursor + 1L;
            return Tag.INT;
        }
        if (kn != null) {
            f.bits = kn[~cursor];
        }
        return hk[~cursor];
    }

    /// The value at a cursor that [#seek] returned; a number's bits go to f.bits.
    Object valueAtCursor(Frame f, int cursor) {
        if (cursor < 0) {
            return valueAt(f, ~cursor);
        }
        if (kind != null) {
            f.bits = an[cursor];
            return kind;
        }
        if (an != null) {
            f.bits = an[cursor];
        }
        return ar[cursor];
    }

    // ---- boxed access

    @Override
    public Object get(Object javaKey) {
        Object key = Conversions.toLua(javaKey);
        Object k = Tag.tagOf(key);
        long b = Tag.bitsOf(key);
        if (k == Tag.FLT) {
            double d = (Double) key;
            long l = (long) d;
            if (l == d && isExact(l, d)) {
                k = Tag.INT;
                b = l;
            }
        }
        if (k == null) {
            return null;
        }
        if (k == Tag.INT && b > 0 && b <= size) {
            int j = (int) (b - 1);
            return kind != null ? Tag.box(kind, an[j]) : Tag.box(ar[j], an == null ? 0 : an[j]);
        }
        int i = HashPart.find(this, k, b);
        return i < 0 ? null : Tag.box(hv[i], hn == null ? 0 : hn[i]);
    }

    @Override
    public void set(Object javaKey, Object javaValue) {
        Object key = Conversions.toLua(javaKey);
        Object value = Conversions.toLua(javaValue);
        if (key == null || key instanceof Double d && Double.isNaN(d)) {
            throw new IllegalArgumentException("no key of a Lua table: " + key);
        }
        set(Tag.tagOf(key), Tag.bitsOf(key), Tag.tagOf(value), Tag.bitsOf(value));
    }

    @Override
    public long length() {
        return size;
    }

    @Override
    public void setMetatable(LuaTable metatable) {
        heap.setMeta(this, (Table) metatable);
    }

    @Override
    public LuaTable getMetatable() {
        return meta;
    }

    @Override
    public void forEach(BiConsumer<Object, Object> action) {
        for (int c = seek(0); c != Integer.MIN_VALUE; c = seek(c >= 0 ? c + 1 : c - 1)) {
            if (c < 0) {
                action.accept(Tag.box(hk[~c], kn == null ? 0 : kn[~c]), Tag.box(hv[~c], hn == null ? 0 : hn[~c]));
            } else {
                long bits = an == null ? 0 : an[c];
                action.accept(c + 1L, Tag.box(kind != null ? kind : ar[c], bits));
            }
        }
    }

    /// Sets the field `name`, given as Latin-1, to a boxed value.
    void setField(String name, Object value) {
        setStr(LuaString.constant(name), Tag.tagOf(value), Tag.bitsOf(value));
    }

    Object getField(String name) {
        return get(LuaString.constant(name));
    }

    /// The border that `#` gives without a metamethod.
    long rawLength() {
        return size;
    }
}
