package dev.incant.lua;

import java.io.File;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/// A regular file that is only read or only written, by streams: these are there in each JVM, while the first file
/// of [SystemFile] costs a short script more than ten milliseconds for the classes of channels.
final class PlainFile implements LuaFile {
    private final @Nullable FileInputStream in;
    private final @Nullable FileOutputStream out;
    private final boolean appends;

    /// Position of a file that is only appended to.
    private long position;

    /// Whether the position is the file's end, which nobody has asked for yet. What others append until then counts,
    /// too.
    private boolean atEnd;

    private PlainFile(@Nullable FileInputStream in, @Nullable FileOutputStream out, boolean appends) {
        this.in = in;
        this.out = out;
        this.appends = appends;
        this.atEnd = appends;
    }

    /// Opens a file, or returns null when this is not the way to: it is not a regular file, is read and written, its
    /// name may not be the file system's, or something is wrong that [SystemFile] knows more of.
    ///
    /// @throws FileNotFoundException when it cannot be opened, with a text that [Errno] knows
    static @Nullable PlainFile open(String name, Mode mode) throws FileNotFoundException {
        if (!isAscii(name)) {
            return null;
        }
        File file = new File(name);
        try {
            return switch (mode) {
                case READ -> isPlain(file) ? new PlainFile(new FileInputStream(file), null, false) : null;
                case WRITE -> isPlain(file) ? new PlainFile(null, new FileOutputStream(file), false) : null;
                case APPEND -> isPlain(file) ? new PlainFile(null, new FileOutputStream(file, true), true) : null;
                case UPDATE, TRUNCATE, APPEND_UPDATE -> null;
            };
        } catch (FileNotFoundException e) {
            if (Errno.isKnown(e)) {
                throw e;
            }
            return null;
        }
    }

    /// Whether it is a regular file, or becomes one.
    private static boolean isPlain(File file) {
        return file.isFile() || !file.exists();
    }

    /// Whether a name stands for itself: `java.io` replaces what the system's encoding does not have by `?`, which
    /// may be another file.
    static boolean isAscii(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) == 0 || name.charAt(i) > 126) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        return in == null ? LuaFile.super.read(into, from, length) : in.read(into, from, length);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        if (out == null) {
            LuaFile.super.write(bytes, from, length);
            return;
        }
        out.write(bytes, from, length);
        atEnd = appends;
    }

    @Override
    public long seek(Origin origin, long offset) throws IOException {
        if (in != null) {
            return SystemFile.seek(in.getChannel(), origin, offset);
        }
        if (out == null) {
            return LuaFile.super.seek(origin, offset);
        }
        FileChannel channel = out.getChannel();
        if (!appends) {
            return SystemFile.seek(channel, origin, offset);
        }
        long end = channel.size();
        position = SystemFile.target(origin, offset, atEnd ? end : position, end);
        atEnd = false;
        return position;
    }

    @Override
    public void close() throws IOException {
        if (in != null) {
            in.close();
        }
        if (out != null) {
            out.close();
        }
    }
}
