package dev.incant.lua;

import org.jspecify.annotations.NullUnmarked;

/// Values as text.
@NullUnmarked // raw protocol: null is nil
final class Conversions {
    private static final LuaString NIL = LuaString.constant("nil");
    private static final LuaString TRUE = LuaString.constant("true");
    private static final LuaString FALSE = LuaString.constant("false");

    private Conversions() {}

    /// The text of a boxed value, by `__tostring` and `__name` where there are any (`luaL_tolstring`).
    static LuaString tostring(Frame f, Object boxed) {
        if (boxed instanceof LuaString s) {
            return s;
        }
        Table meta = f.state.metaOf(boxed);
        if (meta != null) {
            Object handler = Meta.of(meta, Meta.TOSTRING);
            if (handler != null) {
                Object r = f.call(handler, boxed);
                if (r instanceof LuaString s) {
                    return s;
                }
                if (r instanceof Long l) {
                    return Numbers.toLuaString(l);
                }
                if (r instanceof Double d) {
                    return Numbers.toLuaString(d);
                }
                throw f.error("'__tostring' must return a string");
            }
        }
        return f.state.string(plain(boxed, meta));
    }

    /// A Java value as a boxed Lua value; see [LuaState#toLua].
    static Object toLua(Object value) {
        if (value == null
                || value instanceof LuaString
                || value instanceof Long
                || value instanceof Double
                || value instanceof Table
                || value instanceof FunctionValue
                || value instanceof Coroutine
                || value instanceof LuaUserdata
                || value instanceof Cell) {
            return value;
        }
        if (value instanceof Boolean b) {
            return b ? Boolean.TRUE : Boolean.FALSE;
        }
        if (value instanceof String s) {
            return LuaString.of(s);
        }
        if (value instanceof byte[] bytes) {
            return LuaString.of(bytes);
        }
        if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return ((Number) value).longValue();
        }
        if (value instanceof Float d) {
            return (double) d;
        }
        throw new IllegalArgumentException("no Lua value: " + value.getClass().getName());
    }

    private static LuaString plain(Object boxed, Table meta) {
        if (boxed == null) {
            return NIL;
        }
        if (boxed instanceof Boolean b) {
            return b ? TRUE : FALSE;
        }
        if (boxed instanceof Long l) {
            return Numbers.toLuaString(l);
        }
        if (boxed instanceof Double d) {
            return Numbers.toLuaString(d);
        }
        String name = Types.name(boxed);
        if (meta != null && Meta.of(meta, Meta.NAME) instanceof LuaString s) {
            name = s.toLatin1();
        }
        return LuaString.latin1(name + ": " + addressText(boxed));
    }

    /// A number shown for an object, the same each time. The JVM has no stable addresses, so it is made of
    /// the identity hash, of which two objects may rarely have the same.
    static long address(Object object) {
        return 0x7f00_0000_0000L | (System.identityHashCode(object) & 0xffff_ffffL) << 4;
    }

    static String addressText(Object object) {
        return "0x" + Long.toHexString(address(object));
    }
}
