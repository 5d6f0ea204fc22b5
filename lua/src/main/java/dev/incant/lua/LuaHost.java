package dev.incant.lua;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/// What exists outside of a Lua state. The `io`, `os` and `package` libraries reach files, processes, clocks
/// and the environment through it alone and check nothing themselves: what the host refuses is refused.
///
/// Every method has a default that refuses, tells nothing or does nothing, so a host implements what it wants
/// to grant. Refused operations are ordinary failures for scripts (`nil`, a message, a number), except
/// where C Lua raises an error.
///
/// Names come from scripts, decoded as UTF-8, and are untrusted. One state calls its host from one thread at
/// a time; a host that serves several states must be safe for that.
public interface LuaHost {
    /// Returns a host where nothing exists but the clocks: no files, empty input, discarded output.
    static LuaHost none() {
        return NoHost.INSTANCE;
    }

    /// Returns the host of a stand-alone interpreter: the real file system, processes, environment and
    /// standard streams, with the power of the Java process.
    static LuaHost system() {
        return new SystemHost(StreamFile.standardInput(), StreamFile.standardOutput(1), StreamFile.standardOutput(2));
    }

    /// Returns the host of a stand-alone interpreter with other standard streams. They are never closed.
    static LuaHost system(InputStream in, OutputStream out, OutputStream err) {
        return new SystemHost(StreamFile.of(in), StreamFile.of(out), StreamFile.of(err));
    }

    // ---- files

    /// Opens a file.
    ///
    /// @throws IOException when there is no such file or it must not be opened so
    default LuaFile open(String name, LuaFile.Mode mode) throws IOException {
        throw denied(name, "files are not available");
    }

    /// Returns the whole contents of a file, for `require`, `loadfile` and `dofile`.
    default byte[] readFile(String name) throws IOException {
        return WholeFile.read(open(name, LuaFile.Mode.READ));
    }

    /// Whether a file can be read, for `package.searchpath`.
    default boolean isReadable(String name) {
        try {
            open(name, LuaFile.Mode.READ).close();
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    /// Removes a file or an empty directory.
    default void remove(String name) throws IOException {
        throw denied(name, "files are not available");
    }

    /// Renames a file, replacing what has the new name.
    default void rename(String from, String to) throws IOException {
        throw denied(from, "files are not available");
    }

    /// Makes an empty file under a new name and returns the name, for `os.tmpname`.
    default String temporaryName() throws IOException {
        throw denied(null, "files are not available");
    }

    /// Opens a new file that is gone when it is closed or the process ends, for `io.tmpfile`.
    default LuaFile temporaryFile() throws IOException {
        throw denied(null, "files are not available");
    }

    // ---- standard streams, asked for once per state; the library never closes them

    default LuaFile in() {
        return StreamFile.EMPTY;
    }

    default LuaFile out() {
        return StreamFile.EMPTY;
    }

    default LuaFile err() {
        return StreamFile.EMPTY;
    }

    // ---- processes

    /// Whether there is a command processor (`os.execute()`).
    default boolean hasShell() {
        return false;
    }

    /// Runs a shell command to its end and returns how it ended, as [LuaFile#exitCode()] does.
    default int execute(String command) throws IOException {
        throw denied(null, "processes are not available");
    }

    /// Starts a shell command whose output can be read (`READ`) or whose input can be written (`WRITE`).
    default LuaFile popen(String command, LuaFile.Mode mode) throws IOException {
        throw denied(command, "processes are not available");
    }

    /// Ends the script, mostly by throwing [LuaStopped#exit(int, boolean)]. `close` asks for the state to be
    /// closed first. A return means that it is refused.
    default void exit(int code, boolean close) {}

    // ---- clocks and environment

    /// Seconds since 1970-01-01 00:00 UTC.
    default long time() {
        return Math.floorDiv(System.currentTimeMillis(), 1000L);
    }

    /// Seconds of processor time used, with any start.
    default double cpuSeconds() {
        return System.nanoTime() / 1e9;
    }

    /// The id of the local time zone, as `java.time.ZoneId` has it.
    default String timeZone() {
        return "UTC";
    }

    /// The value of an environment variable, or null.
    default @Nullable String environment(String name) {
        return null;
    }

    private static IOException denied(@Nullable String name, String message) {
        return new java.nio.file.AccessDeniedException(name, null, message);
    }
}
