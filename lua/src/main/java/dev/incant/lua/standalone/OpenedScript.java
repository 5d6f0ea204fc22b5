package dev.incant.lua.standalone;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import jdk.internal.access.SharedSecrets;
import org.jspecify.annotations.Nullable;

/// The script, which the launcher has opened. The JDK starts a thread that closes forgotten files when it opens the
/// first one itself; a script whose only file is its own does without, and starts a millisecond sooner.
final class OpenedScript {
    /// Says the descriptor; only the launcher sets it, which also has the JVM export what is needed here.
    private static final String PROPERTY = "lua.script.descriptor";

    private final String name;
    private int descriptor;

    private OpenedScript(String name, int descriptor) {
        this.name = name;
        this.descriptor = descriptor;
    }

    /// The script that is the first of the interpreter's arguments, or null where it is not open.
    static @Nullable OpenedScript of(String[] args) {
        int descriptor = Integer.getInteger(PROPERTY, -1);
        return descriptor < 0 || args.length == 0 ? null : new OpenedScript(args[0], descriptor);
    }

    /// The contents, the first time that they are asked for; null for another file.
    byte @Nullable [] read(String file) throws IOException {
        if (descriptor < 0 || !file.equals(name)) {
            return null;
        }
        FileDescriptor open = new FileDescriptor();
        SharedSecrets.getJavaIOFileDescriptorAccess().set(open, descriptor);
        descriptor = -1;
        try (FileInputStream in = new FileInputStream(open)) {
            return in.readAllBytes();
        }
    }
}
