package dev.incant.tools.document.archive;

import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.ToolContext;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// Counts what comes out of an archive and ends the call when it is more than allowed: the guard against archives that
/// are small and hold terabytes. Counts what is really decompressed, not what headers promise.
final class Budget {
    /// Names and extended headers of one entry; libraries hold them in memory.
    private static final long HEADER = 1 << 20;

    private final String archive;
    private final long size;
    private final ArchiveLimits limits;
    private final ToolContext context;
    private long entries;
    private long bytes;
    private long headerEnd = Long.MAX_VALUE;

    /// @param size bytes of the archive itself
    Budget(String archive, long size, ArchiveLimits limits, ToolContext context) {
        this.archive = archive;
        this.size = size;
        this.limits = limits;
        this.context = context;
    }

    /// Counts one more entry.
    void entry() {
        context.checkCancelled();
        if (++entries > limits.entries()) {
            throw ToolException.limitExceeded(
                    archive + ": holds more than " + limits.entries() + " entries (max_entries)");
        }
    }

    /// Counts content.
    void spend(long more) {
        context.checkCancelled();
        bytes += more;
        if (bytes > limits.bytes()) {
            throw ToolException.limitExceeded(archive + ": holds more than " + limits.bytes() + " bytes (max_size)");
        }
        if (bytes > ArchiveLimits.SMALL && bytes / Math.max(size, 1) > limits.ratio()) {
            throw ToolException.limitExceeded(archive + ": its content is more than " + limits.ratio()
                    + " times as large as itself (max_ratio), as that of a bomb is");
        }
        if (bytes > headerEnd) {
            throw ToolException.limitExceeded(archive + ": the header of an entry is larger than " + HEADER + " bytes");
        }
    }

    /// From here on a header is read, which must be short, until [#contentStarts].
    void headerStarts() {
        headerEnd = bytes + HEADER;
    }

    void contentStarts() {
        headerEnd = Long.MAX_VALUE;
    }

    /// Counts what is read from a stream. Closing it closes the stream.
    InputStream counting(InputStream in) {
        return new FilterInputStream(in) {
            @Override
            public int read() throws IOException {
                int b = in.read();
                if (b >= 0) {
                    spend(1);
                }
                return b;
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                int read = in.read(target, offset, length);
                if (read > 0) {
                    spend(read);
                }
                return read;
            }

            @Override
            public long skip(long count) throws IOException {
                long skipped = in.skip(count);
                spend(skipped);
                return skipped;
            }

            @Override
            public boolean markSupported() {
                return false;
            }
        };
    }
}
