package dev.incant.lua;

import org.jspecify.annotations.NullUnmarked;

/// Indexing and length with metamethods (Lua 5.4 manual, §2.4): the slow paths of the nodes and what
/// libraries use.
@NullUnmarked // raw protocol: null is nil
final class Access {
    private static final int MAX_CHAIN = 2000;

    /// Links that [#inherited] follows.
    private static final int SHORT_CHAIN = 10;

    private Access() {}

    /// `o[key]` for raw values; a number's bits go to `f.bits`. `operands` describes `o` and the key.
    static Object index(Frame f, Object object, long objectBits, Object key, long bits, Errors.Operands operands) {
        Object o = object;
        long ob = objectBits;
        for (int i = 0; i < MAX_CHAIN; i++) {
            Object handler;
            if (o instanceof Table t) {
                Object v = t.get(f, key, bits);
                if (v != null) {
                    return v;
                }
                handler = Meta.of(t.meta, Meta.INDEX);
                if (handler == null) {
                    return null;
                }
            } else {
                handler = Meta.of(f.state.metaOfRaw(o), Meta.INDEX);
                if (handler == null) {
                    throw notIndexable(f, o, i == 0 ? operands : null);
                }
            }
            if (handler instanceof FunctionValue) {
                return Calls.metamethod(f, handler, o, ob, key, bits);
            }
            ob = Tag.bitsOf(handler);
            o = Tag.tagOf(handler);
        }
        throw Errors.runtime(f, "'__index' chain too long; possibly a loop");
    }

    /// The field that a table without it gets from the tables in its metatable's `__index` and so on; null: look again
    /// with [#index].
    static Object inherited(Frame f, Table t, LuaString key) {
        Table from = t;
        for (int i = 0; i < SHORT_CHAIN; i++) {
            if (!(Meta.of(from.meta, Meta.INDEX) instanceof Table parent)) {
                return null;
            }
            Object v = parent.getStr(f, key);
            if (v != null) {
                return v;
            }
            from = parent;
        }
        return null;
    }

    /// `o[key] = v` for raw values.
    static void setIndex(
            Frame f,
            Object object,
            long objectBits,
            Object key,
            long bits,
            Object v,
            long vn,
            Errors.Operands operands) {
        Object o = object;
        long ob = objectBits;
        for (int i = 0; i < MAX_CHAIN; i++) {
            Object handler;
            if (o instanceof Table t) {
                handler = Meta.of(t.meta, Meta.NEWINDEX);
                if (handler == null || t.get(f, key, bits) != null) {
                    checkKey(f, key, bits);
                    t.set(key, bits, v, vn);
                    return;
                }
            } else {
                handler = Meta.of(f.state.metaOfRaw(o), Meta.NEWINDEX);
                if (handler == null) {
                    throw notIndexable(f, o, i == 0 ? operands : null);
                }
            }
            if (handler instanceof FunctionValue) {
                Calls.metamethod(f, handler, o, ob, key, bits, v, vn);
                return;
            }
            ob = Tag.bitsOf(handler);
            o = Tag.tagOf(handler);
        }
        throw Errors.runtime(f, "'__newindex' chain too long; possibly a loop");
    }

    /// Refuses nil and NaN as a key to be written.
    static void checkKey(Frame f, Object key, long bits) {
        if (key == null) {
            throw Errors.runtime(f, "table index is nil");
        }
        if (key == Tag.FLT && Double.isNaN(Double.longBitsToDouble(bits))) {
            throw Errors.runtime(f, "table index is NaN");
        }
    }

    private static LuaError notIndexable(Frame f, Object o, Errors.Operands operands) {
        return Errors.type(f, "index", o, operands, true);
    }

    /// `#o` for a raw value; a number's bits go to `f.bits`.
    static Object length(Frame f, Object o, long bits, Errors.Operands operands) {
        if (o instanceof LuaString s) {
            f.bits = s.bytes.length;
            return Tag.INT;
        }
        Table meta = f.state.metaOfRaw(o);
        Object handler = Meta.of(meta, Meta.LEN);
        if (handler != null) {
            return Calls.metamethod(f, handler, o, bits, o, bits);
        }
        if (o instanceof Table t) {
            f.bits = t.size;
            return Tag.INT;
        }
        throw Errors.type(f, "get length of", o, operands, true);
    }

    // ---- boxed, for libraries

    static Object get(Frame f, Object o, Object key) {
        Object v = index(f, Tag.tagOf(o), Tag.bitsOf(o), Tag.tagOf(key), Tag.bitsOf(key), null);
        return Tag.box(v, f.bits);
    }

    static void set(Frame f, Object o, Object key, Object value) {
        setIndex(
                f,
                Tag.tagOf(o),
                Tag.bitsOf(o),
                Tag.tagOf(key),
                Tag.bitsOf(key),
                Tag.tagOf(value),
                Tag.bitsOf(value),
                null);
    }

    /// The length of any value as an integer (`luaL_len`).
    static long length(Frame f, Object o) {
        if (o instanceof Table t && t.meta == null) {
            return t.size;
        }
        Object v = length(f, Tag.tagOf(o), Tag.bitsOf(o), null);
        if (v == Tag.INT) {
            return f.bits;
        }
        if (v == Tag.FLT && Numbers.hasInteger(Double.longBitsToDouble(f.bits))) {
            return (long) Double.longBitsToDouble(f.bits);
        }
        throw f.error("object length is not an integer");
    }
}
