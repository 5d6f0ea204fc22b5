package dev.incant.lua;

import org.jspecify.annotations.NullUnmarked;

/// Nodes that tell the hook of each line that PUC's code for the same source would pass. They stand only in
/// the second lowering of a function, which runs while a line or count hook is set, so that the first one
/// pays nothing for them.
@NullUnmarked // raw protocol: null is nil
final class Traced {
    private Traced() {}

    /// Tells of a line, then evaluates.
    static final class Before extends ExprNode {
        private final int pc;
        private final ExprNode inner;

        Before(int pc, ExprNode inner) {
            this.pc = pc;
            this.inner = inner;
        }

        @Override
        Object eval(Frame f) {
            Hook.step(f, pc);
            return inner.eval(f);
        }

        @Override
        Object multi(Frame f) {
            Hook.step(f, pc);
            return inner.multi(f);
        }

        @Override
        boolean isMulti() {
            return inner.isMulti();
        }

        @Override
        String describe() {
            return inner.describe();
        }
    }

    /// Evaluates, then tells of the line of what is done with the value.
    static final class After extends ExprNode {
        private final int pc;
        private final ExprNode inner;

        After(int pc, ExprNode inner) {
            this.pc = pc;
            this.inner = inner;
        }

        @Override
        Object eval(Frame f) {
            Object v = inner.eval(f);
            Hook.step(f, pc);
            return v;
        }

        @Override
        Object multi(Frame f) {
            // The values lie in the next frame, which a hook would use: it hears of the line first.
            Hook.step(f, pc);
            return inner.multi(f);
        }

        @Override
        boolean isMulti() {
            return inner.isMulti();
        }

        @Override
        String describe() {
            return inner.describe();
        }
    }

    /// Tells of a line, then runs a statement.
    static final class Statement extends StatNode {
        private final StatNode inner;

        Statement(int pc, StatNode inner) {
            super(inner.line, pc);
            this.inner = inner;
        }

        @Override
        Object exec(Frame f) {
            Hook.step(f, pc);
            return inner.exec(f);
        }
    }
}
