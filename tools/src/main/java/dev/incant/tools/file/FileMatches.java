package dev.incant.tools.file;

import dev.incant.kernel.capability.FileInfo;
import dev.incant.kernel.tool.Field;
import dev.incant.kernel.tool.Schema;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.value.Values;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// The matches in one file with the lines around them.
final class FileMatches {
    /// The most characters of a line that are shown.
    static final int SHOWN = 2000;

    /// How much stands before the match where a line is cut.
    private static final int LEAD = 200;

    static final Schema SCHEMA = Schema.object(
            "A match.",
            Field.of("file_path", Schema.string("The file.")),
            Field.of("line_number", Schema.integer("The line, from 1 on.")),
            Field.of("column_number", Schema.integer("The character in the line, from 1 on.")),
            Field.of("line_content", Schema.string("The line; of one beyond 2000 characters, 2000 about the match.")),
            Field.of("matched_text", Schema.string("What matched, 2000 characters at most.")),
            Field.of("context_before", Schema.list("The lines before.", Schema.string("A line."))),
            Field.of("context_after", Schema.list("The lines after.", Schema.string("A line."))),
            Field.optional("line_cut", Schema.bool("True where line_content is not the whole line.")));

    private final FileInfo file;
    private final LineMatcher matcher;
    private final int contextLines;
    private final int limit;
    private final List<Object> found = new ArrayList<>();
    private final Deque<String> before = new ArrayDeque<>();
    private final Deque<List<Object>> open = new ArrayDeque<>();
    private long invalidLines;

    FileMatches(FileInfo file, LineMatcher matcher, int contextLines, int limit) {
        this.file = file;
        this.matcher = matcher;
        this.contextLines = contextLines;
        this.limit = limit;
    }

    void search(TextLines lines, ToolContext context) throws IOException {
        String line = lines.next();
        while (line != null) {
            context.checkCancelled();
            invalidLines += lines.valid() ? 0 : 1;
            follow(line);
            if (found.size() < limit) {
                collect(line, lines.number());
            }
            if (found.size() >= limit && open.isEmpty()) {
                return;
            }
            if (contextLines > 0) {
                before.addLast(cut(line, 0));
                if (before.size() > contextLines) {
                    before.removeFirst();
                }
            }
            line = lines.next();
        }
    }

    /// Adds a line to the matches that still want lines after them.
    private void follow(String line) {
        if (open.isEmpty()) {
            return;
        }
        String shown = cut(line, 0);
        for (List<Object> after : open) {
            after.add(shown);
        }
        while (!open.isEmpty() && open.getFirst().size() >= contextLines) {
            open.removeFirst();
        }
    }

    private void collect(String line, long number) {
        int column = 1;
        int counted = 0;
        for (LineMatcher.Span span : matcher.in(line, limit - found.size())) {
            column += line.codePointCount(counted, span.start());
            counted = span.start();
            List<Object> after = new ArrayList<>();
            var match = Values.map(
                    "file_path",
                    file.path(),
                    "line_number",
                    number,
                    "column_number",
                    column,
                    "line_content",
                    cut(line, line.length() <= SHOWN ? 0 : Math.max(0, span.start() - LEAD)),
                    "matched_text",
                    cut(line.substring(span.start(), span.end()), 0),
                    "context_before",
                    new ArrayList<>(before),
                    "context_after",
                    after);
            if (line.length() > SHOWN) {
                match.put("line_cut", true);
            }
            found.add(match);
            if (contextLines > 0) {
                open.addLast(after);
            }
        }
    }

    /// At most so many characters from a place on; a pair of surrogates stays whole.
    private static String cut(String text, int from) {
        int start = from > 0 && Character.isLowSurrogate(text.charAt(from)) ? from - 1 : from;
        int end = Math.min(text.length(), start + SHOWN);
        if (end < text.length() && Character.isLowSurrogate(text.charAt(end))) {
            end--;
        }
        return text.substring(start, end);
    }

    FileInfo file() {
        return file;
    }

    List<Object> list() {
        return found;
    }

    /// How many of the lines read were not UTF-8.
    long invalidLines() {
        return invalidLines;
    }
}
