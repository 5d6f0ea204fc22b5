package dev.incant.lua;

import java.io.IOException;

/// An open file as a [LuaHost] gives it to the `io` library: bytes, unbuffered. The library does the
/// buffering, so `read` and `write` see few and large requests.
///
/// A method that a file does not support throws; what it throws becomes the message that scripts get, and
/// the well-known exceptions of `java.nio.file` get C's texts and numbers. Used by one thread at a time.
public interface LuaFile {
    /// What a file is opened for.
    enum Mode {
        /// Reads an existing file (`"r"`).
        READ(true, false),
        /// Writes a new or emptied file (`"w"`).
        WRITE(false, true),
        /// Writes at the end of a new or existing file (`"a"`).
        APPEND(false, true),
        /// Reads and writes an existing file (`"r+"`).
        UPDATE(true, true),
        /// Reads and writes a new or emptied file (`"w+"`).
        TRUNCATE(true, true),
        /// Reads anywhere and writes at the end of a new or existing file (`"a+"`).
        APPEND_UPDATE(true, true);

        private final boolean readable;
        private final boolean writable;

        Mode(boolean readable, boolean writable) {
            this.readable = readable;
            this.writable = writable;
        }

        /// Whether the file may be read.
        public boolean isReadable() {
            return readable;
        }

        /// Whether the file may be written.
        public boolean isWritable() {
            return writable;
        }
    }

    /// What an offset counts from.
    enum Origin {
        START,
        CURRENT,
        END
    }

    /// Reads at least one byte and returns how many, or -1 at the end.
    default int read(byte[] into, int from, int length) throws IOException {
        throw new IOException("Bad file descriptor");
    }

    /// Writes all the bytes.
    default void write(byte[] bytes, int from, int length) throws IOException {
        throw new IOException("Bad file descriptor");
    }

    /// Moves to a position and returns it, counted from the start.
    default long seek(Origin origin, long offset) throws IOException {
        throw new IOException("Illegal seek");
    }

    /// Hands on what the file itself keeps back, where it does.
    default void flush() throws IOException {}

    /// Closes it. Not called twice.
    default void close() throws IOException {}

    /// Whether a person watches, so that written lines must show at once.
    default boolean isInteractive() {
        return false;
    }

    /// How the process behind a pipe ended, asked after [#close()]: its exit code, or `-n` when signal `n`
    /// killed it.
    default int exitCode() {
        return 0;
    }
}
