package dev.incant.kernel.host;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/// A path that a call may use.
///
/// @param shown as the user wrote it
/// @param real with links followed; no link may be met on it any more
/// @param anchor what was granted, itself or above `real`; trusted not to be swapped by others. May not be there
/// yet
/// @param lenient whether everything is granted, so that folders which may be passed but not listed are passed
record Place(String shown, Path real, Path anchor, boolean lenient) {
    /// The last name; the whole path at the root.
    String name() {
        Path name = real.getFileName();
        return name == null ? real.toString() : name.toString();
    }

    /// Opens the folder that holds it, by steps from what was granted downwards, none through a link.
    Folder parent() throws IOException {
        Path parent = real.getParent();
        if (parent == null) {
            throw new FileSystemException(shown, null, "is the root of the file system");
        }
        return parent.startsWith(anchor) ? descend(anchor, parent) : Folder.open(parent);
    }

    /// Opens the folder that holds it, which has to be one that may hold a file.
    Folder parentOfFile() throws IOException {
        if (real.getParent() == null) {
            throw FileErrors.conflict(shown, "is a folder, not a file");
        }
        return parent();
    }

    /// Opens it as a folder.
    Folder folder() throws IOException {
        return descend(anchor, real);
    }

    private Folder descend(Path from, Path to) throws IOException {
        // A granted folder may not be there yet: then the first one above it that is.
        Path start = from;
        while (start.getParent() != null && !Files.isDirectory(start, LinkOption.NOFOLLOW_LINKS)) {
            start = start.getParent();
        }
        Folder folder = Folder.open(start);
        if (start.equals(to)) {
            return folder;
        }
        for (Path step : start.relativize(to)) {
            try (Folder above = folder) {
                folder = above.child(step.toString(), lenient);
            }
        }
        return folder;
    }
}
