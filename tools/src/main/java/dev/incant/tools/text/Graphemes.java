package dev.incant.tools.text;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.capability.WatchedText;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The characters that people see: extended grapheme clusters (Unicode Standard Annex 29), as the JDK's regular
/// expressions find them. A flag, a family emoji and a letter with its accents are one each, and so is `\r\n`.
final class Graphemes {
    /// Finds one after another; a `BreakIterator` finds all before it gives the first, which cannot be stopped.
    private static final Pattern CLUSTER = Pattern.compile("\\X");

    private Graphemes() {}

    static int count(String text, Cancellation cancellation) {
        Matcher clusters = over(text, cancellation);
        int count = 0;
        while (clusters.find()) {
            cancellation.check();
            count++;
        }
        return count;
    }

    static List<String> of(String text, Cancellation cancellation) {
        Matcher matcher = over(text, cancellation);
        List<String> clusters = new ArrayList<>();
        while (matcher.find()) {
            cancellation.check();
            clusters.add(text.substring(matcher.start(), matcher.end()));
        }
        return clusters;
    }

    private static Matcher over(String text, Cancellation cancellation) {
        return CLUSTER.matcher(WatchedText.of(text, cancellation));
    }
}
