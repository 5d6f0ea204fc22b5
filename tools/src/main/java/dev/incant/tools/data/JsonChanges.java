package dev.incant.tools.data;

import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.value.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What differs between two JSON values, by path: `{added, removed, modified, unchanged}`, and the JSON Patch
/// (RFC 6902) that leads from one to the other. Paths are dotted, `users.name`; lists are compared whole, and the whole
/// value's path is empty. The patch is exact also for names with dots, and goes into lists.
public final class JsonChanges {
    private final ToolContext context;
    private final Map<String, @Nullable Object> added = Values.map();
    private final Map<String, @Nullable Object> removed = Values.map();
    private final Map<String, @Nullable Object> modified = Values.map();
    private final List<@Nullable Object> unchanged = new ArrayList<>();

    private JsonChanges(ToolContext context) {
        this.context = context;
    }

    /// Compares the values of the parameters `old_json` and `new_json`, or of the files in `old_file` and `new_file`.
    public static Map<String, @Nullable Object> of(Args args, ToolContext context) {
        Object from = JsonInput.of("old_json", "old_file", args, context);
        Object to = JsonInput.of("new_json", "new_file", args, context);
        JsonChanges changes = new JsonChanges(context);
        changes.compare("", from, to);
        List<@Nullable Object> patch = new JsonPatch(context).diff(from, to);
        return Values.map(
                "type",
                "json",
                "equal",
                patch.isEmpty(),
                "diff",
                Values.map(
                        "added",
                        changes.added,
                        "removed",
                        changes.removed,
                        "modified",
                        changes.modified,
                        "unchanged",
                        changes.unchanged),
                "summary",
                Values.map(
                        "added",
                        changes.added.size(),
                        "removed",
                        changes.removed.size(),
                        "modified",
                        changes.modified.size(),
                        "unchanged",
                        changes.unchanged.size()),
                "patch",
                patch);
    }

    private void compare(String path, @Nullable Object from, @Nullable Object to) {
        context.checkCancelled();
        if (!(from instanceof Map<?, ?> left) || !(to instanceof Map<?, ?> right)) {
            if (Values.equal(from, to)) {
                unchanged.add(path);
            } else {
                put(modified, path, Values.map("old", from, "new", to));
            }
            return;
        }
        left.forEach((name, value) -> {
            String at = path.isEmpty() ? (String) name : path + "." + name;
            if (right.containsKey(name)) {
                compare(at, value, right.get(name));
            } else {
                put(removed, at, value);
            }
        });
        right.forEach((name, value) -> {
            if (!left.containsKey(name)) {
                put(added, path.isEmpty() ? (String) name : path + "." + name, value);
            }
        });
    }

    /// Two members have the same dotted path where a name holds a dot: then nothing is hidden.
    private static void put(Map<String, @Nullable Object> changes, String path, @Nullable Object value) {
        if (changes.containsKey(path)) {
            throw ToolException.failed("two members have the path '" + path
                    + "', since a name holds a dot; use json_processor diff, whose paths are exact");
        }
        changes.put(path, value);
    }
}
