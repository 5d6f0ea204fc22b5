package dev.incant.lua;

import org.jspecify.annotations.Nullable;

/// A Java object inside Lua: opaque to scripts but for its metatable.
public final class LuaUserdata {
    static final long BYTES = 48;

    private final Object payload;

    @Nullable Table meta;

    @Nullable Object userValue;

    int mark;
    boolean finalizable;

    /// How many user values it has: those of the libraries have none.
    final int userValues;

    LuaUserdata(LuaState state, Object payload, @Nullable Table meta) {
        this(state, payload, meta, 0);
    }

    LuaUserdata(LuaState state, Object payload, @Nullable Table meta, int userValues) {
        state.heap.charge(BYTES);
        this.payload = payload;
        this.userValues = userValues;
        this.meta = meta;
        if (meta != null) {
            state.collector.metatableSet(this, meta);
        }
    }

    /// The object that the embedder put in.
    public Object payload() {
        return payload;
    }
}
