package dev.incant.kernel.host;

import dev.incant.kernel.capability.CallScope;
import dev.incant.kernel.capability.Files;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A file that is written beside its place and takes it, by a rename, when it is whole; closed before that, it leaves
/// nothing. A file that is replaced hands on its permissions and, where the operating system lets us, its owner; a new
/// one gets `rw-r--r--` less the process's umask. The content is synced to the disk before the rename; the folder is
/// not, so after a loss of power either the old or the new file is there, whole.
///
/// Owns the folder it is given and closes it. Not safe for use by many threads.
final class AtomicFile implements Files.Replacement {
    private static final FileAttribute<?> PUBLIC =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--"));
    private static final FileAttribute<?> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final CallScope scope;
    private final Folder folder;
    private final String name;
    private final String shown;
    private final String temporary;
    private final FileChannel channel;
    private final Out out = new Out();
    private final boolean synced;
    private boolean open = true;
    private @Nullable FileTime modified;
    private @Nullable Set<PosixFilePermission> mode;

    private AtomicFile(
            CallScope scope,
            Folder folder,
            String name,
            String shown,
            String temporary,
            FileChannel channel,
            boolean synced) {
        this.scope = scope;
        this.folder = folder;
        this.name = name;
        this.shown = shown;
        this.temporary = temporary;
        this.channel = channel;
        this.synced = synced;
    }

    /// Starts a file in `folder` under a temporary name. Closes the folder when it fails, too.
    ///
    /// @param overwrite whether it may replace a file that is there
    /// @param synced whether its content must be on the disk before it takes its place
    static AtomicFile in(CallScope scope, Folder folder, String name, String shown, boolean overwrite, boolean synced)
            throws IOException {
        boolean made = false;
        try {
            BasicFileAttributes old = replaced(folder, name, shown, overwrite);
            String temporary = temporaryName();
            boolean posix = folder.posix(".") != null;
            FileAttribute<?>[] mode =
                    posix ? new FileAttribute<?>[] {old == null ? PUBLIC : PRIVATE} : new FileAttribute<?>[0];
            FileChannel channel =
                    folder.channel(temporary, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), mode);
            AtomicFile file = new AtomicFile(scope, folder, name, shown, temporary, channel, synced);
            made = true;
            scope.resources().add(file);
            if (old instanceof PosixFileAttributes attributes) {
                try {
                    keep(folder, temporary, attributes);
                } catch (IOException e) {
                    file.close();
                    throw e;
                }
            }
            return file;
        } finally {
            if (!made) {
                folder.close();
            }
        }
    }

    /// A name beside the target that nobody guesses or has.
    static String temporaryName() {
        byte[] bytes = new byte[8];
        Names.RANDOM.nextBytes(bytes);
        return ".incant-" + HexFormat.of().formatHex(bytes) + ".tmp";
    }

    /// The file that is there, or null; refuses what is no file.
    private static @Nullable BasicFileAttributes replaced(Folder folder, String name, String shown, boolean overwrite)
            throws IOException {
        BasicFileAttributes old;
        try {
            old = folder.attributes(name);
        } catch (NoSuchFileException e) {
            return null;
        }
        if (old.isDirectory()) {
            throw FileErrors.conflict(shown, "is a folder");
        }
        if (!overwrite) {
            throw FileErrors.conflict(shown, "exists already");
        }
        if (old.isSymbolicLink()) {
            throw FileErrors.conflict(shown, "is a link that leads nowhere or in a circle");
        }
        if (!old.isRegularFile()) {
            throw FileErrors.error(ErrorCode.FAILED, shown, "is not a regular file but a device, pipe or socket");
        }
        if (!java.nio.file.Files.isWritable(folder.path().resolve(name))) {
            throw FileErrors.error(ErrorCode.FAILED, shown, "is read-only");
        }
        return old;
    }

    private static void keep(Folder folder, String temporary, PosixFileAttributes old) throws IOException {
        PosixFileAttributeView view = folder.posix(temporary);
        if (view == null) {
            return;
        }
        PosixFileAttributes now = view.readAttributes();
        try {
            if (!now.group().equals(old.group())) {
                view.setGroup(old.group());
            }
            if (!now.owner().equals(old.owner())) {
                view.setOwner(old.owner());
            }
        } catch (IOException e) {
            // Only the superuser may give files away; the new file is then ours, as with any other program.
        }
        view.setPermissions(old.permissions());
    }

    @Override
    public OutputStream out() {
        return out;
    }

    /// The permissions it will have; before [#commit].
    @Nullable PosixFileAttributeView attributes() {
        return folder.posix(temporary);
    }

    @Override
    public void keep(@Nullable Instant time, @Nullable String permissions) {
        modified = time == null ? null : FileTime.from(time);
        try {
            mode = permissions == null ? null : PosixFilePermissions.fromString(permissions);
        } catch (IllegalArgumentException e) {
            throw ToolException.invalidParams(shown + ": no permissions such as rw-r--r--: '" + permissions + "'");
        }
    }

    private void putKept() throws IOException {
        PosixFileAttributeView view = modified == null && mode == null ? null : folder.posix(temporary);
        if (view == null) {
            return;
        }
        if (mode != null) {
            view.setPermissions(mode);
        }
        if (modified != null) {
            view.setTimes(modified, null, null);
        }
    }

    @Override
    public long commit() {
        if (!open) {
            throw new IllegalStateException("committed or closed already: " + shown);
        }
        try {
            scope.cancellation().check();
            putKept();
            if (synced) {
                channel.force(true);
            }
            channel.close();
            scope.cancellation().check();
            folder.rename(temporary, folder, name);
            open = false;
            return out.written;
        } catch (IOException e) {
            throw FileErrors.of(shown, e, scope.cancellation());
        } finally {
            close();
        }
    }

    @Override
    public void close() {
        scope.resources().remove(this);
        try (folder;
                channel) {
            if (open) {
                open = false;
                folder.deleteFile(temporary);
            }
        } catch (IOException e) {
            // The temporary file is gone already, or its file system is: nothing is left that we could take away.
        }
    }

    /// Writes up to the session's limit, in pieces between which a cancelled call stops.
    private final class Out extends OutputStream {
        private static final int PIECE = 1 << 20;
        private long written;

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (length > scope.limits().fileSize() - written) {
                throw FileErrors.tooLarge(shown, -1, scope.limits().fileSize());
            }
            for (int done = 0; done < length; ) {
                scope.cancellation().check();
                ByteBuffer piece = ByteBuffer.wrap(bytes, offset + done, Math.min(PIECE, length - done));
                done += channel.write(piece);
            }
            written += length;
        }
    }

    /// Made when first used: seeding costs time.
    private static final class Names {
        static final SecureRandom RANDOM = new SecureRandom();
    }
}
