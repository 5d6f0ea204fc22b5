package dev.incant.tools.file;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.incant.kernel.capability.WatchedText;
import dev.incant.kernel.tool.ToolContext;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds a literal text or a regular expression in lines, in linear time. For one call and one thread.
final class LineMatcher {
    /// Characters times states that take some 30 ms at most.
    private static final long QUICK = 1 << 19;

    private final ToolContext context;
    private final @Nullable String literal;
    private final @Nullable Matcher matcher;

    private LineMatcher(ToolContext context, @Nullable String literal, @Nullable Matcher matcher) {
        this.context = context;
        this.literal = literal;
        this.matcher = matcher;
    }

    /// A place in a line, in UTF-16 units; `end` is behind it.
    record Span(int start, int end) {}

    static LineMatcher of(ToolContext context, String pattern, boolean regex, boolean caseSensitive) {
        if (!regex && caseSensitive) {
            return new LineMatcher(context, pattern, null);
        }
        Pattern compiled = BoundedRegex.compile(pattern, !regex, caseSensitive);
        return new LineMatcher(context, null, compiled.matcher(""));
    }

    /// The same for another thread.
    LineMatcher another() {
        return new LineMatcher(
                context, literal, matcher == null ? null : matcher.pattern().matcher(""));
    }

    /// All matches from left to right that do not overlap, at most `limit`. Empty ones count only where the line
    /// has no other, and then once.
    List<Span> in(String line, int limit) {
        if (literal != null) {
            return literals(literal, line, limit);
        }
        if (matcher == null) {
            return List.of();
        }
        // RE2/J reads it character by character, so a line that takes long can be left in the middle.
        boolean quick = (long) line.length() * matcher.pattern().programSize() < QUICK;
        matcher.reset(quick ? line : WatchedText.of(line, context.cancellation()));
        List<Span> found = List.of();
        Span empty = null;
        while (found.size() < limit && matcher.find()) {
            if (matcher.start() == matcher.end()) {
                empty = empty == null ? new Span(matcher.start(), matcher.end()) : empty;
                continue;
            }
            if (found.isEmpty()) {
                found = new ArrayList<>();
            }
            found.add(new Span(matcher.start(), matcher.end()));
        }
        return found.isEmpty() && empty != null ? List.of(empty) : found;
    }

    private static List<Span> literals(String text, String line, int limit) {
        int at = line.indexOf(text);
        if (at < 0) {
            return List.of();
        }
        List<Span> found = new ArrayList<>();
        while (at >= 0 && found.size() < limit) {
            found.add(new Span(at, at + text.length()));
            at = line.indexOf(text, at + text.length());
        }
        return found;
    }
}
