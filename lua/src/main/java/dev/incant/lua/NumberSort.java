package dev.incant.lua;

import java.util.Arrays;

/// Sorts unboxed numbers in pieces small enough that a script can be stopped in between.
final class NumberSort {
    /// Numbers sorted at a stretch, some 5 ms.
    private static final int BLOCK = 1 << 16;

    private NumberSort() {}

    /// Sorts integers, or the bits of floats.
    static void sort(LuaState state, long[] a, boolean floats) {
        if (floats) {
            flip(a);
        }
        for (int from = 0; from < a.length; from += BLOCK) {
            int to = Math.min(a.length, from + BLOCK);
            state.tick((to - from) / 8);
            Arrays.sort(a, from, to);
        }
        if (a.length > BLOCK) {
            merge(state, a);
        }
        if (floats) {
            flip(a);
        }
    }

    /// Turns the bits of floats into integers of the same order, and back; NaN comes last or first by its
    /// sign.
    private static void flip(long[] a) {
        for (int i = 0; i < a.length; i++) {
            a[i] ^= a[i] >> 63 & Long.MAX_VALUE;
        }
    }

    private static void merge(LuaState state, long[] a) {
        state.heap.charge(8L * a.length);
        long[] from = a;
        long[] to = new long[a.length];
        for (long width = BLOCK; width < a.length; width *= 2) {
            for (long lo = 0; lo < a.length; lo += 2 * width) {
                int middle = (int) Math.min(a.length, lo + width);
                merge(state, from, (int) lo, middle, (int) Math.min(a.length, middle + width), to);
            }
            long[] swap = from;
            from = to;
            to = swap;
        }
        if (from != a) {
            System.arraycopy(from, 0, a, 0, a.length);
        }
    }

    private static void merge(LuaState state, long[] from, int lo, int middle, int up, long[] to) {
        int i = lo;
        int j = middle;
        for (int k = lo; k < up; k++) {
            if ((k & 16_383) == 0) {
                state.tick(1024);
            }
            if (i < middle && (j >= up || from[i] <= from[j])) {
                to[k] = from[i++];
            } else {
                to[k] = from[j++];
            }
        }
    }
}
