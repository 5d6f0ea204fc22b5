package dev.incant.kernel.host;

import dev.incant.kernel.capability.CallScope;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Copies files and trees from open folder to open folder: content, permissions, and links as links. A tree whose
/// target is not there yet appears whole or not at all; into one that is there, it is merged file by file.
final class TreeCopy {
    private final CallScope scope;
    private final boolean overwrite;
    private final boolean times;
    private long bytes;

    /// @param overwrite whether files that are there are replaced
    /// @param times whether times of change are kept too, as a move does
    TreeCopy(CallScope scope, boolean overwrite, boolean times) {
        this.scope = scope;
        this.overwrite = overwrite;
        this.times = times;
    }

    /// How many bytes of content were copied.
    long bytes() {
        return bytes;
    }

    /// Copies the entry at `from` to `to`, both seen from their folders.
    void entry(Folder source, String name, String from, Folder target, String newName, String to) throws IOException {
        BasicFileAttributes attributes = source.attributes(name);
        if (!attributes.isDirectory()) {
            leaf(source, name, from, attributes, target, newName, to, true);
            return;
        }
        BasicFileAttributes there = attributes(target, newName);
        if (there != null) {
            merge(source, name, from, target, newName, to, there, 1);
            return;
        }
        String temporary = AtomicFile.temporaryName();
        try {
            folder(source, name, from, target, temporary, to, 1);
            scope.cancellation().check();
            target.rename(temporary, target, newName);
        } catch (IOException | RuntimeException e) {
            TreeDelete.quietly(target, temporary);
            throw e;
        }
    }

    private static @Nullable BasicFileAttributes attributes(Folder folder, String name) throws IOException {
        try {
            return folder.attributes(name);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private void merge(
            Folder source,
            String name,
            String from,
            Folder target,
            String newName,
            String to,
            BasicFileAttributes there,
            int depth)
            throws IOException {
        if (!overwrite) {
            throw FileErrors.conflict(to, "exists already");
        }
        if (!there.isDirectory()) {
            throw FileErrors.conflict(to, "is not a folder, but what is copied there is");
        }
        try (Folder inner = source.child(name, false);
                Folder outer = target.child(newName, false)) {
            content(inner, from, outer, to, depth);
        }
    }

    /// Copies a folder to a name that is free.
    private void folder(Folder source, String name, String from, Folder target, String newName, String to, int depth)
            throws IOException {
        try (Folder inner = source.child(name, false);
                Folder outer = target.create(newName)) {
            content(inner, from, outer, to, depth);
        }
        keep(source.attributes(name), target.posix(newName));
    }

    private void content(Folder source, String from, Folder target, String to, int depth) throws IOException {
        if (depth > TreeWalk.MAX_DEPTH) {
            throw ToolException.limitExceeded(
                    "'" + from + "' is nested deeper than " + TreeWalk.MAX_DEPTH + " folders");
        }
        for (String name : source.names(scope.cancellation()::check)) {
            scope.cancellation().check();
            String fromName = Facts.beneath(from, name);
            String toName = Facts.beneath(to, name);
            try {
                BasicFileAttributes attributes = source.attributes(name);
                BasicFileAttributes there = attributes(target, name);
                if (!attributes.isDirectory()) {
                    leaf(source, name, fromName, attributes, target, name, toName, false);
                } else if (there == null) {
                    folder(source, name, fromName, target, name, toName, depth + 1);
                } else {
                    merge(source, name, fromName, target, name, toName, there, depth + 1);
                }
            } catch (IOException e) {
                throw FileErrors.of(fromName, e, scope.cancellation());
            }
        }
    }

    private void leaf(
            Folder source,
            String name,
            String from,
            BasicFileAttributes attributes,
            Folder target,
            String newName,
            String to,
            boolean synced)
            throws IOException {
        if (attributes.isSymbolicLink()) {
            link(source, name, target, newName, to);
        } else if (attributes.isRegularFile()) {
            file(source, name, from, attributes, target, newName, to, synced);
        } else {
            throw FileErrors.error(
                    ErrorCode.FAILED, from, "is not a regular file but a device, pipe or socket, and cannot be copied");
        }
    }

    private void link(Folder source, String name, Folder target, String newName, String to) throws IOException {
        BasicFileAttributes there = attributes(target, newName);
        if (there == null) {
            target.link(newName, source.target(name));
            return;
        }
        if (!overwrite || there.isDirectory()) {
            throw FileErrors.conflict(to, there.isDirectory() ? "is a folder" : "exists already");
        }
        String temporary = AtomicFile.temporaryName();
        target.link(temporary, source.target(name));
        try {
            target.rename(temporary, target, newName);
        } catch (IOException e) {
            TreeDelete.quietly(target, temporary);
            throw e;
        }
    }

    private void file(
            Folder source,
            String name,
            String from,
            BasicFileAttributes attributes,
            Folder target,
            String newName,
            String to,
            boolean synced)
            throws IOException {
        long limit = scope.limits().fileSize();
        if (attributes.size() > limit) {
            throw FileErrors.tooLarge(from, attributes.size(), limit);
        }
        boolean fresh = attributes(target, newName) == null;
        // The file closes the folder it is given; this one stays open.
        try (InputStream in = GuardedInput.over(scope, source.channel(name, Set.of(StandardOpenOption.READ)), from);
                AtomicFile copy = AtomicFile.in(scope, target.shared(), newName, to, overwrite, synced)) {
            OutputStream out = copy.out();
            byte[] piece = new byte[Math.clamp(attributes.size() + 1, 512, 1 << 18)];
            for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                out.write(piece, 0, read);
            }
            if (fresh) {
                keep(attributes, copy.attributes());
            }
            bytes += copy.commit();
        }
    }

    private void keep(BasicFileAttributes old, @Nullable PosixFileAttributeView view) throws IOException {
        if (view == null || !(old instanceof PosixFileAttributes posix)) {
            return;
        }
        if (!view.readAttributes().permissions().equals(posix.permissions())) {
            view.setPermissions(posix.permissions());
        }
        if (times) {
            view.setTimes(old.lastModifiedTime(), old.lastAccessTime(), null);
        }
    }
}
