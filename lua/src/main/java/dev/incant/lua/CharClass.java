package dev.incant.lua;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The character classes of patterns (`%a`, `%d`, …) in the "C" locale, as tables from byte to membership.
final class CharClass {
    static final boolean[] ALL = filled();

    /// Tables made so far, by class letter. A race makes one twice and does no harm: a record's contents are
    /// seen complete by every thread.
    private static final @Nullable Members[] TABLES = new @Nullable Members[128];

    private static final @Nullable Members[] SINGLES = new @Nullable Members[256];

    private record Members(boolean[] table) {}

    private CharClass() {}

    private static boolean[] filled() {
        boolean[] all = new boolean[256];
        Arrays.fill(all, true);
        return all;
    }

    /// The members of class `%<letter>`, or null where the letter names no class.
    static boolean @Nullable [] of(int letter) {
        int lower = letter | 0x20;
        if (letter >= 128 || lower < 'a' || lower > 'z' || !isClass(lower)) {
            return null;
        }
        Members known = TABLES[letter];
        if (known == null) {
            boolean[] made = members(lower);
            if (letter != lower) {
                for (int c = 0; c < 256; c++) {
                    made[c] = !made[c];
                }
            }
            known = new Members(made);
            TABLES[letter] = known;
        }
        return known.table;
    }

    /// The table with one member.
    static boolean[] single(int c) {
        Members known = SINGLES[c];
        if (known == null) {
            boolean[] made = new boolean[256];
            made[c] = true;
            known = new Members(made);
            SINGLES[c] = known;
        }
        return known.table;
    }

    private static boolean isClass(int lower) {
        return switch (lower) {
            case 'a', 'c', 'd', 'g', 'l', 'p', 's', 'u', 'w', 'x', 'z' -> true;
            default -> false;
        };
    }

    /// By ranges: asking of each byte takes longer than a short script, as all of this runs cold.
    private static boolean[] members(int lower) {
        boolean[] members = new boolean[256];
        switch (lower) {
            case 'a' -> letters(members, true);
            case 'c' -> {
                range(members, 0, ' ' - 1, true);
                members[127] = true;
            }
            case 'd' -> range(members, '0', '9', true);
            case 'g' -> range(members, ' ' + 1, 126, true);
            case 'l' -> range(members, 'a', 'z', true);
            case 'p' -> {
                range(members, ' ' + 1, 126, true);
                letters(members, false);
                range(members, '0', '9', false);
            }
            case 's' -> {
                range(members, '\t', '\r', true);
                members[' '] = true;
            }
            case 'u' -> range(members, 'A', 'Z', true);
            case 'w' -> {
                letters(members, true);
                range(members, '0', '9', true);
            }
            case 'x' -> {
                range(members, '0', '9', true);
                range(members, 'A', 'F', true);
                range(members, 'a', 'f', true);
            }
            default -> members[0] = true; // %z, deprecated but there
        }
        return members;
    }

    private static void letters(boolean[] members, boolean are) {
        range(members, 'A', 'Z', are);
        range(members, 'a', 'z', are);
    }

    private static void range(boolean[] members, int from, int last, boolean are) {
        for (int c = from; c <= last; c++) {
            members[c] = are;
        }
    }

    static boolean isControl(int c) {
        return c < ' ' || c == 127;
    }

    static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }
}
