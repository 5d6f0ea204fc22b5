package dev.incant.tools.document.archive;

import dev.incant.kernel.capability.Files;
import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.tools.document.archive.ArchiveItem.Kind;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.zip.CRC32;
import org.apache.commons.compress.MemoryLimitException;
import org.apache.commons.compress.archivers.sevenz.SevenZArchiveEntry;
import org.apache.commons.compress.archivers.sevenz.SevenZFile;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/// Reads an archive of any format as one sequence of items. The checksums that a format keeps are compared. Nothing is
/// decompressed twice within itself: an archive inside an archive is a file.
final class ArchiveReading {
    private static final int LZMA_MEMORY_KIB = 192 << 10;
    private static final int PIECE = 1 << 16;

    private final ToolContext context;
    private final String path;
    private final ArchiveFormat format;
    private final Budget budget;
    private final byte[] buffer = new byte[PIECE];

    private ArchiveReading(ToolContext context, String path, ArchiveFormat format, Budget budget) {
        this.context = context;
        this.path = path;
        this.format = format;
        this.budget = budget;
    }

    /// Sees the entries of an archive in its order.
    @FunctionalInterface
    interface Visitor {
        /// Sees one entry.
        ///
        /// @param content the content of a file, to be read before this returns; what is left is read and
        ///     checked
        void visit(ArchiveItem item, Content content) throws IOException;
    }

    /// The content of one entry.
    @FunctionalInterface
    interface Content {
        /// Copies the content, decompressed and checked, and returns its size.
        long copyTo(OutputStream out) throws IOException;
    }

    /// Opens an archive for one pass over it.
    ///
    /// @param format null to find it out from the content
    static ArchiveReading of(ToolContext context, String path, @Nullable String format, ArchiveLimits limits) {
        ArchiveFormat found = format == null ? Detection.of(context.files(), path) : ArchiveFormat.named(format);
        long size = context.files().info(path).size();
        return new ArchiveReading(context, path, found, new Budget(path, size, limits, context));
    }

    ArchiveFormat format() {
        return format;
    }

    Budget budget() {
        return budget;
    }

    /// Visits all entries. What the libraries throw at damaged archives becomes `failed`.
    void each(Visitor visitor) {
        try {
            switch (format.container()) {
                case ZIP -> zip(visitor);
                case TAR -> tar(visitor);
                case SEVEN_Z -> sevenZ(visitor);
                case SINGLE -> single(visitor);
            }
        } catch (ToolException e) {
            throw e;
        } catch (MemoryLimitException e) {
            throw ToolException.limitExceeded(path + ": needs more than " + LZMA_MEMORY_KIB + " KiB to decompress");
        } catch (IOException | RuntimeException e) {
            throw damaged(e);
        }
    }

    private ToolException damaged(Exception e) {
        String reason = e instanceof EOFException || e.getMessage() == null ? "it ends too early" : e.getMessage();
        return ToolException.failed(path + ": is damaged or no " + format.word() + ": " + reason);
    }

    private long drained(InputStream in, OutputStream out, @Nullable CRC32 checksum) throws IOException {
        long total = 0;
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            out.write(buffer, 0, read);
            if (checksum != null) {
                checksum.update(buffer, 0, read);
            }
            total += read;
        }
        return total;
    }

    /// Calls the visitor, and reads the content where it did not.
    private static void visit(Visitor visitor, ArchiveItem item, Content content) throws IOException {
        boolean[] read = {false};
        visitor.visit(item, out -> {
            read[0] = true;
            return content.copyTo(out);
        });
        if (!read[0] && item.kind() == Kind.FILE && !item.encrypted()) {
            content.copyTo(OutputStream.nullOutputStream());
        }
    }

    private void zip(Visitor visitor) throws IOException {
        Path checked = context.files().checked(path, Permission.READ);
        try (ZipFile zip = ZipFile.builder().setPath(checked).get()) {
            for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
                budget.entry();
                ArchiveItem item = item(zip, entry);
                visit(visitor, item, out -> content(zip, entry, out));
            }
        }
    }

    private ArchiveItem item(ZipFile zip, ZipArchiveEntry entry) throws IOException {
        int mode = entry.getUnixMode();
        Kind kind = ArchiveItem.kind(mode, entry.isDirectory());
        boolean encrypted = entry.getGeneralPurposeBit().usesEncryption();
        String target = null;
        if (kind == Kind.LINK && !encrypted) {
            try (InputStream in = budget.counting(zip.getInputStream(entry))) {
                target = new String(in.readNBytes(4096), StandardCharsets.UTF_8);
            }
        }
        return new ArchiveItem(
                entry.getName(),
                kind,
                kind == Kind.FILE ? entry.getSize() : 0,
                entry.getCompressedSize(),
                entry.getLastModifiedTime() == null
                        ? null
                        : entry.getLastModifiedTime().toInstant(),
                (mode & 0xffff) == 0 ? null : ArchiveItem.permissions(mode),
                target,
                encrypted);
    }

    private long content(ZipFile zip, ZipArchiveEntry entry, OutputStream out) throws IOException {
        if (entry.getGeneralPurposeBit().usesEncryption()) {
            throw encrypted(entry.getName());
        }
        if (!zip.canReadEntryData(entry)) {
            throw ToolException.failed(path + ": the entry '" + entry.getName()
                    + "' is compressed by a method that is not supported: " + entry.getMethod());
        }
        CRC32 checksum = new CRC32();
        long size;
        try (InputStream in = budget.counting(zip.getInputStream(entry))) {
            size = drained(in, out, checksum);
        }
        if (checksum.getValue() != entry.getCrc() || size != entry.getSize()) {
            throw ToolException.failed(path + ": the entry '" + entry.getName()
                    + "' is damaged: its checksum or size is not what the archive says");
        }
        return size;
    }

    private ToolException encrypted(String name) {
        return ToolException.failed(path + ": the entry '" + name + "' is encrypted, which is not supported");
    }

    private InputStream decompressed() throws IOException {
        InputStream raw = new BufferedInputStream(context.files().open(path), PIECE);
        try {
            return Compressions.reading(format.compression(), raw, LZMA_MEMORY_KIB);
        } catch (IOException | RuntimeException e) {
            raw.close();
            throw e;
        }
    }

    private void tar(Visitor visitor) throws IOException {
        try (InputStream in = budget.counting(decompressed());
                TarArchiveInputStream tar = new TarArchiveInputStream(in, "UTF-8")) {
            while (true) {
                budget.headerStarts();
                TarArchiveEntry entry = tar.getNextEntry();
                budget.contentStarts();
                if (entry == null) {
                    break;
                }
                budget.entry();
                visit(visitor, item(entry), out -> drained(tar, out, null));
            }
            // What follows the end must be zeros or nothing, and is part of what was compressed and checked.
            drained(in, OutputStream.nullOutputStream(), null);
        }
    }

    private static ArchiveItem item(TarArchiveEntry entry) {
        Kind kind = kind(entry);
        return new ArchiveItem(
                entry.getName(),
                kind,
                kind == Kind.FILE ? entry.getRealSize() : 0,
                -1,
                entry.getLastModifiedTime().toInstant(),
                ArchiveItem.permissions(entry.getMode()),
                kind == Kind.LINK || kind == Kind.HARD_LINK ? entry.getLinkName() : null,
                false);
    }

    private static Kind kind(TarArchiveEntry entry) {
        if (entry.isDirectory()) {
            return Kind.DIRECTORY;
        }
        if (entry.isSymbolicLink()) {
            return Kind.LINK;
        }
        if (entry.isLink()) {
            return Kind.HARD_LINK;
        }
        return entry.isFile() && !entry.isCharacterDevice() && !entry.isBlockDevice() && !entry.isFIFO()
                ? Kind.FILE
                : Kind.OTHER;
    }

    private void sevenZ(Visitor visitor) throws IOException {
        Path checked = context.files().checked(path, Permission.READ);
        try (SevenZFile file = SevenZFile.builder()
                .setPath(checked)
                .setMaxMemoryLimitKiB(LZMA_MEMORY_KIB)
                .get()) {
            for (SevenZArchiveEntry entry = file.getNextEntry(); entry != null; entry = file.getNextEntry()) {
                budget.entry();
                SevenZArchiveEntry current = entry;
                visit(visitor, item(file, entry), out -> {
                    try (InputStream in = budget.counting(file.getInputStream(current))) {
                        return drained(in, out, null);
                    }
                });
            }
        } catch (org.apache.commons.compress.PasswordRequiredException e) {
            throw ToolException.failed(path + ": is encrypted, which is not supported");
        }
    }

    private ArchiveItem item(SevenZFile file, SevenZArchiveEntry entry) throws IOException {
        // p7zip keeps the POSIX mode in the upper half of Windows attributes and says so by this bit.
        int mode = (entry.getWindowsAttributes() & 0x8000) == 0 ? 0 : entry.getWindowsAttributes() >>> 16;
        Kind kind = entry.isAntiItem() ? Kind.OTHER : ArchiveItem.kind(mode, entry.isDirectory());
        String target = null;
        if (kind == Kind.LINK) {
            try (InputStream in = budget.counting(file.getInputStream(entry))) {
                target = new String(in.readNBytes(4096), StandardCharsets.UTF_8);
            }
        }
        return new ArchiveItem(
                entry.getName() == null ? "" : entry.getName(),
                kind,
                kind == Kind.FILE ? entry.getSize() : 0,
                -1,
                entry.getHasLastModifiedDate() ? entry.getLastModifiedTime().toInstant() : null,
                mode == 0 ? null : ArchiveItem.permissions(mode),
                target,
                false);
    }

    private void single(Visitor visitor) throws IOException {
        Files files = context.files();
        Instant modified = files.info(path).modified();
        budget.entry();
        // The size is known at the end only: the one that GZIP's trailer says is modulo 4 GiB and of its last part.
        ArchiveItem item = new ArchiveItem(
                format.single(path), Kind.FILE, -1, files.info(path).size(), modified, null, null, false);
        visit(visitor, item, out -> {
            try (InputStream in = budget.counting(decompressed())) {
                return drained(in, out, null);
            }
        });
    }
}
