package dev.incant.lua.standalone;

import dev.incant.lua.LuaError;
import dev.incant.lua.LuaFile;
import dev.incant.lua.LuaString;
import dev.incant.lua.syntax.Charsets;
import java.io.IOException;
import java.util.Arrays;

/// The host's standard streams as the interpreter itself writes to them. Output that nobody takes is lost.
final class Console {
    private final Outside host;
    private final String program;
    private boolean named = true;

    Console(Outside host, String program) {
        this.host = host;
        this.program = program;
    }

    /// Whether messages begin with the program's name: they do but for those of the interactive mode.
    void named(boolean on) {
        named = on;
    }

    void print(String text) {
        write(host.out(), text.getBytes(Charsets.UTF8));
    }

    void error(String text) {
        write(host.err(), text.getBytes(Charsets.UTF8));
    }

    /// Shows a message on the error stream.
    void message(String text) {
        message(text.getBytes(Charsets.UTF8));
    }

    /// Shows the message of an error on the error stream, byte by byte as it is. Not when nobody reads the
    /// output any more: then that is the error.
    void message(LuaError e) {
        if (host.isUnread()) {
            return;
        }
        if (e.value() instanceof LuaString text) {
            message(text.toBytes());
        } else {
            message(String.valueOf(e.getMessage()));
        }
    }

    private void message(byte[] text) {
        byte[] name = named ? (program + ": ").getBytes(Charsets.UTF8) : new byte[0];
        byte[] line = Arrays.copyOf(name, name.length + text.length + 1);
        System.arraycopy(text, 0, line, name.length, text.length);
        line[line.length - 1] = '\n';
        write(host.err(), line);
    }

    private static void write(LuaFile file, byte[] bytes) {
        try {
            file.write(bytes, 0, bytes.length);
            file.flush();
        } catch (IOException _) {
            // There is no other place to say it.
        }
    }

    boolean isInteractive() {
        return host.in().isInteractive();
    }
}
