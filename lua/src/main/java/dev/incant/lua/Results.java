package dev.incant.lua;

import java.io.IOException;
import org.jspecify.annotations.NullUnmarked;

/// The results by which the `io` and `os` libraries report how something ended.
@NullUnmarked // raw protocol: null is nil
final class Results {
    private Results() {}

    /// nil, a message that begins with the name, if any, and C's number.
    static Object failure(Frame f, String name, IOException e) {
        String text = Errno.text(e);
        return f.fail(name == null ? text : name + ": " + text, Errno.code(e));
    }

    /// True or nil, "exit" or "signal", and the code, by [LuaFile#exitCode()].
    static Object ofProcess(Frame f, int exitCode) {
        boolean signal = exitCode < 0;
        return f.giveAll(exitCode == 0 ? Boolean.TRUE : null, LuaString.constant(signal ? "signal" : "exit"), (long)
                (signal ? -exitCode : exitCode));
    }
}
