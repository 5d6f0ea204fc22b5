package dev.incant.lua;

import java.io.IOException;
import org.jspecify.annotations.NullUnmarked;

/// The `io` library (Lua 5.4 manual, §6.8). What it opens is the state's [LuaHost]'s.
@NullUnmarked // raw protocol: null is nil
final class IoLib extends Builtin {
    private static final int CLOSE = 0;
    private static final int FLUSH = 1;
    private static final int INPUT = 2;
    private static final int LINES = 3;
    private static final int OPEN = 4;
    private static final int OUTPUT = 5;
    private static final int POPEN = 6;
    private static final int READ = 7;
    private static final int TMPFILE = 8;
    private static final int TYPE = 9;
    private static final int WRITE = 10;

    private static final String NAMES = "close flush input lines open output popen read tmpfile type write";

    /// Where the registry has the default files.
    private static final LuaString DEFAULT_INPUT = LuaString.constant("_IO_input");

    private static final LuaString DEFAULT_OUTPUT = LuaString.constant("_IO_output");

    /// A charge for what an open file takes outside of the heap, so that files left open cause a collection.
    private static final int FILE_BYTES = 4096;

    private IoLib(LuaString name, int op) {
        super("io.", name, op);
    }

    static void open(LuaState state, Table lib) {
        LuaString[] names = LuaString.names(NAMES);
        for (int op = 0; op < names.length; op++) {
            lib.add(names[op], new IoLib(names[op], op));
        }
        Streams streams = Streams.of(state);
        LuaUserdata in = FileLib.value(state, streams.in);
        LuaUserdata out = FileLib.value(state, streams.out);
        lib.setField("stdin", in);
        lib.setField("stdout", out);
        lib.setField("stderr", FileLib.value(state, streams.err));
        state.registry.set(DEFAULT_INPUT, in);
        state.registry.set(DEFAULT_OUTPUT, out);
    }

    @Override
    Object invoke(Frame f) {
        return switch (op) {
            case CLOSE -> f.argc == 0 ? FileLib.close(f, usable(f, DEFAULT_OUTPUT)) : FileLib.close(f, 1);
            case FLUSH -> FileLib.flush(f, current(f, DEFAULT_OUTPUT));
            case INPUT -> redirect(f, DEFAULT_INPUT, LuaFile.Mode.READ);
            case LINES -> lines(f);
            case OPEN -> open(f);
            case OUTPUT -> redirect(f, DEFAULT_OUTPUT, LuaFile.Mode.WRITE);
            case POPEN -> popen(f);
            case READ -> FileReading.read(f, current(f, DEFAULT_INPUT), 1);
            case TMPFILE -> temporaryFile(f);
            case TYPE -> type(f);
            case WRITE -> write(f);
            default -> throw new AssertionError(op);
        };
    }

    // ---- default files

    private static LuaUserdata standard(Frame f, LuaString which) {
        if (f.state.registry.getStr(f, which) instanceof LuaUserdata u && u.payload() instanceof FileHandle) {
            return u;
        }
        // The debug library lets scripts at the registry.
        throw f.error("default " + name(which) + " file is gone");
    }

    private static FileHandle handle(Frame f, LuaString which) {
        return (FileHandle) standard(f, which).payload();
    }

    private static String name(LuaString which) {
        return which.toLatin1().substring("_IO_".length());
    }

    private static FileHandle current(Frame f, LuaString which) {
        FileHandle handle = handle(f, which);
        if (handle.isClosed()) {
            throw f.error("default " + name(which) + " file is closed");
        }
        return handle;
    }

    private static FileHandle usable(Frame f, LuaString which) {
        FileHandle handle = handle(f, which);
        if (handle.isClosed()) {
            throw f.error("attempt to use a closed file");
        }
        return handle;
    }

    private static Object redirect(Frame f, LuaString which, LuaFile.Mode mode) {
        if (!f.isNoneOrNil(1)) {
            Object v = f.s[0];
            if (v instanceof LuaString || Types.isNumber(v)) {
                f.state.registry.set(which, openChecked(f, mode));
            } else {
                FileLib.open(f, 1);
                f.state.registry.set(which, v);
            }
        }
        return standard(f, which);
    }

    private static Object write(Frame f) {
        FileHandle handle = current(f, DEFAULT_OUTPUT);
        return FileLib.write(f, standard(f, DEFAULT_OUTPUT), handle, 1);
    }

    private static Object lines(Frame f) {
        if (f.isNoneOrNil(1)) {
            usable(f, DEFAULT_INPUT);
            return FileLib.lines(f, standard(f, DEFAULT_INPUT), false);
        }
        LuaUserdata file = openChecked(f, LuaFile.Mode.READ);
        return f.giveAll(FileLib.lines(f, file, true), null, null, file);
    }

    // ---- opening

    private static LuaUserdata value(Frame f, LuaFile file, FileHandle.Kind kind, LuaFile.Mode mode) {
        f.state.heap.charge(FILE_BYTES);
        return FileLib.value(f.state, Streams.of(f.state).open(file, kind, mode));
    }

    /// Opens the file that the first argument names; a failure is an error.
    private static LuaUserdata openChecked(Frame f, LuaFile.Mode mode) {
        LuaString name = f.string(1);
        try {
            return value(f, f.state.host.open(name.toString(), mode), FileHandle.Kind.FILE, mode);
        } catch (IOException e) {
            throw f.error("cannot open file '" + name.toLatin1() + "' (" + latin1(Errno.text(e)) + ")");
        }
    }

    /// Messages of errors are Latin-1, one char a byte.
    private static String latin1(String text) {
        return LuaString.of(text).toLatin1();
    }

    private static Object open(Frame f) {
        String name = f.string(1).toString();
        LuaFile.Mode mode = mode(f.isNoneOrNil(2) ? "r" : f.string(2).toLatin1());
        if (mode == null) {
            throw f.argError(2, "invalid mode");
        }
        try {
            return value(f, f.state.host.open(name, mode), FileHandle.Kind.FILE, mode);
        } catch (IOException e) {
            return Results.failure(f, name, e);
        }
    }

    /// The mode that C's `fopen` would read there; null for what Lua does not let pass.
    private static LuaFile.Mode mode(String text) {
        boolean update = text.length() > 1 && text.charAt(1) == '+';
        for (int i = update ? 2 : 1; i < text.length(); i++) {
            if (text.charAt(i) != 'b') {
                return null;
            }
        }
        return switch (text.isEmpty() ? 0 : text.charAt(0)) {
            case 'r' -> update ? LuaFile.Mode.UPDATE : LuaFile.Mode.READ;
            case 'w' -> update ? LuaFile.Mode.TRUNCATE : LuaFile.Mode.WRITE;
            case 'a' -> update ? LuaFile.Mode.APPEND_UPDATE : LuaFile.Mode.APPEND;
            default -> null;
        };
    }

    private static Object popen(Frame f) {
        String command = f.string(1).toString();
        String text = f.isNoneOrNil(2) ? "r" : f.string(2).toLatin1();
        if (!text.equals("r") && !text.equals("w")) {
            throw f.argError(2, "invalid mode");
        }
        LuaFile.Mode mode = text.equals("r") ? LuaFile.Mode.READ : LuaFile.Mode.WRITE;
        try {
            return value(f, f.state.host.popen(command, mode), FileHandle.Kind.PIPE, mode);
        } catch (IOException e) {
            return Results.failure(f, command, e);
        }
    }

    private static Object temporaryFile(Frame f) {
        try {
            return value(f, f.state.host.temporaryFile(), FileHandle.Kind.FILE, LuaFile.Mode.TRUNCATE);
        } catch (IOException e) {
            return Results.failure(f, null, e);
        }
    }

    private static Object type(Frame f) {
        if (f.argc == 0) {
            throw f.argError(1, "value expected");
        }
        if (f.s[0] instanceof LuaUserdata u && u.payload() instanceof FileHandle handle) {
            return LuaString.constant(handle.isClosed() ? "closed file" : "file");
        }
        return null;
    }
}
