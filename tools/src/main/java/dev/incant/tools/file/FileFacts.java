package dev.incant.tools.file;

import dev.incant.kernel.capability.FileInfo;
import dev.incant.kernel.tool.Field;
import dev.incant.kernel.tool.Schema;
import dev.incant.kernel.value.Values;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is known of a file, as a plain value.
final class FileFacts {
    static final Schema SCHEMA = Schema.object(
            "What is known of a file, folder or link.",
            Field.of("name", Schema.string("Its name.")),
            Field.of("path", Schema.string("Its path, to be used again.")),
            Field.of("type", Schema.oneOf("What it is.", "file", "directory", "link", "other")),
            Field.of("size", Schema.integer("Its size in bytes; 0 for a folder.")),
            Field.of("modified", Schema.string("When it was last changed, ISO 8601 in UTC.")),
            Field.of("accessed", Schema.string("When it was last read, ISO 8601 in UTC.")),
            Field.of(
                    "created",
                    Schema.string("When it was made, where that is kept.").orNull()),
            Field.of(
                    "permissions",
                    Schema.string("POSIX permissions, such as 'rw-r--r--'.").orNull()),
            Field.of("readonly", Schema.bool("Whether nobody may write it.")),
            Field.of("target", Schema.string("Where a link points to.").orNull()));

    private FileFacts() {}

    static Map<String, @Nullable Object> of(FileInfo info) {
        Instant created = info.created();
        String permissions = info.permissions();
        return Values.map(
                "name", info.name(),
                "path", info.path(),
                "type", info.type().word(),
                "size", info.size(),
                "modified", info.modified().toString(),
                "accessed", info.accessed().toString(),
                "created", created == null ? null : created.toString(),
                "permissions", permissions,
                "readonly", permissions != null && permissions.indexOf('w') < 0,
                "target", info.target());
    }
}
