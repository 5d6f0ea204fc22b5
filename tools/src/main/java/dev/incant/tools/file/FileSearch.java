package dev.incant.tools.file;

import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.tool.Category;
import dev.incant.kernel.tool.Example;
import dev.incant.kernel.tool.Fixture;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Parameter;
import dev.incant.kernel.tool.Schema;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.tool.ToolSpec;
import dev.incant.kernel.value.Values;
import java.util.List;
import java.util.Map;

/// Searches files by content and by name within the session's grants. Patterns match in linear time; binary files and
/// what cannot be read are named in the result rather than passed over.
public final class FileSearch implements Tool {
    private static final Fixture TREE = Fixture.file("a.txt", "one\nTODO two\nthree\n")
            .andFile("src/b.java", "// todo: x\n")
            .andFile("src/out/c.java", "// todo: y\n")
            .andFile("src/.gitignore", "out/\n");

    private static final ToolSpec SPEC = ToolSpec.of(
                    "file_search", Category.FILESYSTEM, "Search files by what is in them, or by name, size and time.")
            .aliases("file-search")
            .tags("grep", "find", "search", "regex", "file", "text", "glob", "gitignore", "ripgrep", "locate", "code")
            .phrases(
                    "find all TODO comments in this project",
                    "grep a folder for a pattern",
                    "which files contain this text",
                    "find files by name",
                    "find files larger than 10 MB or changed since yesterday")
            .defaultOperation(search())
            .operation(find());

    private static Operation search() {
        Operation base = Operation.of("search", "Search the lines of text files for a text or regular expression.")
                .main(Parameter.text("pattern", "The text to look for, or a regular expression with use_regex.")
                        .atMost(BoundedRegex.MAX_LENGTH))
                .optional(path("The folder or file to search."));
        return TreeSelection.parameters(base, false)
                .optional(caseSensitive())
                .optional(Parameter.bool("use_regex", "Whether pattern is a regular expression of RE2, line by line.")
                        .alias("regex")
                        .otherwise(false))
                .optional(Parameter.integer("context_lines", "How many lines to show before and after a match.")
                        .between(0, 50)
                        .otherwise(2))
                .optional(extensions("include_extensions", "Extensions of the files to search; all when left out."))
                .optional(extensions("exclude_extensions", "Extensions of files to leave out."))
                .optional(Parameter.integer("max_file_size", "The largest file to search, in bytes.")
                        .between(0, 1L << 40)
                        .otherwise(10 << 20))
                .optional(Parameter.integer("max_matches_per_file", "The most matches of one file; 0 for all.")
                        .between(0, 100_000)
                        .otherwise(0))
                .optional(maxResults())
                .returns(TextSearch.SCHEMA, "matches")
                .readOnly()
                .example(Example.of("Find a text in a folder.", Map.of("pattern", "TODO", "context_lines", 1))
                        .with(TREE)
                        .gives(found(1, match("./a.txt", 2, 1, "TODO two", "TODO", List.of("one"), List.of("three")))))
                .example(Example.of(
                                "Search a tree by a regular expression; ignored folders are left out.",
                                Values.map(
                                        "pattern",
                                        "todo: *[xy]",
                                        "path",
                                        "src",
                                        "recursive",
                                        true,
                                        "use_regex",
                                        true,
                                        "include_extensions",
                                        List.of("java")))
                        .with(TREE)
                        .gives(found(1, match("src/b.java", 1, 4, "// todo: x", "todo: x", List.of(), List.of()))))
                .handledBy(TextSearch::run);
    }

    private static Operation find() {
        Operation base = Operation.of("find", "Find files and folders by name, kind, size and time.")
                .main(Parameter.text(
                                "pattern", "A glob such as '*.{md,txt}' for the name, or 'src/**/*.java' for the path.")
                        .alias("name"))
                .optional(path("The folder to look in."));
        return TreeSelection.parameters(base, true)
                .optional(caseSensitive())
                .optional(Parameter.text("type", "What to find.")
                        .oneOf("file", "directory", "link", "other", "any")
                        .otherwise("any"))
                .optional(size("min_size", "The smallest size of a file in bytes."))
                .optional(size("max_size", "The largest size of a file in bytes."))
                .optional(Parameter.text("modified_after", "Changed at this time or later: a date or time, ISO 8601."))
                .optional(Parameter.text("modified_before", "Changed before this time: a date or time, ISO 8601."))
                .optional(maxResults())
                .returns(FileFind.SCHEMA, "entries")
                .readOnly()
                .example(Example.of("Find files by name.", Map.of("pattern", "*.java"))
                        .with(TREE)
                        .givesAtLeast(Values.map("count", 1, "truncated", false, "skipped_files", List.of())))
                .example(Example.of(
                                "Find by path, ignored or not.",
                                Map.of("pattern", "src/**/*.java", "respect_gitignore", false))
                        .with(TREE)
                        .givesAtLeast(Values.map("count", 2)))
                .example(Example.of("Find small files.", Map.of("pattern", "*", "type", "file", "max_size", 5))
                        .with(TREE)
                        .givesAtLeast(Values.map("count", 1)))
                .handledBy(FileFind::run);
    }

    private static Parameter path(String meaning) {
        return Parameter.path("path", meaning).needs(Permission.READ).otherwise(".");
    }

    private static Parameter caseSensitive() {
        return Parameter.bool("case_sensitive", "Whether upper and lower case differ.")
                .otherwise(true);
    }

    private static Parameter extensions(String name, String meaning) {
        return Parameter.list(name, meaning, Schema.string("An extension such as 'txt' or '.tar.gz'."));
    }

    private static Parameter maxResults() {
        return Parameter.integer("max_results", "The most results; the search ends there and says so.")
                .alias("limit")
                .between(1, 100_000)
                .otherwise(1000);
    }

    private static Parameter size(String name, String meaning) {
        return Parameter.integer(name, meaning).between(0, Long.MAX_VALUE);
    }

    private static Object match(
            String path, int line, int column, String content, String matched, List<?> before, List<?> after) {
        return Values.map(
                "file_path",
                path,
                "line_number",
                line,
                "column_number",
                column,
                "line_content",
                content,
                "matched_text",
                matched,
                "context_before",
                before,
                "context_after",
                after);
    }

    private static Object found(int searched, Object match) {
        return Values.map(
                "matches",
                List.of(match),
                "summary",
                Values.map(
                        "total_matches",
                        1,
                        "files_searched",
                        searched,
                        "files_skipped",
                        0,
                        "has_matches",
                        true,
                        "truncated",
                        false),
                "skipped_files",
                List.of(),
                "invalid_utf8",
                List.of());
    }

    @Override
    public ToolSpec spec() {
        return SPEC;
    }
}
