package dev.incant.tools.file;

import dev.incant.kernel.capability.FileInfo;
import dev.incant.kernel.capability.Permission;
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
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Draws a folder and what lies beneath it as text, a line for each entry; folders end with `/`, links say where they
/// lead, control characters in names are shown as `?`.
final class FolderTree {
    private static final Fixture TREE =
            Fixture.file("p/a.txt", "1").andFile("p/src/m.c", "").andFile("p/src/x/y.c", "");

    private final List<Entry> entries = new ArrayList<>();
    private long files;
    private long folders;
    private boolean more;

    private FolderTree() {}

    private record Entry(int depth, String label) {}

    static Operation operation() {
        Operation base = Operation.of("tree", "Draw a folder and what lies beneath it as a tree.")
                .mainOptional(Parameter.path("path", "The folder.")
                        .needs(Permission.READ)
                        .otherwise("."))
                .optional(TreeSelection.depth().otherwise(3))
                .optional(Parameter.integer("max_entries", "The most entries; the tree ends there and says so.")
                        .alias("limit")
                        .between(1, 100_000)
                        .otherwise(1000));
        return TreeSelection.exclusions(base, false)
                .returns(
                        Schema.object(
                                "The tree.",
                                Field.of("tree", Schema.string("The drawing, lines ended by LF.")),
                                Field.of("files", Schema.integer("How many files, links and others it shows.")),
                                Field.of(
                                        "directories", Schema.integer("How many folders it shows, without the first.")),
                                Field.of("truncated", Schema.bool("Whether there is more than max_entries.")),
                                Field.of("skipped_files", SkippedFiles.SCHEMA)),
                        "tree")
                .readOnly()
                .example(Example.of("Draw a folder.", Map.of("path", "p"))
                        .with(TREE)
                        .gives(drawn("""
                                p/
                                ├── a.txt
                                └── src/
                                    ├── m.c
                                    └── x/
                                        └── y.c
                                """, 3, 2, null)))
                .example(Example.of("Draw the upper part.", Map.of("path", "p", "max_depth", 1))
                        .with(TREE)
                        .gives(drawn("p/\n├── a.txt\n└── src/\n", 1, 1, "p/src")))
                .handledBy(FolderTree::run);
    }

    private static Object drawn(String tree, int files, int directories, @Nullable String deep) {
        List<?> skipped = deep == null
                ? List.of()
                : List.of(Values.map("file_path", deep, "reason", "is deeper than max_depth 1"));
        return Values.map(
                "tree", tree, "files", files, "directories", directories, "truncated", false, "skipped_files", skipped);
    }

    private static Object run(Args args, ToolContext context) {
        FolderTree tree = new FolderTree();
        SkippedFiles skipped = new SkippedFiles();
        int limit = args.intValue("max_entries");
        String path = args.string("path");
        TreeSelection selection = TreeSelection.to(args.intValue("max_depth"), context, args, skipped);
        selection.walk(path, (entry, relative) -> tree.add(entry, relative, limit));
        return Values.map(
                "tree",
                tree.drawing(path, context),
                "files",
                tree.files,
                "directories",
                tree.folders,
                "truncated",
                tree.more,
                "skipped_files",
                skipped.list());
    }

    private boolean add(FileInfo entry, String relative, int limit) {
        more = entries.size() == limit;
        if (more) {
            return false;
        }
        String label = entry.name() + (entry.isDirectory() ? "/" : "");
        String target = entry.target();
        files += entry.isDirectory() ? 0 : 1;
        folders += entry.isDirectory() ? 1 : 0;
        int depth = 1 + (int) relative.chars().filter(c -> c == '/').count();
        entries.add(new Entry(depth, printable(target == null ? label : label + " -> " + target)));
        return true;
    }

    /// The lines, made from the last to the first, because a line's signs depend on what follows.
    private String drawing(String path, ToolContext context) {
        List<String> lines = new ArrayList<>(entries.size() + 1);
        BitSet follows = new BitSet();
        for (Entry entry : entries.reversed()) {
            context.checkCancelled();
            StringBuilder line = new StringBuilder();
            for (int depth = 1; depth < entry.depth(); depth++) {
                line.append(follows.get(depth) ? "│   " : "    ");
            }
            line.append(follows.get(entry.depth()) ? "├── " : "└── ");
            lines.add(line.append(entry.label()).toString());
            follows.clear(entry.depth() + 1, Math.max(follows.length(), entry.depth() + 1));
            follows.set(entry.depth());
        }
        Collections.reverse(lines);
        lines.addFirst(printable(path.endsWith("/") ? path : path + "/"));
        return String.join("\n", lines) + "\n";
    }

    private static String printable(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        text.codePoints().forEach(c -> shown.appendCodePoint(Character.isISOControl(c) ? '?' : c));
        return shown.toString();
    }
}
