package dev.incant.lua;

import org.jspecify.annotations.NullUnmarked;

/// Makes Lua errors with the texts that PUC gives them.
@NullUnmarked // raw protocol: null is nil
final class Errors {
    private Errors() {}

    /// An error with the position of the function running at `level` above `f` (0: `f` itself).
    static LuaError at(Frame f, int level, String message) {
        Frame at = f;
        for (int i = 0; i < level && at != null; i++) {
            at = at.prev;
        }
        LuaError e = LuaError.ofValue(text(position(at) + message));
        e.origin = f;
        return e;
    }

    private static LuaString text(String latin1) {
        return LuaString.latin1(latin1);
    }

    /// `chunk:line: ` of a Lua function's frame, else nothing.
    static String position(Frame f) {
        if (f != null && f.fn instanceof Closure c) {
            if (c.proto.chunk.stripped) {
                return c.proto.chunk.shortSource() + ":-1: ";
            }
            return c.proto.chunk.shortSource() + ":" + c.proto.line(f.pc) + ": ";
        }
        return "";
    }

    /// An error of the Lua function running in `f` at its current place.
    static LuaError runtime(Frame f, String message) {
        LuaError e = LuaError.ofValue(text(position(f) + message));
        e.origin = f;
        return e;
    }

    /// `attempt to <what> a <type> value<description>`.
    static LuaError type(Frame f, String what, Object raw, String description) {
        return runtime(f, "attempt to " + what + " a " + typeName(f, raw) + " value" + description);
    }

    /// A message made before, of the same operands: all that it is made from.
    record Blame(String what, String type, Operands operands, boolean left, LuaString message) {
        boolean fits(String what, String type, Operands operands, boolean left) {
            return this.operands == operands && this.left == left && this.what.equals(what) && this.type.equals(type);
        }
    }

    /// As [#type(Frame, String, Object, String)], of the left or right one of `operands`.
    static LuaError type(Frame f, String what, Object raw, Operands operands, boolean left) {
        Site site = operands != null && f.fn instanceof Closure c ? c.proto.site(f.pc) : null;
        if (site == null) {
            return type(f, what, raw, operands == null ? "" : description(operands, left));
        }
        String type = typeName(f, raw);
        Blame known = site.blame;
        if (known != null && known.fits(what, type, operands, left)) {
            LuaError e = LuaError.ofValue(known.message);
            e.origin = f;
            return e;
        }
        LuaError e = type(f, what, raw, description(operands, left));
        site.blame = new Blame(what, type, operands, left, (LuaString) e.value());
        return e;
    }

    private static String description(Operands operands, boolean left) {
        return left ? operands.describeLeft() : operands.describeRight();
    }

    static LuaError notCallable(Frame f, Object callee) {
        String described = "";
        if (f.fn instanceof Closure c) {
            Site site = c.proto.site(f.pc);
            if (site != null && site.nameWhat != null) {
                described = " (" + site.nameWhat + " '" + site.name + "')";
            }
        }
        return type(f, "call", callee, described);
    }

    /// The type's name, or the string `__name` of its metatable.
    static String typeName(Frame f, Object raw) {
        if (raw instanceof Table || raw instanceof LuaUserdata) {
            Object name = Meta.of(f.state.metaOfRaw(raw), Meta.NAME);
            if (name instanceof LuaString s) {
                return s.toLatin1();
            }
        }
        return Types.describedName(raw);
    }

    static LuaError argument(Frame f, int i, String message) {
        int number = i;
        String name = null;
        Site site = callSite(f);
        if (site != null && site.name != null) {
            name = site.name;
            if (site.nameWhat.equals("method")) {
                number--;
                if (number == 0) {
                    return f.error("calling '" + name + "' on bad self (" + message + ")");
                }
            }
        }
        if (name == null) {
            name = f.fn == null ? "?" : Libraries.nameOf(f.fn, f.state);
            if (name == null) {
                name = "?";
            }
        }
        return f.error("bad argument #" + number + " to '" + name + "' (" + message + ")");
    }

    /// The place in a Lua function that called what runs in `f`, or null when that is not known.
    static Site callSite(Frame f) {
        if (f.tail || f.prev == null || f.hook || f.finalizer) {
            return null;
        }
        Frame caller = f.prev;
        if (caller.fn instanceof Closure c && !c.proto.chunk.stripped) {
            return c.proto.site(caller.pc);
        }
        return null;
    }

    static LuaError argumentType(Frame f, int i, String expected) {
        String got;
        if (i > f.argc) {
            got = "no value";
        } else {
            got = typeName(f, f.s[i - 1]);
        }
        return argument(f, i, expected + " expected, got " + got);
    }

    /// The error of an arithmetic or bitwise operation on what is no number.
    static LuaError arithmetic(Frame f, int event, Object a, long x, Object b, long y, Operands operands) {
        boolean bitwise = event >= Meta.BAND && event <= Meta.SHR || event == Meta.BNOT;
        if (bitwise && Types.isNumber(a) && Types.isNumber(b)) {
            boolean left = !Arithmetic.hasInteger(a, x);
            String described = left ? operands.describeLeft() : operands.describeRight();
            return runtime(f, "number" + described + " has no integer representation");
        }
        boolean left = !Types.isNumber(a);
        return type(
                f, bitwise ? "perform bitwise operation on" : "perform arithmetic on", left ? a : b, operands, left);
    }

    static LuaError concat(Frame f, Object a, Object b, Operands operands) {
        boolean leftFine = a instanceof LuaString || Types.isNumber(a);
        return type(f, "concatenate", leftFine ? b : a, operands, !leftFine);
    }

    static LuaError compare(Frame f, Object a, Object b) {
        String left = typeName(f, a);
        String right = typeName(f, b);
        if (left.equals(right)) {
            return runtime(f, "attempt to compare two " + left + " values");
        }
        return runtime(f, "attempt to compare " + left + " with " + right);
    }

    /// Tells where operands come from, for messages; asked only when one is needed.
    interface Operands {
        /// ` (local 'x')` or the like, or nothing.
        String describeLeft();

        String describeRight();
    }
}
