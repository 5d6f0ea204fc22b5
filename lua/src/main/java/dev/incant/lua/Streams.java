package dev.incant.lua;

import java.io.IOException;
import java.util.HashSet;

/// The open files of one state. `print` and `io.stdout` share a buffer, so that what they write stays in
/// order.
final class Streams {
    private static final LuaString KEY = LuaString.constant("_IO_STREAMS");

    final LuaState state;
    final FileHandle in;
    final FileHandle out;
    final FileHandle err;
    private final HashSet<FileHandle> open = new HashSet<>();

    private Streams(LuaState state) {
        this.state = state;
        in = new FileHandle(this, state.host.in(), FileHandle.Kind.STANDARD, true, false);
        out = output(state.host.out());
        err = new FileHandle(this, state.host.err(), FileHandle.Kind.STANDARD, false, true);
        unbuffered(err);
    }

    /// The state's streams, made when first asked for.
    static Streams of(LuaState state) {
        if (state.registry.get(KEY) instanceof LuaUserdata u && u.payload() instanceof Streams streams) {
            return streams;
        }
        Streams made = new Streams(state);
        state.registry.set(KEY, new LuaUserdata(state, made, null));
        return made;
    }

    private FileHandle output(LuaFile file) {
        FileHandle handle = new FileHandle(this, file, FileHandle.Kind.STANDARD, false, true);
        if (file.isInteractive()) {
            buffer(handle, FileHandle.Buffering.LINE);
        }
        return handle;
    }

    private static void unbuffered(FileHandle handle) {
        buffer(handle, FileHandle.Buffering.OFF);
    }

    private static void buffer(FileHandle handle, FileHandle.Buffering buffering) {
        try {
            handle.buffering(buffering, 0);
        } catch (IOException e) {
            throw new AssertionError("nothing was written yet", e);
        }
    }

    FileHandle open(LuaFile file, FileHandle.Kind kind, LuaFile.Mode mode) {
        FileHandle handle = new FileHandle(this, file, kind, mode.isReadable(), mode.isWritable());
        open.add(handle);
        return handle;
    }

    void closed(FileHandle handle) {
        open.remove(handle);
    }

    void flushLines() {
        out.flushLines();
    }

    /// Hands the standard output that was kept back to the host.
    static void flush(LuaState state) {
        if (state.registry.get(KEY) instanceof LuaUserdata u && u.payload() instanceof Streams streams) {
            try {
                streams.out.flush();
            } catch (IOException _) {
                // Who writes next will be told.
            }
        }
    }

    /// Writes what is in buffers, and closes all files if `closing`: the end of a C program.
    static void end(LuaState state, boolean closing) {
        if (state.registry.get(KEY) instanceof LuaUserdata u && u.payload() instanceof Streams streams) {
            endOne(streams.out, false);
            for (FileHandle handle : streams.open.toArray(new FileHandle[0])) {
                endOne(handle, closing);
            }
        }
    }

    private static void endOne(FileHandle handle, boolean closing) {
        try {
            if (closing) {
                handle.close();
            } else {
                handle.flush();
            }
        } catch (IOException _) {
            // Nobody is left to be told; the others are ended all the same.
        }
    }
}
