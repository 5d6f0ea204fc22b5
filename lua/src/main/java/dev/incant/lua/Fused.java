package dev.incant.lua;

import org.jspecify.annotations.NullUnmarked;

/// Statements fused with the expression that is most often in them. The expression's class is final and known
/// here, so the JIT compiler binds and inlines its evaluation where [Statements.SetLocal] and
/// [Statements.If] make a virtual call.
@NullUnmarked // raw protocol: null is nil
final class Fused {
    private Fused() {}

    /// `slot = value` for a local that is not captured.
    interface Assignment {
        int target();

        ExprNode value();
    }

    /// `if` with one clause.
    interface Conditional {
        ExprNode condition();

        StatNode then();

        /// Null for none.
        StatNode otherwise();
    }

    /// `slot = value` for a local that is not captured.
    static StatNode setLocal(int line, int pc, int slot, ExprNode value) {
        if (value instanceof Operators.Add v) {
            return new SetAdd(line, pc, slot, v);
        }
        if (value instanceof Operators.AddConstant v) {
            return new SetAddConstant(line, pc, slot, v);
        }
        if (value instanceof Operators.Sub v) {
            return new SetSub(line, pc, slot, v);
        }
        if (value instanceof Operators.Mul v) {
            return new SetMul(line, pc, slot, v);
        }
        if (value instanceof Indexing.Index v) {
            return new SetIndex(line, pc, slot, v);
        }
        if (value instanceof Indexing.Field v) {
            return new SetField(line, pc, slot, v);
        }
        return new Statements.SetLocal(line, pc, slot, value);
    }

    static StatNode conditional(int line, int pc, ExprNode condition, StatNode then, StatNode otherwise) {
        if (condition instanceof Comparisons.WithConstant c) {
            return new IfWithConstant(line, pc, c, then, otherwise);
        }
        if (condition instanceof Comparisons.EqualConstant c) {
            return new IfEqualConstant(line, pc, c, then, otherwise);
        }
        if (condition instanceof Comparisons.Less c) {
            return new IfLess(line, pc, c, then, otherwise);
        }
        if (condition instanceof Comparisons.Equal c) {
            return new IfEqual(line, pc, c, then, otherwise);
        }
        return new Statements.If(line, pc, condition, then, otherwise);
    }

    static final class SetAdd extends StatNode implements Assignment {
        final int slot;
        final Operators.Add value;

        SetAdd(int line, int pc, int slot, Operators.Add value) {
            super(line, pc);
            this.slot = slot;
            this.value = value;
        }

        @Override
        Object exec(Frame f) {
            Object v = value.eval(f);
            f.store(slot, v, f.bits);
            return null;
        }

        @Override
        public int target() {
            return slot;
        }

        @Override
        public ExprNode value() {
            return value;
        }
    }

    static final class SetAddConstant extends StatNode implements Assignment {
        final int slot;
        final Operators.AddConstant value;

        SetAddConstant(int line, int pc, int slot, Operators.AddConstant value) {
            super(line, pc);
            this.slot = slot;
            this.value = value;
        }

        @Override
        Object exec(Frame f) {
            Object v = value.eval(f);
            f.store(slot, v, f.bits);
            return null;
        }

        @Override
        public int target() {
            return slot;
        }

        @Override
        public ExprNode value() {
            return value;
        }
    }

    static final class SetSub extends StatNode implements Assignment {
        final int slot;
        final Operators.Sub value;

        SetSub(int line, int pc, int slot, Operators.Sub value) {
            super(line, pc);
            this.slot = slot;
            this.value = value;
        }

        @Override
        Object exec(Frame f) {
            Object v = value.eval(f);
            f.store(slot, v, f.bits);
            return null;
        }

        @Override
        public int target() {
            return slot;
        }

        @Override
        public ExprNode value() {
            return value;
        }
    }

    static final class SetMul extends StatNode implements Assignment {
        final int slot;
        final Operators.Mul value;

        SetMul(int line, int pc, int slot, Operators.Mul value) {
            super(line, pc);
            this.slot = slot;
            this.value = value;
        }

        @Override
        Object exec(Frame f) {
            Object v = value.eval(f);
            f.store(slot, v, f.bits);
            return null;
        }

        @Override
        public int target() {
            return slot;
        }

        @Override
        public ExprNode value() {
            return value;
        }
    }

    static final class SetIndex extends StatNode implements Assignment {
        final int slot;
        final Indexing.Index value;

        SetIndex(int line, int pc, int slot, Indexing.Index value) {
            super(line, pc);
            this.slot = slot;
            this.value = value;
        }

        @Override
        Object exec(Frame f) {
            Object v = value.eval(f);
            f.store(slot, v, f.bits);
            return null;
        }

        @Override
        public int target() {
            return slot;
        }

        @Override
        public ExprNode value() {
            return value;
        }
    }

    static final class SetField extends StatNode implements Assignment {
        final int slot;
        final Indexing.Field value;

        SetField(int line, int pc, int slot, Indexing.Field value) {
            super(line, pc);
            this.slot = slot;
            this.value = value;
        }

        @Override
        Object exec(Frame f) {
            Object v = value.eval(f);
            f.store(slot, v, f.bits);
            return null;
        }

        @Override
        public int target() {
            return slot;
        }

        @Override
        public ExprNode value() {
            return value;
        }
    }

    static final class IfWithConstant extends StatNode implements Conditional {
        final Comparisons.WithConstant condition;
        final StatNode then;
        final StatNode otherwise;

        IfWithConstant(int line, int pc, Comparisons.WithConstant condition, StatNode then, StatNode otherwise) {
            super(line, pc);
            this.condition = condition;
            this.then = then;
            this.otherwise = otherwise;
        }

        @Override
        Object exec(Frame f) {
            if (condition.test(f)) {
                return then.exec(f);
            }
            return otherwise == null ? null : otherwise.exec(f);
        }

        @Override
        public ExprNode condition() {
            return condition;
        }

        @Override
        public StatNode then() {
            return then;
        }

        @Override
        public StatNode otherwise() {
            return otherwise;
        }
    }

    static final class IfEqualConstant extends StatNode implements Conditional {
        final Comparisons.EqualConstant condition;
        final StatNode then;
        final StatNode otherwise;

        IfEqualConstant(int line, int pc, Comparisons.EqualConstant condition, StatNode then, StatNode otherwise) {
            super(line, pc);
            this.condition = condition;
            this.then = then;
            this.otherwise = otherwise;
        }

        @Override
        Object exec(Frame f) {
            if (condition.test(f)) {
                return then.exec(f);
            }
            return otherwise == null ? null : otherwise.exec(f);
        }

        @Override
        public ExprNode condition() {
            return condition;
        }

        @Override
        public StatNode then() {
            return then;
        }

        @Override
        public StatNode otherwise() {
            return otherwise;
        }
    }

    static final class IfLess extends StatNode implements Conditional {
        final Comparisons.Less condition;
        final StatNode then;
        final StatNode otherwise;

        IfLess(int line, int pc, Comparisons.Less condition, StatNode then, StatNode otherwise) {
            super(line, pc);
            this.condition = condition;
            this.then = then;
            this.otherwise = otherwise;
        }

        @Override
        Object exec(Frame f) {
            if (condition.test(f)) {
                return then.exec(f);
            }
            return otherwise == null ? null : otherwise.exec(f);
        }

        @Override
        public ExprNode condition() {
            return condition;
        }

        @Override
        public StatNode then() {
            return then;
        }

        @Override
        public StatNode otherwise() {
            return otherwise;
        }
    }

    static final class IfEqual extends StatNode implements Conditional {
        final Comparisons.Equal condition;
        final StatNode then;
        final StatNode otherwise;

        IfEqual(int line, int pc, Comparisons.Equal condition, StatNode then, StatNode otherwise) {
            super(line, pc);
            this.condition = condition;
            this.then = then;
            this.otherwise = otherwise;
        }

        @Override
        Object exec(Frame f) {
            if (condition.test(f)) {
                return then.exec(f);
            }
            return otherwise == null ? null : otherwise.exec(f);
        }

        @Override
        public ExprNode condition() {
            return condition;
        }

        @Override
        public StatNode then() {
            return then;
        }

        @Override
        public StatNode otherwise() {
            return otherwise;
        }
    }
}
