package dev.incant.lua;

import java.io.IOException;
import org.jspecify.annotations.NullUnmarked;

/// The methods and metamethods of files (Lua 5.4 manual, §6.8).
@NullUnmarked // raw protocol: null is nil
final class FileLib extends Builtin {
    private static final int CLOSE = 0;
    private static final int FLUSH = 1;
    private static final int LINES = 2;
    private static final int READ = 3;
    private static final int SEEK = 4;
    private static final int SETVBUF = 5;
    private static final int WRITE = 6;
    private static final int GC = 7;
    private static final int TOSTRING = 8;

    private static final String METHODS = "close flush lines read seek setvbuf write";

    private static final LuaString METATABLE = LuaString.constant("FILE*");

    /// More formats than an iteration function may have.
    private static final int MAX_FORMATS = 250;

    private FileLib(String name, int op) {
        super(name, op);
    }

    private FileLib(LuaString name, int op) {
        super("", name, op);
    }

    /// The metatable of the state's files.
    static Table metatable(LuaState state) {
        if (state.registry.get(METATABLE) instanceof Table meta) {
            return meta;
        }
        LuaString[] names = LuaString.names(METHODS);
        Table methods = new Table(state.heap, 0, names.length);
        for (int op = 0; op < names.length; op++) {
            methods.add(names[op], new FileLib(names[op], op));
        }
        Table meta = new Table(state.heap, 0, 8);
        meta.setField("__name", METATABLE);
        meta.setField("__index", methods);
        FileLib gc = new FileLib("__gc", GC);
        meta.setField("__gc", gc);
        meta.setField("__close", gc);
        meta.setField("__tostring", new FileLib("__tostring", TOSTRING));
        state.registry.set(METATABLE, meta);
        return meta;
    }

    /// A file as a Lua value.
    static LuaUserdata value(LuaState state, FileHandle handle) {
        return new LuaUserdata(state, handle, metatable(state));
    }

    /// Whether the finalizer of `object` only flushes a standard stream, which a state does at its end
    /// anyway. Each state with `io` has three of these.
    static boolean endsAtOnce(LuaState state, Object object) {
        return object instanceof LuaUserdata u
                && u.payload() instanceof FileHandle handle
                && handle.kind == FileHandle.Kind.STANDARD
                && Meta.of(state.metaOfRaw(u), Meta.GC) instanceof FileLib;
    }

    @Override
    Object invoke(Frame f) {
        return switch (op) {
            case CLOSE -> close(f, 1);
            case FLUSH -> flush(f, open(f, 1));
            case LINES -> {
                open(f, 1);
                yield lines(f, (LuaUserdata) f.s[0], false);
            }
            case READ -> FileReading.read(f, open(f, 1), 2);
            case SEEK -> seek(f);
            case SETVBUF -> setBuffering(f);
            case WRITE -> write(f, f.s[0], open(f, 1), 2);
            case GC -> collect(f);
            case TOSTRING -> text(f);
            default -> throw new AssertionError(op);
        };
    }

    /// The argument, a file, open or not.
    static FileHandle handle(Frame f, int i) {
        if (i <= f.argc && f.s[i - 1] instanceof LuaUserdata u && u.payload() instanceof FileHandle handle) {
            return handle;
        }
        throw f.typeError(i, "FILE*");
    }

    static FileHandle open(Frame f, int i) {
        FileHandle handle = handle(f, i);
        if (handle.isClosed()) {
            throw f.error("attempt to use a closed file");
        }
        return handle;
    }

    static Object close(Frame f, int i) {
        return close(f, open(f, i));
    }

    static Object close(Frame f, FileHandle handle) {
        if (handle.kind == FileHandle.Kind.STANDARD) {
            return f.giveAll(null, LuaString.constant("cannot close standard file"));
        }
        try {
            int exitCode = handle.close();
            return handle.kind == FileHandle.Kind.PIPE ? Results.ofProcess(f, exitCode) : Boolean.TRUE;
        } catch (IOException e) {
            return Results.failure(f, null, e);
        }
    }

    static Object flush(Frame f, FileHandle handle) {
        try {
            handle.flush();
            return Boolean.TRUE;
        } catch (IOException e) {
            return Results.failure(f, null, e);
        }
    }

    /// The function that reads the next values by the formats after the first argument.
    static LineFunction lines(Frame f, LuaUserdata file, boolean closing) {
        int count = Math.max(0, f.argc - 1);
        if (count > MAX_FORMATS) {
            throw f.argError(MAX_FORMATS + 2, "too many arguments");
        }
        Object[] formats = new Object[count];
        for (int i = 0; i < count; i++) {
            formats[i] = f.arg(i + 2);
        }
        f.state.heap.charge(48 + 8L * count);
        return new LineFunction(file, formats, closing);
    }

    /// Writes the arguments from `first` on and returns the file.
    static Object write(Frame f, Object file, FileHandle handle, int first) {
        try {
            for (int i = first; i <= f.argc; i++) {
                Object v = f.s[i - 1];
                if (v instanceof LuaString s) {
                    handle.write(s);
                } else if (v == Tag.FLT) {
                    writeFloat(handle, Numbers.toLuaString(Double.longBitsToDouble(f.n[i - 1])));
                } else {
                    handle.write(f.string(i));
                }
            }
            return file;
        } catch (IOException e) {
            return Results.failure(f, null, e);
        }
    }

    /// C's `%.14g`: unlike `tostring`, this leaves no mark on a float that is integral.
    private static void writeFloat(FileHandle handle, LuaString text) throws IOException {
        byte[] bytes = text.bytes;
        int n = bytes.length;
        boolean marked = n > 2 && bytes[n - 1] == '0' && bytes[n - 2] == '.';
        handle.write(bytes, 0, marked ? n - 2 : n);
    }

    private static Object seek(Frame f) {
        FileHandle handle = open(f, 1);
        int origin = f.option(2, "cur", "set", "cur", "end");
        long offset = f.integer(3, 0);
        try {
            return f.give(handle.seek(
                    origin == 0 ? LuaFile.Origin.START : origin == 1 ? LuaFile.Origin.CURRENT : LuaFile.Origin.END,
                    offset));
        } catch (IOException e) {
            return Results.failure(f, null, e);
        }
    }

    private static Object setBuffering(Frame f) {
        FileHandle handle = open(f, 1);
        int mode = f.option(2, null, "no", "full", "line");
        long size = f.integer(3, 0);
        try {
            handle.buffering(
                    mode == 0
                            ? FileHandle.Buffering.OFF
                            : mode == 1 ? FileHandle.Buffering.FULL : FileHandle.Buffering.LINE,
                    size);
            return Boolean.TRUE;
        } catch (IOException e) {
            return Results.failure(f, null, e);
        }
    }

    private static Object collect(Frame f) {
        FileHandle handle = handle(f, 1);
        if (handle.kind == FileHandle.Kind.STANDARD) {
            // At the end of a state: what was written must not be lost.
            flush(f, handle);
        } else if (!handle.isClosed()) {
            close(f, handle);
        }
        return f.none();
    }

    private static Object text(Frame f) {
        FileHandle handle = handle(f, 1);
        return handle.isClosed()
                ? LuaString.constant("file (closed)")
                : f.state.string(LuaString.latin1("file (" + Conversions.addressText(f.s[0]) + ")"));
    }
}
