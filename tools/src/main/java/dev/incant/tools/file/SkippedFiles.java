package dev.incant.tools.file;

import dev.incant.kernel.tool.Field;
import dev.incant.kernel.tool.Schema;
import dev.incant.kernel.value.Values;
import java.util.ArrayList;
import java.util.List;

/// What was left out of a search although it was asked for, and why.
final class SkippedFiles implements Omissions {
    /// The most that are listed; all are counted.
    static final int LISTED = 1000;

    static final Schema SCHEMA = Schema.list(
            "What was left out and why, 1000 at most.",
            Schema.object(
                    "A file or folder left out.",
                    Field.of("file_path", Schema.string("Its path.")),
                    Field.of("reason", Schema.string("Why it was left out."))));

    private final List<Object> list = new ArrayList<>();
    private long count;

    @Override
    public void add(String path, String reason) {
        count++;
        if (list.size() < LISTED) {
            list.add(Values.map("file_path", path, "reason", reason));
        }
    }

    List<Object> list() {
        return list;
    }

    long count() {
        return count;
    }
}
