package dev.incant.lua;

import java.util.Set;

/// How to open a [LuaState]: what it may use and what exists for it.
///
/// @param memory limit in bytes of what the state can reach; an estimate of the JVM's use
/// @param steps budget of loop iterations and calls over the state's life; see [LuaState#steps(long)]
/// @param libraries the libraries to open
/// @param host the outside world of `io`, `os`, `package` and `print`
/// @param binaryChunks whether `load` accepts what `string.dump` made
/// @param coroutines how coroutines get their stacks
public record LuaOptions(
        long memory, long steps, Set<LuaLibrary> libraries, LuaHost host, boolean binaryChunks, Stacks coroutines) {

    /// How coroutines get their Java stacks.
    public enum Stacks {
        /// Continuations where the JVM exports them, else virtual threads.
        AUTOMATIC,
        /// The JDK's internal continuations; opening a state fails where they are not exported.
        CONTINUATIONS,
        /// A virtual thread each.
        THREADS
    }

    /// No limit.
    public static final long UNLIMITED = Long.MAX_VALUE;

    // Plain sets: an EnumSet finds its constants by reflection, which costs half a millisecond at a cold start.
    public LuaOptions {
        if (memory <= 0) {
            throw new IllegalArgumentException("memory: " + memory + " is not positive");
        }
        if (steps <= 0) {
            throw new IllegalArgumentException("steps: " + steps + " is not positive");
        }
        libraries = Set.copyOf(libraries);
    }

    /// What is safe for a script that nobody looked at: the libraries without access to the outside or to the
    /// engine's inside, no host, no binary chunks. No limits on memory and steps: add them.
    public static LuaOptions sandboxed() {
        return new LuaOptions(
                UNLIMITED,
                UNLIMITED,
                Set.of(
                        LuaLibrary.BASE,
                        LuaLibrary.COROUTINE,
                        LuaLibrary.STRING,
                        LuaLibrary.UTF8,
                        LuaLibrary.TABLE,
                        LuaLibrary.MATH),
                LuaHost.none(),
                false,
                Stacks.AUTOMATIC);
    }

    /// All libraries on `host`.
    public static LuaOptions full(LuaHost host) {
        return new LuaOptions(UNLIMITED, UNLIMITED, Set.of(LuaLibrary.values()), host, false, Stacks.AUTOMATIC);
    }

    public LuaOptions memory(long bytes) {
        return new LuaOptions(bytes, steps, libraries, host, binaryChunks, coroutines);
    }

    public LuaOptions steps(long budget) {
        return new LuaOptions(memory, budget, libraries, host, binaryChunks, coroutines);
    }

    public LuaOptions libraries(Set<LuaLibrary> set) {
        return new LuaOptions(memory, steps, set, host, binaryChunks, coroutines);
    }

    public LuaOptions host(LuaHost outside) {
        return new LuaOptions(memory, steps, libraries, outside, binaryChunks, coroutines);
    }

    public LuaOptions binaryChunks(boolean allowed) {
        return new LuaOptions(memory, steps, libraries, host, allowed, coroutines);
    }

    public LuaOptions coroutines(Stacks stacks) {
        return new LuaOptions(memory, steps, libraries, host, binaryChunks, stacks);
    }
}
