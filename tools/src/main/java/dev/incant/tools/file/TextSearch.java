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
import org.jspecify.annotations.Nullable;

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

    /// How many files are gathered before they are read; more from time to time, as few matches may be wanted.
    private static final int SMALLEST_BATCH = 8;

    private static final int LARGEST_BATCH = 256;

    private final ToolContext context;
    private final Args args;
    private final LineMatcher matcher;
    private final List<String> included;
    private final List<String> excluded;
    private final int maxResults;
    private final SkippedFiles skipped = new SkippedFiles();
    private final List<Object> matches = new ArrayList<>();
    private final List<Object> invalid = new ArrayList<>();
    private final List<Step> pending = new ArrayList<>();
    private int batch = SMALLEST_BATCH;
    private long searched;

    /// What the walk came upon, in its order.
    private sealed interface Step {}

    private record Candidate(FileInfo file) implements Step {}

    private record Omitted(String path, String reason) implements Step {}

    /// What a file gave.
    ///
    /// @param problem why it was left out, or what ended the reading of it
    /// @param room how many matches were looked for
    private record Outcome(
            boolean searched,
            @Nullable FileMatches found,
            @Nullable Omitted problem,
            int room) implements Step {}

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
        TreeSelection selection =
                TreeSelection.of(context, args, (omitted, reason) -> pending.add(new Omitted(omitted, reason)));
        if (start.isFile()) {
            merge(read(start, maxResults));
        } else {
            selection.walk(path, (entry, _) -> {
                if (!entry.isDirectory() && wanted(entry.name())) {
                    pending.add(new Candidate(entry));
                }
                return pending.size() < batch || flush();
            });
            flush();
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

    /// Reads the files that were gathered, several at a time, and adds what they gave as if they had been read one
    /// after another; false when there are enough matches.
    private boolean flush() {
        if (matches.size() < maxResults) {
            int room = maxResults - matches.size();
            for (Step step : context.parallel(
                    pending, step -> step instanceof Candidate candidate ? read(candidate.file(), room) : step)) {
                if (matches.size() < maxResults) {
                    merge(step);
                }
            }
        }
        pending.clear();
        batch = Math.min(2 * batch, LARGEST_BATCH);
        return matches.size() < maxResults;
    }

    private void merge(Step step) {
        switch (step) {
            case Omitted omitted -> skipped.add(omitted.path(), omitted.reason());
            case Candidate candidate -> merge(read(candidate.file(), maxResults - matches.size()));
            case Outcome outcome -> {
                int room = maxResults - matches.size();
                FileMatches found = outcome.found();
                if (found != null && room < outcome.room() && found.list().size() >= room) {
                    // Others took of the room meanwhile: read only as far as the last match that is wanted.
                    merge(read(found.file(), room));
                    return;
                }
                searched += outcome.searched() ? 1 : 0;
                if (outcome.problem() != null) {
                    skipped.add(outcome.problem().path(), outcome.problem().reason());
                }
                if (found != null) {
                    matches.addAll(found.list());
                    if (found.invalidLines() > 0) {
                        invalid.add(Values.map("file_path", found.file().path(), "lines", found.invalidLines()));
                    }
                }
            }
        }
    }

    /// Searches a file; may run on several threads at a time.
    private Outcome read(FileInfo file, int room) {
        if (!file.isFile()) {
            String what = file.type() == FileInfo.Type.LINK ? "is a link, which is not followed" : "is no regular file";
            return new Outcome(false, null, new Omitted(file.path(), what), room);
        }
        if (file.size() > args.integer("max_file_size")) {
            String what = "is larger than max_file_size: " + file.size() + " bytes";
            return new Outcome(false, null, new Omitted(file.path(), what), room);
        }
        int perFile = args.intValue("max_matches_per_file");
        FileMatches found = new FileMatches(
                file, matcher.another(), args.intValue("context_lines"), perFile == 0 ? room : Math.min(room, perFile));
        boolean begun = false;
        List<Omitted> problem = new ArrayList<>(1);
        Omissions problems = (path, reason) -> problem.add(new Omitted(path, reason));
        try (TextLines lines = new TextLines(context.files().open(file.path()))) {
            if (lines.binary()) {
                problems.add(file.path(), "is binary: has a NUL in its first 8 KiB");
                return new Outcome(false, null, problem.getFirst(), room);
            }
            begun = true;
            found.search(lines, context);
        } catch (IOException e) {
            problems.add(file.path(), "cannot be read: " + e.getMessage());
        } catch (ToolException e) {
            problems.add(file.path(), e);
        }
        return new Outcome(begun, found, problem.isEmpty() ? null : problem.getFirst(), room);
    }
}
