package dev.incant.tools.document.pdf;

import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.ToolContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.zip.InflaterInputStream;

/// Finds streams in a PDF that inflate to far more than they are, before the library does so in memory. Looks at the
/// bytes themselves, so it needs no trust in lengths and cross references; sees streams in streams two levels deep, and
/// does not see through encryption and filters other than Flate.
final class StreamCheck {
    /// What one stream may inflate to: an uncompressed page of A4 in colour at 600 dots per inch, and some.
    static final long LARGEST = 128L << 20;
    /// What all may inflate to together.
    static final long ALL = 1L << 30;

    private final String path;
    private final ToolContext context;
    private long total;

    private StreamCheck(String path, ToolContext context) {
        this.path = path;
        this.context = context;
    }

    /// Refuses a bomb with `limit_exceeded`.
    static void check(String path, byte[] pdf, ToolContext context) {
        StreamCheck check = new StreamCheck(path, context);
        for (int at = indexOf(pdf, 0); at >= 0; at = indexOf(pdf, at)) {
            context.checkCancelled();
            if (zlib(pdf, at)) {
                check.inflate(new ByteArrayInputStream(pdf, at, pdf.length - at), 2);
            }
        }
    }

    /// Where the data of the next stream starts, or -1.
    private static int indexOf(byte[] pdf, int from) {
        byte[] word = {'s', 't', 'r', 'e', 'a', 'm'};
        next:
        for (int i = from; i + word.length + 2 < pdf.length; i++) {
            for (int j = 0; j < word.length; j++) {
                if (pdf[i + j] != word[j]) {
                    continue next;
                }
            }
            int start = i + word.length;
            while (start < pdf.length && (pdf[start] == '\r' || pdf[start] == '\n')) {
                start++;
            }
            return start;
        }
        return -1;
    }

    /// A zlib header (RFC 1950, section 2.2).
    private static boolean zlib(byte[] bytes, int at) {
        return at + 1 < bytes.length && zlib(bytes[at] & 0xff, bytes[at + 1] & 0xff);
    }

    private static boolean zlib(int first, int second) {
        return (first & 0x0f) == 8 && first >> 4 <= 7 && (first << 8 | second) % 31 == 0;
    }

    private void inflate(InputStream in, int levels) {
        long size = 0;
        try (PushbackInputStream out = new PushbackInputStream(new InflaterInputStream(in), 2)) {
            byte[] start = out.readNBytes(2);
            if (levels > 1 && zlib(start, 0)) {
                out.unread(start);
                inflate(out, levels - 1);
                return;
            }
            byte[] buffer = new byte[1 << 16];
            for (int read = out.read(buffer); read >= 0; read = out.read(buffer)) {
                context.checkCancelled();
                size += read;
                total += read;
                if (size > LARGEST || total > ALL) {
                    throw ToolException.limitExceeded(path + ": a stream in it inflates to more than " + LARGEST
                            + " bytes, or all to more than " + ALL + ", as those of a bomb do");
                }
            }
        } catch (IOException e) {
            // Not compressed after all, or damaged: what matters is how much came out.
        }
    }
}
