package dev.incant.tools.file;

import com.google.re2j.Pattern;
import dev.incant.kernel.capability.FileInfo;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.Field;
import dev.incant.kernel.tool.Schema;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.value.Values;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/// Finds files and folders by name, kind, size and time.
final class FileFind {
    static final Schema SCHEMA = Schema.object(
            "What was found.",
            Field.of("entries", Schema.list("What fits, by path, folder by folder.", FileFacts.SCHEMA)),
            Field.of("count", Schema.integer("How many entries are listed.")),
            Field.of("truncated", Schema.bool("Whether it ended at max_results, so that there may be more.")),
            Field.of("skipped_files", SkippedFiles.SCHEMA));

    private final String source;
    private final Pattern pattern;
    private final String type;
    private final long minSize;
    private final long maxSize;
    private final Instant after;
    private final Instant before;

    private FileFind(Args args, ZoneId zone) {
        this.source = args.string("pattern");
        this.pattern = TreeSelection.glob("pattern", source, args.bool("case_sensitive"));
        this.type = args.string("type");
        this.minSize = args.optionalInteger("min_size").orElse(0);
        this.maxSize = args.optionalInteger("max_size").orElse(Long.MAX_VALUE);
        this.after = args.has("modified_after") ? time("modified_after", args, zone) : Instant.MIN;
        this.before = args.has("modified_before") ? time("modified_before", args, zone) : Instant.MAX;
        if (minSize > maxSize) {
            throw ToolException.invalidParams("min_size: " + minSize + " is more than max_size, which is " + maxSize);
        }
        if (after.isAfter(before)) {
            throw ToolException.invalidParams("modified_after: " + after + " is later than modified_before, " + before);
        }
    }

    static Object run(Args args, ToolContext context) {
        FileFind find = new FileFind(args, context.clock().getZone());
        int limit = args.intValue("max_results");
        SkippedFiles skipped = new SkippedFiles();
        List<Object> entries = new ArrayList<>();
        TreeSelection.of(context, args, skipped).walk(args.string("path"), (entry, relative) -> {
            if (find.fits(entry, relative)) {
                entries.add(FileFacts.of(entry));
            }
            return entries.size() < limit;
        });
        return Values.map(
                "entries",
                entries,
                "count",
                entries.size(),
                "truncated",
                entries.size() >= limit,
                "skipped_files",
                skipped.list());
    }

    private boolean fits(FileInfo entry, String relative) {
        boolean sized = minSize > 0 || maxSize < Long.MAX_VALUE;
        return (type.equals("any") || type.equals(entry.type().word()))
                && (!sized || entry.isFile() && entry.size() >= minSize && entry.size() <= maxSize)
                && !entry.modified().isBefore(after)
                && entry.modified().isBefore(before)
                && TreeSelection.fits(pattern, source, relative);
    }

    /// Reads an instant, a time of day or a date; the last two in the caller's time zone.
    private static Instant time(String name, Args args, ZoneId zone) {
        String text = args.string(name);
        try {
            if (text.indexOf('T') < 0) {
                return LocalDate.parse(text).atStartOfDay(zone).toInstant();
            }
            boolean offset = text.endsWith("Z") || text.indexOf('+') > 0 || text.lastIndexOf('-') > text.indexOf('T');
            return offset
                    ? OffsetDateTime.parse(text).toInstant()
                    : LocalDateTime.parse(text).atZone(zone).toInstant();
        } catch (DateTimeException e) {
            throw ToolException.invalidParams(name + ": '" + text
                    + "' is no time; write a date as 2025-01-31, or a time as 2025-01-31T12:00:00Z");
        }
    }
}
