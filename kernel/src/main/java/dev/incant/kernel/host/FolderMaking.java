package dev.incant.kernel.host;

import dev.incant.kernel.capability.Cancellation;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/// Makes a folder and those above it that are missing.
final class FolderMaking {
    private final Cancellation cancellation;

    FolderMaking(Cancellation cancellation) {
        this.cancellation = cancellation;
    }

    /// Whether it was missing.
    boolean make(Place place) {
        Deque<String> missing = new ArrayDeque<>();
        Place there = place;
        try {
            while (true) {
                cancellation.check();
                try (Folder folder = there.folder()) {
                    makeAll(folder, missing);
                    return !missing.isEmpty();
                } catch (NoSuchFileException e) {
                    Path parent = there.real().getParent();
                    if (parent == null) {
                        throw e;
                    }
                    missing.push(there.name());
                    Path anchor = there.anchor().startsWith(there.real()) ? parent : there.anchor();
                    there = new Place(place.shown(), parent, anchor, place.lenient());
                }
            }
        } catch (IOException e) {
            throw FileErrors.of(place.shown(), e, cancellation);
        }
    }

    private void makeAll(Folder start, Deque<String> names) throws IOException {
        Folder folder = start.shared();
        try {
            for (String name : names) {
                cancellation.check();
                Folder inner;
                try {
                    inner = folder.create(name);
                } catch (FileAlreadyExistsException e) {
                    inner = folder.child(name, false); // somebody made it meanwhile
                }
                folder.close();
                folder = inner;
            }
        } finally {
            folder.close();
        }
    }
}
