package dev.incant.lua;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// A Lua table as Java sees it, without metamethods. Belongs to the state that made it and to the thread that
/// uses that state.
///
/// Keys and values come as [LuaState] describes; where one is given, what [LuaState#toLua] takes will do.
public interface LuaTable {
    /// The value under `key`, or null.
    @Nullable Object get(@Nullable Object key);

    /// Sets the value under `key`; null removes it.
    ///
    /// @throws IllegalArgumentException if `key` is null or NaN
    void set(Object key, @Nullable Object value);

    /// A border: the number of elements of a sequence.
    long length();

    /// Calls `action` for each key and its value: first the elements of a sequence in order, then the rest.
    void forEach(BiConsumer<Object, Object> action);

    @Nullable LuaTable getMetatable();

    void setMetatable(@Nullable LuaTable metatable);
}
