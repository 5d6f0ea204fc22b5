package dev.incant.lua;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;

/// The host of the stand-alone interpreter: everything exists.
final class SystemHost implements LuaHost {
    private final LuaFile in;
    private final LuaFile out;
    private final LuaFile err;
    private final CpuClock clock = new CpuClock();

    SystemHost(LuaFile in, LuaFile out, LuaFile err) {
        this.in = in;
        this.out = out;
        this.err = err;
    }

    /// What the JDK's new files take for a name.
    static Path path(String name) throws NoSuchFileException {
        try {
            if (!name.isEmpty()) {
                return Path.of(name);
            }
        } catch (InvalidPathException _) {
            // There can be no file under a name with, say, a zero byte.
        }
        throw new NoSuchFileException(name);
    }

    @Override
    public LuaFile open(String name, LuaFile.Mode mode) throws IOException {
        LuaFile plain = PlainFile.open(name, mode);
        return plain != null ? plain : SystemFile.open(path(name), mode);
    }

    /// Plain streams: scripts are read at start-up, before anything needs channels.
    @Override
    public byte[] readFile(String name) throws IOException {
        // The old files take no name for the current directory.
        if (name.isEmpty() || !PlainFile.isAscii(name)) {
            return Files.readAllBytes(path(name));
        }
        try (FileInputStream stream = new FileInputStream(name)) {
            return stream.readAllBytes();
        }
    }

    @Override
    public boolean isReadable(String name) {
        // As PUC, which opens the file to know: a directory counts, too.
        if (name.isEmpty()) {
            return false;
        }
        if (PlainFile.isAscii(name)) {
            return new File(name).canRead();
        }
        try {
            return Files.isReadable(path(name));
        } catch (NoSuchFileException _) {
            return false;
        }
    }

    @Override
    public void remove(String name) throws IOException {
        // The JDK's new files know why something failed; that it goes well, the old ones know sooner.
        if (!PlainFile.isAscii(name) || !new File(name).delete()) {
            Files.delete(path(name));
        }
    }

    @Override
    public void rename(String from, String to) throws IOException {
        if (!PlainFile.isAscii(from) || !PlainFile.isAscii(to) || !new File(from).renameTo(new File(to))) {
            // Atomic: what C's rename does, with its errors.
            Files.move(path(from), path(to), StandardCopyOption.ATOMIC_MOVE);
        }
    }

    @Override
    public String temporaryName() throws IOException {
        return Files.createTempFile("lua_", "").toString();
    }

    @Override
    public LuaFile temporaryFile() throws IOException {
        return SystemFile.temporary(Files.createTempFile("lua_", ""));
    }

    @Override
    public LuaFile in() {
        return in;
    }

    @Override
    public LuaFile out() {
        return out;
    }

    @Override
    public LuaFile err() {
        return err;
    }

    @Override
    public boolean hasShell() {
        return ShellProcess.shellExists();
    }

    @Override
    public int execute(String command) throws IOException {
        return ShellProcess.run(command);
    }

    @Override
    public LuaFile popen(String command, LuaFile.Mode mode) throws IOException {
        return ShellProcess.start(command, mode == LuaFile.Mode.READ);
    }

    @Override
    public void exit(int code, boolean close) {
        throw LuaStopped.exit(code, close);
    }

    @Override
    public double cpuSeconds() {
        return clock.seconds();
    }

    @Override
    public String timeZone() {
        return TimeZone.getDefault().getID();
    }

    @Override
    public @Nullable String environment(String name) {
        return System.getenv(name);
    }
}
