package dev.incant.tools.document.archive;

import dev.incant.kernel.capability.FileInfo;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.ToolContext;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Objects;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;

/// Writes one archive, an entry at a time.
///
/// A reproducible one depends on names, content and who may execute files only: every time is 1980-01-01,
/// the first that ZIP can write; permissions are 755 or 644. No archive holds names or numbers of users.
abstract sealed class ArchiveWriting implements AutoCloseable {
    private static final LocalDateTime FIRST = LocalDateTime.of(1980, 1, 1, 0, 0);
    private static final int LINK = 0xa000;
    private static final int FOLDER = 0x4000;
    private static final int FILE = 0x8000;

    final ToolContext context;
    final boolean reproducible;
    private final OutputStream out;

    private ArchiveWriting(ToolContext context, OutputStream out, boolean reproducible) {
        this.context = context;
        this.out = out;
        this.reproducible = reproducible;
    }

    /// Starts an archive that is written to `out`.
    static ArchiveWriting of(
            ToolContext context, ArchiveFormat format, OutputStream out, int level, boolean reproducible)
            throws IOException {
        OutputStream buffered = new BufferedOutputStream(out, 1 << 16);
        return switch (format.container()) {
            case ZIP -> new Zip(context, buffered, level, reproducible);
            case TAR -> new Tar(context, Compressions.writing(format.compression(), buffered, level), reproducible);
            case SINGLE ->
                new Single(context, Compressions.writing(format.compression(), buffered, level), reproducible);
            case SEVEN_Z -> throw new IllegalArgumentException(format.word());
        };
    }

    /// Adds a file, a folder or a link; returns the bytes of its content.
    abstract long add(String name, FileInfo info) throws IOException;

    /// Writes what comes after the last entry, and closes everything.
    abstract void finish() throws IOException;

    /// Lets go of an archive that was not finished; the file behind it is thrown away, so what can no longer be
    /// written does not matter.
    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException | RuntimeException e) {
            // The call has its error already.
        }
    }

    int mode(FileInfo info) {
        if (info.type() == FileInfo.Type.LINK) {
            return 0777;
        }
        String permissions = info.permissions();
        if (permissions == null) {
            return info.isDirectory() ? 0755 : 0644;
        }
        int mode = ArchiveItem.mode(permissions);
        return reproducible ? info.isDirectory() || (mode & 0100) != 0 ? 0755 : 0644 : mode;
    }

    long content(FileInfo info, OutputStream out) throws IOException {
        long size;
        try (InputStream in = context.files().open(info.path())) {
            size = in.transferTo(out);
        }
        if (size != info.size()) {
            throw ToolException.conflict(info.path() + ": was changed while it was read");
        }
        return size;
    }

    private static final class Zip extends ArchiveWriting {
        private final ZipArchiveOutputStream zip;

        Zip(ToolContext context, OutputStream out, int level, boolean reproducible) {
            super(context, out, reproducible);
            this.zip = new ZipArchiveOutputStream(out);
            zip.setLevel(level);
        }

        @Override
        long add(String name, FileInfo info) throws IOException {
            ZipArchiveEntry entry = new ZipArchiveEntry(info.isDirectory() ? name + "/" : name);
            boolean link = info.type() == FileInfo.Type.LINK;
            entry.setUnixMode((info.isDirectory() ? FOLDER : link ? LINK : FILE) | mode(info));
            if (reproducible) {
                // ZIP's times are local ones: the same digits in every time zone.
                entry.setTime(FIRST.atZone(ZoneId.systemDefault()).toInstant().toEpochMilli());
            } else {
                entry.setLastModifiedTime(FileTime.from(info.modified()));
            }
            byte[] target = link ? Objects.requireNonNull(info.target()).getBytes(StandardCharsets.UTF_8) : new byte[0];
            if (!info.isFile()) {
                entry.setMethod(ZipArchiveEntry.STORED);
                entry.setSize(target.length);
                java.util.zip.CRC32 checksum = new java.util.zip.CRC32();
                checksum.update(target);
                entry.setCrc(checksum.getValue());
            } else {
                entry.setSize(info.size());
            }
            zip.putArchiveEntry(entry);
            long size = 0;
            if (info.isFile()) {
                size = content(info, zip);
            } else {
                zip.write(target);
            }
            zip.closeArchiveEntry();
            return size;
        }

        @Override
        void finish() throws IOException {
            zip.close();
        }
    }

    private static final class Tar extends ArchiveWriting {
        private final TarArchiveOutputStream tar;

        Tar(ToolContext context, OutputStream out, boolean reproducible) {
            super(context, out, reproducible);
            this.tar = new TarArchiveOutputStream(out, "UTF-8");
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            tar.setAddPaxHeadersForNonAsciiNames(true);
        }

        @Override
        long add(String name, FileInfo info) throws IOException {
            boolean link = info.type() == FileInfo.Type.LINK;
            TarArchiveEntry entry = link
                    ? new TarArchiveEntry(name, TarConstants.LF_SYMLINK)
                    : new TarArchiveEntry(info.isDirectory() ? name + "/" : name);
            if (link) {
                entry.setLinkName(Objects.requireNonNull(info.target()));
            }
            entry.setMode(mode(info));
            Instant time = reproducible ? FIRST.toInstant(java.time.ZoneOffset.UTC) : info.modified();
            // Whole seconds: fractions would need a header of their own for each entry.
            entry.setModTime(time.getEpochSecond() * 1000);
            entry.setUserId(0);
            entry.setGroupId(0);
            if (info.isFile()) {
                entry.setSize(info.size());
            }
            tar.putArchiveEntry(entry);
            long size = info.isFile() ? content(info, tar) : 0;
            tar.closeArchiveEntry();
            return size;
        }

        @Override
        void finish() throws IOException {
            tar.close();
        }
    }

    private static final class Single extends ArchiveWriting {
        private final OutputStream out;

        Single(ToolContext context, OutputStream out, boolean reproducible) {
            super(context, out, reproducible);
            this.out = out;
        }

        @Override
        long add(String name, FileInfo info) throws IOException {
            return content(info, out);
        }

        @Override
        void finish() throws IOException {
            out.close();
        }
    }
}
