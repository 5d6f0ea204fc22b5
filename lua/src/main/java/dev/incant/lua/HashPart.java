package dev.incant.lua;

import org.jspecify.annotations.NullUnmarked;

/// The hash part of a [Table]: open addressing in parallel arrays, which are fields of the table itself, so that
/// reading one costs no step more. What finds and sets a string's value is in the table.
@NullUnmarked // raw protocol: null is nil
final class HashPart {
    /// Capacity from which a hash part counts as large.
    private static final int LARGE = 1 << 12;

    private HashPart() {}

    static Object getInt(Table t, Frame f, long key) {
        int i = findInt(t, key);
        return i < 0 ? null : t.valueAt(f, i);
    }

    // ---- finding a key: its index or -1

    static int findInt(Table t, long key) {
        long[] bits = t.kn;
        return bits == null ? -1 : findNumber(t, Tag.INT, key, bits);
    }

    private static int findNumber(Table t, Object tag, long key, long[] bits) {
        Object[] keys = t.hk;
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

    /// `key` is in raw form and neither nil nor NaN; a float has no integer value.
    static int find(Table t, Object key, long bits) {
        if (key == Tag.INT) {
            return findInt(t, bits);
        }
        if (key instanceof LuaString s) {
            return t.findStr(s);
        }
        if (key == Tag.FLT) {
            return t.kn == null ? -1 : findNumber(t, key, bits, t.kn);
        }
        Object[] keys = t.hk;
        int m = keys.length - 1;
        int i = hash(t, key, bits) & m;
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

    static int hash(Table t, LuaString key) {
        int known = key.knownHash();
        return known != 0 ? known : key.hash(t.heap);
    }

    private static int hash(Table t, Object key, long bits) {
        if (key == Tag.INT || key == Tag.FLT) {
            return hashLong(bits);
        }
        if (key instanceof LuaString s) {
            return hash(t, s);
        }
        if (key instanceof Boolean b) {
            return b ? 1 : 2;
        }
        return hashLong(System.identityHashCode(key));
    }

    private static int hashLong(long l) {
        int h = (int) (l ^ l >>> 32) * 0x9E3779B9;
        return h ^ h >>> 15;
    }

    // ---- writing

    /// Sets a key of a kind that only the hash part has.
    static void set(Table t, Object key, long bits, Object v, long vn) {
        int i = find(t, key, bits);
        if (i >= 0) {
            put(t, i, v, vn);
        } else if (v != null) {
            insert(t, key, bits, v, vn);
        }
    }

    static void setInt(Table t, long key, Object v, long vn) {
        int i = findInt(t, key);
        if (i < 0) {
            if (v != null) {
                insert(t, Tag.INT, key, v, vn);
            }
        } else {
            t.setPlace(i, v, vn);
        }
    }

    /// Sets the value of the key in place `i`.
    static void put(Table t, int i, Object v, long vn) {
        if (t.shared) {
            unshare(t);
        }
        if (v == Tag.INT || v == Tag.FLT) {
            if (t.hn == null) {
                t.heap.charge(Table.HEADER + 8L * t.hk.length);
                t.hn = new long[t.hk.length];
            }
            t.hn[i] = vn;
        }
        if (t.hv[i] == null) {
            t.absent = 0;
        }
        t.hv[i] = v;
    }

    /// Adds a key that is not there; `v` is not nil.
    static void insert(Table t, Object key, long bits, Object v, long vn) {
        if (t.shared) {
            unshare(t);
        }
        if (t.used + 1 > mostKeys(t.hk.length)) {
            rehash(t, key, bits);
            t.set(key, bits, v, vn);
            return;
        }
        boolean numeric = key == Tag.INT || key == Tag.FLT;
        if (numeric && t.kn == null) {
            t.heap.charge(Table.HEADER + 8L * t.hk.length);
            t.kn = new long[t.hk.length];
        }
        t.absent = 0;
        int m = t.hk.length - 1;
        int i = hash(t, key, bits) & m;
        while (t.hk[i] != null) {
            i = i + 1 & m;
        }
        if (v == Tag.INT || v == Tag.FLT) {
            if (t.hn == null) {
                t.heap.charge(Table.HEADER + 8L * t.hk.length);
                t.hn = new long[t.hk.length];
            }
            t.hn[i] = vn;
        }
        t.hv[i] = v;
        t.hk[i] = key;
        if (numeric) {
            t.kn[i] = bits;
        }
        t.used++;
    }

    /// Copies arrays that belong to a template.
    static void unshare(Table t) {
        t.heap.charge(bytes(t, t.hk.length));
        t.hk = t.hk.clone();
        t.hv = t.hv.clone();
        if (t.hn != null) {
            t.hn = t.hn.clone();
        }
        if (t.kn != null) {
            t.kn = t.kn.clone();
        }
        t.shared = false;
    }

    // ---- growing

    /// Makes room for one more key: moves integer keys into the array part where it would be more than half
    /// full (as PUC's `computesizes`), drops dead keys and resizes the rest.
    private static void rehash(Table t, Object key, long bits) {
        int[] bins = new int[32];
        int live = 1;
        int integers = 0;
        for (int i = 0; i < t.hk.length; i++) {
            t.look(i);
            if (t.hk[i] != null && t.hv[i] != null) {
                live++;
                if (isIndex(t, i, 0, Table.MAX_ARRAY)) {
                    bins[ArrayPart.bin(t.kn[i])]++;
                    integers++;
                }
            }
        }
        if (key == Tag.INT && bits > 0 && bits <= Table.MAX_ARRAY) {
            bins[ArrayPart.bin(bits)]++;
            integers++;
        }
        int target = integers == 0 ? 0 : ArrayPart.target(bins, integers + ArrayPart.count(t, bins));
        long last = target > t.size ? ArrayPart.lastUpTo(t, target) : 0;
        if (last > t.size) {
            ArrayPart.moveFromHash(t, t.size, target, (int) last, live);
        } else {
            resize(t, capacityFor(live), t.size);
        }
    }

    /// Whether the key in place `i` is an integer above `above` and up to `last`.
    static boolean isIndex(Table t, int i, long above, long last) {
        return t.hk[i] == Tag.INT && t.kn[i] > above && t.kn[i] <= last;
    }

    /// The capacity for so many keys.
    static int capacityFor(int keys) {
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

    /// Gives the hash part a new capacity, without the keys from 1 to `inArray`. All is made aside first: a stop on
    /// the way leaves the table as it was.
    static void resize(Table t, int capacity, int inArray) {
        t.heap.charge(bytes(t, capacity));
        Object[] keys = new Object[capacity];
        Object[] values = new Object[capacity];
        long[] numbers = t.hn == null ? null : new long[capacity];
        long[] bits = t.kn == null ? null : new long[capacity];
        int m = capacity - 1;
        int count = 0;
        for (int i = 0; i < t.hk.length; i++) {
            t.look(i);
            Object k = t.hk[i];
            if (k == null || t.hv[i] == null || isIndex(t, i, 0, inArray)) {
                continue;
            }
            boolean numeric = k == Tag.INT || k == Tag.FLT;
            int j = (numeric ? hashLong(t.kn[i]) : hash(t, k, 0)) & m;
            while (keys[j] != null) {
                j = j + 1 & m;
            }
            keys[j] = k;
            if (numeric) {
                bits[j] = t.kn[i];
            }
            values[j] = t.hv[i];
            if (numbers != null) {
                numbers[j] = t.hn[i];
            }
            count++;
        }
        t.hk = keys;
        t.hv = values;
        t.hn = numbers;
        t.kn = bits;
        t.used = count;
        t.shared = false;
    }

    /// What a hash part like this one takes with another capacity.
    static long bytes(Table t, int capacity) {
        int arrays = 1 + (t.hn == null ? 0 : 1) + (t.kn == null ? 0 : 1);
        return Table.HEADER + arrays * (Table.HEADER + 8L * capacity);
    }
}
