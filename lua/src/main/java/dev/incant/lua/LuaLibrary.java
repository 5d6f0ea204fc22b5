package dev.incant.lua;

/// The standard libraries of Lua 5.4.
public enum LuaLibrary {
    BASE,
    COROUTINE,
    STRING,
    UTF8,
    TABLE,
    MATH,
    DEBUG,
    IO,
    OS,
    PACKAGE
}
