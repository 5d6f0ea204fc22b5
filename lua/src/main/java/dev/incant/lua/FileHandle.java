package dev.incant.lua;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// An open file as scripts see it: a [LuaFile] with a buffer in each direction, as C's `FILE` has.
final class FileHandle {
    private static final int SIZE = 8192;

    /// The most that is read or written at a stretch, so that a script can be stopped in between.
    private static final int STRETCH = 1 << 18;

    private static final int LARGEST_BUFFER = 1 << 20;
    private static final byte[] NONE = new byte[0];

    /// What becomes of it when it is closed.
    enum Kind {
        FILE,
        /// A pipe, whose process is waited for.
        PIPE,
        /// A standard stream, which stays open.
        STANDARD
    }

    /// When written bytes go to the file.
    enum Buffering {
        FULL,
        LINE,
        OFF
    }

    final Kind kind;
    private final Streams streams;
    private final LuaFile file;
    private final boolean readable;
    private final boolean writable;
    private boolean closed;

    /// ByteBuilder read ahead: from `inAt` to `inEnd`.
    private byte[] in = NONE;

    private int inAt;
    private int inEnd;

    private Buffering buffering = Buffering.FULL;
    private byte[] out = NONE;
    private int outCount;
    private int outSize = SIZE;

    FileHandle(Streams streams, LuaFile file, Kind kind, boolean readable, boolean writable) {
        this.streams = streams;
        this.file = file;
        this.kind = kind;
        this.readable = readable;
        this.writable = writable;
    }

    boolean isClosed() {
        return closed;
    }

    // ---- reading

    private void prepareReading() throws IOException {
        if (!readable) {
            throw new IOException("Bad file descriptor");
        }
        flushOut();
        if (kind == Kind.STANDARD) {
            // Whoever is asked something must see the question.
            streams.flushLines();
        }
    }

    /// Reads ahead when there is nothing left; false at the end.
    private boolean fill() throws IOException {
        if (inAt < inEnd) {
            return true;
        }
        prepareReading();
        if (in.length == 0) {
            streams.state.heap.charge(SIZE + 16L);
            in = new byte[SIZE];
        }
        streams.state.tick(16);
        inAt = 0;
        inEnd = 0;
        inEnd = Math.max(0, file.read(in, 0, in.length));
        return inEnd > 0;
    }

    /// The next byte, or -1 at the end.
    int read() throws IOException {
        return fill() ? in[inAt++] & 0xff : -1;
    }

    /// Takes back the byte that was just read.
    void unread() {
        inAt--;
    }

    boolean isAtEnd() throws IOException {
        return !fill();
    }

    /// The next line, with its end or without, or null at the end of the file.
    @Nullable LuaString line(Frame f, boolean withEnd) throws IOException {
        @Nullable ByteBuilder line = null;
        while (fill()) {
            int end = inAt;
            while (end < inEnd && in[end] != '\n') {
                end++;
            }
            boolean complete = end < inEnd;
            int to = complete && withEnd ? end + 1 : end;
            if (complete && line == null) {
                LuaString text = f.state.string(LuaString.copy(in, inAt, to));
                inAt = end + 1;
                return text;
            }
            if (line == null) {
                line = new ByteBuilder(f, 2 * (to - inAt));
            }
            line.add(in, inAt, to);
            inAt = complete ? end + 1 : end;
            if (complete) {
                break;
            }
        }
        return line == null ? null : line.toLuaString();
    }

    /// The next bytes, as many as there are up to `count`; null at the end of the file.
    @Nullable LuaString bytes(Frame f, long count) throws IOException {
        if (inEnd - inAt >= count) {
            LuaString text = f.state.string(LuaString.copy(in, inAt, inAt + (int) count));
            inAt += (int) count;
            return text;
        }
        LuaString text = upTo(f, count);
        return text.length() == 0 ? null : text;
    }

    /// All the rest.
    LuaString rest(Frame f) throws IOException {
        return upTo(f, Long.MAX_VALUE);
    }

    private LuaString upTo(Frame f, long count) throws IOException {
        prepareReading();
        ByteBuilder text = new ByteBuilder(f, (int) Math.min(count, SIZE));
        int ahead = (int) Math.min(count, inEnd - inAt);
        text.add(in, inAt, inAt + ahead);
        inAt += ahead;
        while (text.length < count) {
            long left = count - text.length;
            if (text.length == text.bytes.length) {
                text.reserve((int) Math.min(left, Math.max(SIZE, text.length)));
            }
            int room = (int) Math.min(left, Math.min(STRETCH, text.bytes.length - text.length));
            f.state.tick(room >> 6);
            int n = file.read(text.bytes, text.length, room);
            if (n <= 0) {
                break;
            }
            text.length += n;
        }
        return text.toLuaString();
    }

    // ---- writing

    void write(LuaString text) throws IOException {
        write(text.bytes, 0, text.bytes.length);
    }

    void write(byte[] bytes, int from, int count) throws IOException {
        if (count == 0) {
            return;
        }
        if (!writable) {
            throw new IOException("Bad file descriptor");
        }
        if (inAt < inEnd) {
            forgetInput();
        }
        if (buffering == Buffering.OFF) {
            writeThrough(bytes, from, count);
            return;
        }
        if (count > out.length - outCount) {
            flushOut();
            if (count >= outSize) {
                writeThrough(bytes, from, count);
                return;
            }
            if (out.length != outSize) {
                streams.state.heap.charge(outSize + 16L);
                out = new byte[outSize];
            }
        }
        System.arraycopy(bytes, from, out, outCount, count);
        outCount += count;
        if (buffering == Buffering.LINE && hasLineEnd(bytes, from, count)) {
            flushOut();
        }
    }

    private static boolean hasLineEnd(byte[] bytes, int from, int count) {
        for (int i = from + count - 1; i >= from; i--) {
            if (bytes[i] == '\n') {
                return true;
            }
        }
        return false;
    }

    private void writeThrough(byte[] bytes, int from, int count) throws IOException {
        int done = 0;
        while (done < count) {
            int n = Math.min(STRETCH, count - done);
            streams.state.tick(n >> 6);
            file.write(bytes, from + done, n);
            done += n;
        }
    }

    /// Goes back to where the script is, as what was read ahead is not what is to be overwritten.
    private void forgetInput() throws IOException {
        int ahead = inEnd - inAt;
        inAt = 0;
        inEnd = 0;
        file.seek(LuaFile.Origin.CURRENT, -ahead);
    }

    private void flushOut() throws IOException {
        if (outCount > 0) {
            int count = outCount;
            // Before writing: what cannot be written is not tried again.
            outCount = 0;
            file.write(out, 0, count);
        }
    }

    void flush() throws IOException {
        flushOut();
        file.flush();
    }

    void flushLines() {
        if (buffering == Buffering.LINE) {
            try {
                flushOut();
            } catch (IOException _) {
                // It is the reader's turn; who writes next will be told.
            }
        }
    }

    void buffering(Buffering mode, long size) throws IOException {
        flushOut();
        buffering = mode;
        if (size > 0 && mode != Buffering.OFF) {
            outSize = (int) Math.min(size, LARGEST_BUFFER);
        }
        out = NONE;
    }

    // ---- position and end

    long seek(LuaFile.Origin origin, long offset) throws IOException {
        flushOut();
        int ahead = inEnd - inAt;
        if (origin != LuaFile.Origin.CURRENT) {
            long position = file.seek(origin, offset);
            inAt = 0;
            inEnd = 0;
            return position;
        }
        if (offset == 0) {
            return file.seek(origin, 0) - ahead;
        }
        long position = file.seek(origin, offset - ahead);
        inAt = 0;
        inEnd = 0;
        return position;
    }

    /// Closes it and returns how its process ended, if it has one.
    int close() throws IOException {
        closed = true;
        streams.closed(this);
        try {
            flushOut();
        } finally {
            in = NONE;
            inAt = 0;
            inEnd = 0;
            out = NONE;
            file.close();
        }
        return file.exitCode();
    }
}
