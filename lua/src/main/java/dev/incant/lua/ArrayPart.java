package dev.incant.lua;

import java.util.Arrays;
import org.jspecify.annotations.NullUnmarked;

/// The array part of a [Table]: how it begins, grows, changes the way in which it keeps its elements, and takes over
/// those that lie in the hash part. Its arrays are fields of the table itself, so that reading one costs no step more.
@NullUnmarked // raw protocol: null is nil
final class ArrayPart {
    private ArrayPart() {}

    /// Sets element `j`, counted from 0, which is there.
    static void store(Table t, int j, Object v, long vn) {
        Object k = t.kind;
        if (k != null) {
            if (v == k) {
                t.an[j] = vn;
                return;
            }
            if (v == null && j == t.size - 1) {
                t.size = j;
                return;
            }
            becomeMixed(t);
        }
        if (v == Tag.INT || v == Tag.FLT) {
            if (t.an == null) {
                t.heap.charge(Table.HEADER + 8L * t.ar.length);
                t.an = new long[t.ar.length];
            }
            t.an[j] = vn;
        }
        t.ar[j] = v;
        if (v == null && j == t.size - 1) {
            trim(t);
        }
    }

    /// Leaves out nils at the end.
    static void trim(Table t) {
        int n = t.size;
        Object[] a = t.ar;
        while (n > 0 && a[n - 1] == null) {
            n--;
        }
        t.size = n;
    }

    private static void becomeMixed(Table t) {
        t.heap.charge(Table.HEADER + 4L * t.an.length);
        Object[] a = new Object[t.an.length];
        Arrays.fill(a, 0, t.size, t.kind);
        t.ar = a;
        t.kind = null;
    }

    /// Adds an element, not nil, and those of the hash part that follow it.
    static void append(Table t, Object v, long vn) {
        int n = t.size;
        Object k = t.kind;
        if (n == 0 && v != k) {
            start(t, v);
            k = t.kind;
        }
        if (k != null) {
            if (v == k) {
                if (n == t.an.length) {
                    grow(t, n + 1);
                }
                t.an[n] = vn;
                appended(t, n + 1);
                return;
            }
            becomeMixed(t);
        }
        if (n == t.ar.length) {
            grow(t, n + 1);
        }
        if (v == Tag.INT || v == Tag.FLT) {
            if (t.an == null) {
                t.heap.charge(Table.HEADER + 8L * t.ar.length);
                t.an = new long[t.ar.length];
            }
            t.an[n] = vn;
        }
        t.ar[n] = v;
        appended(t, n + 1);
    }

    /// Holds the place of `key`, at most one beyond the last element, with nil until the constructor ends.
    static void setNil(Table t, long key) {
        int n = t.size;
        if (key - 1 > n) {
            return;
        }
        if (t.kind != null) {
            becomeMixed(t);
        }
        if (key - 1 == n) {
            if (n == t.ar.length) {
                grow(t, n + 1);
            }
            t.size = n + 1;
        }
        t.ar[(int) (key - 1)] = null;
    }

    /// Chooses how to keep the elements of an empty array part by its first one.
    private static void start(Table t, Object v) {
        int capacity = Math.max(t.expected, capacity(t));
        capacity = capacity == 0 ? 4 : capacity;
        t.expected = 0;
        if (v == Tag.INT || v == Tag.FLT) {
            if (t.an == null) {
                t.heap.charge(Table.HEADER + 8L * capacity);
                t.an = new long[capacity];
            }
            t.ar = Table.NONE;
            t.kind = v;
        } else {
            if (t.ar.length == 0) {
                t.heap.charge(Table.HEADER + 4L * capacity);
                t.ar = new Object[capacity];
            }
            t.an = null;
            t.kind = null;
        }
    }

    /// Elements that the array part has room for. Never becomes less.
    static int capacity(Table t) {
        return Math.max(t.an == null ? 0 : t.an.length, t.ar.length);
    }

    private static void grow(Table t, int min) {
        int capacity = Math.max(4, Math.max(min, (int) Math.min(Table.MAX_ARRAY, 2L * t.size)));
        if (t.kind != null) {
            t.heap.charge(Table.HEADER + 8L * capacity);
            t.an = Arrays.copyOf(t.an, capacity);
        } else {
            t.heap.charge(2 * Table.HEADER + (t.an == null ? 4L : 12L) * capacity);
            Object[] a = Arrays.copyOf(t.ar, capacity);
            if (t.an != null) {
                t.an = Arrays.copyOf(t.an, capacity);
            }
            t.ar = a;
        }
    }

    /// Takes note of a new last element `n`, which is in its place already.
    private static void appended(Table t, int n) {
        int last = t.kn == null ? n : lastInRow(t, n);
        if (last - n >= Table.STRIDE) {
            moveFromHash(t, n, last, last, t.used);
            return;
        }
        t.size = n;
        if (last > n) {
            migrate(t);
        }
    }

    /// The last of the keys in the hash part that follow `n` without a gap, or `n`.
    private static int lastInRow(Table t, int n) {
        int last = n;
        while (last < Table.MAX_ARRAY) {
            int i = HashPart.findInt(t, last + 1L);
            if (i < 0 || t.hv[i] == null) {
                break;
            }
            last++;
            t.look(last);
        }
        return last;
    }

    /// Moves the elements that follow the array part out of the hash part.
    private static void migrate(Table t) {
        while (true) {
            int i = HashPart.findInt(t, t.size + 1L);
            if (i < 0 || t.hv[i] == null || t.size >= Table.MAX_ARRAY) {
                return;
            }
            Object v = t.hv[i];
            long vn = t.hn == null ? 0 : t.hn[i];
            if (t.shared) {
                HashPart.unshare(t);
            }
            t.hv[i] = null;
            int n = t.size;
            int had = t.used;
            t.used = 0;
            append(t, v, vn);
            t.used = had;
            if (t.size == n) {
                return;
            }
        }
    }

    // ---- what a rehash asks for: bin `b` counts keys above 2^(b-1) and up to 2^b

    static int bin(long l) {
        return l == 1 ? 0 : 64 - Long.numberOfLeadingZeros(l - 1);
    }

    /// Adds the array part's elements to the bins and returns how many there are.
    static int count(Table t, int[] bins) {
        int count = 0;
        int from = 0;
        for (int b = 0; from < t.size; b++) {
            int to = (int) Math.min(t.size, 1L << b);
            int here = t.kind != null ? to - from : 0;
            if (t.kind == null) {
                for (int i = from; i < to; i++) {
                    t.look(i);
                    here += t.ar[i] == null ? 0 : 1;
                }
            }
            bins[b] += here;
            count += here;
            from = to;
        }
        return count;
    }

    /// The largest power of two such that more than half of the keys up to it are in use.
    static int target(int[] bins, int total) {
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
    static long lastUpTo(Table t, int target) {
        long last = 0;
        for (int i = 0; i < t.hk.length; i++) {
            t.look(i);
            if (HashPart.isIndex(t, i, last, target) && t.hv[i] != null) {
                last = t.kn[i];
            }
        }
        return last;
    }

    /// Moves keys above `count` and up to `target`, of which `last` is the largest, from the hash part into the
    /// array part, which has `count` elements, and resizes the rest of `live` keys. All is made aside first: a
    /// stop on the way leaves the table as it was.
    static void moveFromHash(Table t, int count, int target, int last, int live) {
        int capacity = Math.max(Math.max(capacity(t), count), target);
        t.heap.charge(2 * Table.HEADER + 12L * capacity);
        Object[] objects = new Object[capacity];
        long[] numbers = new long[capacity];
        if (t.kind == null) {
            System.arraycopy(t.ar, 0, objects, 0, count);
        } else {
            Arrays.fill(objects, 0, count, t.kind);
        }
        if (t.an != null) {
            System.arraycopy(t.an, 0, numbers, 0, count);
        }
        int moved = 0;
        for (int i = 0; i < t.hk.length; i++) {
            t.look(i);
            if (HashPart.isIndex(t, i, count, target) && t.hv[i] != null) {
                int j = (int) (t.kn[i] - 1);
                objects[j] = t.hv[i];
                if (t.hn != null) {
                    numbers[j] = t.hn[i];
                }
                moved++;
            }
        }
        Object common = commonKind(t, objects, last);
        HashPart.resize(t, HashPart.capacityFor(live - moved), last);
        t.ar = common == null ? objects : Table.NONE;
        t.an = numbers;
        t.kind = common;
        t.size = last;
    }

    /// The number kind that all of the first `count` elements are of, which then need no objects; else null.
    private static Object commonKind(Table t, Object[] objects, int count) {
        Object k = objects[0];
        if (k != Tag.INT && k != Tag.FLT) {
            return null;
        }
        for (int i = 1; i < count; i++) {
            t.look(i);
            if (objects[i] != k) {
                return null;
            }
        }
        return k;
    }
}
