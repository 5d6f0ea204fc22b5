package dev.incant.tools.document.archive;

import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.ToolContext;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// Looks through a ZIP archive that is really a document (OOXML and the like) before a library opens it: no bomb, no
/// damage, and no document type declaration in any part, which the Open Packaging Conventions forbid (ECMA-376 part 2,
/// section 8.1.4) and entity bombs and external entities need.
public final class ZipCheck {
    private static final ArchiveLimits LIMITS = new ArchiveLimits(10_000, 1L << 30, 500);

    private ZipCheck() {}

    /// Refuses what is no good document.
    public static void check(ToolContext context, String path) {
        ArchiveReading.of(context, path, "zip", LIMITS).each((item, content) -> {
            if (item.encrypted()) {
                throw ToolException.failed(path + ": is encrypted, which is not supported");
            }
            content.copyTo(new DoctypeSearch(path, item.name()));
        });
    }

    /// Searches for a declaration, in UTF-8 and in UTF-16 of either order, whose zeros it passes over.
    private static final class DoctypeSearch extends OutputStream {
        private static final byte[] WORD = "<!DOCTYPE".getBytes(StandardCharsets.US_ASCII);

        private final String path;
        private final String part;
        private int found;

        DoctypeSearch(String path, String part) {
            this.path = path;
            this.part = part;
        }

        @Override
        public void write(int value) throws IOException {
            byte b = (byte) value;
            if (b == 0) {
                return;
            }
            found = b == WORD[found] ? found + 1 : b == WORD[0] ? 1 : 0;
            if (found == WORD.length) {
                throw ToolException.failed(
                        path + ": its part '" + part + "' declares a document type, which is not allowed");
            }
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            for (int i = offset; i < offset + length; i++) {
                write(bytes[i]);
            }
        }
    }
}
