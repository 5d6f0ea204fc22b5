package dev.incant.tools.file;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.incant.kernel.capability.FileInfo;
import dev.incant.kernel.capability.Files;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Parameter;
import dev.incant.kernel.tool.Schema;
import dev.incant.kernel.tool.ToolContext;
import java.util.ArrayList;
import java.util.List;

/// Walks what a search asks for: down to a depth, without excluded folders, without what `.gitignore` leaves out.
/// Folder by folder in order of their names. Links are seen but not followed.
final class TreeSelection {
    private final ToolContext context;
    private final Omissions skipped;
    private final boolean recursive;
    private final int maxDepth;
    private final List<Pattern> excluded = new ArrayList<>();
    private final boolean gitIgnore;

    /// Whether a folder at the greatest depth is reported as left out; not where nothing in it could be wanted.
    private boolean depthReported = true;

    /// Sees what is selected; false ends the walk.
    @FunctionalInterface
    interface Seen {
        boolean entry(FileInfo entry, String relative);
    }

    private TreeSelection(ToolContext context, Omissions skipped, Args args, boolean recursive, int maxDepth) {
        this.context = context;
        this.skipped = skipped;
        this.recursive = recursive;
        this.maxDepth = maxDepth;
        this.gitIgnore = args.bool("respect_gitignore");
        for (String name : args.strings("exclude_dirs")) {
            excluded.add(glob("exclude_dirs", name, true));
        }
    }

    /// Adds the parameters that [#of] reads.
    static Operation parameters(Operation operation, boolean recursive) {
        Operation more = operation
                .optional(Parameter.bool("recursive", "Whether to go into the folders beneath.")
                        .otherwise(recursive))
                .optional(depth().otherwise(20));
        return exclusions(more, true);
    }

    static Parameter depth() {
        return Parameter.integer("max_depth", "How deep to go; 1 is the folder itself.")
                .between(1, 256);
    }

    /// Adds the parameters that [#to] reads.
    static Operation exclusions(Operation operation, boolean gitIgnore) {
        return operation
                .optional(Parameter.list(
                        "exclude_dirs",
                        "Folders to leave out, by name or glob; with '/' by their path from the start.",
                        Schema.string("A name or glob.")))
                .optional(Parameter.bool(
                                "respect_gitignore", "Whether to leave out .git and what .gitignore files leave out.")
                        .otherwise(gitIgnore));
    }

    static TreeSelection of(ToolContext context, Args args, Omissions skipped) {
        return new TreeSelection(context, skipped, args, args.bool("recursive"), args.intValue("max_depth"));
    }

    /// Goes into the folders beneath, down to a depth.
    static TreeSelection to(int maxDepth, ToolContext context, Args args, Omissions skipped) {
        return new TreeSelection(context, skipped, args, true, maxDepth);
    }

    /// Goes as deep as a glob can fit.
    static TreeSelection fitting(String glob, ToolContext context, Args args, Omissions skipped) {
        boolean deep = glob.contains("**");
        int parts = 1 + (int) glob.chars().filter(c -> c == '/').count();
        TreeSelection selection = to(deep ? 256 : parts, context, args, skipped);
        selection.depthReported = deep;
        return selection;
    }

    /// Compiles a glob that the caller gave as `parameter`.
    static Pattern glob(String parameter, String pattern, boolean caseSensitive) {
        if (pattern.isEmpty() || pattern.length() > BoundedRegex.MAX_LENGTH) {
            throw ToolException.invalidParams(
                    parameter + ": must have 1 to " + BoundedRegex.MAX_LENGTH + " characters, has " + pattern.length());
        }
        try {
            return Glob.withBraces(pattern, caseSensitive);
        } catch (IllegalArgumentException | PatternSyntaxException e) {
            throw ToolException.invalidParams(parameter + ": '" + pattern + "' is no glob: " + e.getMessage());
        }
    }

    /// Whether a glob with a `/` fits the path, or one without it the name.
    static boolean fits(Pattern glob, String source, String relative) {
        String subject = source.indexOf('/') >= 0 ? relative : relative.substring(relative.lastIndexOf('/') + 1);
        return glob.matcher(subject).matches();
    }

    void walk(String path, Seen seen) {
        FolderRules rules = gitIgnore ? new FolderRules(context, skipped) : null;
        if (rules != null) {
            rules.start(path);
        }
        context.files().walk(path, new Files.Visitor() {
            @Override
            public Files.Step visit(FileInfo entry, String relative, int depth) {
                context.checkCancelled();
                if (rules != null && rules.ignores(relative, depth, entry.isDirectory())
                        || entry.isDirectory() && excludes(relative)) {
                    return Files.Step.SKIP;
                }
                if (!seen.entry(entry, relative)) {
                    return Files.Step.STOP;
                }
                if (!entry.isDirectory() || !recursive) {
                    return Files.Step.SKIP;
                }
                if (depth >= maxDepth) {
                    if (depthReported) {
                        skipped.add(entry.path(), "is deeper than max_depth " + maxDepth);
                    }
                    return Files.Step.SKIP;
                }
                if (rules != null) {
                    rules.enter(entry.path(), relative, depth);
                }
                return Files.Step.CONTINUE;
            }

            @Override
            public void unreadable(String relative, String reason) {
                skipped.add(path.endsWith("/") ? path + relative : path + "/" + relative, reason);
            }
        });
    }

    private boolean excludes(String relative) {
        String name = relative.substring(relative.lastIndexOf('/') + 1);
        for (Pattern pattern : excluded) {
            if (pattern.matcher(name).matches() || pattern.matcher(relative).matches()) {
                return true;
            }
        }
        return false;
    }
}
