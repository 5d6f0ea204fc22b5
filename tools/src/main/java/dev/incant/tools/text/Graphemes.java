package dev.incant.tools.text;

import dev.incant.kernel.capability.Cancellation;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The characters that people see: extended grapheme clusters (Unicode Standard Annex 29), which the JDK's
/// `BreakIterator` follows. A flag, a family emoji and a letter with its accents are one each, and so is `\r\n`.
final class Graphemes {
    private Graphemes() {}

    static int count(String text, Cancellation cancellation) {
        BreakIterator iterator = over(text);
        int count = 0;
        while (iterator.next() != BreakIterator.DONE) {
            cancellation.check();
            count++;
        }
        return count;
    }

    static List<String> of(String text, Cancellation cancellation) {
        BreakIterator iterator = over(text);
        List<String> clusters = new ArrayList<>();
        int start = 0;
        for (int end = iterator.next(); end != BreakIterator.DONE; end = iterator.next()) {
            cancellation.check();
            clusters.add(text.substring(start, end));
            start = end;
        }
        return clusters;
    }

    private static BreakIterator over(String text) {
        BreakIterator iterator = BreakIterator.getCharacterInstance(Locale.ROOT);
        iterator.setText(text);
        return iterator;
    }
}
