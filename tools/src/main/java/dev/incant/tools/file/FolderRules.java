package dev.incant.tools.file;

import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.ToolContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The `.gitignore` rules in force along a walk. Besides the files in the tree itself those above it count, up to the
/// folder with `.git`, as far as the grants let them be read. `.git/info/exclude` and the user's own list do not.
final class FolderRules {
    private final ToolContext context;
    private final Omissions skipped;

    /// The rules for what lies in the folder that is walked, the folder beneath it on the way, and so on.
    private final List<GitIgnore> levels = new ArrayList<>();

    /// The path of the walked folder within its repository: empty, or with `/` at its end.
    private String above = "";

    FolderRules(ToolContext context, Omissions skipped) {
        this.context = context;
        this.skipped = skipped;
    }

    /// Starts at the folder that is walked.
    void start(String path) {
        GitIgnore rules = GitIgnore.NONE;
        List<Path> folders = new ArrayList<>();
        Path root = context.files().checked(path, Permission.READ);
        for (Path each = root; each != null; each = each.getParent()) {
            folders.addFirst(each);
            Boolean repository = holdsRepository(each);
            if (repository == null) {
                break;
            }
            if (repository) {
                String place = "";
                for (Path folder : folders.subList(0, folders.size() - 1)) {
                    place = slashed(each.relativize(folder));
                    rules = with(rules, place, folder.toString());
                }
                place = slashed(each.relativize(root));
                above = place.isEmpty() ? "" : place + "/";
                break;
            }
        }
        levels.add(with(rules, slashless(above), path));
    }

    /// Whether a folder holds `.git`; null where that may not be known.
    private @Nullable Boolean holdsRepository(Path folder) {
        try {
            return context.files().exists(folder.resolve(".git").toString());
        } catch (ToolException e) {
            if (e.code() == ErrorCode.CANCELLED || e.code() == ErrorCode.TIMEOUT) {
                throw e;
            }
            return null;
        }
    }

    private static String slashed(Path relative) {
        List<String> names = new ArrayList<>();
        for (Path name : relative) {
            names.add(name.toString());
        }
        return String.join("/", names);
    }

    private static String slashless(String path) {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    /// Goes into a folder of the tree.
    void enter(String path, String relative, int depth) {
        while (levels.size() > depth) {
            levels.removeLast();
        }
        levels.add(with(levels.getLast(), above + relative, path));
    }

    /// Whether an entry is left out; `depth` is 1 for what lies in the walked folder.
    boolean ignores(String relative, int depth, boolean directory) {
        return relative.equals(".git")
                || relative.endsWith("/.git")
                || levels.get(depth - 1).ignores(above + relative, directory);
    }

    private GitIgnore with(GitIgnore rules, String place, String folder) {
        String file = folder.endsWith("/") ? folder + ".gitignore" : folder + "/.gitignore";
        try {
            String text = new String(context.files().read(file), StandardCharsets.UTF_8);
            return rules.and(place, text.startsWith("\uFEFF") ? text.substring(1) : text);
        } catch (ToolException e) {
            if (e.code() != ErrorCode.NOT_FOUND) {
                skipped.add(file, e);
            }
            return rules;
        }
    }
}
