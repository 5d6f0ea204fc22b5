package dev.incant.lua;

import org.jspecify.annotations.NullUnmarked;

/// Decides what is compiled and when. Small, as every start loads it; [CompilerQueue], [Compiler] and what they need
/// are loaded with the first hot function.
///
/// The system property `dev.incant.lua.compile` is `auto` (the default), `never`, `train`, with which whoever runs
/// what becomes hot waits until it is compiled (for the launcher's training run, which would end before), or for
/// tests `always`, with which each function is compiled at its first call, or `loops`, with which functions are not
/// compiled, but each loop while it runs. With those two a defect of the compiler ends the process.
@NullUnmarked // absent parts are null
final class Tier {
    private static final String MODE = System.getProperty("dev.incant.lua.compile", "auto");

    static final boolean LOOPS = MODE.equals("loops");

    /// Whether all is compiled before it runs, and defects are told.
    static final boolean ALWAYS = LOOPS || MODE.equals("always");

    /// Whether whoever runs what becomes hot waits until it is compiled.
    static final boolean WAITS = ALWAYS || MODE.equals("train");

    /// Calls after which a function is hot.
    static final int CALLS = LOOPS ? 0 : ALWAYS ? 1 : MODE.equals("never") ? 0 : 400;

    /// Rounds after which the body of a loop is hot.
    static final int ROUNDS = ALWAYS ? 1 : MODE.equals("never") ? 0 : 3000;

    /// Resumes of coroutines with the same body after which that is compiled to run flat.
    static final int RESUMES = LOOPS ? 0 : ALWAYS ? 1 : MODE.equals("never") ? 0 : 400;

    private Tier() {}

    /// A function was called so often that it is worth compiling.
    static void hot(Code code) {
        if (!CompilerQueue.add(code, null, Compiler.Form.PLAIN)) {
            code.heat = CALLS;
        }
    }

    /// Coroutines with this body were resumed so often that it is worth a form that runs flat.
    static void resumed(Code code) {
        if (!CompilerQueue.add(code, null, Compiler.Form.FLAT)) {
            code.resumes = RESUMES;
        }
    }

    /// A loop in the function that runs in `f` went round so often that it is worth compiling: what is left of it,
    /// to be entered before its next round, or its body alone.
    static void hot(Frame f, Loops.Loop loop, boolean whole) {
        if (Hook.used || !(f.fn instanceof Closure c)) {
            return;
        }
        Compiler.Form form = whole ? Compiler.Form.REST : Compiler.Form.PLAIN;
        if (!CompilerQueue.add(c.proto.code, loop, form)) {
            loop.heat = ROUNDS;
        }
    }
}
