package dev.incant.kernel.capability;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Files within the session's grants. Paths are as the user wrote them; a relative one starts at the session's folder.
///
/// Every method checks the grants after following links, and works on what it checked, so a link swapped in between
/// does not lead outside. All throw [dev.incant.kernel.error.ToolException]: `denied` with the flag that would allow
/// it, `not_found`, `conflict` (exists already, is a folder, is not empty), `limit_exceeded` (larger than the session's
/// `fileSize`), `failed` (what the file system answered). Messages name the path. Each stops when the call is
/// cancelled.
public interface Files {
    /// The whole content of a file.
    byte[] read(String path);

    /// The whole content of a text file; `failed` when it is not valid UTF-8, naming the place. A byte order mark
    /// is taken away.
    String readText(String path);

    /// A stream over a file's content, for files of any size. The caller closes it; the call's end does too.
    InputStream open(String path);

    /// What is known of a path, links followed.
    FileInfo info(String path);

    /// What is known of a path, a link itself not followed.
    FileInfo linkInfo(String path);

    /// Whether something is at a path that may be read.
    boolean exists(String path);

    /// What lies in a folder, sorted by name; links are not followed.
    List<FileInfo> list(String path);

    /// Visits everything beneath a folder in sorted order, folders before their content; the folder itself is not
    /// visited. Links are reported, not followed. What may not be read is reported to the visitor, not thrown.
    void walk(String path, Visitor visitor);

    /// Sees what [#walk] finds.
    @FunctionalInterface
    interface Visitor {
        /// Sees one entry.
        ///
        /// @param relative its path below the folder that is walked, with `/`
        /// @param depth 1 for what lies directly in the folder
        Step visit(FileInfo entry, String relative, int depth);

        /// Sees a folder that cannot be listed; the walk goes on without its content.
        default void unreadable(String relative, String reason) {}
    }

    /// How a walk goes on.
    enum Step {
        CONTINUE,
        /// Leave out the content of the folder just seen.
        SKIP,
        /// End the walk.
        STOP
    }

    /// Watches files, and folders and with `recursive` those beneath them, from now on. Folders that appear are watched
    /// too, and what is in them already is reported. Links are not followed; what may not be read is left out.
    ///
    /// Something that is gone again before it can be looked at is not reported. Events of one folder come in the
    /// order in which they happened.
    Watch watch(List<String> paths, boolean recursive);

    /// Sees changes until it is closed.
    interface Watch extends AutoCloseable {
        /// Waits for changes and returns them; empty when there were none within `timeout`.
        List<Change> next(Duration timeout);

        /// How many folders are watched.
        int folders();

        @Override
        void close();
    }

    /// One change.
    ///
    /// @param root the file or folder that is watched, as the user wrote it
    /// @param path the path below it, with `/`; empty for itself
    /// @param time when it was noticed
    record Change(Kind kind, String root, String path, Instant time) {
        /// The kinds of changes.
        public enum Kind {
            CREATED,
            MODIFIED,
            DELETED,
            /// More happened in this folder than could be noticed; what is found there by looking is reported after.
            OVERFLOW
        }
    }

    /// Writes a file whole or not at all: into a temporary file beside it, synced to the disk, then renamed over
    /// it.
    void write(String path, byte[] content);

    /// Opens a replacement of a file, which appears when it is committed and leaves nothing when it is only closed.
    Replacement replace(String path);

    /// A file being written that takes its place when it is whole.
    interface Replacement extends AutoCloseable {
        /// Where to write to; bounded by the session's `fileSize`. Closed by [#commit] and [#close].
        OutputStream out();

        /// Gives the file a time and permissions of its own when it is committed, where the file system keeps them.
        ///
        /// @param modified when it was last changed, null for now
        /// @param permissions POSIX permissions such as `rw-r--r--`, null for the usual ones
        /// @throws dev.incant.kernel.error.ToolException `invalid_params` for permissions that are none
        void keep(@Nullable Instant modified, @Nullable String permissions);

        /// Syncs, puts the file in its place and returns its size in bytes.
        long commit();

        /// Throws away what was not committed.
        @Override
        void close();
    }

    /// Adds to the end of a file, which is created when missing; returns its new size in bytes.
    long append(String path, byte[] content);

    /// Creates a folder and those above it that are missing; returns whether it was missing.
    boolean createDirectory(String path);

    /// Deletes a file, a link itself, or a folder: an empty one, or with all in it when `recursive`. Returns how
    /// many things were deleted. Links inside are deleted, not followed.
    long delete(String path, boolean recursive);

    /// Copies a file, or a folder with all in it when `recursive`; returns the bytes copied. An existing target is
    /// a `conflict` unless `overwrite`.
    long copy(String from, String to, boolean recursive, boolean overwrite);

    /// Moves a file or folder, across file systems too. An existing target is a `conflict` unless `overwrite`.
    void move(String from, String to, boolean overwrite);

    /// The real path of something that may be used this way, for libraries that insist on one. What happens to the
    /// path afterwards is not watched, so this is the last resort.
    Path checked(String path, Permission permission);

    /// An empty folder that is deleted with all in it when the call ends.
    Path temporaryDirectory();
}
