package dev.incant.lua;

import java.io.IOException;
import java.util.Arrays;

/// Reads a file to its end.
final class WholeFile {
    private WholeFile() {}

    /// Returns the contents and closes `file`.
    static byte[] read(LuaFile file) throws IOException {
        try {
            byte[] bytes = new byte[8192];
            int length = 0;
            while (true) {
                int n = file.read(bytes, length, bytes.length - length);
                if (n < 0) {
                    return Arrays.copyOf(bytes, length);
                }
                length += n;
                if (length == bytes.length) {
                    bytes = Arrays.copyOf(bytes, length * 2);
                }
            }
        } finally {
            file.close();
        }
    }
}
