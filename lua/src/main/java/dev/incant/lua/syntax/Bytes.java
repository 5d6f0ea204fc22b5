package dev.incant.lua.syntax;

import java.util.Arrays;

/// A growing array of bytes, for string constants that are not a slice of the source.
final class Bytes {
    private byte[] bytes = new byte[64];
    private int length;

    void clear() {
        length = 0;
    }

    void add(int value) {
        reserve(1);
        bytes[length++] = (byte) value;
    }

    void add(byte[] source, int from, int to) {
        reserve(to - from);
        System.arraycopy(source, from, bytes, length, to - from);
        length += to - from;
    }

    private void reserve(int more) {
        if (more > bytes.length - length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
    }

    String text() {
        return new String(bytes, 0, length, Charsets.LATIN1);
    }
}
