package dev.incant.lua;

import org.jspecify.annotations.NullUnmarked;

/// Decides what is compiled and when. Small, as every start loads it; [CompilerQueue], [Compiler] and what they need
/// are loaded with the first hot function.
///
/// The system property `dev.incant.lua.compile` is `auto` (the default), `never`, or `always`, with which each
/// function is compiled at its first call and a defect of the compiler ends the process (for tests).
@NullUnmarked // absent parts are null
final class Tier {
    private static final String MODE = System.getProperty("dev.incant.lua.compile", "auto");

    static final boolean ALWAYS = MODE.equals("always");

    /// Calls after which a function is hot.
    static final int CALLS = ALWAYS ? 1 : MODE.equals("never") ? 0 : 400;

    /// Rounds after which the body of a loop is hot.
    static final int ROUNDS = ALWAYS ? 1 : MODE.equals("never") ? 0 : 3000;

    private Tier() {}

    /// A function was called so often that it is worth compiling.
    static void hot(Code code) {
        if (!CompilerQueue.add(code, null)) {
            code.heat = CALLS;
        }
    }

    /// A loop in the function that runs in `f` went round so often that its body is worth compiling.
    static void hot(Frame f, Loops.Loop loop) {
        if (Hook.used || !(f.fn instanceof Closure c)) {
            return;
        }
        if (!CompilerQueue.add(c.proto.code, loop)) {
            loop.heat = ROUNDS;
        }
    }
}
