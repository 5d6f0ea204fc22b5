package dev.incant.lua;

import java.util.Arrays;
import java.util.function.BiConsumer;
import org.jspecify.annotations.NullUnmarked;

/// A Lua table: an array part for keys 1 to `size`, kept unboxed while all its values are integers or all
/// are floats, and an open-addressing hash part for the rest.
///
/// Invariants: the array's last element is not nil, and the hash part has no value under an integer key from
/// 1 to `size + 1`; so the border that `#` returns is `size`. A key whose value became nil stays in the hash
/// part until the next rehash, so that a traversal may clear fields.
@NullUnmarked // raw protocol: null is nil
final class Table implements LuaTable {
    private static final Object[] NONE = new Object[0];
    private static final Object[] NO_KEYS = new Object[1];

    /// Takes the place of a key whose object is gone.
    static final Object DEAD_KEY = new Object();

    private static final int MAX_ARRAY = 1 << 28;

    /// Places gone through between two looks at the stop flag.
    private static final int STRIDE = 1 << 16;

    /// Capacity from which a hash part counts as large.
    private static final int LARGE = 1 << 12;

    private static final long BYTES = 72;

    /// Header of a Java array.
    private static final long HEADER = 16;

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
    private int expected;

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
    private boolean shared;

    Table(Heap heap) {
        this.heap = heap;
        heap.charge(BYTES);
    }

    Table(Heap heap, int arraySize, int hashSize) {
        this(heap);
        expected = Math.min(arraySize, MAX_ARRAY);
        if (hashSize > 0) {
            resizeHash(capacityFor(hashSize), 0);
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
        return hk.length > 1 ? bytes + hashBytes(hk.length) : bytes;
    }

    /// What a hash part like this one takes with another capacity.
    private long hashBytes(int capacity) {
        int arrays = 1 + (hn == null ? 0 : 1) + (kn == null ? 0 : 1);
        return HEADER + arrays * (HEADER + 8L * capacity);
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
            unshare();
        }
    }

    private void unshare() {
        heap.charge(hashBytes(hk.length));
        hk = hk.clone();
        hv = hv.clone();
        if (hn != null) {
            hn = hn.clone();
        }
        if (kn != null) {
            kn = kn.clone();
        }
        shared = false;
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
        return kn == null ? null : getHashInt(f, key);
    }

    private Object getHashInt(Frame f, long key) {
        int i = findInt(key);
        return i < 0 ? null : valueAt(f, i);
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
        int i = hash(key) & m;
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
        int i = find(key, bits);
        return i < 0 ? null : valueAt(f, i);
    }

    /// `(long) d` saturates: 2^63 must not pass for `Long.MAX_VALUE`.
    private static boolean isExact(long l, double d) {
        return l != Long.MAX_VALUE || d < 0x1p63;
    }

    // ---- finding a key in the hash part: its index or -1

    private int findInt(long key) {
        long[] bits = kn;
        return bits == null ? -1 : findNumber(Tag.INT, key, bits);
    }

    private int findNumber(Object tag, long key, long[] bits) {
        Object[] keys = hk;
        int m = keys.length - 1;
        int i = hashLong(key) & m;
        while (true) {
            Object q = keys[i];
            if (bits[i] == key && q == tag) {
                return i;
            }
            if (q == null) {
                return -1;
            }
            i = i + 1 & m;
        }
    }

    int findStr(LuaString key) {
        Object[] keys = hk;
        int m = keys.length - 1;
        int i = hash(key) & m;
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

    /// `key` is in raw form and neither nil nor NaN; a float has no integer value.
    private int find(Object key, long bits) {
        if (key == Tag.INT) {
            return findInt(bits);
        }
        if (key instanceof LuaString s) {
            return findStr(s);
        }
        if (key == Tag.FLT) {
            return kn == null ? -1 : findNumber(key, bits, kn);
        }
        Object[] keys = hk;
        int m = keys.length - 1;
        int i = hash(key, bits) & m;
        while (true) {
            Object q = keys[i];
            if (q == null) {
                return -1;
            }
            if (q == key) {
                return i;
            }
            i = i + 1 & m;
        }
    }

    private static int hashLong(long l) {
        int h = (int) (l ^ l >>> 32) * 0x9E3779B9;
        return h ^ h >>> 15;
    }

    private int hash(LuaString key) {
        int known = key.knownHash();
        return known != 0 ? known : key.hash(heap);
    }

    private int hash(Object key, long bits) {
        if (key == Tag.INT || key == Tag.FLT) {
            return hashLong(bits);
        }
        if (key instanceof LuaString s) {
            return hash(s);
        }
        if (key instanceof Boolean b) {
            return b ? 1 : 2;
        }
        return hashLong(System.identityHashCode(key));
    }

    // ---- raw writes

    void setInt(long key, Object v, long vn) {
        long i = key - 1;
        int n = size;
        if (i >= 0 && i < n) {
            storeElement((int) i, v, vn);
        } else if (i == n && v != null && n < MAX_ARRAY) {
            append(v, vn);
        } else {
            setHashInt(key, v, vn);
        }
    }

    private void storeElement(int j, Object v, long vn) {
        Object k = kind;
        if (k != null) {
            if (v == k) {
                an[j] = vn;
                return;
            }
            if (v == null && j == size - 1) {
                size = j;
                return;
            }
            becomeMixed();
        }
        if (v == Tag.INT || v == Tag.FLT) {
            if (an == null) {
                heap.charge(HEADER + 8L * ar.length);
                an = new long[ar.length];
            }
            an[j] = vn;
        }
        ar[j] = v;
        if (v == null && j == size - 1) {
            trim();
        }
    }

    private void trim() {
        int n = size;
        Object[] a = ar;
        while (n > 0 && a[n - 1] == null) {
            n--;
        }
        size = n;
    }

    private void becomeMixed() {
        heap.charge(HEADER + 4L * an.length);
        Object[] a = new Object[an.length];
        Arrays.fill(a, 0, size, kind);
        ar = a;
        kind = null;
    }

    private void append(Object v, long vn) {
        int n = size;
        Object k = kind;
        if (n == 0 && v != k) {
            startArray(v);
            k = kind;
        }
        if (k != null) {
            if (v == k) {
                if (n == an.length) {
                    growArray(n + 1);
                }
                an[n] = vn;
                appended(n + 1);
                return;
            }
            becomeMixed();
        }
        if (n == ar.length) {
            growArray(n + 1);
        }
        if (v == Tag.INT || v == Tag.FLT) {
            if (an == null) {
                heap.charge(HEADER + 8L * ar.length);
                an = new long[ar.length];
            }
            an[n] = vn;
        }
        ar[n] = v;
        appended(n + 1);
    }

    /// Sets the next positional field of a constructor. Nil holds its place until [#finishConstructor].
    void setPositional(long key, Object v, long vn) {
        if (v != null) {
            setInt(key, v, vn);
            return;
        }
        int n = size;
        if (key - 1 > n) {
            return;
        }
        if (kind != null) {
            becomeMixed();
        }
        if (key - 1 == n) {
            if (n == ar.length) {
                growArray(n + 1);
            }
            size = n + 1;
        }
        ar[(int) (key - 1)] = null;
    }

    /// Ends a constructor with positional fields.
    void finishConstructor() {
        if (kind == null) {
            trim();
        }
    }

    /// Elements that the array part has room for. Never becomes less.
    private int arrayCapacity() {
        return Math.max(an == null ? 0 : an.length, ar.length);
    }

    /// Chooses how to keep the elements of an empty array part by its first one.
    private void startArray(Object v) {
        int capacity = Math.max(expected, arrayCapacity());
        capacity = capacity == 0 ? 4 : capacity;
        expected = 0;
        if (v == Tag.INT || v == Tag.FLT) {
            if (an == null) {
                heap.charge(HEADER + 8L * capacity);
                an = new long[capacity];
            }
            ar = NONE;
            kind = v;
        } else {
            if (ar.length == 0) {
                heap.charge(HEADER + 4L * capacity);
                ar = new Object[capacity];
            }
            an = null;
            kind = null;
        }
    }

    /// Takes note of a new last element `n`, which is in its place already.
    private void appended(int n) {
        int last = kn == null ? n : lastInRow(n);
        if (last - n >= STRIDE) {
            moveToArray(n, last, last, used);
            return;
        }
        size = n;
        if (last > n) {
            migrate();
        }
    }

    /// The last of the keys in the hash part that follow `n` without a gap, or `n`.
    private int lastInRow(int n) {
        int last = n;
        while (last < MAX_ARRAY) {
            int i = findInt(last + 1L);
            if (i < 0 || hv[i] == null) {
                break;
            }
            last++;
            look(last);
        }
        return last;
    }

    /// Moves the elements that follow the array part out of the hash part.
    private void migrate() {
        while (true) {
            int i = findInt(size + 1L);
            if (i < 0 || hv[i] == null || size >= MAX_ARRAY) {
                return;
            }
            Object v = hv[i];
            long vn = hn == null ? 0 : hn[i];
            if (shared) {
                unshare();
            }
            hv[i] = null;
            int n = size;
            int had = used;
            used = 0;
            append(v, vn);
            used = had;
            if (size == n) {
                return;
            }
        }
    }

    private void growArray(int min) {
        int capacity = Math.max(4, Math.max(min, (int) Math.min(MAX_ARRAY, 2L * size)));
        if (kind != null) {
            heap.charge(HEADER + 8L * capacity);
            an = Arrays.copyOf(an, capacity);
        } else {
            heap.charge(2 * HEADER + (an == null ? 4L : 12L) * capacity);
            Object[] a = Arrays.copyOf(ar, capacity);
            if (an != null) {
                an = Arrays.copyOf(an, capacity);
            }
            ar = a;
        }
    }

    void setStr(LuaString key, Object v, long vn) {
        Object[] keys = hk;
        int m = keys.length - 1;
        int i = hash(key) & m;
        while (true) {
            Object q = keys[i];
            if (q == key) {
                break;
            }
            if (q == null) {
                if (v != null) {
                    insert(key, 0, v, vn);
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

    /// Sets the value of the key in place `i` of the hash part.
    void setPlace(int i, Object v, long vn) {
        if (hv[i] == v && hn != null && !shared) {
            hn[i] = vn;
        } else {
            put(i, v, vn);
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
        setHash(key, bits, v, vn);
    }

    private void setHash(Object key, long bits, Object v, long vn) {
        int i = find(key, bits);
        if (i >= 0) {
            put(i, v, vn);
        } else if (v != null) {
            insert(key, bits, v, vn);
        }
    }

    private void setHashInt(long key, Object v, long vn) {
        int i = findInt(key);
        if (i < 0) {
            if (v != null) {
                insert(Tag.INT, key, v, vn);
            }
        } else {
            setPlace(i, v, vn);
        }
    }

    private void put(int i, Object v, long vn) {
        if (shared) {
            unshare();
        }
        if (v == Tag.INT || v == Tag.FLT) {
            if (hn == null) {
                heap.charge(HEADER + 8L * hk.length);
                hn = new long[hk.length];
            }
            hn[i] = vn;
        }
        if (hv[i] == null) {
            absent = 0;
        }
        hv[i] = v;
    }

    private void insert(Object key, long bits, Object v, long vn) {
        if (shared) {
            unshare();
        }
        if (used + 1 > mostKeys(hk.length)) {
            rehash(key, bits);
            set(key, bits, v, vn);
            return;
        }
        boolean numeric = key == Tag.INT || key == Tag.FLT;
        if (numeric && kn == null) {
            heap.charge(HEADER + 8L * hk.length);
            kn = new long[hk.length];
        }
        absent = 0;
        int m = hk.length - 1;
        int i = hash(key, bits) & m;
        while (hk[i] != null) {
            i = i + 1 & m;
        }
        if (v == Tag.INT || v == Tag.FLT) {
            if (hn == null) {
                heap.charge(HEADER + 8L * hk.length);
                hn = new long[hk.length];
            }
            hn[i] = vn;
        }
        hv[i] = v;
        hk[i] = key;
        if (numeric) {
            kn[i] = bits;
        }
        used++;
    }

    /// Makes room for one more key: moves integer keys into the array part where it would be more than half
    /// full (as PUC's `computesizes`), drops dead keys and resizes the rest.
    private void rehash(Object key, long bits) {
        int[] bins = new int[32];
        int live = 1;
        int integers = 0;
        for (int i = 0; i < hk.length; i++) {
            look(i);
            if (hk[i] != null && hv[i] != null) {
                live++;
                if (isIndex(i, 0, MAX_ARRAY)) {
                    bins[bin(kn[i])]++;
                    integers++;
                }
            }
        }
        if (key == Tag.INT && bits > 0 && bits <= MAX_ARRAY) {
            bins[bin(bits)]++;
            integers++;
        }
        int target = integers == 0 ? 0 : arrayTarget(bins, integers + countArray(bins));
        long last = target > size ? lastUpTo(target) : 0;
        if (last > size) {
            moveToArray(size, target, (int) last, live);
        } else {
            resizeHash(capacityFor(live), size);
        }
    }

    /// Called for each place of what may be long. A stop may unwind from here: what is looked at until then
    /// is as it was.
    private void look(int i) {
        if ((i & STRIDE - 1) == STRIDE - 1) {
            heap.checkInterrupt();
        }
    }

    /// Whether the key in place `i` is an integer above `above` and up to `last`.
    private boolean isIndex(int i, long above, long last) {
        return hk[i] == Tag.INT && kn[i] > above && kn[i] <= last;
    }

    private static int bin(long l) {
        return l == 1 ? 0 : 64 - Long.numberOfLeadingZeros(l - 1);
    }

    /// Adds the array part's elements to the bins and returns how many there are.
    private int countArray(int[] bins) {
        int count = 0;
        int from = 0;
        for (int b = 0; from < size; b++) {
            int to = (int) Math.min(size, 1L << b);
            int here = kind != null ? to - from : 0;
            if (kind == null) {
                for (int i = from; i < to; i++) {
                    look(i);
                    here += ar[i] == null ? 0 : 1;
                }
            }
            bins[b] += here;
            count += here;
            from = to;
        }
        return count;
    }

    /// The largest power of two such that more than half of the keys up to it are in use.
    private static int arrayTarget(int[] bins, int total) {
        int seen = 0;
        int best = 0;
        for (int b = 0; b < 29 && total > 1L << b >> 1; b++) {
            seen += bins[b];
            if (seen > 1L << b >> 1) {
                best = 1 << b;
            }
        }
        return best;
    }

    /// The largest key up to `target` in the hash part, or 0.
    private long lastUpTo(int target) {
        long last = 0;
        for (int i = 0; i < hk.length; i++) {
            look(i);
            if (isIndex(i, last, target) && hv[i] != null) {
                last = kn[i];
            }
        }
        return last;
    }

    /// Moves keys above `count` and up to `target`, of which `last` is the largest, from the hash part into the
    /// array part, which has `count` elements, and resizes the rest of `live` keys. All is made aside first: a
    /// stop on the way leaves the table as it was.
    private void moveToArray(int count, int target, int last, int live) {
        int capacity = Math.max(Math.max(arrayCapacity(), count), target);
        heap.charge(2 * HEADER + 12L * capacity);
        Object[] objects = new Object[capacity];
        long[] numbers = new long[capacity];
        if (kind == null) {
            System.arraycopy(ar, 0, objects, 0, count);
        } else {
            Arrays.fill(objects, 0, count, kind);
        }
        if (an != null) {
            System.arraycopy(an, 0, numbers, 0, count);
        }
        int moved = 0;
        for (int i = 0; i < hk.length; i++) {
            look(i);
            if (isIndex(i, count, target) && hv[i] != null) {
                int j = (int) (kn[i] - 1);
                objects[j] = hv[i];
                if (hn != null) {
                    numbers[j] = hn[i];
                }
                moved++;
            }
        }
        Object common = commonKind(objects, last);
        resizeHash(capacityFor(live - moved), last);
        ar = common == null ? objects : NONE;
        an = numbers;
        kind = common;
        size = last;
    }

    /// The number kind that all of the first `count` elements are of, which then need no objects; else null.
    private Object commonKind(Object[] objects, int count) {
        Object k = objects[0];
        if (k != Tag.INT && k != Tag.FLT) {
            return null;
        }
        for (int i = 1; i < count; i++) {
            look(i);
            if (objects[i] != k) {
                return null;
            }
        }
        return k;
    }

    private static int capacityFor(int keys) {
        int n = 4;
        while (mostKeys(n) < keys) {
            n <<= 1;
        }
        return n;
    }

    /// The keys that a capacity is enough for. Large parts are fuller: what they cost is fetching them from memory.
    private static int mostKeys(int capacity) {
        return (int) (capacity < LARGE ? capacity * 3L >> 2 : capacity * 7L >> 3);
    }

    /// Gives the hash part a new capacity, without the keys from 1 to `inArray`. Made aside, as above.
    private void resizeHash(int capacity, int inArray) {
        heap.charge(hashBytes(capacity));
        Object[] keys = new Object[capacity];
        Object[] values = new Object[capacity];
        long[] numbers = hn == null ? null : new long[capacity];
        long[] bits = kn == null ? null : new long[capacity];
        int m = capacity - 1;
        int count = 0;
        for (int i = 0; i < hk.length; i++) {
            look(i);
            Object k = hk[i];
            if (k == null || hv[i] == null || isIndex(i, 0, inArray)) {
                continue;
            }
            boolean numeric = k == Tag.INT || k == Tag.FLT;
            int j = (numeric ? hashLong(kn[i]) : hash(k, 0)) & m;
            while (keys[j] != null) {
                j = j + 1 & m;
            }
            keys[j] = k;
            if (numeric) {
                bits[j] = kn[i];
            }
            values[j] = hv[i];
            if (numbers != null) {
                numbers[j] = hn[i];
            }
            count++;
        }
        hk = keys;
        hv = values;
        hn = numbers;
        kn = bits;
        used = count;
        shared = false;
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
        if (k == Tag.INT && b > 0 && b <= arrayCapacity()) {
            // An element beyond the size may have been cleared by the traversal itself.
            int i = b > size ? findInt(b) : -1;
            return i >= 0 ? ~i - 1 : (int) b;
        }
        int i = find(k, b);
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
        int i = find(k, b);
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
