package dev.incant.lua;

import org.jspecify.annotations.NullUnmarked;

/// Nodes of statements without a loop.
@NullUnmarked // raw protocol: null is nil
final class Statements {
    private Statements() {}

    /// Statements in order.
    static final class Block extends StatNode {
        final StatNode[] body;
        final boolean labels;

        /// Whether it tells hooks of its statements: those of the traced lowering do it themselves.
        final boolean tells;

        Block(int line, int pc, StatNode[] body, boolean labels, boolean tells) {
            super(line, pc);
            this.body = body;
            this.labels = labels;
            this.tells = tells;
        }

        @Override
        Object exec(Frame f) {
            if (labels) {
                return execWithLabels(f);
            }
            for (StatNode stat : body) {
                if (Hook.used && tells) {
                    Hook.statement(f, stat.pc);
                }
                Object r = stat.exec(f);
                if (r != null) {
                    return r;
                }
            }
            return null;
        }

        private Object execWithLabels(Frame f) {
            StatNode[] stats = body;
            int i = 0;
            boolean back = false;
            while (i < stats.length) {
                StatNode stat = stats[i];
                if (Hook.used) {
                    if (back) {
                        Hook.jumpedBack(f);
                    }
                    if (tells) {
                        Hook.statement(f, stat.pc);
                    }
                }
                back = false;
                Object r = stat.exec(f);
                if (r == null) {
                    i++;
                } else if (r instanceof Jump jump && jump.owner == this) {
                    if (jump.index <= i) {
                        back = true;
                        LuaState state = f.state;
                        if (--state.steps < 0 || state.signal != 0) {
                            f.pc = stat.pc;
                            state.safepoint(f);
                        }
                    }
                    i = jump.index;
                } else {
                    return r;
                }
            }
            return null;
        }
    }

    /// One to four statements without labels: most blocks. Each has its own place in the code and so its own
    /// profile in the JIT compiler.
    static final class ShortBlock extends StatNode {
        final StatNode first;
        final StatNode second;
        final StatNode third;
        final StatNode fourth;

        final boolean tells;

        ShortBlock(int line, int pc, StatNode[] body, boolean tells) {
            super(line, pc);
            this.tells = tells;
            this.first = body[0];
            this.second = body.length > 1 ? body[1] : null;
            this.third = body.length > 2 ? body[2] : null;
            this.fourth = body.length > 3 ? body[3] : null;
        }

        @Override
        Object exec(Frame f) {
            if (Hook.used && tells) {
                return execWatched(f);
            }
            Object r = first.exec(f);
            if (r != null || second == null) {
                return r;
            }
            r = second.exec(f);
            if (r != null || third == null) {
                return r;
            }
            r = third.exec(f);
            if (r != null || fourth == null) {
                return r;
            }
            return fourth.exec(f);
        }

        private Object execWatched(Frame f) {
            Object r = watched(f, first);
            if (r == null && second != null) {
                r = watched(f, second);
            }
            if (r == null && third != null) {
                r = watched(f, third);
            }
            if (r == null && fourth != null) {
                r = watched(f, fourth);
            }
            return r;
        }

        private static Object watched(Frame f, StatNode stat) {
            Hook.statement(f, stat.pc);
            return stat.exec(f);
        }
    }

    /// Put into long rows of statements, which else would run to their end whatever the state is told.
    static final class Look extends StatNode {
        Look(int line, int pc) {
            super(line, pc);
        }

        @Override
        Object exec(Frame f) {
            LuaState state = f.state;
            if (state.signal != 0) {
                f.pc = pc;
                state.safepoint(f);
            }
            return null;
        }
    }

    static final class Break extends StatNode {
        Break(int line, int pc) {
            super(line, pc);
        }

        @Override
        Object exec(Frame f) {
            return Tag.BREAK;
        }
    }

    static final class Goto extends StatNode {
        final Jump jump;

        Goto(int line, int pc, Jump jump) {
            super(line, pc);
            this.jump = jump;
        }

        @Override
        Object exec(Frame f) {
            return jump;
        }
    }

    /// A call whose results are dropped.
    static final class Evaluate extends StatNode {
        final ExprNode call;

        Evaluate(int line, int pc, ExprNode call) {
            super(line, pc);
            this.call = call;
        }

        @Override
        Object exec(Frame f) {
            call.multi(f);
            return null;
        }
    }

    /// `local x = value` and `x = value` for a local that is not captured.
    static final class SetLocal extends StatNode implements Fused.Assignment {
        final int slot;
        final ExprNode value;

        SetLocal(int line, int pc, int slot, ExprNode value) {
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

    /// `local x = value` for a captured local: a new cell each time.
    static final class NewCell extends StatNode {
        final int slot;
        final ExprNode value;

        NewCell(int line, int pc, int slot, ExprNode value) {
            super(line, pc);
            this.slot = slot;
            this.value = value;
        }

        @Override
        Object exec(Frame f) {
            Object v = value.eval(f);
            long bits = f.bits;
            f.state.heap.charge(Cell.BYTES);
            f.s[slot] = new Cell(v, bits);
            return null;
        }
    }

    /// `local function f`: the cell exists before the function that refers to it.
    static final class LocalFunction extends StatNode {
        final int slot;
        final ExprNode function;

        LocalFunction(int line, int pc, int slot, ExprNode function) {
            super(line, pc);
            this.slot = slot;
            this.function = function;
        }

        @Override
        Object exec(Frame f) {
            f.state.heap.charge(Cell.BYTES);
            Cell cell = new Cell(null, 0);
            f.s[slot] = cell;
            cell.v = function.eval(f);
            return null;
        }
    }

    /// `x = value` for a captured local.
    static final class SetCell extends StatNode {
        final int slot;
        final ExprNode value;

        SetCell(int line, int pc, int slot, ExprNode value) {
            super(line, pc);
            this.slot = slot;
            this.value = value;
        }

        @Override
        Object exec(Frame f) {
            Object v = value.eval(f);
            Cell cell = (Cell) f.s[slot];
            cell.v = v;
            cell.n = f.bits;
            return null;
        }
    }

    static final class SetUpvalue extends StatNode {
        final int index;
        final ExprNode value;

        SetUpvalue(int line, int pc, int index, ExprNode value) {
            super(line, pc);
            this.index = index;
            this.value = value;
        }

        @Override
        Object exec(Frame f) {
            Object v = value.eval(f);
            Cell cell = f.u[index];
            cell.v = v;
            cell.n = f.bits;
            return null;
        }
    }

    /// Evaluates expressions to exactly `wanted` values in the slots from `base`.
    static void evaluate(Frame f, ExprNode[] values, int base, int wanted) {
        int n = values.length;
        for (int i = 0; i < n; i++) {
            ExprNode value = values[i];
            if (i == n - 1 && n < wanted && value.isMulti()) {
                Object r = value.multi(f);
                int have = 1;
                if (r == Tag.MULTI) {
                    Frame nf = f.next;
                    have = Math.min(nf.argc, wanted - i);
                    System.arraycopy(nf.s, 0, f.s, base + i, have);
                    System.arraycopy(nf.n, 0, f.n, base + i, have);
                } else {
                    f.s[base + i] = r;
                    f.n[base + i] = f.bits;
                }
                fillNil(f, base + i + have, base + wanted);
                return;
            }
            Object v = value.eval(f);
            if (i < wanted) {
                f.store(base + i, v, f.bits);
            }
        }
        fillNil(f, base + n, base + wanted);
    }

    static void fillNil(Frame f, int from, int to) {
        for (int i = from; i < to; i++) {
            f.s[i] = null;
        }
    }

    /// `local a, b = values`: the values are made in place, then cells where variables are captured.
    static final class DeclareMany extends StatNode {
        final ExprNode[] values;
        final int base;
        final int count;
        final int[] captured;

        DeclareMany(int line, int pc, ExprNode[] values, int base, int count, int[] captured) {
            super(line, pc);
            this.values = values;
            this.base = base;
            this.count = count;
            this.captured = captured;
        }

        @Override
        Object exec(Frame f) {
            evaluate(f, values, base, count);
            for (int slot : captured) {
                f.state.heap.charge(Cell.BYTES);
                f.s[slot] = new Cell(f.s[slot], f.n[slot]);
            }
            return null;
        }
    }

    /// `targets = values` with several of them: table and key expressions from the left, values, then
    /// assignments from the right, as PUC does it.
    static final class AssignMany extends StatNode {
        final Target[] targets;
        final ExprNode[] values;
        final int base;

        /// Whether no table or key needs to be kept while the values are made.
        final boolean fixed;

        AssignMany(int line, int pc, Target[] targets, ExprNode[] values, int base) {
            super(line, pc);
            this.targets = targets;
            this.values = values;
            this.base = base;
            this.fixed = areFixed(targets);
        }

        /// Whether tables and keys lie in plain locals to which the same statement does not assign.
        private static boolean areFixed(Target[] targets) {
            for (Target target : targets) {
                if (target instanceof IndexTarget t) {
                    if (!t.isFixed()) {
                        return false;
                    }
                    for (Target other : targets) {
                        if (other instanceof SlotTarget s && t.reads(s.slot)) {
                            return false;
                        }
                    }
                }
            }
            return true;
        }

        @Override
        Object exec(Frame f) {
            if (fixed) {
                evaluate(f, values, base, targets.length);
                for (int i = targets.length - 1; i >= 0; i--) {
                    targets[i].assignFixed(f, f.s[base + i], f.n[base + i]);
                }
                return null;
            }
            for (Target target : targets) {
                target.prepare(f);
            }
            evaluate(f, values, base, targets.length);
            for (int i = targets.length - 1; i >= 0; i--) {
                targets[i].assign(f, f.s[base + i], f.n[base + i]);
            }
            return null;
        }
    }

    /// `t[i], t[j] = v, w` for tables and keys in plain locals: the common exchange, without temporaries.
    static final class AssignTwo extends StatNode {
        final IndexTarget first;
        final IndexTarget second;
        final ExprNode v;
        final ExprNode w;

        AssignTwo(int line, int pc, IndexTarget first, IndexTarget second, ExprNode v, ExprNode w) {
            super(line, pc);
            this.first = first;
            this.second = second;
            this.v = v;
            this.w = w;
        }

        @Override
        Object exec(Frame f) {
            Object a = v.eval(f);
            long x = f.bits;
            Object b = w.eval(f);
            second.assignFixed(f, b, f.bits);
            first.assignFixed(f, a, x);
            return null;
        }
    }

    /// `a, b = v, w` for locals, without temporaries.
    static final class AssignTwoLocals extends StatNode {
        final SlotTarget first;
        final SlotTarget second;
        final ExprNode v;
        final ExprNode w;

        AssignTwoLocals(int line, int pc, SlotTarget first, SlotTarget second, ExprNode v, ExprNode w) {
            super(line, pc);
            this.first = first;
            this.second = second;
            this.v = v;
            this.w = w;
        }

        @Override
        Object exec(Frame f) {
            Object a = v.eval(f);
            long x = f.bits;
            Object b = w.eval(f);
            second.assign(f, b, f.bits);
            first.assign(f, a, x);
            return null;
        }
    }

    /// A place to assign to.
    abstract static class Target {
        void prepare(Frame f) {}

        abstract void assign(Frame f, Object v, long bits);

        /// As [#assign] without [#prepare], where nothing needed to be kept.
        void assignFixed(Frame f, Object v, long bits) {
            assign(f, v, bits);
        }
    }

    static final class SlotTarget extends Target {
        final int slot;
        final boolean captured;

        SlotTarget(int slot, boolean captured) {
            this.slot = slot;
            this.captured = captured;
        }

        @Override
        void assign(Frame f, Object v, long bits) {
            if (captured) {
                Cell cell = (Cell) f.s[slot];
                cell.v = v;
                cell.n = bits;
            } else {
                f.store(slot, v, bits);
            }
        }
    }

    static final class UpvalueTarget extends Target {
        final int index;

        UpvalueTarget(int index) {
            this.index = index;
        }

        @Override
        void assign(Frame f, Object v, long bits) {
            Cell cell = f.u[index];
            cell.v = v;
            cell.n = bits;
        }
    }

    static final class IndexTarget extends Target implements Errors.Operands {
        final ExprNode object;
        final ExprNode key;
        final int base;
        final int pc;

        IndexTarget(ExprNode object, ExprNode key, int base, int pc) {
            this.object = object;
            this.key = key;
            this.base = base;
            this.pc = pc;
        }

        @Override
        void prepare(Frame f) {
            f.s[base] = object.eval(f);
            f.n[base] = f.bits;
            f.s[base + 1] = key.eval(f);
            f.n[base + 1] = f.bits;
        }

        @Override
        void assign(Frame f, Object v, long bits) {
            set(f, f.s[base], f.n[base], f.s[base + 1], f.n[base + 1], v, bits);
        }

        /// Whether table and key can be read when it comes to the assignment: nothing changes them before.
        boolean isFixed() {
            return object.slot() >= 0 && (key.slot() >= 0 || key instanceof Variables.Constant);
        }

        boolean reads(int slot) {
            return object.slot() == slot || key.slot() == slot;
        }

        @Override
        void assignFixed(Frame f, Object v, long bits) {
            Object k = key.eval(f);
            int slot = object.slot();
            set(f, f.s[slot], f.n[slot], k, f.bits, v, bits);
        }

        void set(Frame f, Object o, long ob, Object k, long kb, Object v, long bits) {
            if (o instanceof Table t && t.meta == null) {
                if (k == Tag.INT) {
                    t.setInt(kb, v, bits);
                    return;
                }
                if (k instanceof LuaString name) {
                    t.setStr(name, v, bits);
                    return;
                }
            }
            f.pc = pc;
            Access.setIndex(f, o, ob, k, kb, v, bits, this);
        }

        @Override
        public String describeLeft() {
            return object.describe();
        }

        @Override
        public String describeRight() {
            return "";
        }
    }

    static final class If extends StatNode implements Fused.Conditional {
        final ExprNode condition;
        final StatNode then;
        final StatNode otherwise;

        If(int line, int pc, ExprNode condition, StatNode then, StatNode otherwise) {
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

    /// `if` with many clauses.
    static final class IfChain extends StatNode {
        final ExprNode[] conditions;
        final StatNode[] blocks;
        final int[] pcs;
        final StatNode otherwise;

        IfChain(int line, int pc, ExprNode[] conditions, int[] pcs, StatNode[] blocks, StatNode otherwise) {
            super(line, pc);
            this.conditions = conditions;
            this.pcs = pcs;
            this.blocks = blocks;
            this.otherwise = otherwise;
        }

        @Override
        Object exec(Frame f) {
            for (int i = 0; i < conditions.length; i++) {
                if (i > 0 && Hook.used && pcs != null) {
                    Hook.step(f, pcs[i]);
                }
                if (conditions[i].test(f)) {
                    return blocks[i].exec(f);
                }
            }
            return otherwise == null ? null : otherwise.exec(f);
        }
    }

    static final class ReturnNone extends StatNode {
        ReturnNone(int line, int pc) {
            super(line, pc);
        }

        @Override
        Object exec(Frame f) {
            f.argc = 0;
            return Tag.MULTI;
        }
    }

    static final class ReturnOne extends StatNode {
        final ExprNode value;

        ReturnOne(int line, int pc, ExprNode value) {
            super(line, pc);
            this.value = value;
        }

        @Override
        Object exec(Frame f) {
            Object v = value.eval(f);
            return v == null ? Tag.NIL : v;
        }
    }

    /// `return f(…)`: the call takes the place of this one.
    static final class ReturnCall extends StatNode {
        final CallNodes.CallNode call;

        ReturnCall(int line, int pc, CallNodes.CallNode call) {
            super(line, pc);
            this.call = call;
        }

        @Override
        Object exec(Frame f) {
            return call.tail(f);
        }
    }

    /// `return` of several values, or of all values of `...` or of a call that is no tail call.
    static final class ReturnMany extends StatNode {
        final ExprNode[] values;
        final int base;
        final boolean multiple;

        ReturnMany(int line, int pc, ExprNode[] values, int base) {
            super(line, pc);
            this.values = values;
            this.base = base;
            this.multiple = values[values.length - 1].isMulti();
        }

        @Override
        Object exec(Frame f) {
            int fixed = multiple ? values.length - 1 : values.length;
            for (int i = 0; i < fixed; i++) {
                Object v = values[i].eval(f);
                f.store(base + i, v, f.bits);
            }
            int more = 0;
            if (multiple) {
                Object r = values[fixed].multi(f);
                if (r == Tag.MULTI) {
                    Frame nf = f.next;
                    more = nf.argc;
                    f.ensure(base + fixed + more);
                    System.arraycopy(nf.s, 0, f.s, base + fixed, more);
                    System.arraycopy(nf.n, 0, f.n, base + fixed, more);
                } else {
                    more = 1;
                    f.s[base + fixed] = r;
                    f.n[base + fixed] = f.bits;
                }
            }
            int count = fixed + more;
            if (base > 0) {
                System.arraycopy(f.s, base, f.s, 0, count);
                System.arraycopy(f.n, base, f.n, 0, count);
            }
            f.argc = count;
            return Tag.MULTI;
        }
    }
}
