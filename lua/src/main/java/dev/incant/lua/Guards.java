package dev.incant.lua;

/// Lets guards in compiled code fail although they hold, for tests: each fails a quarter of the time with the system
/// property `dev.incant.lua.guards=random`. What is behind a guard must be right for whatever comes.
///
/// A guard is a question whose answer chooses between the quick way and one that takes all values: the
/// kinds of operands, the place of a key, the function that is called. Code that was compiled is left by
/// none of them but those in [Suspension]: after [Compiled#flatness] a coroutine goes on in the middle of
/// its body on another stack.
final class Guards {
    static final boolean RANDOM =
            System.getProperty("dev.incant.lua.guards", "").equals("random");

    /// Shared by all threads, which may lose steps of each other.
    private static int seed = 0x2545F491;

    private Guards() {}

    /// Whether the next guard is to fail.
    static boolean fail() {
        int x = seed;
        x ^= x << 13;
        x ^= x >>> 17;
        x ^= x << 5;
        seed = x;
        return (x & 3) == 0;
    }
}
