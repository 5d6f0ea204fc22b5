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
            boolean[] made = new boolean[256];
            for (int c = 0; c < 256; c++) {
                made[c] = contains(lower, c) == (letter == lower);
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

    private static boolean contains(int lower, int c) {
        return switch (lower) {
            case 'a' -> isLetter(c);
            case 'c' -> isControl(c);
            case 'd' -> isDigit(c);
            case 'g' -> isGraphic(c);
            case 'l' -> c >= 'a' && c <= 'z';
            case 'p' -> isGraphic(c) && !isLetter(c) && !isDigit(c);
            case 's' -> Numbers.isSpace(c);
            case 'u' -> c >= 'A' && c <= 'Z';
            case 'w' -> isLetter(c) || isDigit(c);
            case 'x' -> Numbers.digit(c) < 16;
            default -> c == 0; // %z, deprecated but there
        };
    }

    static boolean isControl(int c) {
        return c < ' ' || c == 127;
    }

    static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    static boolean isLetter(int c) {
        return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
    }

    private static boolean isGraphic(int c) {
        return c > ' ' && c < 127;
    }
}
