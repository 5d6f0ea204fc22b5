package dev.incant.lua;

import org.jspecify.annotations.NullUnmarked;

/// A captured local variable: shared by the frame that declared it and the closures over it.
@NullUnmarked // raw protocol: null is nil
final class Cell {
    static final long BYTES = 32;

    Object v;
    long n;
    int mark;

    Cell(Object v, long n) {
        this.v = v;
        this.n = n;
    }
}
