package dev.incant.lua;

import dev.incant.lua.syntax.LocalVar;
import java.io.IOException;
import org.jspecify.annotations.NullUnmarked;

/// The `debug` library (Lua 5.4 manual, §6.10). It breaks the isolation that scripts otherwise have from each
/// other's functions, so give it only to those that are trusted with all of the state.
@NullUnmarked // raw protocol: null is nil
final class DebugLib extends Builtin {
    private static final int DEBUG = 0;
    private static final int GETHOOK = 1;
    private static final int GETINFO = 2;
    private static final int GETLOCAL = 3;
    private static final int GETMETATABLE = 4;
    private static final int GETREGISTRY = 5;
    private static final int GETUPVALUE = 6;
    private static final int GETUSERVALUE = 7;
    private static final int SETCSTACKLIMIT = 8;
    private static final int SETHOOK = 9;
    private static final int SETLOCAL = 10;
    private static final int SETMETATABLE = 11;
    private static final int SETUPVALUE = 12;
    private static final int SETUSERVALUE = 13;
    private static final int TRACEBACK = 14;
    private static final int UPVALUEID = 15;
    private static final int UPVALUEJOIN = 16;

    private static final String NAMES =
            "debug gethook getinfo getlocal getmetatable getregistry getupvalue getuservalue "
                    + "setcstacklimit sethook setlocal setmetatable setupvalue setuservalue traceback upvalueid "
                    + "upvaluejoin";

    private static final LuaString HOOK_KEY = LuaString.constant("_HOOKKEY");

    private DebugLib(LuaString name, int op) {
        super("debug.", name, op);
    }

    static void open(Table lib) {
        LuaString[] names = LuaString.names(NAMES);
        for (int op = 0; op < names.length; op++) {
            lib.add(names[op], new DebugLib(names[op], op));
        }
    }

    @Override
    Object invoke(Frame f) {
        switch (op) {
            case DEBUG:
                return debug(f);
            case GETHOOK:
                return gethook(f);
            case GETINFO:
                return DebugInfo.getinfo(f);
            case GETLOCAL:
                return getlocal(f);
            case GETMETATABLE:
                f.any(1);
                return f.state.metaOfRaw(f.s[0]);
            case GETREGISTRY:
                return f.state.registry;
            case GETUPVALUE:
                return upvalue(f, false);
            case GETUSERVALUE:
                return getuservalue(f);
            case SETCSTACKLIMIT:
                return f.give(f.integer(1) >= 0 ? (long) Calls.MAX_JAVA_DEPTH : 0L);
            case SETHOOK:
                return sethook(f);
            case SETLOCAL:
                return setlocal(f);
            case SETMETATABLE:
                return setmetatable(f);
            case SETUPVALUE:
                f.any(3);
                return upvalue(f, true);
            case SETUSERVALUE:
                return setuservalue(f);
            case TRACEBACK:
                return traceback(f);
            case UPVALUEID:
                return upvalueid(f);
            case UPVALUEJOIN:
                return upvaluejoin(f);
            default:
                throw new IllegalStateException(debugName());
        }
    }

    /// The coroutine that the arguments are about, when the first one is one.
    static Coroutine target(Frame f) {
        return f.argc > 0 && f.s[0] instanceof Coroutine c ? c : f.thread;
    }

    /// It may set a hook, which flat coroutines do not know.
    @Override
    int flatness(Frame frame) {
        return Compiled.LEAVES;
    }

    /// How many arguments stand before the real ones.
    static int offset(Frame f) {
        return f.argc > 0 && f.s[0] instanceof Coroutine ? 1 : 0;
    }

    /// The frame at `level` of a coroutine, or null. For the running one, level 0 is the library function.
    static Frame level(Frame f, Coroutine c, long level) {
        if (level < 0) {
            return null;
        }
        Frame at = c == f.thread ? f : c.top;
        if (c != f.thread && !c.started()) {
            return null;
        }
        for (long i = 0; i < level && at != null; i++) {
            at = at.prev;
        }
        return at == null || at.prev == null ? null : at;
    }

    private static Object debug(Frame f) {
        LuaFile in = f.state.host.in();
        try {
            while (true) {
                Warnings.write(f.state, "lua_debug> ");
                LuaString line = readLine(in);
                if (line == null || line.toLatin1().equals("cont")) {
                    return f.none();
                }
                try {
                    FunctionValue fn =
                            Chunks.load(f, line.bytes, LuaString.of("=(debug command)"), "t", f.state.globals);
                    f.call(fn);
                } catch (LuaError e) {
                    Warnings.write(f.state, e.getMessage() + "\n");
                }
            }
        } catch (IOException e) {
            throw f.error(String.valueOf(e.getMessage()));
        }
    }

    private static LuaString readLine(LuaFile in) throws IOException {
        StringBuilder line = new StringBuilder();
        byte[] one = new byte[1];
        int n = in.read(one, 0, 1);
        if (n < 0) {
            return null;
        }
        while (n > 0 && one[0] != '\n') {
            line.append((char) (one[0] & 0xff));
            n = in.read(one, 0, 1);
        }
        return LuaString.latin1(line.toString());
    }

    // ---- hooks

    private static Object gethook(Frame f) {
        Hook hook = target(f).hook;
        if (hook == null) {
            return f.giveAll((Object) null);
        }
        StringBuilder mask = new StringBuilder();
        if ((hook.mask & Hook.CALL) != 0) {
            mask.append('c');
        }
        if ((hook.mask & Hook.RETURN) != 0) {
            mask.append('r');
        }
        if ((hook.mask & Hook.LINE) != 0) {
            mask.append('l');
        }
        return f.giveAll(hook.function, LuaString.latin1(mask.toString()), (long) hook.count);
    }

    private static Object sethook(Frame f) {
        Coroutine c = target(f);
        int o = offset(f);
        if (f.isNoneOrNil(o + 1)) {
            c.hook = null;
            return f.none();
        }
        FunctionValue fn = f.function(o + 1);
        String letters = f.string(o + 2).toLatin1();
        int count = (int) f.integer(o + 3, 0);
        int mask = 0;
        mask |= letters.indexOf('c') >= 0 ? Hook.CALL : 0;
        mask |= letters.indexOf('r') >= 0 ? Hook.RETURN : 0;
        mask |= letters.indexOf('l') >= 0 ? Hook.LINE : 0;
        mask |= count > 0 ? Hook.COUNT : 0;
        Table hooks = (Table) f.state.registry.get(HOOK_KEY);
        if (hooks == null) {
            hooks = new Table(f.state.heap);
            Table meta = new Table(f.state.heap);
            meta.setStr(Meta.KEYS[Meta.MODE], LuaString.constant("k"), 0);
            f.state.setMeta(hooks, meta);
            f.state.registry.set(HOOK_KEY, hooks);
        }
        hooks.set(c, fn);
        c.hook = mask == 0 ? null : Hook.of(fn, mask, count);
        return f.none();
    }

    // ---- locals

    private static Object getlocal(Frame f) {
        int o = offset(f);
        long n = f.integer(o + 2);
        if (f.argc > o && f.s[o] instanceof FunctionValue fn) {
            if (fn instanceof Closure c && n >= 1 && n <= c.proto.params && !c.proto.chunk.stripped) {
                LocalVar p = c.proto.tree.parameters().get((int) n - 1);
                return LuaString.latin1(p.name());
            }
            return null;
        }
        Frame at = requireLevel(f, o);
        Variable v = variable(at, n);
        if (v == null) {
            return null;
        }
        return f.giveAll(LuaString.latin1(v.name), v.get(at));
    }

    private static Object setlocal(Frame f) {
        int o = offset(f);
        long n = f.integer(o + 2);
        f.any(o + 3);
        Frame at = requireLevel(f, o);
        Variable v = variable(at, n);
        if (v == null) {
            return null;
        }
        v.set(at, f.arg(o + 3));
        return LuaString.latin1(v.name);
    }

    private static Frame requireLevel(Frame f, int o) {
        Frame at = level(f, target(f), f.integer(o + 1));
        if (at == null) {
            throw f.argError(o + 1, "level out of range");
        }
        return at;
    }

    /// A variable of a frame: a slot, or extra argument `~slot`.
    private record Variable(String name, int slot) {
        Object get(Frame at) {
            if (slot < 0) {
                return at.va[~slot];
            }
            return at.s[slot] instanceof Cell c ? Tag.box(c.v, c.n) : at.boxed(slot);
        }

        void set(Frame at, Object value) {
            if (slot < 0) {
                at.va[~slot] = value;
            } else if (at.s[slot] instanceof Cell c) {
                c.v = Tag.tagOf(value);
                c.n = Tag.bitsOf(value);
            } else {
                at.put(slot, value);
            }
        }
    }

    private static Variable variable(Frame at, long n) {
        if (n >= at.firstTransferred && n < at.firstTransferred + at.transferred) {
            return new Variable("(temporary)", (int) (n - at.firstTransferred));
        }
        Code code = at.fn instanceof Closure of ? of.proto.code : null;
        if (!(at.fn instanceof Closure c) || code == null) {
            return n >= 1 && n <= at.argc ? new Variable("(C temporary)", (int) n - 1) : null;
        }
        if (n < 0) {
            boolean has = c.proto.vararg && at.va != null && -n <= at.va.length;
            return has ? new Variable("(vararg)", (int) n) : null;
        }
        Site site = code.sites[at.pc];
        int count = site.scope == null ? 0 : site.scope.number;
        if (n > count || c.proto.chunk.stripped) {
            // A temporary lies above the locals.
            long slot = c.proto.chunk.stripped ? n - 1 : topSlot(site) + (n - count - 1);
            // Under a hook all registers are there to be seen, as in PUC.
            int top = at.next != null && at.next.hook ? code.slots : site.liveTop;
            return n >= 1 && slot < top ? new Variable("(temporary)", (int) slot) : null;
        }
        for (Site.Scope s = site.scope; s != null; s = s.outer) {
            if (s.number == n) {
                return new Variable(s.name, s.slot);
            }
        }
        return null;
    }

    private static int topSlot(Site site) {
        return site.scope == null ? 0 : site.scope.slot + 1;
    }

    // ---- upvalues

    private static Object upvalue(Frame f, boolean set) {
        long n = f.integer(2);
        FunctionValue fn = f.function(1);
        if (!(fn instanceof Closure) && !(fn instanceof Builtin) && n == 1 && !set) {
            // A library function with a state of its own: something is there, but nothing to be seen.
            return f.giveAll(LuaString.EMPTY, null);
        }
        if (!(fn instanceof Closure c) || n < 1 || n > c.upvalues.length) {
            return f.none();
        }
        Cell cell = c.upvalues[(int) n - 1];
        String name = c.proto.chunk.stripped
                ? "(no name)"
                : c.proto.tree.upvalues().get((int) n - 1).name();
        if (set) {
            Object value = f.arg(3);
            cell.v = Tag.tagOf(value);
            cell.n = Tag.bitsOf(value);
            return LuaString.latin1(name);
        }
        return f.giveAll(LuaString.latin1(name), Tag.box(cell.v, cell.n));
    }

    private static Object upvalueid(Frame f) {
        long n = f.integer(2);
        FunctionValue fn = f.function(1);
        if (!(fn instanceof Closure c)) {
            // What a library function with a state of its own closes over is the function itself.
            return fn instanceof Builtin || n != 1 ? null : fn;
        }
        if (n < 1 || n > c.upvalues.length) {
            return null;
        }
        return c.upvalues[(int) n - 1];
    }

    private static Object upvaluejoin(Frame f) {
        Closure a = closureWith(f, 1);
        Closure b = closureWith(f, 3);
        a.upvalues[(int) f.integer(2) - 1] = b.upvalues[(int) f.integer(4) - 1];
        return f.none();
    }

    private static Closure closureWith(Frame f, int i) {
        FunctionValue fn = f.function(i);
        long n = f.integer(i + 1);
        if (!(fn instanceof Closure c)) {
            throw f.argError(i, "Lua function expected");
        }
        if (n < 1 || n > c.upvalues.length) {
            throw f.argError(i + 1, "invalid upvalue index");
        }
        return c;
    }

    // ---- the rest

    private static Object setmetatable(Frame f) {
        if (f.argc < 2 || f.s[1] != null && !(f.s[1] instanceof Table)) {
            throw f.typeError(2, "nil or table");
        }
        Object value = f.arg(1);
        f.state.setMeta(value, (Table) f.s[1]);
        return f.give(value);
    }

    private static Object getuservalue(Frame f) {
        long n = f.integer(2, 1);
        if (f.arg(1) instanceof LuaUserdata u && n >= 1 && n <= u.userValues) {
            return f.giveAll(u.userValue, true);
        }
        return f.giveAll((Object) null);
    }

    private static Object setuservalue(Frame f) {
        long n = f.integer(3, 1);
        if (!(f.arg(1) instanceof LuaUserdata u)) {
            throw f.typeError(1, "userdata");
        }
        f.any(2);
        if (n < 1 || n > u.userValues) {
            return null;
        }
        u.userValue = f.arg(2);
        return u;
    }

    private static Object traceback(Frame f) {
        int o = offset(f);
        Object message = f.arg(o + 1);
        if (message != null && !(message instanceof LuaString) && !Types.isNumber(message)) {
            return f.give(message);
        }
        Coroutine c = target(f);
        long level = f.integer(o + 2, c == f.thread ? 1 : 0);
        StringBuilder out = new StringBuilder();
        if (message != null) {
            out.append(f.string(o + 1).toLatin1()).append('\n');
        }
        Frame top = c == f.thread ? f : c.started() ? c.top : c.base;
        out.append(Traceback.of(top, (int) Math.min(level, Integer.MAX_VALUE)));
        return f.state.string(LuaString.latin1(out.toString()));
    }
}
