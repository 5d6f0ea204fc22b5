package dev.incant.lua;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;

/// Writes the bytecode of one unit and knows, at each place, which registers of the [Frame] have their value in
/// Java locals as well. A register is always written through to the frame; calls, in which a debugger may change
/// it, forget the Java locals, and the next read fetches it again.
@NullUnmarked // absent parts are null
final class Assembler {
    /// What is known of a value: nothing, that it is in Java locals, and of what kind it is.
    static final int UNKNOWN = 0;

    static final int ANY = 1;
    static final int INT = 2;
    static final int FLT = 3;
    /// No number.
    static final int OBJ = 4;

    /// What all types of the engine begin with. Types are constant expressions everywhere: such need nothing to be
    /// known at their first use, and one that is used twice is the same object.
    static final String PACKAGE = "Ldev/incant/lua/";
    private static final String PACKAGE_NAME = "dev.incant.lua.";
    static final String CD_Object = "Ljava/lang/Object;";
    static final String CD_String = "Ljava/lang/String;";
    static final String CD_Boolean = "Ljava/lang/Boolean;";
    static final String CD_Double = "Ljava/lang/Double;";
    static final String CD_boolean = "Z";
    static final String CD_int = "I";
    static final String CD_long = "J";
    static final String CD_double = "D";
    static final String CD_void = "V";
    static final String OBJECT = CD_Object;
    static final String FRAME = PACKAGE + "Frame;";
    static final String STAT = PACKAGE + "StatNode;";
    static final String EXPR = PACKAGE + "ExprNode;";
    static final String TAG = PACKAGE + "Tag;";
    static final String CELL = PACKAGE + "Cell;";
    static final String TABLE = PACKAGE + "Table;";
    static final String STATE = PACKAGE + "LuaState;";
    static final String HELPERS = PACKAGE + "Compiled;";
    static final String OBJECTS = "[" + OBJECT;
    static final String LONGS = "[" + CD_long;
    static final String CELLS = "[" + CELL;

    private static final int F = 1;
    private static final int S = 2;
    private static final int N = 3;
    private static final int U = 4;
    private static final int STATE_LOCAL = 5;
    private static final int FIRST_FREE = 6;

    /// Invocations in a method that can still be small enough: each takes more than 8 bytes.
    private static final int MAX_INVOCATIONS = 1000;

    /// Slots that every frame has.
    static final int SMALL_FRAME = 4;

    /// A place to jump to, with what is known on all ways that lead there.
    static final class Place {
        final CodeWriter.Label label;
        byte[] known;

        Place(CodeWriter.Label label) {
            this.label = label;
        }
    }

    final CodeWriter cb;
    private final String self;
    private final ArrayList<Constant> constants = new ArrayList<>();
    private final IdentityHashMap<Object, Constant> fields = new IdentityHashMap<>();

    private final int[] tags;
    private final int[] bits;
    private byte[] known;
    private boolean reachable = true;
    private int nextLocal = FIRST_FREE;
    private int invocations;
    private final ArrayList<Integer> freeObjects = new ArrayList<>();
    private final ArrayList<Integer> freeLongs = new ArrayList<>();
    private final ArrayList<Integer> taken = new ArrayList<>();

    /// An object that the unit refers to, in a static field.
    record Constant(Object value, String name, String type) {}

    Assembler(CodeWriter cb, String self, int slots) {
        this.cb = cb;
        this.self = self;
        this.tags = new int[slots];
        this.bits = new int[slots];
        this.known = new byte[slots];
        cb.aload(F).getfield(FRAME, "s", OBJECTS).astore(S);
        cb.aload(F).getfield(FRAME, "n", LONGS).astore(N);
        cb.aload(F).getfield(FRAME, "u", CELLS).astore(U);
        cb.aload(F).getfield(FRAME, "state", STATE).astore(STATE_LOCAL);
    }

    /// The type of a constant's field. Of a hidden class, which has no descriptor, it is what that extends; arrays do
    /// not come.
    private static String typeOf(Object constant) {
        Class<?> type = constant.getClass();
        if (type.isHidden()) {
            return STAT;
        }
        // Cold, replacing all dots takes longer than all else here.
        String name = type.getName();
        return name.startsWith(PACKAGE_NAME)
                ? PACKAGE.concat(name.substring(PACKAGE_NAME.length())).concat(";")
                : type.descriptorString();
    }

    // ---- Java locals

    int takeObject() {
        return take(freeObjects, 1, 0);
    }

    int takeLong() {
        return take(freeLongs, 2, 1);
    }

    private int take(ArrayList<Integer> free, int size, int kind) {
        int local;
        if (free.isEmpty()) {
            local = nextLocal;
            nextLocal += size;
        } else {
            local = free.remove(free.size() - 1);
        }
        taken.add(local << 1 | kind);
        return local;
    }

    int mark() {
        return taken.size();
    }

    /// Gives back the locals taken since `mark`.
    void release(int mark) {
        while (taken.size() > mark) {
            int local = taken.remove(taken.size() - 1);
            ((local & 1) == 0 ? freeObjects : freeLongs).add(local >> 1);
        }
    }

    void f() {
        cb.aload(F);
    }

    void s() {
        cb.aload(S);
    }

    void n() {
        cb.aload(N);
    }

    void u() {
        cb.aload(U);
    }

    void state() {
        cb.aload(STATE_LOCAL);
    }

    // ---- registers

    private void assign(int slot) {
        if (tags[slot] == 0) {
            tags[slot] = nextLocal;
            bits[slot] = nextLocal + 1;
            nextLocal += 3;
        }
    }

    /// The value of a register.
    Value register(int slot) {
        if (known[slot] == UNKNOWN) {
            load(slot);
        }
        return Value.in(known[slot], tags[slot], bits[slot]);
    }

    /// The value of a slot, from Java locals if it is there.
    Value current(int slot) {
        return known[slot] == UNKNOWN ? Value.inSlot(slot) : register(slot);
    }

    private void load(int slot) {
        assign(slot);
        s();
        cb.loadConstant(slot).aaload().astore(tags[slot]);
        n();
        cb.loadConstant(slot).laload().lstore(bits[slot]);
        known[slot] = ANY;
    }

    /// Sets a register, in the frame and in Java locals.
    void setRegister(int slot, Value v) {
        assign(slot);
        if (v.tag == tags[slot] && v.bits == bits[slot]) {
            return;
        }
        s();
        n();
        cb.loadConstant(slot);
        pushTag(v);
        pushBits(v);
        helper("set", CD_void, OBJECTS, LONGS, CD_int, OBJECT, CD_long);
        pushTag(v);
        cb.astore(tags[slot]);
        pushBits(v);
        cb.lstore(bits[slot]);
        known[slot] = (byte) v.kind;
    }

    /// Writes a value to the frame alone.
    void storeSlot(int slot, Value v) {
        known[slot] = UNKNOWN;
        s();
        cb.loadConstant(slot);
        pushTag(v);
        cb.aastore();
        if (v.kind != OBJ) {
            n();
            cb.loadConstant(slot);
            pushBits(v);
            cb.lastore();
        }
    }

    /// Writes the object on the stack to the frame.
    void storeObject(int slot, int local) {
        known[slot] = UNKNOWN;
        s();
        cb.loadConstant(slot).aload(local).aastore();
    }

    /// A value copied out of registers that are about to change.
    Value copy(Value v) {
        if (v.constant || v.slot >= 0) {
            return v;
        }
        int tag = -1;
        int bit = -1;
        if (v.kind == ANY || v.kind == OBJ) {
            tag = takeObject();
            pushTag(v);
            cb.astore(tag);
        }
        if (v.kind != OBJ) {
            bit = takeLong();
            pushBits(v);
            cb.lstore(bit);
        }
        return Value.in(v.kind, tag, bit);
    }

    /// After something in which registers may have been changed.
    void forget() {
        Arrays.fill(known, (byte) UNKNOWN);
    }

    void forget(int from, int count) {
        Arrays.fill(known, from, from + count, (byte) UNKNOWN);
    }

    /// Before a loop in which nothing forgets registers: fetches those that it reads, and drops what is known of
    /// the kinds of those that it sets.
    void enterLoop(Survey survey) {
        if (survey.forgets) {
            forget();
            return;
        }
        for (int slot = survey.read.nextSetBit(0); slot >= 0; slot = survey.read.nextSetBit(slot + 1)) {
            if (known[slot] == UNKNOWN) {
                load(slot);
            }
        }
        for (int slot = survey.set.nextSetBit(0); slot >= 0; slot = survey.set.nextSetBit(slot + 1)) {
            if (known[slot] != UNKNOWN) {
                widen(slot);
            }
        }
    }

    private void widen(int slot) {
        known[slot] = ANY;
    }

    /// Fetches the registers that `survey` says are set, after nodes did the loop's work.
    void refetch(Survey survey) {
        if (survey.forgets) {
            forget();
            return;
        }
        for (int slot = survey.set.nextSetBit(0); slot >= 0; slot = survey.set.nextSetBit(slot + 1)) {
            if (known[slot] != UNKNOWN) {
                load(slot);
            }
        }
    }

    /// Fetches the registers that are known according to `before`.
    void reload(byte[] before) {
        for (int slot = 0; slot < before.length; slot++) {
            if (before[slot] != UNKNOWN) {
                s();
                cb.loadConstant(slot).aaload().astore(tags[slot]);
                n();
                cb.loadConstant(slot).laload().lstore(bits[slot]);
            }
        }
    }

    /// Fetches the bits of a slot.
    void fetchBits(int slot, int local) {
        n();
        cb.loadConstant(slot).laload().lstore(local);
    }

    /// Fetches how the generic loop whose values lie from `base` goes on, see [Loops.Generic#kept].
    void fetchIteration(int base, int iteration, int table, int cursor) {
        fetchBits(base + 3, cursor);
        cb.lload(cursor).l2i().iconst_3().iand().istore(iteration);
        cb.lload(cursor).iconst_2().lshr().lstore(cursor);
        f();
        cb.loadConstant(base).iload(iteration);
        helper("iterated", TABLE, FRAME, CD_int, CD_int);
        cb.astore(table);
    }

    // ---- values

    void pushTag(Value v) {
        if (v.slot >= 0) {
            s();
            cb.loadConstant(v.slot).aaload();
        } else if (v.kind == INT) {
            cb.getstatic(TAG, "INT", TAG);
        } else if (v.kind == FLT) {
            cb.getstatic(TAG, "FLT", TAG);
        } else if (!v.constant) {
            cb.aload(v.tag);
        } else if (v.value == null) {
            cb.aconst_null();
        } else if (v.value instanceof Boolean b) {
            cb.getstatic(CD_Boolean, b ? "TRUE" : "FALSE", CD_Boolean);
        } else {
            constant(v.value);
        }
    }

    void pushBits(Value v) {
        if (v.slot >= 0) {
            n();
            cb.loadConstant(v.slot).laload();
        } else if (v.kind == OBJ) {
            cb.lconst_0();
        } else if (v.constant) {
            cb.loadConstant(v.number);
        } else {
            cb.lload(v.bits);
        }
    }

    /// The value, known to be a number, as a double.
    void pushDouble(Value v) {
        if (v.constant) {
            cb.loadConstant(v.kind == INT ? (double) v.number : Double.longBitsToDouble(v.number));
        } else if (v.kind == INT) {
            pushBits(v);
            cb.l2d();
        } else {
            pushFloat(v);
        }
    }

    /// The bits as a double.
    void pushFloat(Value v) {
        pushBits(v);
        cb.invokestatic(CD_Double, "longBitsToDouble", CD_double, CD_long);
    }

    /// Turns the double on the stack to bits.
    void toBits() {
        cb.invokestatic(CD_Double, "doubleToRawLongBits", CD_long, CD_double);
    }

    /// Takes the tag on the stack and the bits in `f.bits` for a value.
    Value fromFrame() {
        int tag = takeObject();
        cb.astore(tag);
        int bit = takeLong();
        f();
        cb.getfield(FRAME, "bits", CD_long).lstore(bit);
        return Value.in(ANY, tag, bit);
    }

    /// Takes the object on the stack for a value.
    Value object() {
        int tag = takeObject();
        cb.astore(tag);
        return Value.in(OBJ, tag, -1);
    }

    /// Pushes an object that the unit refers to.
    void constant(Object o) {
        Constant constant = fields.get(o);
        if (constant == null) {
            constant = new Constant(o, "k" + constants.size(), typeOf(o));
            constants.add(constant);
            fields.put(o, constant);
        }
        cb.getstatic(self, constant.name, constant.type);
    }

    /// The objects that the unit refers to.
    List<Constant> constants() {
        return constants;
    }

    // ---- calls

    void helper(String name, String result, String... parameters) {
        count();
        cb.invokestatic(HELPERS, name, result, parameters);
    }

    void virtual(String owner, String name, String result, String... parameters) {
        count();
        cb.invokevirtual(owner, name, result, parameters);
    }

    private void count() {
        if (++invocations > MAX_INVOCATIONS) {
            throw new Emitter.TooLarge();
        }
    }

    void pc(int pc) {
        f();
        cb.loadConstant(pc).putfield(FRAME, "pc", CD_int);
    }

    // ---- control flow

    boolean reachable() {
        return reachable;
    }

    Place place() {
        return new Place(cb.newLabel());
    }

    /// Notes that control goes to `place` from here, where a jump is about to be written.
    CodeWriter.Label to(Place place) {
        if (place.known == null) {
            place.known = known.clone();
        } else {
            merge(place.known, known);
        }
        return place.label;
    }

    void jump(Place place) {
        if (reachable) {
            cb.goto_(to(place));
            reachable = false;
        }
    }

    /// Control comes here from all that jumped to `place`, and from before.
    void bind(Place place) {
        cb.labelBinding(place.label);
        if (place.known == null) {
            return;
        }
        if (reachable) {
            merge(known, place.known);
        } else {
            known = place.known.clone();
            reachable = true;
        }
    }

    /// As [#bind] for a place to which later code may jump back.
    void bindUnknown(Place place) {
        forget();
        if (place.known != null) {
            Arrays.fill(place.known, (byte) UNKNOWN);
        }
        cb.labelBinding(place.label);
        reachable = true;
    }

    /// What is known here, for [#restore].
    byte[] snapshot() {
        return known.clone();
    }

    /// Control comes to what follows from where [#snapshot] was taken.
    void restore(byte[] before) {
        known = before;
        reachable = true;
    }

    /// The head of a loop, to which control comes back.
    CodeWriter.Label head() {
        CodeWriter.Label label = cb.newLabel();
        cb.labelBinding(label);
        return label;
    }

    void back(CodeWriter.Label head) {
        if (reachable) {
            cb.goto_(head);
            reachable = false;
        }
    }

    /// Returns the object on the stack.
    void returned() {
        cb.areturn();
        reachable = false;
    }

    private static void merge(byte[] into, byte[] other) {
        for (int i = 0; i < into.length; i++) {
            if (into[i] != other[i]) {
                into[i] = (byte) (into[i] == UNKNOWN || other[i] == UNKNOWN ? UNKNOWN : ANY);
            }
        }
    }
}
