package dev.incant.lua;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// A file of the file system, in each way that files are opened; see [PlainFile] for the most common ones.
final class SystemFile implements LuaFile {
    private final @Nullable FileChannel reader;
    private final @Nullable FileChannel writer;
    private final boolean appends;

    /// Position of a file that is only appended to, where the channel knows the end alone.
    private long position;

    private SystemFile(@Nullable FileChannel reader, @Nullable FileChannel writer, boolean appends) throws IOException {
        this.reader = reader;
        this.writer = writer;
        this.appends = appends;
        if (appends && reader == null && writer != null) {
            position = writer.size();
        }
    }

    static SystemFile open(Path path, Mode mode) throws IOException {
        return switch (mode) {
            case READ -> new SystemFile(channel(path, StandardOpenOption.READ), null, false);
            case WRITE ->
                new SystemFile(
                        null,
                        channel(
                                path,
                                StandardOpenOption.WRITE,
                                StandardOpenOption.CREATE,
                                StandardOpenOption.TRUNCATE_EXISTING),
                        false);
            case APPEND ->
                new SystemFile(null, channel(path, StandardOpenOption.APPEND, StandardOpenOption.CREATE), true);
            case UPDATE -> both(channel(path, StandardOpenOption.READ, StandardOpenOption.WRITE));
            case TRUNCATE ->
                both(channel(
                        path,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING));
            case APPEND_UPDATE -> appending(path);
        };
    }

    /// A file that the system removes when it is closed.
    static SystemFile temporary(Path path) throws IOException {
        return both(
                channel(path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE));
    }

    private static FileChannel channel(Path path, OpenOption... options) throws IOException {
        return FileChannel.open(path, options);
    }

    private static SystemFile both(FileChannel channel) throws IOException {
        return new SystemFile(channel, channel, false);
    }

    /// Java has no channel that both reads and appends, so there are two.
    private static SystemFile appending(Path path) throws IOException {
        FileChannel writer = channel(path, StandardOpenOption.APPEND, StandardOpenOption.CREATE);
        try {
            return new SystemFile(channel(path, StandardOpenOption.READ), writer, true);
        } catch (IOException e) {
            writer.close();
            throw e;
        }
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        return reader == null
                ? LuaFile.super.read(into, from, length)
                : reader.read(ByteBuffer.wrap(into, from, length));
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        if (writer == null) {
            LuaFile.super.write(bytes, from, length);
            return;
        }
        ByteBuffer rest = ByteBuffer.wrap(bytes, from, length);
        while (rest.hasRemaining()) {
            writer.write(rest);
        }
        if (appends) {
            position = writer.size();
            if (reader != null) {
                reader.position(position);
            }
        }
    }

    @Override
    public long seek(Origin origin, long offset) throws IOException {
        if (reader != null) {
            return seek(reader, origin, offset);
        }
        if (writer == null) {
            return LuaFile.super.seek(origin, offset);
        }
        if (appends) {
            position = target(origin, offset, position, writer.size());
            return position;
        }
        return seek(writer, origin, offset);
    }

    static long seek(FileChannel channel, Origin origin, long offset) throws IOException {
        if (origin == Origin.CURRENT && offset == 0) {
            return channel.position();
        }
        long current = origin == Origin.CURRENT ? channel.position() : 0;
        long target = target(origin, offset, current, origin == Origin.END ? channel.size() : 0);
        channel.position(target);
        return target;
    }

    static long target(Origin origin, long offset, long current, long end) throws IOException {
        long base = origin == Origin.START ? 0 : origin == Origin.CURRENT ? current : end;
        long target = base + offset;
        if (target < 0) {
            throw new IOException("Invalid argument");
        }
        return target;
    }

    @Override
    public void close() throws IOException {
        try {
            if (reader != null) {
                reader.close();
            }
        } finally {
            if (writer != null) {
                writer.close();
            }
        }
    }
}
