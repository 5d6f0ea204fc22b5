package dev.incant.tools.data.csv;

import dev.incant.kernel.error.ToolException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// Hands on bytes that are UTF-8 and ends with the line and byte of the first that are not.
final class Utf8Check extends FilterInputStream {
    private final String name;
    private long line = 1;
    private long offset;
    private int missing;
    private int least;
    private int point;

    Utf8Check(InputStream in, String name) {
        super(in);
        this.name = name;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        int count = in.read(bytes, from, length);
        for (int i = from; i < from + count; i++) {
            byte b = bytes[i];
            if (b >= 0 && missing == 0) {
                line += b == '\n' ? 1 : 0;
            } else {
                check(b & 0xff);
            }
            offset++;
        }
        if (count < 0 && missing > 0) {
            throw bad();
        }
        return count;
    }

    private void check(int b) {
        if (missing > 0) {
            if ((b & 0xc0) != 0x80) {
                throw bad();
            }
            point = point << 6 | (b & 0x3f);
            if (--missing == 0 && (point < least || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff))) {
                throw bad();
            }
        } else if (b >= 0xc2 && b <= 0xdf) {
            start(1, b & 0x1f, 0x80);
        } else if (b >= 0xe0 && b <= 0xef) {
            start(2, b & 0x0f, 0x800);
        } else if (b >= 0xf0 && b <= 0xf4) {
            start(3, b & 0x07, 0x10000);
        } else {
            throw bad();
        }
    }

    private void start(int more, int bits, int smallest) {
        missing = more;
        point = bits;
        least = smallest;
    }

    private ToolException bad() {
        return ToolException.failed(name + ": not UTF-8 at line " + line + ", byte " + offset
                        + " of the file; give its encoding, such as encoding = 'windows-1252'")
                .with("line", line)
                .with("byte", offset);
    }
}
