package dev.incant.lua;

import java.util.ArrayList;
import org.jspecify.annotations.NullUnmarked;

/// Writes the code of one method of a [ClassWriter], an instruction a call, named as in the specification.
@NullUnmarked // absent parts are null
final class CodeWriter {
    /// HotSpot never compiles larger methods.
    static final int COMPILED = 7900;

    /// The format has no room for larger ones.
    static final int LARGEST = 65_000;

    private static final int LDC = 0x12;
    private static final int LDC_WIDE = 0x13;
    private static final int LDC_TWO = 0x14;
    private static final int GOTO = 0xa7;
    private static final int WIDE = 0xc4;

    private final ClassWriter file;
    private final ClassWriter.Bytes code = new ClassWriter.Bytes();

    /// Jumps to places that were not known yet.
    private final ArrayList<Jump> jumps = new ArrayList<>();

    /// Bytes that it may have.
    private final int limit;

    private int depth;
    private int maxDepth;
    private int locals;

    /// A place in the code.
    static final class Label {
        private int at = -1;

        /// What is on the stack there; -1: nobody has come there yet.
        private int depth = -1;
    }

    /// The instruction at `from`, whose distance to `to` belongs at `at`, in four bytes if `wide`.
    private record Jump(int from, int at, Label to, boolean wide) {}

    /// Code of at most `limit` bytes, of a method of `file` with its arguments in the first `locals` locals.
    CodeWriter(ClassWriter file, int locals, int limit) {
        this.file = file;
        this.locals = locals;
        this.limit = limit;
    }

    int maxStack() {
        return maxDepth;
    }

    int maxLocals() {
        return locals;
    }

    /// The code, when all labels are bound.
    ClassWriter.Bytes finish() {
        for (Jump jump : jumps) {
            if (jump.to.at < 0) {
                throw new IllegalStateException("a jump leads nowhere");
            }
            int distance = jump.to.at - jump.from;
            if (jump.wide) {
                code.setShort(jump.at, distance >> 16);
                code.setShort(jump.at + 2, distance);
            } else {
                code.setShort(jump.at, distance);
            }
        }
        return code;
    }

    private CodeWriter op(int op, int change) {
        if (code.size > limit) {
            throw new Emitter.TooLarge();
        }
        code.add(op);
        return stack(change);
    }

    private CodeWriter stack(int change) {
        depth += change;
        if (depth > maxDepth) {
            maxDepth = depth;
        }
        return this;
    }

    // ---- places

    Label newLabel() {
        return new Label();
    }

    CodeWriter labelBinding(Label label) {
        label.at = code.size;
        if (label.depth >= 0) {
            depth = label.depth;
        } else {
            label.depth = depth;
        }
        return this;
    }

    private CodeWriter jump(int op, int change, Label label) {
        int from = code.size;
        op(op, change);
        reach(label);
        jumps.add(new Jump(from, code.size, label, false));
        code.addShort(0);
        return this;
    }

    private void reach(Label label) {
        if (label.depth < 0) {
            label.depth = depth;
        }
    }

    /// What comes next is reached by jumps alone.
    private CodeWriter ended() {
        depth = 0;
        return this;
    }

    CodeWriter goto_(Label label) {
        return jump(GOTO, 0, label).ended();
    }

    /// Goes to the label of the number on the stack, counted from 1, or else to `other`.
    CodeWriter tableswitch(Label other, ArrayList<Label> labels) {
        int from = code.size;
        op(0xaa, -1);
        while (code.size % 4 != 0) {
            code.add(0);
        }
        far(from, other);
        code.addInt(1);
        code.addInt(labels.size());
        for (Label label : labels) {
            far(from, label);
        }
        return ended();
    }

    private void far(int from, Label label) {
        reach(label);
        jumps.add(new Jump(from, code.size, label, true));
        code.addInt(0);
    }

    CodeWriter areturn() {
        return op(0xb0, -1).ended();
    }

    CodeWriter return_() {
        return op(0xb1, 0).ended();
    }

    // ---- constants

    CodeWriter loadConstant(int value) {
        if (value >= -1 && value <= 5) {
            return op(3 + value, 1);
        }
        if (value == (byte) value) {
            op(0x10, 1);
            code.add(value);
            return this;
        }
        if (value == (short) value) {
            op(0x11, 1);
            code.addShort(value);
            return this;
        }
        return ldc(file.number(value));
    }

    CodeWriter loadConstant(long value) {
        if (value == 0 || value == 1) {
            return op(9 + (int) value, 2);
        }
        return two(file.number(value));
    }

    CodeWriter loadConstant(double value) {
        return two(file.number(value));
    }

    private CodeWriter two(int entry) {
        op(LDC_TWO, 2);
        code.addShort(entry);
        return this;
    }

    CodeWriter ldc(String value) {
        return ldc(file.string(value));
    }

    private CodeWriter ldc(int entry) {
        if (entry < 256) {
            op(LDC, 1);
            code.add(entry);
        } else {
            op(LDC_WIDE, 1);
            code.addShort(entry);
        }
        return this;
    }

    // ---- locals

    /// `op`, with the short form that begins at `quick`.
    private CodeWriter local(int op, int quick, int local, int size, int change) {
        if (local + size > locals) {
            locals = local + size;
        }
        if (local < 4) {
            return op(quick + local, change);
        }
        if (local < 256) {
            op(op, change);
            code.add(local);
        } else {
            op(WIDE, change);
            code.add(op);
            code.addShort(local);
        }
        return this;
    }

    CodeWriter iload(int local) {
        return local(0x15, 0x1a, local, 1, 1);
    }

    CodeWriter lload(int local) {
        return local(0x16, 0x1e, local, 2, 2);
    }

    CodeWriter dload(int local) {
        return local(0x18, 0x26, local, 2, 2);
    }

    CodeWriter aload(int local) {
        return local(0x19, 0x2a, local, 1, 1);
    }

    CodeWriter istore(int local) {
        return local(0x36, 0x3b, local, 1, -1);
    }

    CodeWriter lstore(int local) {
        return local(0x37, 0x3f, local, 2, -2);
    }

    CodeWriter dstore(int local) {
        return local(0x39, 0x47, local, 2, -2);
    }

    CodeWriter astore(int local) {
        return local(0x3a, 0x4b, local, 1, -1);
    }

    // ---- fields, types and calls

    private CodeWriter withField(int op, String owner, String name, String type, int change) {
        op(op, change);
        code.addShort(file.field(owner, name, type));
        return this;
    }

    CodeWriter getstatic(String owner, String name, String type) {
        return withField(0xb2, owner, name, type, ClassWriter.size(type));
    }

    CodeWriter putstatic(String owner, String name, String type) {
        return withField(0xb3, owner, name, type, -ClassWriter.size(type));
    }

    CodeWriter getfield(String owner, String name, String type) {
        return withField(0xb4, owner, name, type, ClassWriter.size(type) - 1);
    }

    CodeWriter putfield(String owner, String name, String type) {
        return withField(0xb5, owner, name, type, -ClassWriter.size(type) - 1);
    }

    private CodeWriter invoke(int op, ClassWriter.Method method, int change) {
        op(op, change - method.taken());
        code.addShort(method.entry());
        return stack(method.given());
    }

    CodeWriter invokevirtual(String owner, String name, String result, String... parameters) {
        return invoke(0xb6, file.method(owner, name, result, parameters), -1);
    }

    CodeWriter invokespecial(String owner, String name, String result, String... parameters) {
        return invoke(0xb7, file.method(owner, name, result, parameters), -1);
    }

    CodeWriter invokestatic(String owner, String name, String result, String... parameters) {
        return invoke(0xb8, file.method(owner, name, result, parameters), 0);
    }

    private CodeWriter withType(int op, String type, int change) {
        op(op, change);
        code.addShort(file.type(type));
        return this;
    }

    CodeWriter new_(String type) {
        return withType(0xbb, type, 1);
    }

    CodeWriter checkcast(String type) {
        return withType(0xc0, type, 0);
    }

    // ---- jumps

    CodeWriter ifeq(Label label) {
        return jump(0x99, -1, label);
    }

    CodeWriter ifne(Label label) {
        return jump(0x9a, -1, label);
    }

    CodeWriter iflt(Label label) {
        return jump(0x9b, -1, label);
    }

    CodeWriter ifge(Label label) {
        return jump(0x9c, -1, label);
    }

    CodeWriter ifgt(Label label) {
        return jump(0x9d, -1, label);
    }

    CodeWriter ifle(Label label) {
        return jump(0x9e, -1, label);
    }

    CodeWriter if_icmpne(Label label) {
        return jump(0xa0, -2, label);
    }

    CodeWriter if_acmpeq(Label label) {
        return jump(0xa5, -2, label);
    }

    CodeWriter if_acmpne(Label label) {
        return jump(0xa6, -2, label);
    }

    CodeWriter ifnull(Label label) {
        return jump(0xc6, -1, label);
    }

    // ---- all others

    CodeWriter aconst_null() {
        return op(0x01, 1);
    }

    CodeWriter iconst_0() {
        return op(0x03, 1);
    }

    CodeWriter iconst_2() {
        return op(0x05, 1);
    }

    CodeWriter iconst_3() {
        return op(0x06, 1);
    }

    CodeWriter lconst_0() {
        return op(0x09, 2);
    }

    CodeWriter lconst_1() {
        return op(0x0a, 2);
    }

    CodeWriter laload() {
        return op(0x2f, 0);
    }

    CodeWriter aaload() {
        return op(0x32, -1);
    }

    CodeWriter lastore() {
        return op(0x50, -4);
    }

    CodeWriter aastore() {
        return op(0x53, -3);
    }

    CodeWriter pop() {
        return op(0x57, -1);
    }

    CodeWriter dup() {
        return op(0x59, 1);
    }

    CodeWriter ladd() {
        return op(0x61, -2);
    }

    CodeWriter dadd() {
        return op(0x63, -2);
    }

    CodeWriter lsub() {
        return op(0x65, -2);
    }

    CodeWriter dsub() {
        return op(0x67, -2);
    }

    CodeWriter lmul() {
        return op(0x69, -2);
    }

    CodeWriter dmul() {
        return op(0x6b, -2);
    }

    CodeWriter ddiv() {
        return op(0x6f, -2);
    }

    CodeWriter lneg() {
        return op(0x75, 0);
    }

    CodeWriter dneg() {
        return op(0x77, 0);
    }

    CodeWriter lshr() {
        return op(0x7b, -1);
    }

    CodeWriter iand() {
        return op(0x7e, -1);
    }

    CodeWriter land() {
        return op(0x7f, -2);
    }

    CodeWriter lor() {
        return op(0x81, -2);
    }

    CodeWriter lxor() {
        return op(0x83, -2);
    }

    CodeWriter l2i() {
        return op(0x88, -1);
    }

    CodeWriter l2d() {
        return op(0x8a, 0);
    }

    CodeWriter lcmp() {
        return op(0x94, -3);
    }

    CodeWriter dcmpg() {
        return op(0x98, -3);
    }
}
