package dev.incant.lua;

import dev.incant.lua.syntax.Charsets;
import org.jspecify.annotations.NullUnmarked;

/// `debug.getinfo`.
@NullUnmarked // raw protocol: null is nil
final class DebugInfo {
    private DebugInfo() {}

    static Object getinfo(Frame f) {
        int o = DebugLib.offset(f);
        Coroutine c = DebugLib.target(f);
        String options = f.isNoneOrNil(o + 2) ? "flnSrtu" : f.string(o + 2).toLatin1();
        if (options.startsWith(">")) {
            throw f.argError(o + 2, "invalid option '>'");
        }
        Frame at = null;
        FunctionValue fn;
        if (f.argc > o && f.s[o] instanceof FunctionValue given) {
            fn = given;
        } else {
            at = DebugLib.level(f, c, f.integer(o + 1));
            if (at == null) {
                return null;
            }
            fn = at.fn;
        }
        for (int i = 0; i < options.length(); i++) {
            if ("SlnrutLf".indexOf(options.charAt(i)) < 0) {
                throw f.argError(o + 2, "invalid option");
            }
        }
        Table info = new Table(f.state.heap);
        for (int i = 0; i < options.length(); i++) {
            fill(f, info, options.charAt(i), at, fn);
        }
        return info;
    }

    private static void fill(Frame f, Table info, char option, Frame at, FunctionValue fn) {
        switch (option) {
            case 'S' -> source(info, fn);
            case 'l' -> info.setField("currentline", currentLine(at));
            case 'n' -> {
                if (at != null) {
                    CallName name = CallName.of(at);
                    if (name.name() != null) {
                        info.setField("name", text(name.name()));
                    }
                    info.setField("namewhat", text(name.what()));
                } else {
                    info.setField("namewhat", text(""));
                }
            }
            case 'r' -> {
                info.setField("ftransfer", at == null ? 0L : (long) at.firstTransferred);
                info.setField("ntransfer", at == null ? 0L : (long) at.transferred);
            }
            case 'u' -> {
                boolean lua = fn instanceof Closure;
                long state = fn instanceof Builtin ? 0 : 1;
                info.setField("nups", lua ? (long) ((Closure) fn).upvalues.length : state);
                info.setField("nparams", lua ? (long) ((Closure) fn).proto.params : 0L);
                info.setField("isvararg", !lua || ((Closure) fn).proto.vararg);
            }
            case 't' -> info.setField("istailcall", at != null && at.tail);
            case 'L' -> {
                if (fn instanceof Closure c) {
                    Table lines = new Table(f.state.heap);
                    if (!c.proto.chunk.stripped) {
                        for (int line : ActiveLines.of(c.proto, f.state)) {
                            lines.set((long) line, true);
                        }
                    }
                    info.setField("activelines", lines);
                }
            }
            default -> info.setField("func", fn);
        }
    }

    private static long currentLine(Frame at) {
        if (at != null && at.fn instanceof Closure c && !c.proto.chunk.stripped) {
            return c.proto.line(at.pc);
        }
        return -1;
    }

    private static void source(Table info, FunctionValue fn) {
        if (fn instanceof Closure c) {
            Proto p = c.proto;
            info.setField("source", p.chunk.name);
            info.setField("short_src", text(p.chunk.shortSource()));
            info.setField("linedefined", (long) p.tree.line());
            info.setField("lastlinedefined", p.isMain() ? 0L : (long) p.tree.endLine());
            info.setField("what", text(p.isMain() ? "main" : "Lua"));
        } else {
            info.setField("source", text("=[C]"));
            info.setField("short_src", text("[C]"));
            info.setField("linedefined", -1L);
            info.setField("lastlinedefined", -1L);
            info.setField("what", text("C"));
        }
    }

    private static LuaString text(String latin1) {
        return LuaString.wrap(latin1.getBytes(Charsets.LATIN1));
    }
}
