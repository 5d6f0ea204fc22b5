package dev.incant.tools.data.csv;

/// Counts different texts: exactly up to a number of them, then by Wegman's adaptive sampling of their hashes, with a
/// standard error of about 1.2 / √limit (0.7 % for 32,768).
final class Distinct {
    private final int limit;
    private long[] table = new long[64];
    private int size;
    private int level;

    Distinct(int limit) {
        this.limit = limit;
    }

    void add(String text) {
        long hash = hash(text);
        if ((hash & ((1L << level) - 1)) != 0) {
            return;
        }
        if (insert(table, hash)) {
            size++;
            while (size > limit) {
                level++;
                rebuild(table.length);
            }
            if (size * 2 > table.length) {
                rebuild(table.length * 2);
            }
        }
    }

    private static boolean insert(long[] table, long hash) {
        int at = (int) (hash >>> 33) & (table.length - 1);
        while (table[at] != 0) {
            if (table[at] == hash) {
                return false;
            }
            at = (at + 1) & (table.length - 1);
        }
        table[at] = hash;
        return true;
    }

    private void rebuild(int length) {
        long[] old = table;
        table = new long[length];
        size = 0;
        long mask = (1L << level) - 1;
        for (long hash : old) {
            if (hash != 0 && (hash & mask) == 0 && insert(table, hash)) {
                size++;
            }
        }
    }

    boolean exact() {
        return level == 0;
    }

    long count() {
        return (long) size << level;
    }

    /// 64 bits, mixed as MurmurHash3 ends; never 0.
    private static long hash(String text) {
        long hash = 0x9e3779b97f4a7c15L ^ text.length();
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0xff51afd7ed558ccdL;
            hash ^= hash >>> 32;
        }
        hash ^= hash >>> 33;
        hash *= 0xc4ceb9fe1a85ec53L;
        hash ^= hash >>> 33;
        return hash == 0 ? 1 : hash;
    }
}
