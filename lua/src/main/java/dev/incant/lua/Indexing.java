package dev.incant.lua;

import org.jspecify.annotations.NullUnmarked;

/// Nodes that read and write table fields and make tables.
@NullUnmarked // raw protocol: null is nil
final class Indexing {
    private Indexing() {}

    /// `object.name`, and a global as a field of `_ENV`.
    static final class Field extends ExprNode implements Errors.Operands {
        final ExprNode object;
        final int slot;
        final LuaString key;
        final boolean global;
        final int pc;

        /// Where the key was found last in a table's hash part, by compiled code: a place, or the key's hash. Written
        /// without a lock; any value will do.
        int hint;

        Field(ExprNode object, LuaString key, boolean global, int pc) {
            this.object = object;
            this.slot = object.slot();
            this.key = key;
            this.global = global;
            this.pc = pc;
            this.hint = key.hashCode();
        }

        @Override
        Object eval(Frame f) {
            Object o = slot >= 0 ? f.s[slot] : object.eval(f);
            if (o instanceof Table t) {
                Object v = t.getStr(f, key);
                if (v != null || t.meta == null) {
                    return v;
                }
            }
            return slow(f, o, slot >= 0 ? f.n[slot] : f.bits);
        }

        Object slow(Frame f, Object o, long bits) {
            f.pc = pc;
            return Access.index(f, o, bits, key, 0, this);
        }

        @Override
        String describe() {
            return (global ? " (global '" : " (field '") + key.toLatin1() + "')";
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

    /// `object[key]`.
    static final class Index extends Operators.Binary {
        Index(ExprNode object, ExprNode key, int keep, int pc) {
            super(object, key, keep, pc);
        }

        @Override
        Object eval(Frame f) {
            Object o = left(f);
            long ob = f.bits;
            Object k = right(f);
            long bits = f.bits;
            if (o instanceof Table t) {
                Object v = k == Tag.INT ? t.getInt(f, bits) : t.get(f, k, bits);
                if (v != null || t.meta == null) {
                    return v;
                }
            }
            return slow(f, o, ob, k, bits);
        }

        Object slow(Frame f, Object o, long ob, Object k, long bits) {
            f.pc = pc;
            return Access.index(f, o, ob, k, bits, this);
        }

        @Override
        String describe() {
            if (r instanceof Variables.Constant c) {
                return c.value == Tag.INT ? " (field 'integer index')" : " (field '?')";
            }
            return " (field '?')";
        }
    }

    /// `object.name = value`.
    static final class SetField extends StatNode implements Errors.Operands {
        final ExprNode object;
        final int slot;
        final LuaString key;
        final ExprNode value;
        final int keep;
        final int setPc;

        /// As [Field#hint].
        int hint;

        SetField(int line, int pc, int setPc, ExprNode object, LuaString key, ExprNode value, int keep) {
            super(line, pc);
            this.setPc = setPc;
            this.object = object;
            this.slot = object.slot();
            this.key = key;
            this.value = value;
            this.keep = keep;
            this.hint = key.hashCode();
        }

        @Override
        Object exec(Frame f) {
            Object o;
            long ob;
            if (slot >= 0) {
                o = f.s[slot];
                ob = f.n[slot];
            } else {
                o = object.eval(f);
                ob = f.bits;
                if (keep >= 0) {
                    f.s[keep] = o;
                }
            }
            Object v = value.eval(f);
            if (o instanceof Table t && t.meta == null) {
                t.setStr(key, v, f.bits);
                return null;
            }
            slow(f, o, ob, v, f.bits);
            return null;
        }

        void slow(Frame f, Object o, long ob, Object v, long bits) {
            f.pc = setPc;
            Access.setIndex(f, o, ob, key, 0, v, bits, this);
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

    /// `object[key] = value`.
    static final class SetIndex extends StatNode implements Errors.Operands {
        final ExprNode object;
        final ExprNode key;
        final ExprNode value;
        final int os;
        final int ks;
        final int keep;
        final int setPc;

        SetIndex(int line, int pc, int setPc, ExprNode object, ExprNode key, ExprNode value, int keep) {
            super(line, pc);
            this.setPc = setPc;
            this.object = object;
            this.key = key;
            this.value = value;
            this.os = object.slot();
            this.ks = key.slot();
            this.keep = keep;
        }

        @Override
        Object exec(Frame f) {
            Object o;
            long ob = 0;
            if (os >= 0) {
                o = f.s[os];
                ob = f.n[os];
            } else {
                o = object.eval(f);
                ob = f.bits;
            }
            Object k;
            long bits;
            if (ks >= 0) {
                k = f.s[ks];
                bits = f.n[ks];
            } else {
                if (keep >= 0) {
                    f.s[keep] = o;
                }
                k = key.eval(f);
                bits = f.bits;
            }
            if (keep >= 0) {
                f.s[keep] = o;
                f.s[keep + 1] = k;
            }
            Object v = value.eval(f);
            if (o instanceof Table t && t.meta == null) {
                if (k == Tag.INT) {
                    t.setInt(bits, v, f.bits);
                    return null;
                }
                if (k instanceof LuaString s) {
                    t.setStr(s, v, f.bits);
                    return null;
                }
            }
            slow(f, o, ob, k, bits, v, f.bits);
            return null;
        }

        void slow(Frame f, Object o, long ob, Object k, long bits, Object v, long vn) {
            f.pc = setPc;
            Access.setIndex(f, o, ob, k, bits, v, vn, this);
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

    /// A table constructor.
    static final class Constructor extends ExprNode {
        /// Keys of the fields; null for a positional one.
        final ExprNode[] keys;

        final ExprNode[] values;
        final int arraySize;
        final int hashSize;
        final int keep;
        final int pc;

        /// Fields set between two looks at the stop flag.
        private static final int STRIDE = 1024;

        Constructor(ExprNode[] keys, ExprNode[] values, int arraySize, int keep, int pc) {
            this.keys = keys;
            this.values = values;
            this.arraySize = arraySize;
            this.hashSize = keys.length - arraySize;
            this.keep = keep;
            this.pc = pc;
        }

        @Override
        Object eval(Frame f) {
            Table t = new Table(f.state.heap, arraySize, hashSize);
            if (keys.length == 0) {
                return t;
            }
            if (keep >= 0) {
                f.s[keep] = t;
            }
            long position = 1;
            int last = keys.length - 1;
            for (int i = 0; i <= last; i++) {
                ExprNode key = keys[i];
                ExprNode value = values[i];
                if ((i & STRIDE - 1) == STRIDE - 1) {
                    f.state.checkInterrupt();
                }
                if (key == null) {
                    if (i == last && value.isMulti()) {
                        position = addAll(f, t, value, position);
                    } else {
                        Object v = value.eval(f);
                        t.setPositional(position++, v, f.bits);
                    }
                } else {
                    setField(f, t, key, value);
                }
            }
            t.finishConstructor();
            return t;
        }

        private void setField(Frame f, Table t, ExprNode key, ExprNode value) {
            Object k = key.eval(f);
            long bits = f.bits;
            if (keep >= 0) {
                f.s[keep + 1] = k;
            }
            if (k == null || k == Tag.FLT) {
                f.pc = pc;
                Access.checkKey(f, k, bits);
            }
            Object v = value.eval(f);
            t.set(k, bits, v, f.bits);
        }

        static long addAll(Frame f, Table t, ExprNode value, long from) {
            Object r = value.multi(f);
            if (r != Tag.MULTI) {
                t.setPositional(from, r, f.bits);
                return from + 1;
            }
            Frame nf = f.next;
            int n = nf.argc;
            for (int i = 0; i < n; i++) {
                t.setPositional(from + i, nf.s[i], nf.n[i]);
            }
            return from + n;
        }
    }
}
