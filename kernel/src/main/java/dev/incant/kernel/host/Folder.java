package dev.incant.kernel.host;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A folder that is open, whatever its path means by now. Its entries are reached by name from the open folder
/// (`openat` and its kin), and no entry is followed when it is a link: what was swapped in for a folder or file since
/// the check leads to an error, not outside.
///
/// Three things Java cannot do from an open folder and does by path: creating a folder, creating a link and reading
/// where a link points to. A folder created is looked for in the open folder afterwards, so that a swap leaves at worst
/// an empty folder or a link elsewhere, and an error.
///
/// Where the operating system has no such calls (Windows), or lets a granted folder be passed but not listed, names are
/// resolved by path, still not following the last one.
final class Folder implements Closeable {
    /// How many names one folder may hold for us to list it.
    static final int MAX_ENTRIES = 1_000_000;

    private final Path path;
    private final DirectoryStream<Path> stream;
    private final @Nullable SecureDirectoryStream<Path> secure;

    private final boolean owner;

    private Folder(
            Path path, DirectoryStream<Path> stream, @Nullable SecureDirectoryStream<Path> secure, boolean owner) {
        this.path = path;
        this.stream = stream;
        this.secure = secure;
        this.owner = owner;
    }

    private static Folder over(Path path, DirectoryStream<Path> stream) {
        return new Folder(path, stream, stream instanceof SecureDirectoryStream<Path> able ? able : null, true);
    }

    /// Opens a folder by a path that is trusted.
    @SuppressWarnings("StreamResourceLeak") // the folder owns it and closes it
    static Folder open(Path path) throws IOException {
        try {
            return over(path, Files.newDirectoryStream(path));
        } catch (AccessDeniedException e) {
            return over(path, new Unlistable(e));
        }
    }

    /// Opens a folder in this one.
    ///
    /// @param lenient whether one that may be passed but not listed is passed by path
    Folder child(String name, boolean lenient) throws IOException {
        BasicFileAttributes attributes = attributes(name);
        if (!attributes.isDirectory()) {
            throw attributes.isSymbolicLink() ? swapped(name) : new NotDirectoryException(name);
        }
        Path child = path.resolve(name);
        if (secure == null) {
            return open(child);
        }
        try {
            return over(child, secure.newDirectoryStream(relative(name), LinkOption.NOFOLLOW_LINKS));
        } catch (AccessDeniedException e) {
            if (lenient) {
                return open(child);
            }
            throw e;
        }
    }

    private static FileSystemException swapped(String name) {
        return new FileSystemException(name, null, "is a link that leads nowhere or in a circle");
    }

    /// The same open folder for a user who closes what is given; this one stays open.
    Folder shared() {
        return new Folder(path, stream, secure, false);
    }

    /// The path by which it was opened.
    Path path() {
        return path;
    }

    /// All names in it, sorted; once only.
    List<String> names(Runnable check) throws IOException {
        List<String> names = new ArrayList<>();
        try {
            for (Path entry : stream) {
                names.add(String.valueOf(entry.getFileName()));
                if (names.size() > MAX_ENTRIES) {
                    throw new FileSystemException(
                            String.valueOf(path.getFileName()), null, "has more than " + MAX_ENTRIES + " entries");
                }
                if ((names.size() & 0xff) == 0) {
                    check.run();
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        names.sort(null);
        return names;
    }

    /// What is known of an entry, itself not followed: POSIX attributes where there are any.
    BasicFileAttributes attributes(String name) throws IOException {
        PosixFileAttributeView posix = posix(name);
        if (posix != null) {
            return posix.readAttributes();
        }
        BasicFileAttributeView basic = secure == null
                ? Files.getFileAttributeView(
                        path.resolve(name), BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                : secure.getFileAttributeView(relative(name), BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        return basic.readAttributes();
    }

    /// The permissions, owner and times of an entry, to read or set; null where the file system keeps none.
    @Nullable PosixFileAttributeView posix(String name) {
        return secure == null
                ? Files.getFileAttributeView(
                        path.resolve(name), PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                : secure.getFileAttributeView(relative(name), PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    }

    /// What is known of the folder itself.
    BasicFileAttributes attributes() throws IOException {
        if (secure != null) {
            PosixFileAttributeView posix = secure.getFileAttributeView(PosixFileAttributeView.class);
            return posix == null
                    ? secure.getFileAttributeView(BasicFileAttributeView.class).readAttributes()
                    : posix.readAttributes();
        }
        PosixFileAttributeView posix =
                Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        return posix == null
                ? Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                : posix.readAttributes();
    }

    /// Opens a file in it; a link is refused.
    FileChannel channel(String name, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        Set<OpenOption> all = new HashSet<>(options);
        all.add(LinkOption.NOFOLLOW_LINKS);
        if (secure == null) {
            return FileChannel.open(path.resolve(name), all, attributes);
        }
        SeekableByteChannel channel = secure.newByteChannel(relative(name), all, attributes);
        if (channel instanceof FileChannel file) {
            return file;
        }
        channel.close();
        throw new FileSystemException(name, null, "cannot be opened as a file");
    }

    /// Where a link in it points to.
    String target(String name) throws IOException {
        return Files.readSymbolicLink(path.resolve(name)).toString();
    }

    /// Creates a link in it.
    void link(String name, String target) throws IOException {
        Files.createSymbolicLink(path.resolve(name), path.getFileSystem().getPath(target));
    }

    /// Creates a folder in it and opens that.
    Folder create(String name) throws IOException {
        Files.createDirectory(path.resolve(name));
        return child(name, false);
    }

    void deleteFile(String name) throws IOException {
        if (secure == null) {
            Files.delete(path.resolve(name));
        } else {
            secure.deleteFile(relative(name));
        }
    }

    void deleteFolder(String name) throws IOException {
        if (secure == null) {
            Files.delete(path.resolve(name));
        } else {
            secure.deleteDirectory(relative(name));
        }
    }

    /// Renames an entry into a folder of the same file system, over what is there.
    ///
    /// @throws java.nio.file.AtomicMoveNotSupportedException when it is another file system
    void rename(String name, Folder to, String newName) throws IOException {
        if (secure == null || to.secure == null) {
            Files.move(path.resolve(name), to.path.resolve(newName), StandardCopyOption.ATOMIC_MOVE);
        } else {
            secure.move(relative(name), to.secure, to.relative(newName));
        }
    }

    private Path relative(String name) {
        return path.getFileSystem().getPath(name);
    }

    @Override
    public void close() throws IOException {
        if (owner) {
            stream.close();
        }
    }

    /// Stands for the entries of a folder that may be passed but not listed.
    private record Unlistable(AccessDeniedException reason) implements DirectoryStream<Path> {
        @Override
        public Iterator<Path> iterator() {
            throw new DirectoryIteratorException(reason);
        }

        @Override
        public void close() {}
    }
}
