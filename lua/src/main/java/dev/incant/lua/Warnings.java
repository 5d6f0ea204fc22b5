package dev.incant.lua;

import java.io.IOException;

/// Where warnings go (`warn`, errors in finalizers): the host's error stream, once a script switched them on.
final class Warnings {
    private Warnings() {}

    static void warn(LuaState state, String latin1) {
        if (state.warnings) {
            try {
                write(state, "Lua warning: " + latin1 + "\n");
            } catch (IOException e) {
                // There is nobody else to tell.
                state.warnings = false;
            }
        }
    }

    /// Writes to the host's error stream.
    static void write(LuaState state, String latin1) throws IOException {
        byte[] bytes = LuaString.latin1(latin1).bytes;
        Streams.of(state).err.write(bytes, 0, bytes.length);
    }
}
