package dev.incant.tools.document.archive;

import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.value.Values;
import dev.incant.tools.document.archive.ArchiveItem.Kind;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Looks into archives without writing: what they hold, and whether all of it is well.
public final class ArchiveLook {
    private ArchiveLook() {}

    private static ArchiveReading open(Args args, ToolContext context) {
        return ArchiveReading.of(
                context, args.string("path"), args.optionalString("format").orElse(null), ArchiveLimits.of(args));
    }

    /// Lists the entries, and what is wrong with the name or kind of each.
    public static Object list(Args args, ToolContext context) {
        ArchiveReading archive = open(args, context);
        List<@Nullable Object> entries = new ArrayList<>();
        long[] total = {0};
        archive.each((item, content) -> {
            // Only for single compressed files the size is known by decompressing alone.
            ArchiveItem known = item.size() < 0 ? item.withSize(content.copyTo(OutputStream.nullOutputStream())) : item;
            total[0] += known.size();
            entries.add(known.toMap(EntryName.problem(item.name())));
        });
        return Values.map(
                "format",
                archive.format().word(),
                "count",
                (long) entries.size(),
                "total_size",
                total[0],
                "entries",
                entries);
    }

    /// Reads everything, and tells what would keep it from being extracted.
    public static Object test(Args args, ToolContext context) {
        ArchiveReading archive = open(args, context);
        List<@Nullable Object> problems = new ArrayList<>();
        ArchivePlan plan = new ArchivePlan(args.string("path"), false);
        long[] totals = {0, 0};
        try {
            archive.each((item, content) -> {
                totals[0]++;
                try {
                    long size = item.kind() == Kind.FILE ? content.copyTo(OutputStream.nullOutputStream()) : 0;
                    totals[1] += size;
                    plan.add(item.withSize(size));
                } catch (ToolException e) {
                    if (e.code() != ErrorCode.FAILED) {
                        throw e;
                    }
                    problems.add(problem(item.name(), e));
                }
            });
            plan.checkTree();
        } catch (ToolException e) {
            if (e.code() != ErrorCode.FAILED && e.code() != ErrorCode.LIMIT_EXCEEDED) {
                throw e;
            }
            problems.add(problem(null, e));
        }
        return Values.map(
                "ok",
                problems.isEmpty(),
                "format",
                archive.format().word(),
                "count",
                totals[0],
                "total_size",
                totals[1],
                "problems",
                problems);
    }

    private static Object problem(@Nullable String entry, ToolException e) {
        return Values.map("entry", entry, "problem", e.message());
    }
}
