package dev.incant.lua;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import org.jspecify.annotations.NullUnmarked;

/// The second tier: turns a tree of nodes, a function's or a loop's body, into one hidden class, whose `exec` does
/// what the nodes do. It runs on the same [Frame], with the same places, checks and slow paths, so that errors,
/// limits, hooks, debuggers and collections see no difference; and it may leave any node to itself. The class goes
/// when the function goes.
///
/// One thread compiles at a time, see [Tier].
@NullUnmarked // absent parts are null
final class Compiler {
    /// Bytes of class files and number of classes that may be loaded at a time.
    private static final long MAX_BYTES = 32 << 20;

    private static final int MAX_CLASSES = 10_000;

    /// Of every unit's class, which is hidden: the JVM adds to it.
    private static final String NAME = "dev.incant.lua.Unit";

    /// Handed to the static initialiser of the class that is being defined, on the same thread.
    private static Object[] pending;

    /// What that initialiser made.
    private static StatNode made;

    private static long bytes;
    private static final HashSet<Unit> LOADED = new HashSet<>();
    private static final ReferenceQueue<Class<?>> GONE = new ReferenceQueue<>();

    private Compiler() {}

    /// What a unit is for.
    enum Form {
        PLAIN,

        /// The body of coroutines that run flat, see [Suspension].
        FLAT,

        /// A loop that runs already, from its next round on.
        REST
    }

    /// A loaded class, until it is unloaded.
    private static final class Unit extends WeakReference<Class<?>> {
        final int bytes;

        Unit(Class<?> type, int bytes) {
            super(type, GONE);
            this.bytes = bytes;
        }
    }

    /// What a compiled class takes its constants from; called by its static initialiser.
    static Object[] constants() {
        return pending;
    }

    /// Takes the instance that a compiled class made of itself in its static initialiser.
    static void made(StatNode unit) {
        made = unit;
    }

    /// The compiled form of `nodes`, or `nodes` where it cannot be or is not worth it.
    static StatNode compile(StatNode nodes, int slots) {
        StatNode unit = tried(nodes, slots, Form.PLAIN);
        return unit == null ? nodes : unit;
    }

    /// The compiled form that runs flat, see [Suspension]; null where there can be none.
    static StatNode compileFlat(StatNode nodes, int slots) {
        return tried(nodes, slots, Form.FLAT);
    }

    /// The compiled form of a loop that runs already: entered before a round, with what it keeps in Java locals in the
    /// bits of its hidden slots; null where there can be none.
    static StatNode compileRest(Loops.Loop loop, int slots) {
        return tried(loop, slots, Form.REST);
    }

    private static synchronized StatNode tried(StatNode nodes, int slots, Form form) {
        try {
            forgetUnloaded();
            if (LOADED.size() >= MAX_CLASSES || bytes >= MAX_BYTES) {
                return null;
            }
            StatNode unit = define(nodes, slots, form);
            return unit == null && form == Form.PLAIN ? inParts(nodes, slots) : unit;
        } catch (Emitter.Declined | StackOverflowError | OutOfMemoryError e) {
            // Something is not known here, or expressions are nested too deep.
            return null;
        } catch (RuntimeException | LinkageError e) {
            // A defect: the nodes still do it.
            if (Tier.ALWAYS) {
                report(e);
            }
            return null;
        }
    }

    /// A row of statements that is too large for one method: its halves, each compiled if it can be. What has
    /// labels stays with its nodes; so does a single large statement, whose loops are compiled when they are hot.
    private static StatNode inParts(StatNode nodes, int slots) {
        if (!(nodes instanceof Statements.Block block) || block.labels || block.body.length < 2) {
            return nodes;
        }
        int half = block.body.length / 2;
        StatNode[] parts = new StatNode[2];
        for (int i = 0; i < 2; i++) {
            StatNode[] stats = i == 0
                    ? Arrays.copyOfRange(block.body, 0, half)
                    : Arrays.copyOfRange(block.body, half, block.body.length);
            parts[i] = compile(new Statements.Block(stats[0].line, stats[0].pc, stats, false, block.tells), slots);
        }
        return new Statements.Block(block.line, block.pc, parts, false, false);
    }

    private static void report(Throwable e) {
        Thread.UncaughtExceptionHandler handler = Thread.currentThread().getUncaughtExceptionHandler();
        handler.uncaughtException(Thread.currentThread(), e);
        Runtime.getRuntime().halt(70);
    }

    /// How many classes are loaded now.
    static synchronized int loaded() {
        forgetUnloaded();
        return LOADED.size();
    }

    private static void forgetUnloaded() {
        for (Object gone = GONE.poll(); gone != null; gone = GONE.poll()) {
            Unit unit = (Unit) gone;
            bytes -= unit.bytes;
            LOADED.remove(unit);
        }
    }

    /// The compiled form, or null if it is too large.
    private static StatNode define(StatNode nodes, int slots, Form form) {
        ArrayList<Object> constants = new ArrayList<>();
        byte[] file;
        try {
            file = generate(nodes, slots, form, constants);
        } catch (Emitter.TooLarge e) {
            return null;
        }
        if (Compiler.class.getClassLoader() == null) {
            // Of the boot class path, where the launcher of the command line puts this engine, the JVM verifies
            // nothing.
            Verification.verify(file);
        }
        pending = constants.toArray();
        try {
            Class<?> type = HiddenClasses.define(NAME, file);
            StatNode unit = made;
            LOADED.add(new Unit(type, file.length));
            bytes += file.length;
            return unit;
        } finally {
            pending = null;
            made = null;
        }
    }

    private static byte[] generate(StatNode nodes, int slots, Form form, ArrayList<Object> constants) {
        String self = Assembler.PACKAGE + "Unit;";
        ClassWriter file = new ClassWriter(self, Assembler.STAT);
        CodeWriter make = new CodeWriter(file, 1, CodeWriter.COMPILED);
        make.aload(0)
                .loadConstant(nodes.line)
                .loadConstant(nodes.pc)
                .invokespecial(Assembler.STAT, "<init>", "V", "I", "I")
                .return_();
        file.method(0, "<init>", "()V", make);
        CodeWriter body = new CodeWriter(file, 2, CodeWriter.COMPILED);
        Assembler assembler = new Assembler(body, self, slots);
        new Emitter(assembler, form).unit(nodes);
        file.method(0, "exec", "(" + Assembler.FRAME + ")" + Assembler.OBJECT, body);
        CodeWriter start = new CodeWriter(file, 0, CodeWriter.LARGEST);
        start.invokestatic(Assembler.PACKAGE + "Compiler;", "constants", Assembler.OBJECTS)
                .astore(0);
        for (Assembler.Constant constant : assembler.constants()) {
            start.aload(0).loadConstant(constants.size()).aaload();
            start.checkcast(constant.type()).putstatic(self, constant.name(), constant.type());
            file.field(ClassWriter.STATIC | ClassWriter.FINAL, constant.name(), constant.type());
            constants.add(constant.value());
        }
        start.new_(self).dup().invokespecial(self, "<init>", "V");
        start.invokestatic(Assembler.PACKAGE + "Compiler;", "made", "V", Assembler.STAT);
        start.return_();
        file.method(ClassWriter.STATIC, "<clinit>", "()V", start);
        return file.finish();
    }
}
