package dev.incant.kernel.host;

import dev.incant.kernel.capability.CallScope;
import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.error.ToolException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Set;

/// Copies and moves between places that [PathGrants] allowed, refused whole where something beneath is denied.
record Transfer(CallScope scope, PathGrants grants) {
    private ToolException failed(String path, IOException e) {
        return FileErrors.of(path, e, scope.cancellation());
    }

    /// Copies a file, or a folder with all in it; returns how many bytes.
    long copy(Place source, Place target, boolean recursive, boolean overwrite) {
        try (Folder folder = source.parent()) {
            BasicFileAttributes attributes = folder.attributes(source.name());
            if (attributes.isDirectory()) {
                if (!recursive) {
                    throw FileErrors.conflict(source.shown(), "is a folder: it is copied only with recursive");
                }
                grants.requireWhole(source, Permission.READ, scope.grants().read());
                grants.requireWhole(target, Permission.WRITE, scope.grants().write());
            } else {
                FileErrors.requireRegular(source.shown(), attributes);
            }
            requireApart(source, target);
            TreeCopy copy = new TreeCopy(scope, overwrite, false);
            into(folder, source, target, copy);
            return copy.bytes();
        } catch (IOException e) {
            throw failed(source.shown(), e);
        }
    }

    private void into(Folder folder, Place source, Place target, TreeCopy copy) throws IOException {
        Folder targetFolder;
        try {
            targetFolder = target.parentOfFile();
        } catch (IOException e) {
            throw FileErrors.into(target.shown(), e, scope.cancellation());
        }
        try (targetFolder) {
            copy.entry(folder, source.name(), source.shown(), targetFolder, target.name(), target.shown());
        }
    }

    private static void requireApart(Place source, Place target) {
        if (source.real().equals(target.real())) {
            throw FileErrors.conflict(target.shown(), "is the same as '" + source.shown() + "'");
        }
        if (target.real().startsWith(source.real())) {
            throw FileErrors.conflict(target.shown(), "lies within '" + source.shown() + "'");
        }
        if (source.real().startsWith(target.real())) {
            throw FileErrors.conflict(target.shown(), "holds '" + source.shown() + "'");
        }
    }

    /// Moves a file, folder or link, into another file system too.
    void move(Place source, Place target, boolean overwrite) {
        grants.requireWhole(source, Permission.READ, scope.grants().read());
        grants.requireWhole(source, Permission.WRITE, scope.grants().write());
        grants.requireWhole(target, Permission.WRITE, scope.grants().write());
        try (Folder folder = source.parent()) {
            BasicFileAttributes attributes = folder.attributes(source.name());
            requireApart(source, target);
            try (Folder targetFolder = target.parent()) {
                requireFree(targetFolder, target, attributes, overwrite);
                if (overwrite || attributes.isDirectory()) {
                    // A folder is never renamed over one with anything in it.
                    rename(folder, source, targetFolder, target);
                } else {
                    renameToFree(folder, source, targetFolder, target);
                }
            } catch (NoSuchFileException e) {
                throw FileErrors.into(target.shown(), e, scope.cancellation());
            }
        } catch (IOException e) {
            throw failed(source.shown(), e);
        }
    }

    private static void requireFree(Folder folder, Place target, BasicFileAttributes source, boolean overwrite)
            throws IOException {
        BasicFileAttributes there;
        try {
            there = folder.attributes(target.name());
        } catch (NoSuchFileException e) {
            return;
        }
        if (!overwrite) {
            throw FileErrors.conflict(target.shown(), "exists already");
        }
        if (there.isDirectory() != source.isDirectory()) {
            throw FileErrors.conflict(
                    target.shown(),
                    there.isDirectory()
                            ? "is a folder, but what is moved there is not"
                            : "is not a folder, but what is moved there is");
        }
    }

    /// Takes the name by a new empty file before it renames over that, so of several that move to one name at
    /// once one succeeds. (A hard link would not show the empty file for a moment, but Java makes one by paths
    /// only, whose folders may be swapped meanwhile.)
    private void renameToFree(Folder folder, Place source, Folder targetFolder, Place target) throws IOException {
        Object taken;
        try (FileChannel _ =
                targetFolder.channel(target.name(), Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))) {
            taken = targetFolder.attributes(target.name()).fileKey();
        } catch (FileAlreadyExistsException e) {
            throw FileErrors.conflict(target.shown(), "exists already");
        }
        boolean moved = false;
        try {
            rename(folder, source, targetFolder, target);
            moved = true;
        } finally {
            if (!moved
                    && Objects.equals(
                            taken, targetFolder.attributes(target.name()).fileKey())) {
                targetFolder.deleteFile(target.name());
            }
        }
    }

    private void rename(Folder folder, Place source, Folder targetFolder, Place target) throws IOException {
        scope.cancellation().check();
        try {
            folder.rename(source.name(), targetFolder, target.name());
            return;
        } catch (AtomicMoveNotSupportedException e) {
            // Another file system: below.
        } catch (IOException e) {
            throw failed(target.shown(), e);
        }
        if (folderAt(targetFolder, target.name())) {
            targetFolder.deleteFolder(target.name());
        }
        new TreeCopy(scope, true, true)
                .entry(folder, source.name(), source.shown(), targetFolder, target.name(), target.shown());
        new TreeDelete(scope).entry(folder, source.name(), source.shown());
    }

    private static boolean folderAt(Folder folder, String name) throws IOException {
        try {
            return folder.attributes(name).isDirectory();
        } catch (NoSuchFileException e) {
            return false;
        }
    }
}
