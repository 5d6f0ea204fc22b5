package dev.incant.lua.standalone;

/// The JDK's first continuation initialises virtual threads and their scheduler, which takes about a millisecond.
/// Where a script seems to use coroutines, another thread begins with that while the script is being compiled.
final class CoroutineStart implements Runnable {
    private static final int STACK_BYTES = 256 << 10;

    private static boolean begun;

    private CoroutineStart() {}

    /// Begins, if `source` speaks of coroutines.
    static void expect(byte[] source) {
        if (!begun && mentions(source)) {
            begun = true;
            Thread thread = new Thread(null, new CoroutineStart(), "lua-coroutine-start", STACK_BYTES, false);
            thread.setDaemon(true);
            thread.start();
        }
    }

    /// Whether there is the word `coroutine`, or nearly.
    private static boolean mentions(byte[] source) {
        for (int i = source.length - 9; i >= 0; i--) {
            if (source[i] == 'c' && source[i + 1] == 'o' && source[i + 2] == 'r' && source[i + 3] == 'o') {
                return true;
            }
        }
        return false;
    }

    @Override
    public void run() {
        try {
            Class.forName("java.lang.VirtualThread");
        } catch (ClassNotFoundException _) {
            // Another JDK: the first coroutine takes longer.
        }
    }
}
