package dev.incant.lua;

import org.jspecify.annotations.NullUnmarked;

/// Nodes that call. Arguments that contain no call themselves are evaluated and handed over without a
/// detour; others are kept in temporaries of the caller, where a collection sees them.
@NullUnmarked // raw protocol: null is nil
final class CallNodes {
    private CallNodes() {}

    abstract static class CallNode extends ExprNode {
        final int pc;

        CallNode(int pc) {
            this.pc = pc;
        }

        @Override
        abstract Object multi(Frame f);

        /// The outcome of `return` with this call: see [StatNode#exec].
        abstract Object tail(Frame f);

        @Override
        final Object eval(Frame f) {
            Object r = multi(f);
            if (r == Tag.MULTI) {
                Frame nf = f.next;
                if (nf.argc == 0) {
                    return null;
                }
                f.bits = nf.n[0];
                return nf.s[0];
            }
            return r;
        }

        @Override
        final boolean isMulti() {
            return true;
        }

        /// Calls `callee` with the arguments in the next frame.
        final Object finish(Frame f, Object callee, Frame nf) {
            f.pc = pc;
            Object r;
            if (callee instanceof FunctionValue fn) {
                r = Calls.call(fn, nf);
            } else {
                r = Calls.callValue(f, callee, nf);
            }
            f.bits = nf.bits;
            return r;
        }

        /// Puts a Lua function and its arguments in place of the running call: `f.fn` and the slots from 0. Any
        /// other function is called here, so that it sees its caller, as in PUC.
        final Object become(Frame f, Object callee, Frame nf) {
            f.pc = pc;
            FunctionValue fn = callee instanceof FunctionValue v ? v : Calls.resolve(f, callee, nf);
            if (!(fn instanceof Closure)) {
                nf.fn = fn;
                Object r = Calls.call(fn, nf);
                if (r != Tag.MULTI) {
                    f.bits = nf.bits;
                    return r == null ? Tag.NIL : r;
                }
                take(f, nf);
                return r;
            }
            take(f, nf);
            f.pc = 0;
            f.fn = fn;
            return Tag.TAIL;
        }

        /// Moves the values of the next frame to this one.
        private static void take(Frame f, Frame nf) {
            int n = nf.argc;
            f.ensure(n);
            System.arraycopy(nf.s, 0, f.s, 0, n);
            System.arraycopy(nf.n, 0, f.n, 0, n);
            f.argc = n;
        }

        static Frame next(Frame f, Object callee) {
            return f.push(callee instanceof FunctionValue fn ? fn : null);
        }
    }

    static final class Call0 extends CallNode {
        final ExprNode callee;

        Call0(ExprNode callee, int pc) {
            super(pc);
            this.callee = callee;
        }

        @Override
        Object multi(Frame f) {
            Object c = callee.eval(f);
            Frame nf = next(f, c);
            nf.argc = 0;
            return finish(f, c, nf);
        }

        @Override
        Object tail(Frame f) {
            Object c = callee.eval(f);
            Frame nf = next(f, c);
            nf.argc = 0;
            return become(f, c, nf);
        }
    }

    static final class Call1 extends CallNode {
        final ExprNode callee;
        final ExprNode a;

        Call1(ExprNode callee, ExprNode a, int pc) {
            super(pc);
            this.callee = callee;
            this.a = a;
        }

        private Frame arguments(Frame f, Object c) {
            Object v = a.eval(f);
            Frame nf = next(f, c);
            nf.store(0, v, f.bits);
            nf.argc = 1;
            return nf;
        }

        @Override
        Object multi(Frame f) {
            Object c = callee.eval(f);
            return finish(f, c, arguments(f, c));
        }

        @Override
        Object tail(Frame f) {
            Object c = callee.eval(f);
            return become(f, c, arguments(f, c));
        }
    }

    static final class Call2 extends CallNode {
        final ExprNode callee;
        final ExprNode a;
        final ExprNode b;

        Call2(ExprNode callee, ExprNode a, ExprNode b, int pc) {
            super(pc);
            this.callee = callee;
            this.a = a;
            this.b = b;
        }

        private Frame arguments(Frame f, Object c) {
            Object v = a.eval(f);
            long x = f.bits;
            Object w = b.eval(f);
            Frame nf = next(f, c);
            nf.store(0, v, x);
            nf.store(1, w, f.bits);
            nf.argc = 2;
            return nf;
        }

        @Override
        Object multi(Frame f) {
            Object c = callee.eval(f);
            return finish(f, c, arguments(f, c));
        }

        @Override
        Object tail(Frame f) {
            Object c = callee.eval(f);
            return become(f, c, arguments(f, c));
        }
    }

    static final class Call3 extends CallNode {
        final ExprNode callee;
        final ExprNode a;
        final ExprNode b;
        final ExprNode c;

        Call3(ExprNode callee, ExprNode a, ExprNode b, ExprNode c, int pc) {
            super(pc);
            this.callee = callee;
            this.a = a;
            this.b = b;
            this.c = c;
        }

        private Frame arguments(Frame f, Object fn) {
            Object v = a.eval(f);
            long x = f.bits;
            Object w = b.eval(f);
            long y = f.bits;
            Object u = c.eval(f);
            Frame nf = next(f, fn);
            nf.store(0, v, x);
            nf.store(1, w, y);
            nf.store(2, u, f.bits);
            nf.argc = 3;
            return nf;
        }

        @Override
        Object multi(Frame f) {
            Object fn = callee.eval(f);
            return finish(f, fn, arguments(f, fn));
        }

        @Override
        Object tail(Frame f) {
            Object fn = callee.eval(f);
            return become(f, fn, arguments(f, fn));
        }
    }

    /// Any call whose arguments go through temporaries from `base`: the function first.
    static final class CallMany extends CallNode {
        final ExprNode callee;
        final ExprNode[] arguments;
        final int base;
        final boolean multiple;

        CallMany(ExprNode callee, ExprNode[] arguments, int base, int pc) {
            super(pc);
            this.callee = callee;
            this.arguments = arguments;
            this.base = base;
            this.multiple = arguments.length > 0 && arguments[arguments.length - 1].isMulti();
        }

        private Frame arguments(Frame f) {
            f.s[base] = callee.eval(f);
            f.n[base] = f.bits;
            return pushArguments(f, f.s[base], arguments, multiple, base + 1, 0);
        }

        @Override
        Object multi(Frame f) {
            Frame nf = arguments(f);
            Object c = f.s[base];
            f.bits = f.n[base];
            return finish(f, c, nf);
        }

        @Override
        Object tail(Frame f) {
            Frame nf = arguments(f);
            Object c = f.s[base];
            f.bits = f.n[base];
            return become(f, c, nf);
        }
    }

    /// Evaluates arguments into temporaries from `base` and moves them, after `extra` ones that already lie
    /// in the temporaries before `base`, to the next frame.
    static Frame pushArguments(Frame f, Object callee, ExprNode[] arguments, boolean multiple, int base, int extra) {
        int fixed = multiple ? arguments.length - 1 : arguments.length;
        for (int i = 0; i < fixed; i++) {
            Object v = arguments[i].eval(f);
            f.store(base + i, v, f.bits);
        }
        int from = base - extra;
        int count = fixed + extra;
        int more = 0;
        if (multiple) {
            Object r = arguments[fixed].multi(f);
            Frame nf = f.next;
            if (r == Tag.MULTI) {
                more = nf.argc;
                nf.ensure(count + more);
                System.arraycopy(nf.s, 0, nf.s, count, more);
                System.arraycopy(nf.n, 0, nf.n, count, more);
            } else {
                if (nf == null) {
                    nf = f.push(null);
                }
                more = 1;
                nf.ensure(count + 1);
                nf.s[count] = r;
                nf.n[count] = f.bits;
            }
        }
        Frame nf = CallNode.next(f, callee);
        nf.ensure(count);
        System.arraycopy(f.s, from, nf.s, 0, count);
        System.arraycopy(f.n, from, nf.n, 0, count);
        nf.argc = count + more;
        return nf;
    }

    /// `object:name(…)` with up to two plain arguments.
    static final class Method extends CallNode implements Errors.Operands {
        final ExprNode object;
        final LuaString name;
        final ExprNode a;
        final ExprNode b;

        Method(ExprNode object, LuaString name, ExprNode a, ExprNode b, int pc) {
            super(pc);
            this.object = object;
            this.name = name;
            this.a = a;
            this.b = b;
        }

        @Override
        Object multi(Frame f) {
            Object o = object.eval(f);
            long ob = f.bits;
            Object c = method(f, o, ob);
            return finish(f, c, arguments(f, c, o, ob));
        }

        @Override
        Object tail(Frame f) {
            Object o = object.eval(f);
            long ob = f.bits;
            Object c = method(f, o, ob);
            return become(f, c, arguments(f, c, o, ob));
        }

        Object method(Frame f, Object o, long ob) {
            if (o instanceof Table t) {
                Object v = t.getStr(f, name);
                if (v != null) {
                    return v;
                }
                v = Access.inherited(f, t, name);
                if (v != null) {
                    return v;
                }
            }
            f.pc = pc;
            return Access.index(f, o, ob, name, 0, this);
        }

        private Frame arguments(Frame f, Object c, Object o, long ob) {
            if (a == null) {
                Frame nf = next(f, c);
                nf.store(0, o, ob);
                nf.argc = 1;
                return nf;
            }
            Object v = a.eval(f);
            long x = f.bits;
            if (b == null) {
                Frame nf = next(f, c);
                nf.store(0, o, ob);
                nf.store(1, v, x);
                nf.argc = 2;
                return nf;
            }
            Object w = b.eval(f);
            Frame nf = next(f, c);
            nf.store(0, o, ob);
            nf.store(1, v, x);
            nf.store(2, w, f.bits);
            nf.argc = 3;
            return nf;
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

    /// `object:name(…)` whose arguments go through temporaries: function, object, arguments.
    static final class MethodMany extends CallNode implements Errors.Operands {
        final ExprNode object;
        final LuaString name;
        final ExprNode[] arguments;
        final int base;
        final boolean multiple;

        MethodMany(ExprNode object, LuaString name, ExprNode[] arguments, int base, int pc) {
            super(pc);
            this.object = object;
            this.name = name;
            this.arguments = arguments;
            this.base = base;
            this.multiple = arguments[arguments.length - 1].isMulti();
        }

        private Frame arguments(Frame f) {
            Object o = object.eval(f);
            long ob = f.bits;
            f.s[base + 1] = o;
            f.n[base + 1] = ob;
            f.pc = pc;
            Object c = Access.index(f, o, ob, name, 0, this);
            f.s[base] = c;
            f.n[base] = f.bits;
            return pushArguments(f, c, arguments, multiple, base + 2, 1);
        }

        @Override
        Object multi(Frame f) {
            Frame nf = arguments(f);
            return finish(f, f.s[base], nf);
        }

        @Override
        Object tail(Frame f) {
            Frame nf = arguments(f);
            return become(f, f.s[base], nf);
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
}
