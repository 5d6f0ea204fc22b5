package dev.incant.lua;

import java.util.Arrays;

/// A growing byte buffer for the results of string functions. Charges the state's heap before it grows, and
/// copies in steps between which the script can be stopped.
final class ByteBuilder {
    /// No result may be longer; a little below what a Java array can be.
    static final int MAX_LENGTH = Integer.MAX_VALUE - 16;

    /// Bytes copied between two ticks.
    private static final int CHUNK = 1 << 20;

    /// Bytes that a bulk copy moves in about the time of one step.
    private static final int BYTES_PER_STEP = 256;

    private static final int SMALL = 4096;

    private final Frame f;
    byte[] bytes;
    int length;

    ByteBuilder(Frame f, int capacity) {
        this.f = f;
        f.state.heap.charge(64L + capacity);
        this.bytes = new byte[capacity];
    }

    /// Lets the collector count the buffer while Lua code runs, which may go on to build another one. Returns
    /// whether it is large enough to be worth it; if so, [#release()] must follow.
    boolean hold() {
        if (bytes.length < SMALL) {
            return false;
        }
        f.thread.held.add(LuaString.wrap(bytes));
        return true;
    }

    void release() {
        f.thread.held.removeLast();
    }

    /// Makes room for `more` bytes after [#length].
    void reserve(int more) {
        if (bytes.length - length < more) {
            grow(more);
        }
    }

    private void grow(int more) {
        long needed = (long) length + more;
        if (needed > MAX_LENGTH) {
            throw f.error("resulting string too large");
        }
        int capacity = (int) Math.min(MAX_LENGTH, Math.max(needed, 2L * bytes.length));
        f.state.heap.charge(capacity);
        if (length <= CHUNK) {
            bytes = Arrays.copyOf(bytes, capacity);
        } else {
            byte[] larger = new byte[capacity];
            copy(f.state, bytes, 0, larger, 0, length);
            bytes = larger;
        }
    }

    void add(int b) {
        if (length == bytes.length) {
            grow(1);
        }
        bytes[length++] = (byte) b;
    }

    void add(byte[] source) {
        add(source, 0, source.length);
    }

    /// Adds the bytes at `from` up to `to`.
    void add(byte[] source, int from, int to) {
        int n = to - from;
        reserve(n);
        if (n <= 8) {
            byte[] b = bytes;
            int at = length;
            for (int i = from; i < to; i++) {
                b[at++] = source[i];
            }
        } else if (n <= CHUNK) {
            System.arraycopy(source, from, bytes, length, n);
        } else {
            copy(f.state, source, from, bytes, length, n);
        }
        length += n;
    }

    /// Adds the decimal digits of a number.
    void addNumber(long number) {
        if (number < 0) {
            add(Numbers.toBytes(number));
            return;
        }
        int n = Numbers.countDigits(number);
        reserve(n);
        length += n;
        Numbers.putDigits(bytes, length, number);
    }

    void fill(int b, int count) {
        reserve(count);
        int end = length + count;
        while (length < end) {
            int stop = end - length > CHUNK ? length + CHUNK : end;
            Arrays.fill(bytes, length, stop, (byte) b);
            length = stop;
            if (stop < end) {
                f.state.tick(CHUNK / BYTES_PER_STEP);
            }
        }
    }

    LuaString toLuaString() {
        if (length == bytes.length) {
            return LuaString.wrap(bytes);
        }
        if (length <= 1) {
            return LuaString.copy(bytes, 0, length);
        }
        return LuaString.wrap(copyOfRange(f, bytes, 0, length));
    }

    /// A charged copy of a part of `source`.
    static byte[] copyOfRange(Frame f, byte[] source, int from, int to) {
        int n = to - from;
        f.state.heap.charge(40L + n);
        if (n <= CHUNK) {
            return Arrays.copyOfRange(source, from, to);
        }
        byte[] part = new byte[n];
        copy(f.state, source, from, part, 0, n);
        return part;
    }

    /// Copies any number of bytes and lets the script be stopped meanwhile.
    static void copy(LuaState state, byte[] source, int from, byte[] target, int to, int count) {
        int done = 0;
        while (done < count) {
            int n = Math.min(CHUNK, count - done);
            System.arraycopy(source, from + done, target, to + done, n);
            done += n;
            state.tick(1 + n / BYTES_PER_STEP);
        }
    }
}
