package dev.incant.kernel.host;

import dev.incant.kernel.capability.CallScope;
import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.capability.FileInfo;
import dev.incant.kernel.capability.Files;
import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.capability.Rules;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/// Files of this machine within one call's grants.
///
/// A path is checked by [PathGrants], which follows all links, and then used from the granted folder downwards by
/// [Folder], which follows none. So a link swapped in after the check, by whomever, makes the call fail and does not
/// lead outside; the exceptions are named at [Folder]. Folders above a granted one are trusted. Hard links cannot be
/// told from files. Only regular files are opened, so devices and pipes cannot make a call wait for ever.
final class HostFiles implements Files {
    private static final int PIECE = 1 << 18;

    private final CallScope scope;
    private final InstantSource clock;
    private final Cancellation cancellation;
    private final List<Path> temporary = new CopyOnWriteArrayList<>();
    private final PathGrants grants;

    HostFiles(CallScope scope) {
        this(scope, InstantSource.system());
    }

    /// @param clock when changes are noticed
    HostFiles(CallScope scope, InstantSource clock) {
        this.scope = scope;
        this.clock = clock;
        this.cancellation = scope.cancellation();
        this.grants = new PathGrants(scope.directory(), temporary);
    }

    private Place follow(String path, Permission permission) {
        cancellation.check();
        try {
            return noted(
                    permission, grants.follow(path, permission, scope.grants().rules(permission)));
        } catch (ToolException e) {
            throw scope.used().refuse(e);
        }
    }

    private Place entry(String path, Permission permission) {
        cancellation.check();
        try {
            return noted(
                    permission, grants.entry(path, permission, scope.grants().rules(permission)));
        } catch (ToolException e) {
            throw scope.used().refuse(e);
        }
    }

    /// Takes note of a grant that was used; the call's own folders need none.
    private Place noted(Permission permission, Place place) {
        if (!temporary.contains(place.anchor())) {
            scope.used().use(permission, place.anchor().toString());
        }
        return place;
    }

    private ToolException failed(String path, IOException e) {
        return FileErrors.of(path, e, cancellation);
    }

    @Override
    public byte[] read(String path) {
        try (GuardedInput in = input(path)) {
            return whole(in, path);
        } catch (IOException e) {
            throw failed(path, e);
        }
    }

    private byte[] whole(GuardedInput in, String path) throws IOException {
        long limit = Math.min(scope.limits().fileSize(), Integer.MAX_VALUE - 8);
        long size = in.size();
        if (size > limit) {
            throw FileErrors.tooLarge(path, size, limit);
        }
        // One more than it says, to see the end; files that the system makes up say 0.
        byte[] bytes = new byte[(int) Math.min(Math.max(size, 511) + 1, limit)];
        int length = 0;
        while (true) {
            if (length == bytes.length) {
                if (length == limit) {
                    if (in.read() >= 0) {
                        throw FileErrors.tooLarge(path, -1, limit);
                    }
                    return bytes;
                }
                bytes = Arrays.copyOf(bytes, (int) Math.min(limit, bytes.length * 2L));
            }
            int read = in.read(bytes, length, bytes.length - length);
            if (read < 0) {
                return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
            }
            length += read;
        }
    }

    @Override
    public String readText(String path) {
        return StrictText.of(path, read(path));
    }

    @Override
    public InputStream open(String path) {
        try {
            return input(path);
        } catch (IOException e) {
            throw failed(path, e);
        }
    }

    private GuardedInput input(String path) throws IOException {
        Place place = follow(path, Permission.READ);
        try (Folder folder = place.parentOfFile()) {
            FileErrors.requireRegular(path, folder.attributes(place.name()));
            FileChannel channel = folder.channel(place.name(), Set.of(StandardOpenOption.READ));
            return GuardedInput.over(scope, channel, path);
        }
    }

    @Override
    public FileInfo info(String path) {
        return info(path, follow(path, Permission.READ), true);
    }

    @Override
    public FileInfo linkInfo(String path) {
        return info(path, entry(path, Permission.READ), false);
    }

    private FileInfo info(String path, Place place, boolean followed) {
        try {
            if (place.real().equals(place.anchor()) && isFolder(place)) {
                try (Folder folder = place.folder()) {
                    return Facts.of(path, place.name(), folder.attributes(), null);
                }
            }
            try (Folder folder = place.parent()) {
                FileInfo info = Facts.entry(folder, place.name(), path);
                if (followed && info.type() == FileInfo.Type.LINK) {
                    throw FileErrors.error(
                            ErrorCode.NOT_FOUND, path, "is a link that leads nowhere or in a circle: " + info.target());
                }
                return info;
            }
        } catch (IOException e) {
            throw failed(path, e);
        }
    }

    private static boolean isFolder(Place place) {
        return java.nio.file.Files.isDirectory(place.real(), LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public boolean exists(String path) {
        Place place = follow(path, Permission.READ);
        try {
            return info(path, place, true) != null;
        } catch (ToolException e) {
            // Something above it that is a file, or a link in a circle, has nothing beneath it.
            if (e.code() == ErrorCode.NOT_FOUND || e.getCause() instanceof NotDirectoryException) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public List<FileInfo> list(String path) {
        Place place = follow(path, Permission.READ);
        Rules rules = scope.grants().read();
        try (Folder folder = place.folder()) {
            List<FileInfo> entries = new ArrayList<>();
            for (String name : folder.names(cancellation::check)) {
                cancellation.check();
                if (!grants.denies(folder.path().resolve(name), rules)) {
                    try {
                        entries.add(Facts.entry(folder, name, Facts.beneath(path, name)));
                    } catch (NoSuchFileException e) {
                        continue; // deleted since the folder was listed
                    }
                }
            }
            return entries;
        } catch (IOException e) {
            throw failed(path, e);
        }
    }

    @Override
    public void walk(String path, Visitor visitor) {
        Place place = follow(path, Permission.READ);
        try (Folder folder = place.folder()) {
            new TreeWalk(scope, grants, path, visitor).run(folder);
        } catch (IOException e) {
            throw failed(path, e);
        }
    }

    @Override
    public Watch watch(List<String> paths, boolean recursive) {
        List<Place> places =
                paths.stream().map(path -> follow(path, Permission.READ)).toList();
        try {
            return TreeWatch.start(scope, clock, grants, places, recursive);
        } catch (IOException e) {
            throw failed(String.join("', '", paths), e);
        }
    }

    @Override
    public void write(String path, byte[] content) {
        if (content.length > scope.limits().fileSize()) {
            follow(path, Permission.WRITE);
            throw FileErrors.tooLarge(path, content.length, scope.limits().fileSize());
        }
        try (Replacement file = replace(path)) {
            file.out().write(content);
            file.commit();
        } catch (IOException e) {
            throw failed(path, e);
        }
    }

    @Override
    public Replacement replace(String path) {
        Place place = follow(path, Permission.WRITE);
        try {
            return AtomicFile.in(scope, place.parentOfFile(), place.name(), path, true, true);
        } catch (IOException e) {
            throw FileErrors.into(path, e, cancellation);
        }
    }

    /// The error for a file that cannot be made: what is missing is then the folder.
    @Override
    public long append(String path, byte[] content) {
        Place place = follow(path, Permission.WRITE);
        try (Folder folder = place.parentOfFile();
                FileChannel channel = appendable(folder, place)) {
            long limit = scope.limits().fileSize();
            if (content.length > limit - channel.size()) {
                throw FileErrors.tooLarge(path, channel.size() + content.length, limit);
            }
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                cancellation.check();
                ByteBuffer piece = bytes.slice(bytes.position(), Math.min(PIECE, bytes.remaining()));
                bytes.position(bytes.position() + channel.write(piece));
            }
            channel.force(true);
            return channel.size();
        } catch (IOException e) {
            throw FileErrors.into(path, e, cancellation);
        }
    }

    private static FileChannel appendable(Folder folder, Place place) throws IOException {
        BasicFileAttributes attributes = null;
        try {
            attributes = folder.attributes(place.name());
        } catch (NoSuchFileException e) {
            // It is made now.
        }
        if (attributes != null) {
            FileErrors.requireRegular(place.shown(), attributes);
            return folder.channel(place.name(), Set.of(StandardOpenOption.APPEND));
        }
        Set<OpenOption> options = Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        return folder.posix(".") == null
                ? folder.channel(place.name(), options)
                : folder.channel(
                        place.name(),
                        options,
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--")));
    }

    @Override
    public boolean createDirectory(String path) {
        Place place = follow(path, Permission.WRITE);
        return new FolderMaking(cancellation).make(place);
    }

    @Override
    public long delete(String path, boolean recursive) {
        Place place = entry(path, Permission.WRITE);
        try (Folder folder = place.parent()) {
            BasicFileAttributes attributes = folder.attributes(place.name());
            if (recursive && attributes.isDirectory()) {
                grants.requireWhole(place, Permission.WRITE, scope.grants().write());
                return new TreeDelete(scope).entry(folder, place.name(), path);
            }
            if (attributes.isDirectory()) {
                folder.deleteFolder(place.name());
            } else {
                folder.deleteFile(place.name());
            }
            return 1;
        } catch (IOException e) {
            throw failed(path, e);
        }
    }

    @Override
    public long copy(String from, String to, boolean recursive, boolean overwrite) {
        Place source = follow(from, Permission.READ);
        Place target = follow(to, Permission.WRITE);
        return new Transfer(scope, grants).copy(source, target, recursive, overwrite);
    }

    @Override
    public void move(String from, String to, boolean overwrite) {
        Place source = entry(from, Permission.WRITE);
        // Who may not read something must not move it to where he may.
        entry(from, Permission.READ);
        Place target = entry(to, Permission.WRITE);
        new Transfer(scope, grants).move(source, target, overwrite);
    }

    @Override
    public Path checked(String path, Permission permission) {
        Place place = follow(path, permission);
        if (permission == Permission.READ) {
            info(path, place, true);
        }
        return place.real();
    }

    @Override
    public Path temporaryDirectory() {
        cancellation.check();
        try {
            Path made = java.nio.file.Files.createTempDirectory("incant-").toRealPath();
            scope.resources().add(() -> deleteTemporary(made));
            temporary.add(made);
            return made;
        } catch (IOException e) {
            throw ToolException.failed("cannot make a temporary folder: " + FileErrors.reason(e));
        }
    }

    private static void deleteTemporary(Path folder) throws IOException {
        Path parent = folder.getParent();
        if (parent != null) {
            try (Folder above = Folder.open(parent)) {
                TreeDelete.quietly(above, String.valueOf(folder.getFileName()));
            }
        }
    }
}
