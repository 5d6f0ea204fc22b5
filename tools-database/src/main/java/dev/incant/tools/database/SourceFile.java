package dev.incant.tools.database;

import dev.incant.kernel.capability.FileInfo;
import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.ToolContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One name of a file in a query: the granted files that it stands for, by their real paths, and how they are read.
///
/// @param function what reads them; empty for a workbook, which is copied into a table
/// @param sheet the sheet of a workbook, null for the first
/// @param options more arguments of it, each with a comma in front
record SourceFile(
        String name,
        String function,
        String options,
        @Nullable String sheet,
        List<String> paths) {
    private static final int MAX_FILES = 10_000;

    SourceFile {
        paths = List.copyOf(paths);
    }

    /// Whether a name is that of a file, by its ending.
    static boolean names(String name) {
        return reader(name) != null || ending(name).equals("xlsx");
    }

    /// Where the file's name ends and `#` with that of a sheet begins; the end where there is none.
    private static int sheetAt(String name) {
        int found = name.toLowerCase(Locale.ROOT).indexOf(".xlsx#");
        return found < 0 ? name.length() : found + ".xlsx".length();
    }

    private static String ending(String name) {
        String lower = name.substring(0, sheetAt(name)).toLowerCase(Locale.ROOT);
        String plain =
                lower.endsWith(".gz") || lower.endsWith(".zst") ? lower.substring(0, lower.lastIndexOf('.')) : lower;
        return plain.substring(plain.lastIndexOf('.') + 1);
    }

    private static @Nullable String reader(String name) {
        return switch (ending(name)) {
            case "csv", "tsv", "txt" -> "read_csv";
            case "json", "jsonl", "ndjson" -> "read_json";
            case "parquet" -> "read_parquet";
            default -> null;
        };
    }

    /// Finds what a name stands for.
    ///
    /// @throws ToolException `denied`, `not_found`, or `invalid_params` for a kind of file that cannot be read
    static SourceFile of(String name, ToolContext context) {
        if (ending(name).equals("xlsx")) {
            return workbook(name, context);
        }
        String reader = reader(name);
        if (reader == null) {
            throw ToolException.invalidParams(
                    "'" + name + "' is none of csv, tsv, txt, json, jsonl, ndjson, parquet and xlsx");
        }
        String options = ending(name).equals("tsv") ? ", delim = '\t'" : "";
        return new SourceFile(name, reader, options, null, found(name, context));
    }

    private static SourceFile workbook(String name, ToolContext context) {
        int end = sheetAt(name);
        String path = name.substring(0, end);
        if (path.indexOf('*') >= 0 || path.indexOf('?') >= 0) {
            throw ToolException.invalidParams("'" + name + "': a pattern may not stand for workbooks");
        }
        if (!context.files().info(path).isFile()) {
            throw ToolException.conflict("'" + path + "' is not a file");
        }
        context.files().checked(path, Permission.READ);
        return new SourceFile(path, "", "", end == name.length() ? null : name.substring(end + 1), List.of());
    }

    boolean isWorkbook() {
        return function.isEmpty();
    }

    /// The real paths of the files that a name stands for.
    static List<String> found(String name, ToolContext context) {
        List<String> paths = new ArrayList<>();
        for (String each : name.indexOf('*') < 0 && name.indexOf('?') < 0 ? List.of(name) : matching(name, context)) {
            FileInfo info = context.files().info(each);
            if (!info.isFile()) {
                throw ToolException.conflict("'" + each + "' is not a file");
            }
            paths.add(context.files().checked(each, Permission.READ).toString());
        }
        return paths;
    }

    private static List<String> matching(String name, ToolContext context) {
        int slash = name.lastIndexOf('/');
        String folder = slash < 0 ? "." : slash == 0 ? "/" : name.substring(0, slash);
        if (folder.indexOf('*') >= 0 || folder.indexOf('?') >= 0) {
            throw ToolException.invalidParams("'" + name + "': a pattern may stand for files, not for folders");
        }
        Pattern pattern = pattern(name.substring(slash + 1));
        List<String> names = new ArrayList<>();
        for (FileInfo entry : context.files().list(folder)) {
            context.checkCancelled();
            if (entry.isFile() && pattern.matcher(entry.name()).matches()) {
                names.add(slash < 0 ? entry.name() : name.substring(0, slash + 1) + entry.name());
            }
        }
        if (names.isEmpty()) {
            throw ToolException.notFound("no file matches '" + name + "'");
        }
        if (names.size() > MAX_FILES) {
            throw ToolException.limitExceeded(
                    "'" + name + "' stands for " + names.size() + " files; at most " + MAX_FILES + " are read");
        }
        return names;
    }

    /// Names match in linear time: between two stars there are only plain characters.
    private static Pattern pattern(String glob) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < glob.length(); i++) {
            char c = glob.charAt(i);
            boolean again = c == '*' && i > 0 && glob.charAt(i - 1) == '*';
            if (!again) {
                regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
            }
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }

    /// The call that reads them.
    String reader() {
        List<String> quoted = paths.stream().map(Duck::quoted).toList();
        return function + "([" + String.join(", ", quoted) + "]" + options + ")";
    }
}
