package dev.incant.tools.document.media;

import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.ToolContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A file that is read at any place, never whole: what a header claims allocates nothing before the file is known to
/// hold it, and no more than 16 MiB at once. Each read ends the call when it has to stop.
public final class Source implements AutoCloseable {
    /// The most that is read at once.
    public static final int MOST = 16 << 20;

    private static final int WINDOW = 16 << 10;

    private final ToolContext context;
    private final String path;
    private final long size;
    private @Nullable InputStream stream;
    private long position;
    private byte[] window = new byte[0];
    private long windowAt;

    private Source(ToolContext context, String path, long size) {
        this.context = context;
        this.path = path;
        this.size = size;
    }

    public static Source open(ToolContext context, String path) throws IOException {
        Source source = new Source(context, path, context.files().info(path).size());
        source.stream = context.files().open(path);
        return source;
    }

    public String path() {
        return path;
    }

    public long size() {
        return size;
    }

    /// The error of a file that is not what it should be.
    public ToolException damaged(String why) {
        return ToolException.failed(path + ": is damaged, or of a kind that is not supported: " + why);
    }

    /// Exactly `length` bytes from a place on.
    public byte[] read(long at, int length) throws IOException {
        byte[] bytes = upTo(at, length);
        if (bytes.length < length) {
            throw damaged("it ends at byte " + size + ", in the middle of something");
        }
        return bytes;
    }

    /// `length` bytes from a place on, fewer where the file ends.
    public byte[] upTo(long at, int length) throws IOException {
        context.checkCancelled();
        if (at < 0 || length < 0 || length > MOST) {
            throw damaged("it claims " + length + " bytes at " + at);
        }
        int there = (int) Math.max(0, Math.min(length, size - at));
        if (at >= windowAt && at + there <= windowAt + window.length) {
            int from = (int) (at - windowAt);
            return Arrays.copyOfRange(window, from, from + there);
        }
        if (there > WINDOW / 2) {
            return load(at, there);
        }
        window = load(at, (int) Math.min(WINDOW, size - at));
        windowAt = at;
        return Arrays.copyOf(window, Math.min(there, window.length));
    }

    private byte[] load(long at, int length) throws IOException {
        if (length <= 0) {
            return new byte[0];
        }
        InputStream in = stream;
        if (in == null || at < position) {
            if (in != null) {
                in.close();
            }
            in = context.files().open(path);
            stream = in;
            position = 0;
        }
        while (position < at) {
            long skipped = in.skip(at - position);
            if (skipped <= 0) {
                return new byte[0];
            }
            position += skipped;
        }
        byte[] bytes = in.readNBytes(length);
        position += bytes.length;
        return bytes;
    }

    /// An unsigned number of at most 8 bytes, the highest first; of 8 bytes one that is negative is none.
    public long big(long at, int bytes) throws IOException {
        return big(read(at, bytes), 0, bytes);
    }

    /// An unsigned number of at most 7 bytes, the lowest first.
    public long little(long at, int bytes) throws IOException {
        return little(read(at, bytes), 0, bytes);
    }

    /// Four characters, such as the name of a chunk.
    public String name(long at) throws IOException {
        return new String(read(at, 4), StandardCharsets.ISO_8859_1);
    }

    /// Whether these bytes, as characters of Latin 1, are at a place.
    public boolean holds(long at, String expected) throws IOException {
        return at >= 0 && new String(upTo(at, expected.length()), StandardCharsets.ISO_8859_1).equals(expected);
    }

    public static long big(byte[] bytes, int at, int count) {
        long value = 0;
        for (int i = 0; i < count; i++) {
            value = value << 8 | bytes[at + i] & 0xff;
        }
        return value;
    }

    public static long little(byte[] bytes, int at, int count) {
        long value = 0;
        for (int i = count - 1; i >= 0; i--) {
            value = value << 8 | bytes[at + i] & 0xff;
        }
        return value;
    }

    @Override
    public void close() throws IOException {
        if (stream != null) {
            stream.close();
        }
    }
}
