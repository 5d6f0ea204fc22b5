package dev.incant.tools.document.archive;

import dev.incant.kernel.value.Values;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One entry of an archive, as the archive says it.
///
/// @param name as it is written there
/// @param size bytes of its content, -1 while unknown
/// @param compressed bytes in the archive, -1 where that has no answer
/// @param modified null where the archive does not say
/// @param permissions such as `rw-r--r--`, null where the archive does not say
/// @param target where a link leads, else null
record ArchiveItem(
        String name,
        Kind kind,
        long size,
        long compressed,
        @Nullable Instant modified,
        @Nullable String permissions,
        @Nullable String target,
        boolean encrypted) {
    /// What an entry is.
    enum Kind {
        FILE("file", "a file"),
        DIRECTORY("directory", "a folder"),
        LINK("link", "a symbolic link"),
        HARD_LINK("hard_link", "a hard link"),
        OTHER("other", "a device or pipe");

        private final String word;
        private final String phrase;

        Kind(String word, String phrase) {
            this.word = word;
            this.phrase = phrase;
        }

        String word() {
            return word;
        }

        String phrase() {
            return phrase;
        }
    }

    private static final int TYPE = 0xf000;
    private static final String LETTERS = "rwxrwxrwx";

    /// The permissions of a POSIX mode; set-user-id, set-group-id and sticky bits are left out.
    static String permissions(int mode) {
        StringBuilder text = new StringBuilder(LETTERS);
        for (int i = 0; i < LETTERS.length(); i++) {
            if ((mode & 1 << (LETTERS.length() - 1 - i)) == 0) {
                text.setCharAt(i, '-');
            }
        }
        return text.toString();
    }

    /// The mode of permissions such as `rw-r--r--`.
    static int mode(String permissions) {
        int mode = 0;
        for (int i = 0; i < LETTERS.length(); i++) {
            mode = mode << 1 | (permissions.charAt(i) == '-' ? 0 : 1);
        }
        return mode;
    }

    /// What a POSIX mode says an entry is; 0 says nothing.
    static Kind kind(int mode, boolean directory) {
        return switch (mode & TYPE) {
            case 0xa000 -> Kind.LINK;
            case 0x1000, 0x2000, 0x6000, 0xc000 -> Kind.OTHER;
            default -> directory ? Kind.DIRECTORY : Kind.FILE;
        };
    }

    ArchiveItem withSize(long bytes) {
        return new ArchiveItem(name, kind, bytes, compressed, modified, permissions, target, encrypted);
    }

    /// Whether both describe the same entry.
    boolean same(ArchiveItem other) {
        return name.equals(other.name) && kind == other.kind && size == other.size;
    }

    Map<String, @Nullable Object> toMap(@Nullable String problem) {
        return Values.map(
                "name",
                name,
                "type",
                kind.word(),
                "size",
                Math.max(size, 0),
                "compressed_size",
                compressed < 0 ? null : compressed,
                "modified",
                modified == null ? null : modified.toString(),
                "permissions",
                permissions,
                "target",
                target,
                "encrypted",
                encrypted,
                "problem",
                problem);
    }
}
