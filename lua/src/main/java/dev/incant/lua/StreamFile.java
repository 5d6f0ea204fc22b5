package dev.incant.lua;

import java.io.File;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/// Reads from or writes to a Java stream, which stays open: a standard stream's, or that of a [PlainFile].
final class StreamFile implements LuaFile {
    /// Reads nothing and discards what is written.
    static final StreamFile EMPTY = new StreamFile(InputStream.nullInputStream(), OutputStream.nullOutputStream(), -1);

    /// Names the property by which a launcher tells which of the descriptors 0, 1 and 2 are terminals, such as `12`:
    /// it knows, and asking takes a good part of a short script's time.
    private static final String TERMINALS = "lua.terminals";

    private final @Nullable InputStream in;
    private final @Nullable OutputStream out;

    /// The file descriptor, or -1.
    private final int descriptor;

    private StreamFile(@Nullable InputStream in, @Nullable OutputStream out, int descriptor) {
        this.in = in;
        this.out = out;
        this.descriptor = descriptor;
    }

    static StreamFile of(InputStream in) {
        return new StreamFile(in, null, -1);
    }

    static StreamFile of(OutputStream out) {
        return new StreamFile(null, out, -1);
    }

    /// The process's standard input, without the buffer of [System#in].
    static StreamFile standardInput() {
        return new StreamFile(new FileInputStream(FileDescriptor.in), null, 0);
    }

    /// The process's standard output (1) or error (2), without the buffer of [System#out].
    static StreamFile standardOutput(int descriptor) {
        return new StreamFile(
                null, new FileOutputStream(descriptor == 1 ? FileDescriptor.out : FileDescriptor.err), descriptor);
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        return in == null ? LuaFile.super.read(into, from, length) : in.read(into, from, length);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        if (out == null) {
            LuaFile.super.write(bytes, from, length);
        } else {
            out.write(bytes, from, length);
        }
    }

    @Override
    public void flush() throws IOException {
        if (out != null) {
            out.flush();
        }
    }

    /// A redirected stream may well be a file.
    @Override
    public long seek(Origin origin, long offset) throws IOException {
        FileChannel channel;
        if (in instanceof FileInputStream file) {
            channel = file.getChannel();
        } else if (out instanceof FileOutputStream file) {
            channel = file.getChannel();
        } else {
            return LuaFile.super.seek(origin, offset);
        }
        return SystemFile.seek(channel, origin, offset);
    }

    @Override
    public boolean isInteractive() {
        if (descriptor < 0) {
            return false;
        }
        String terminals = System.getProperty(TERMINALS);
        if (terminals != null) {
            return terminals.indexOf('0' + descriptor) >= 0;
        }
        // What System.console() would tell, without the classes that it loads.
        try {
            String device = new File("/proc/self/fd/" + descriptor).getCanonicalPath();
            if (!device.equals("/proc/self/fd/" + descriptor)) {
                return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty");
            }
        } catch (IOException _) {
            // Not Linux.
        }
        return System.console() != null && System.console().isTerminal();
    }
}
