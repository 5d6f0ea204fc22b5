package dev.incant.kernel.host;

import dev.incant.kernel.capability.FileInfo;
import java.io.IOException;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/// Makes a [FileInfo] of what the file system says.
final class Facts {
    private Facts() {}

    /// @param path as the caller may use it again
    static FileInfo of(String path, String name, BasicFileAttributes attributes, @Nullable String target) {
        return new FileInfo(
                path,
                name,
                type(attributes),
                attributes.isDirectory() ? 0 : attributes.size(),
                attributes.lastModifiedTime().toInstant(),
                attributes.lastAccessTime().toInstant(),
                attributes.creationTime().toInstant(),
                attributes instanceof PosixFileAttributes posix
                        ? PosixFilePermissions.toString(posix.permissions())
                        : null,
                target);
    }

    /// An entry of an open folder.
    static FileInfo entry(Folder folder, String name, String path) throws IOException {
        BasicFileAttributes attributes = folder.attributes(name);
        return of(path, name, attributes, target(folder, name, attributes));
    }

    /// Where a link points to, null for what is none.
    static @Nullable String target(Folder folder, String name, BasicFileAttributes attributes) throws IOException {
        return attributes.isSymbolicLink() ? folder.target(name) : null;
    }

    /// The path of an entry below a folder's path as the user wrote it.
    static String beneath(String path, String name) {
        return path.endsWith("/") ? path + name : path + "/" + name;
    }

    private static FileInfo.Type type(BasicFileAttributes attributes) {
        if (attributes.isRegularFile()) {
            return FileInfo.Type.FILE;
        }
        if (attributes.isDirectory()) {
            return FileInfo.Type.DIRECTORY;
        }
        return attributes.isSymbolicLink() ? FileInfo.Type.LINK : FileInfo.Type.OTHER;
    }
}
