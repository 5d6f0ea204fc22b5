package dev.incant.lua;

/// A host that keeps all the defaults.
final class NoHost implements LuaHost {
    static final NoHost INSTANCE = new NoHost();

    private NoHost() {}
}
