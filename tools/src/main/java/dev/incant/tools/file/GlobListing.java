package dev.incant.tools.file;

import com.google.re2j.Pattern;
import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.Example;
import dev.incant.kernel.tool.Field;
import dev.incant.kernel.tool.Fixture;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Parameter;
import dev.incant.kernel.tool.Schema;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.value.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Lists the paths beneath a folder that a glob fits as a whole, in order, folder by folder.
final class GlobListing {
    private static final Fixture TREE = Fixture.file("readme.md", "")
            .andFile("docs/a.md", "")
            .andFile("docs/b/c.md", "")
            .andFile("docs/x.txt", "");

    private GlobListing() {}

    static Operation operation() {
        Operation base = Operation.of("glob", "List the paths that a pattern such as '**/*.md' fits.")
                .main(Parameter.text(
                        "pattern", "A glob for the path from the folder on: *, ?, [a-z], {a,b}, ** for any folders."))
                .optional(Parameter.path("path", "The folder to start in.")
                        .needs(Permission.READ)
                        .otherwise("."))
                .optional(Parameter.text("type", "What to list.")
                        .oneOf("file", "directory", "link", "other", "any")
                        .otherwise("any"))
                .optional(Parameter.integer("max_results", "The most paths; the list ends there and says so.")
                        .alias("limit")
                        .between(1, 100_000)
                        .otherwise(1000));
        return TreeSelection.exclusions(base, false)
                .returns(
                        Schema.object(
                                "The paths.",
                                Field.of(
                                        "paths", Schema.list("The paths, to be used again.", Schema.string("A path."))),
                                Field.of("count", Schema.integer("How many paths are listed.")),
                                Field.of("truncated", Schema.bool("Whether more fit than max_results.")),
                                Field.of("skipped_files", SkippedFiles.SCHEMA)),
                        "paths")
                .readOnly()
                .example(Example.of("List all Markdown files.", Map.of("pattern", "**/*.md"))
                        .with(TREE)
                        .gives(listed("./docs/a.md", "./docs/b/c.md", "./readme.md")))
                .example(Example.of("List what lies in a folder.", Map.of("pattern", "*.{md,txt}", "path", "docs"))
                        .with(TREE)
                        .gives(listed("docs/a.md", "docs/x.txt")))
                .handledBy(GlobListing::run);
    }

    private static Object listed(String... paths) {
        return Values.map(
                "paths", List.of(paths), "count", paths.length, "truncated", false, "skipped_files", List.of());
    }

    private static Object run(Args args, ToolContext context) {
        String given = args.string("pattern");
        String source = given.startsWith("./") ? given.substring(2) : given;
        if (source.startsWith("/") || source.equals("..") || source.startsWith("../") || source.contains("/../")) {
            throw ToolException.invalidParams(
                    "pattern: '" + given + "' must lie within the folder; give the folder as path");
        }
        Pattern pattern = TreeSelection.glob("pattern", source, true);
        String type = args.string("type");
        int limit = args.intValue("max_results");
        List<String> paths = new ArrayList<>();
        SkippedFiles skipped = new SkippedFiles();
        boolean[] more = new boolean[1];
        TreeSelection selection = TreeSelection.fitting(source, context, args, skipped);
        selection.walk(args.string("path"), (entry, relative) -> {
            if ((type.equals("any") || type.equals(entry.type().word()))
                    && pattern.matcher(relative).matches()) {
                more[0] = paths.size() == limit;
                if (!more[0]) {
                    paths.add(entry.path());
                }
            }
            return !more[0];
        });
        return Values.map("paths", paths, "count", paths.size(), "truncated", more[0], "skipped_files", skipped.list());
    }
}
