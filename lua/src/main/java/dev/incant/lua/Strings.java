package dev.incant.lua;

/// Allocation of byte strings against a state's account.
final class Strings {
    static final int MAX_LENGTH = Integer.MAX_VALUE - 16;

    /// Bytes copied between two looks at the stop flag.
    private static final int STRIDE = 1 << 20;

    private Strings() {}

    /// An array for a string of `length` bytes, charged first. Long ones cost steps, so that building them
    /// again and again ends.
    static byte[] allocate(Frame f, long length) {
        if (length > MAX_LENGTH) {
            throw f.state.outOfMemory();
        }
        f.state.heap.charge(40 + length);
        if (length > STRIDE) {
            f.state.tick((int) (length >> 12));
        }
        return new byte[(int) length];
    }

    /// Puts all of `source` into `target`. For long ones it looks at the stop flag meanwhile.
    static void copy(Frame f, byte[] source, byte[] target, int at) {
        if (source.length <= STRIDE) {
            System.arraycopy(source, 0, target, at, source.length);
            return;
        }
        int done = 0;
        while (done < source.length) {
            int n = Math.min(STRIDE, source.length - done);
            System.arraycopy(source, done, target, at + done, n);
            done += n;
            f.state.checkInterrupt();
        }
    }
}
