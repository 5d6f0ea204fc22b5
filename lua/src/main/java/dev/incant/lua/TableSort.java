package dev.incant.lua;

import java.util.Arrays;
import java.util.Comparator;
import org.jspecify.annotations.NullUnmarked;

/// `table.sort`.
///
/// The elements are sorted in a copy and written back at the end, so that an order function may do to the
/// table what it likes and an error leaves it as it was. With an order function the quicksort compares
/// the same elements as PUC's: equal elements end up in the same order, and a function that is not an order is
/// found out (or not) alike.
@NullUnmarked // raw protocol: null is nil
final class TableSort {
    /// Above this size an uneven partition makes the next pivots arbitrary.
    private static final int LARGE = 100;

    private final Frame f;
    private final FunctionValue order;
    private final Object[] v;
    private final long[] n;
    private int comparisons;
    private long arbitrary;

    private TableSort(Frame f, Object[] v, long[] n, FunctionValue order) {
        this.f = f;
        this.v = v;
        this.n = n;
        this.order = order;
    }

    /// Sorts the array part of a table without metamethods, which has at least two elements.
    static void sort(Frame f, Table t, FunctionValue order) {
        int count = t.size;
        f.state.heap.charge(16L * count);
        if (t.kind != null && order == null) {
            long[] numbers = Arrays.copyOf(t.an, count);
            NumberSort.sort(f.state, numbers, t.kind == Tag.FLT);
            System.arraycopy(numbers, 0, t.an, 0, count);
            return;
        }
        Object kind = t.kind;
        boolean numbers = t.an != null;
        Object[] v;
        if (kind != null) {
            v = new Object[count];
            Arrays.fill(v, kind);
        } else {
            v = Arrays.copyOf(t.ar, count);
        }
        long[] n = numbers ? Arrays.copyOf(t.an, count) : new long[count];
        if (order != null || !sortStrings(f, v)) {
            new TableSort(f, v, n, order).sort(0, count - 1);
        }
        // An order function may have changed the table's shape, and nil may have come to the end.
        if (t.size == count && t.kind == kind && t.an != null == numbers && v[count - 1] != null) {
            if (kind == null) {
                System.arraycopy(v, 0, t.ar, 0, count);
            }
            if (numbers) {
                System.arraycopy(n, 0, t.an, 0, count);
            }
        } else {
            for (int i = 0; i < count; i++) {
                tick(f, i);
                t.setInt(i + 1L, v[i], n[i]);
            }
        }
    }

    /// Sorts elements 1 to `count` of anything that can be indexed.
    static void sortIndexed(Frame f, Object o, int count, FunctionValue order) {
        // Grown while reading: the length may be a lie.
        Object[] v = new Object[Math.min(count, 64)];
        long[] n = new long[v.length];
        for (int i = 0; i < count; i++) {
            tick(f, i);
            if (i == v.length) {
                int capacity = (int) Math.min(count, 2L * i);
                f.state.heap.charge(16L * capacity);
                v = Arrays.copyOf(v, capacity);
                n = Arrays.copyOf(n, capacity);
            }
            Object value = Access.get(f, o, i + 1L);
            v[i] = Tag.tagOf(value);
            n[i] = Tag.bitsOf(value);
            if (value == null && order == null && i > 0) {
                // Nil has no order: this raises the error that sorting would end with.
                Compare.less(f, v[i], n[i], v[i - 1], n[i - 1]);
            }
        }
        new TableSort(f, v, n, order).sort(0, count - 1);
        for (int i = 0; i < count; i++) {
            tick(f, i);
            Access.set(f, o, i + 1L, Tag.box(v[i], n[i]));
        }
    }

    private static void tick(Frame f, int i) {
        if ((i & 1023) == 0) {
            f.state.tick(1024);
        }
    }

    /// Sorts by bytes if all values are strings, and tells whether.
    private static boolean sortStrings(Frame f, Object[] v) {
        for (int i = 0; i < v.length; i++) {
            if (!(v[i] instanceof LuaString)) {
                return false;
            }
            tick(f, i);
        }
        Arrays.sort(v, new ByBytes(f.state));
        return true;
    }

    /// The order of strings; charges steps by how much there is to compare.
    private static final class ByBytes implements Comparator<Object> {
        private final LuaState state;
        private int work;

        ByBytes(LuaState state) {
            this.state = state;
        }

        @Override
        public int compare(Object a, Object b) {
            LuaString left = (LuaString) a;
            LuaString right = (LuaString) b;
            work += 16 + Math.min(left.bytes.length, right.bytes.length) / 16;
            if (work > 16_384) {
                state.tick(work / 16);
                work = 0;
            }
            return left.compareTo(right);
        }
    }

    // ---- quicksort

    private boolean less(int a, int b) {
        return less(v[a], n[a], v[b], n[b]);
    }

    private boolean less(Object a, long x, Object b, long y) {
        if ((++comparisons & 255) == 0) {
            f.state.tick(256);
        }
        if (order == null) {
            return Compare.less(f, a, x, b, y);
        }
        Frame nf = f.push(order, 2);
        nf.s[0] = a;
        nf.n[0] = x;
        nf.s[1] = b;
        nf.n[1] = y;
        Object r = Calls.callFromJava(f, order, nf);
        if (r == Tag.MULTI) {
            r = nf.argc == 0 ? null : nf.s[0];
        }
        return r != null && r != Boolean.FALSE;
    }

    private void swap(int a, int b) {
        Object o = v[a];
        v[a] = v[b];
        v[b] = o;
        long bits = n[a];
        n[a] = n[b];
        n[b] = bits;
    }

    /// Sorts the elements from `first` to `last`.
    private void sort(int first, int last) {
        int lo = first;
        int up = last;
        while (lo < up) {
            if (less(up, lo)) {
                swap(lo, up);
            }
            if (up - lo == 1) {
                return;
            }
            int middle = pivot(lo, up);
            if (less(middle, lo)) {
                swap(middle, lo);
            } else if (less(up, middle)) {
                swap(middle, up);
            }
            if (up - lo == 2) {
                return;
            }
            // The median of three waits beside the end while the rest is partitioned.
            swap(middle, up - 1);
            int p = partition(lo, up);
            int smaller;
            if (p - lo < up - p) {
                sort(lo, p - 1);
                smaller = p - lo;
                lo = p + 1;
            } else {
                sort(p + 1, up);
                smaller = up - p;
                up = p - 1;
            }
            if ((up - lo) / 128 > smaller) {
                arbitrary = arbitrary * 6364136223846793005L + 1442695040888963407L;
            }
        }
    }

    private int pivot(int lo, int up) {
        if (up - lo < LARGE || arbitrary == 0) {
            return lo + (up - lo) / 2;
        }
        int quarter = (up - lo) / 4;
        return lo + quarter + (int) Long.remainderUnsigned(arbitrary >>> 16, quarter * 2L);
    }

    /// Partitions by the pivot at `up - 1`, with no element above it at `lo` and none below it at `up`, and
    /// returns where the pivot ends up. A scan that runs past these two shows that the function is no order.
    private int partition(int lo, int up) {
        Object pivot = v[up - 1];
        long bits = n[up - 1];
        int i = lo;
        int j = up - 1;
        while (true) {
            while (less(v[++i], n[i], pivot, bits)) {
                if (i == up - 1) {
                    throw f.error("invalid order function for sorting");
                }
            }
            while (less(pivot, bits, v[--j], n[j])) {
                if (j < i) {
                    throw f.error("invalid order function for sorting");
                }
            }
            if (j < i) {
                swap(up - 1, i);
                return i;
            }
            swap(i, j);
        }
    }
}
