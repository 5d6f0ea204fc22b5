package dev.incant.kernel.capability;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What is known of one file, folder or link without opening it.
///
/// @param path as the caller may use it again
/// @param name its last part
/// @param type what it is; links are not followed unless the caller asked for it
/// @param size bytes; 0 for folders
/// @param created null where the file system does not keep it
/// @param permissions POSIX permissions such as `rw-r--r--`, null where there are none
/// @param target where a link points to, else null
public record FileInfo(
        String path,
        String name,
        Type type,
        long size,
        Instant modified,
        Instant accessed,
        @Nullable Instant created,
        @Nullable String permissions,
        @Nullable String target) {
    /// The kinds of things in a folder.
    public enum Type {
        FILE("file"),
        DIRECTORY("directory"),
        LINK("link"),
        OTHER("other");

        private final String word;

        Type(String word) {
            this.word = word;
        }

        /// The word in results.
        public String word() {
            return word;
        }
    }

    public boolean isFile() {
        return type == Type.FILE;
    }

    public boolean isDirectory() {
        return type == Type.DIRECTORY;
    }
}
