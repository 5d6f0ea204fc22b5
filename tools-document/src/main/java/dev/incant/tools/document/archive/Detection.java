package dev.incant.tools.document.archive;

import dev.incant.kernel.capability.Files;
import dev.incant.kernel.error.ToolException;
import dev.incant.tools.document.archive.ArchiveFormat.Compression;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/// Finds out what a file is from its first bytes, not from its name.
final class Detection {
    private static final int TAR_HEADER = 512;
    private static final int MEMORY_KIB = 192 << 10;

    private Detection() {}

    static ArchiveFormat of(Files files, String path) {
        try (InputStream in = files.open(path)) {
            byte[] start = in.readNBytes(TAR_HEADER);
            if (starts(start, 'P', 'K', 3, 4) || starts(start, 'P', 'K', 5, 6)) {
                return ArchiveFormat.ZIP;
            }
            if (starts(start, '7', 'z', 0xbc, 0xaf, 0x27, 0x1c)) {
                return ArchiveFormat.SEVEN_Z;
            }
            if (isTar(start)) {
                return ArchiveFormat.TAR;
            }
            Compression compression = compression(start);
            if (compression == Compression.NONE) {
                throw ToolException.failed(path + ": is no archive that is known: zip, tar, 7z, gz, bz2, xz, zst");
            }
            return ArchiveFormat.of(compression, holdsTar(compression, start, in));
        } catch (IOException e) {
            throw ToolException.failed(path + ": cannot be read: " + e.getMessage());
        }
    }

    private static Compression compression(byte[] start) {
        if (starts(start, 0x1f, 0x8b)) {
            return Compression.GZIP;
        }
        if (starts(start, 'B', 'Z', 'h')) {
            return Compression.BZIP2;
        }
        if (starts(start, 0xfd, '7', 'z', 'X', 'Z', 0)) {
            return Compression.XZ;
        }
        return starts(start, 0x28, 0xb5, 0x2f, 0xfd) ? Compression.ZSTD : Compression.NONE;
    }

    private static boolean holdsTar(Compression compression, byte[] start, InputStream rest) {
        try {
            InputStream all = new SequenceInputStream(new ByteArrayInputStream(start), rest);
            return isTar(Compressions.reading(compression, all, MEMORY_KIB).readNBytes(TAR_HEADER));
        } catch (ToolException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // Damaged: said when it is read.
            return false;
        }
    }

    private static boolean isTar(byte[] header) {
        return header.length == TAR_HEADER && TarArchiveInputStream.matches(header, header.length);
    }

    private static boolean starts(byte[] bytes, int... expected) {
        if (bytes.length < expected.length) {
            return false;
        }
        for (int i = 0; i < expected.length; i++) {
            if ((bytes[i] & 0xff) != expected[i]) {
                return false;
            }
        }
        return true;
    }
}
