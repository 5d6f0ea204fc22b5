package dev.incant.lua;

import java.io.Closeable;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// A regular file that is only read or only written, by streams: these are there in each JVM, while the first file
/// of [SystemFile] costs a short script more than ten milliseconds for the classes of channels.
final class PlainFile implements LuaFile {
    private final StreamFile stream;
    private final Closeable file;

    /// The file when it is only appended to, else null.
    private final @Nullable FileOutputStream appended;

    /// Position of a file that is only appended to.
    private long position;

    /// Whether the position is the file's end, which nobody has asked for yet. What others append until then counts,
    /// too.
    private boolean atEnd = true;

    private PlainFile(StreamFile stream, Closeable file, @Nullable FileOutputStream appended) {
        this.stream = stream;
        this.file = file;
        this.appended = appended;
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
        // A regular file, or what becomes one.
        if (!file.isFile() && file.exists()) {
            return null;
        }
        try {
            return switch (mode) {
                case READ -> read(new FileInputStream(file));
                case WRITE -> written(new FileOutputStream(file), false);
                case APPEND -> written(new FileOutputStream(file, true), true);
                case UPDATE, TRUNCATE, APPEND_UPDATE -> null;
            };
        } catch (FileNotFoundException e) {
            if (Errno.isKnown(e)) {
                throw e;
            }
            return null;
        }
    }

    private static PlainFile read(FileInputStream in) {
        return new PlainFile(StreamFile.of(in), in, null);
    }

    private static PlainFile written(FileOutputStream out, boolean appends) {
        return new PlainFile(StreamFile.of(out), out, appends ? out : null);
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
        return stream.read(into, from, length);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        stream.write(bytes, from, length);
        atEnd = true;
    }

    @Override
    public long seek(Origin origin, long offset) throws IOException {
        if (appended == null) {
            return stream.seek(origin, offset);
        }
        long end = appended.getChannel().size();
        position = SystemFile.target(origin, offset, atEnd ? end : position, end);
        atEnd = false;
        return position;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
