package dev.incant.tools.file;

import dev.incant.kernel.capability.FileInfo;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.Field;
import dev.incant.kernel.tool.Schema;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.value.Values;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Searches the lines of text files; one search, one thread. Files are read as a stream, never whole.
final class TextSearch {
    static final Schema SCHEMA = Schema.object(
            "What was found.",
            Field.of("matches", Schema.list("The matches, by file and place.", FileMatches.SCHEMA)),
            Field.of(
                    "summary",
                    Schema.object(
                            "The search in numbers.",
                            Field.of("total_matches", Schema.integer("How many matches are listed.")),
                            Field.of("files_searched", Schema.integer("How many files were read.")),
                            Field.of("files_skipped", Schema.integer("How many files and folders were left out.")),
                            Field.of("has_matches", Schema.bool("Whether there is any match.")),
                            Field.of(
                                    "truncated",
                                    Schema.bool("Whether it ended at max_results, so that there may be more.")))),
            Field.of("skipped_files", SkippedFiles.SCHEMA),
            Field.of(
                    "invalid_utf8",
                    Schema.list(
                            "Files with lines that are not UTF-8; their bad bytes were searched as U+FFFD.",
                            Schema.object(
                                    "A file that is not all UTF-8.",
                                    Field.of("file_path", Schema.string("Its path.")),
                                    Field.of("lines", Schema.integer("How many such lines were read."))))));

    private final ToolContext context;
    private final Args args;
    private final LineMatcher matcher;
    private final List<String> included;
    private final List<String> excluded;
    private final int maxResults;
    private final SkippedFiles skipped = new SkippedFiles();
    private final List<Object> matches = new ArrayList<>();
    private final List<Object> invalid = new ArrayList<>();
    private long searched;

    private TextSearch(Args args, ToolContext context) {
        this.args = args;
        this.context = context;
        this.matcher =
                LineMatcher.of(context, args.string("pattern"), args.bool("use_regex"), args.bool("case_sensitive"));
        this.included = suffixes(args.strings("include_extensions"));
        this.excluded = suffixes(args.strings("exclude_extensions"));
        this.maxResults = args.intValue("max_results");
    }

    static Object run(Args args, ToolContext context) {
        if (args.string("pattern").isEmpty()) {
            throw ToolException.invalidParams("pattern: is empty; give what to look for");
        }
        return new TextSearch(args, context).result();
    }

    private static List<String> suffixes(List<String> extensions) {
        List<String> suffixes = new ArrayList<>();
        for (String extension : extensions) {
            String bare = extension.startsWith("*.") ? extension.substring(2) : extension;
            suffixes.add((bare.startsWith(".") ? bare : "." + bare).toLowerCase(Locale.ROOT));
        }
        return suffixes;
    }

    private Object result() {
        String path = args.string("path");
        FileInfo start = context.files().info(path);
        TreeSelection selection = TreeSelection.of(context, args, skipped);
        if (start.isFile()) {
            file(start);
        } else {
            selection.walk(path, (entry, _) -> {
                if (!entry.isDirectory() && wanted(entry.name())) {
                    file(entry);
                }
                return matches.size() < maxResults;
            });
        }
        return Values.map(
                "matches",
                matches,
                "summary",
                Values.map(
                        "total_matches",
                        matches.size(),
                        "files_searched",
                        searched,
                        "files_skipped",
                        skipped.count(),
                        "has_matches",
                        !matches.isEmpty(),
                        "truncated",
                        matches.size() >= maxResults),
                "skipped_files",
                skipped.list(),
                "invalid_utf8",
                invalid);
    }

    private boolean wanted(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return (included.isEmpty() || included.stream().anyMatch(lower::endsWith))
                && excluded.stream().noneMatch(lower::endsWith);
    }

    private void file(FileInfo file) {
        if (!file.isFile()) {
            String what = file.type() == FileInfo.Type.LINK ? "is a link, which is not followed" : "is no regular file";
            skipped.add(file.path(), what);
            return;
        }
        if (file.size() > args.integer("max_file_size")) {
            skipped.add(file.path(), "is larger than max_file_size: " + file.size() + " bytes");
            return;
        }
        int perFile = args.intValue("max_matches_per_file");
        int room = maxResults - matches.size();
        FileMatches found = new FileMatches(
                file.path(), matcher, args.intValue("context_lines"), perFile == 0 ? room : Math.min(room, perFile));
        try (TextLines lines = new TextLines(context.files().open(file.path()))) {
            if (lines.binary()) {
                skipped.add(file.path(), "is binary: has a NUL in its first 8 KiB");
                return;
            }
            searched++;
            found.search(lines, context);
        } catch (IOException e) {
            skipped.add(file.path(), "cannot be read: " + e.getMessage());
        } catch (ToolException e) {
            skipped.add(file.path(), e);
        }
        matches.addAll(found.list());
        if (found.invalidLines() > 0) {
            invalid.add(Values.map("file_path", file.path(), "lines", found.invalidLines()));
        }
    }
}
