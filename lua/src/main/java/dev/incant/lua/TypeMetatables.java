package dev.incant.lua;

import org.jspecify.annotations.NullUnmarked;

/// The metatables that all values of a type share, but for strings. Only `debug.setmetatable` sets any, so few states
/// have them.
@NullUnmarked // absent metatables are null
final class TypeMetatables {
    private Table ofNil;
    private Table ofBooleans;
    private Table ofNumbers;
    private Table ofFunctions;
    private Table ofThreads;

    /// The metatable of the type of `v`, raw or boxed.
    Table of(Object v) {
        if (v == null) {
            return ofNil;
        }
        if (v instanceof Boolean) {
            return ofBooleans;
        }
        if (v == Tag.INT || v == Tag.FLT || v instanceof Long || v instanceof Double) {
            return ofNumbers;
        }
        if (v instanceof FunctionValue) {
            return ofFunctions;
        }
        return ofThreads;
    }

    /// Sets the metatable of the type of a boxed value.
    void set(Object boxed, Table meta) {
        if (boxed == null) {
            ofNil = meta;
        } else if (boxed instanceof Boolean) {
            ofBooleans = meta;
        } else if (boxed instanceof Long || boxed instanceof Double) {
            ofNumbers = meta;
        } else if (boxed instanceof FunctionValue) {
            ofFunctions = meta;
        } else {
            ofThreads = meta;
        }
    }

    Object[] all() {
        return new Object[] {ofNil, ofBooleans, ofNumbers, ofFunctions, ofThreads};
    }
}
