package dev.incant.lua;

import org.jspecify.annotations.NullUnmarked;

/// Nodes that read constants, variables and `...`, and that make functions.
@NullUnmarked // raw protocol: null is nil
final class Variables {
    private Variables() {}

    static final class Constant extends ExprNode {
        final Object value;
        final long bits;

        Constant(Object value, long bits) {
            this.value = value;
            this.bits = bits;
        }

        @Override
        Object eval(Frame f) {
            f.bits = bits;
            return value;
        }

        @Override
        String describe() {
            return value instanceof LuaString s ? " (constant '" + s.toLatin1() + "')" : "";
        }
    }

    /// A local that no inner function captures.
    static final class Local extends ExprNode {
        final int slot;
        final String name;

        Local(int slot, String name) {
            this.slot = slot;
            this.name = name;
        }

        @Override
        Object eval(Frame f) {
            f.bits = f.n[slot];
            return f.s[slot];
        }

        @Override
        int slot() {
            return slot;
        }

        @Override
        String describe() {
            return " (local '" + name + "')";
        }
    }

    /// A local that lives in a [Cell].
    static final class CapturedLocal extends ExprNode {
        final int slot;
        final String name;

        CapturedLocal(int slot, String name) {
            this.slot = slot;
            this.name = name;
        }

        @Override
        Object eval(Frame f) {
            Cell c = (Cell) f.s[slot];
            f.bits = c.n;
            return c.v;
        }

        @Override
        String describe() {
            return " (local '" + name + "')";
        }
    }

    static final class Upvalue extends ExprNode {
        final int index;
        final String name;

        Upvalue(int index, String name) {
            this.index = index;
            this.name = name;
        }

        @Override
        Object eval(Frame f) {
            Cell c = f.u[index];
            f.bits = c.n;
            return c.v;
        }

        @Override
        String describe() {
            return " (upvalue '" + name + "')";
        }
    }

    static final class Vararg extends ExprNode {
        @Override
        Object eval(Frame f) {
            Object[] va = f.va;
            if (va.length == 0) {
                return null;
            }
            Object v = va[0];
            if (v instanceof Long l) {
                f.bits = l;
                return Tag.INT;
            }
            if (v instanceof Double d) {
                f.bits = Double.doubleToRawLongBits(d);
                return Tag.FLT;
            }
            return v;
        }

        @Override
        Object multi(Frame f) {
            Object[] va = f.va;
            Frame nf = f.push(null, va.length);
            for (int i = 0; i < va.length; i++) {
                nf.put(i, va[i]);
            }
            return Tag.MULTI;
        }

        @Override
        boolean isMulti() {
            return true;
        }
    }

    /// Reads the temporary of a [Chain].
    static final class Kept extends ExprNode {
        final int slot;
        final ExprNode piece;

        Kept(int slot, ExprNode piece) {
            this.slot = slot;
            this.piece = piece;
        }

        @Override
        Object eval(Frame f) {
            f.bits = f.n[slot];
            return f.s[slot];
        }

        @Override
        String describe() {
            return piece.describe();
        }
    }

    /// A long expression in pieces, each of which starts with the value of the one before.
    static final class Chain extends ExprNode {
        final ExprNode[] pieces;
        final int slot;
        final ExprNode last;

        Chain(ExprNode[] pieces, int slot, ExprNode last) {
            this.pieces = pieces;
            this.slot = slot;
            this.last = last;
        }

        private void prepare(Frame f) {
            for (ExprNode piece : pieces) {
                Object v = piece.eval(f);
                f.store(slot, v, f.bits);
            }
        }

        @Override
        Object eval(Frame f) {
            prepare(f);
            return last.eval(f);
        }

        @Override
        Object multi(Frame f) {
            prepare(f);
            return last.multi(f);
        }

        @Override
        boolean isMulti() {
            return last.isMulti();
        }

        @Override
        String describe() {
            return last.describe();
        }
    }

    /// Cuts a call or `...` to one value.
    static final class Single extends ExprNode {
        final ExprNode inner;

        Single(ExprNode inner) {
            this.inner = inner;
        }

        @Override
        Object eval(Frame f) {
            return inner.eval(f);
        }
    }

    /// `function … end`: makes a closure.
    static final class Function extends ExprNode {
        final Proto proto;

        /// Where each upvalue comes from: a slot of this function, or `~index` of its upvalues.
        final int[] sources;

        Function(Proto proto, int[] sources) {
            this.proto = proto;
            this.sources = sources;
        }

        @Override
        Object eval(Frame f) {
            int count = sources.length;
            f.state.heap.charge(Closure.bytes(count));
            Cell[] cells = new Cell[count];
            for (int i = 0; i < count; i++) {
                int source = sources[i];
                cells[i] = source >= 0 ? (Cell) f.s[source] : f.u[~source];
            }
            return new Closure(proto, cells);
        }
    }
}
