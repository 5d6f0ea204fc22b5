package dev.incant.lua;

import dev.incant.lua.syntax.SyntaxError;
import dev.incant.lua.syntax.Ticker;
import java.util.Arrays;
import org.jspecify.annotations.NullUnmarked;

/// Texts to functions, and functions to "binary chunks" and back.
///
/// A binary chunk of this engine is not bytecode: it holds the text of the function's chunk and says which of
/// its functions is meant. So it is as safe to load as text, and can be loaded by any version.
@NullUnmarked // absent values are nil
final class Chunks {
    /// PUC's header (lundump.h), so that whoever looks at it recognises a binary chunk of Lua 5.4: signature,
    /// version, format, data against damage by text conversion, the sizes of instruction, integer and number,
    /// then the integer 0x5678 and the number 370.5. What follows is this engine's own.
    private static final byte[] HEADER = {
        0x1b,
        'L',
        'u',
        'a',
        0x54,
        0,
        0x19,
        (byte) 0x93,
        '\r',
        '\n',
        0x1a,
        '\n',
        4,
        8,
        8, //
        0x78,
        0x56,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0x28,
        0x77,
        0x40
    };

    /// Marks what follows the header as this engine's, which PUC's chunks do not have there.
    private static final byte OWN_FORMAT = (byte) 0xfe;

    private Chunks() {}

    /// Makes a chunk's main function, with `env` as its first upvalue.
    static Closure closure(LuaState state, LuaChunk chunk, Object env) {
        state.heap.charge(Closure.bytes(1) + Cell.BYTES);
        return new Closure(chunk.main, new Cell[] {new Cell(Tag.tagOf(env), Tag.bitsOf(env))});
    }

    /// Makes a function of text or, where the state allows it, of a binary chunk.
    ///
    /// @param mode which of the two are accepted: any of the letters `b` and `t`
    /// @param env boxed value of the first upvalue
    /// @throws LuaError with the message that `load` returns
    static FunctionValue load(Frame f, byte[] source, LuaString name, String mode, Object env) {
        boolean binary = source.length > 0 && source[0] == HEADER[0];
        if (mode.indexOf(binary ? 'b' : 't') < 0) {
            throw failure("attempt to load a " + (binary ? "binary" : "text") + " chunk (mode is '" + mode + "')");
        }
        LuaState state = f.state;
        if (!binary) {
            return closure(state, parse(f, source, name, false), env);
        }
        if (!state.options.binaryChunks()) {
            throw failure(chunkName(name) + ": binary chunks are not allowed");
        }
        return undump(f, source, name, env);
    }

    private static LuaChunk parse(Frame f, byte[] source, LuaString name, boolean stripped) {
        Meter meter = new Meter(f.state, source.length);
        try {
            LuaChunk chunk = LuaChunk.parse(source, name, stripped, meter);
            chunk.main.chunk.bytes = meter.bytes;
            return chunk;
        } catch (SyntaxError e) {
            throw failure(e.getMessage());
        }
    }

    /// Charges what is read: steps, and memory for the text, its tree and its nodes.
    private static final class Meter implements Ticker {
        /// Measured: between 30 and 140, with the nodes of what was called.
        private static final long BYTES_PER_TOKEN = 140;

        private final LuaState state;
        private long bytes;

        /// Bytes that the heap was asked for. A measurement does not see the tree while it grows, so each time
        /// all of it is asked for at once.
        private long asked;

        Meter(LuaState state, int length) {
            this.state = state;
            this.bytes = length;
            this.asked = 2L * length;
            state.heap.charge(asked);
        }

        @Override
        public void tick(int tokens) {
            bytes += BYTES_PER_TOKEN * tokens;
            if (bytes > asked) {
                asked = bytes + bytes / 2;
                state.heap.charge(asked);
            }
            state.tick(tokens);
        }
    }

    private static LuaError failure(String latin1) {
        return LuaError.ofValue(LuaString.latin1(latin1));
    }

    private static String chunkName(LuaString name) {
        String text = name.toLatin1();
        return text.startsWith("@") || text.startsWith("=") ? text.substring(1) : "?";
    }

    // ---- dumping

    /// `string.dump`.
    static byte[] dump(Frame f, FunctionValue fn, boolean strip) {
        if (!(fn instanceof Closure c)) {
            throw f.error("unable to dump given function");
        }
        Chunk chunk = c.proto.chunk;
        boolean bare = strip || chunk.stripped;
        byte[] name = bare ? new byte[0] : chunk.name.bytes;
        byte[] text = chunk.source;
        long length = HEADER.length + 2 + 4 + 4 + name.length + 4 + text.length + 4L;
        byte[] out = Strings.allocate(f, length);
        int at = HEADER.length;
        System.arraycopy(HEADER, 0, out, 0, at);
        out[at++] = OWN_FORMAT;
        out[at++] = (byte) (bare ? 1 : 0);
        at = putInt(out, at, c.proto.tree.ordinal());
        at = putInt(out, at, name.length);
        System.arraycopy(name, 0, out, at, name.length);
        at += name.length;
        at = putInt(out, at, text.length);
        System.arraycopy(text, 0, out, at, text.length);
        at += text.length;
        putInt(out, at, Arrays.hashCode(text));
        return out;
    }

    private static int putInt(byte[] out, int at, int v) {
        for (int i = 0; i < 4; i++) {
            out[at + i] = (byte) (v >> 8 * i);
        }
        return at + 4;
    }

    private static FunctionValue undump(Frame f, byte[] in, LuaString name, Object env) {
        for (int i = 0; i < HEADER.length; i++) {
            if (i >= in.length) {
                throw broken(name, "truncated chunk");
            }
            if (in[i] != HEADER[i]) {
                throw broken(name, i < 4 ? "not a binary chunk" : i == 4 ? "version mismatch" : "format mismatch");
            }
        }
        int at = HEADER.length;
        if (in.length < at + 2) {
            throw broken(name, "truncated chunk");
        }
        if (in[at++] != OWN_FORMAT) {
            throw broken(name, "made by another implementation of Lua");
        }
        boolean stripped = in[at++] != 0;
        int ordinal = getInt(in, at, name);
        int nameLength = getInt(in, at + 4, name);
        at += 8;
        if (nameLength < 0 || at + (long) nameLength + 4 > in.length) {
            throw broken(name, "truncated chunk");
        }
        LuaString chunkName = LuaString.copy(in, at, at + nameLength);
        at += nameLength;
        int length = getInt(in, at, name);
        at += 4;
        if (length < 0 || at + (long) length + 4 > in.length) {
            throw broken(name, "truncated chunk");
        }
        byte[] text = Arrays.copyOfRange(in, at, at + length);
        if (getInt(in, at + length, name) != Arrays.hashCode(text)) {
            throw broken(name, "corrupted chunk");
        }
        LuaChunk chunk = parse(f, text, stripped ? LuaString.constant("=?") : chunkName, stripped);
        Proto proto = find(chunk.main, ordinal);
        if (proto == null) {
            throw broken(name, "corrupted chunk");
        }
        int upvalues = proto.tree.upvalues().size();
        f.state.heap.charge(Closure.bytes(upvalues) + Cell.BYTES * upvalues);
        Cell[] cells = new Cell[upvalues];
        for (int i = 0; i < upvalues; i++) {
            cells[i] = new Cell(null, 0);
        }
        if (upvalues > 0) {
            cells[0].v = Tag.tagOf(env);
            cells[0].n = Tag.bitsOf(env);
        }
        return new Closure(proto, cells);
    }

    private static int getInt(byte[] in, int at, LuaString name) {
        if (at + 4 > in.length) {
            throw broken(name, "truncated chunk");
        }
        return in[at] & 0xff | (in[at + 1] & 0xff) << 8 | (in[at + 2] & 0xff) << 16 | in[at + 3] << 24;
    }

    private static LuaError broken(LuaString name, String why) {
        return failure(chunkName(name) + ": bad binary format (" + why + ")");
    }

    private static Proto find(Proto proto, int ordinal) {
        if (proto.tree.ordinal() == ordinal) {
            return proto;
        }
        for (Proto inner : proto.inner) {
            Proto found = find(inner, ordinal);
            if (found != null) {
                return found;
            }
        }
        return null;
    }
}
