package dev.incant.tools.document.archive;

import io.airlift.compress.zstd.ZstdInputStream;
import io.airlift.compress.zstd.ZstdOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipParameters;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/// Streams that compress and decompress.
final class Compressions {
    private Compressions() {}

    /// Decompresses all members, one after another. Zstandard windows are at most 8 MiB, which all levels up to 19
    /// keep to; larger ones (`--ultra`, `--long`) are refused by the library.
    static InputStream reading(ArchiveFormat.Compression compression, InputStream in, int memoryKib)
            throws IOException {
        return switch (compression) {
            case NONE -> in;
            case GZIP ->
                GzipCompressorInputStream.builder()
                        .setInputStream(in)
                        .setDecompressConcatenated(true)
                        .get();
            case BZIP2 -> new BZip2CompressorInputStream(in, true);
            case XZ ->
                XZCompressorInputStream.builder()
                        .setInputStream(in)
                        .setDecompressConcatenated(true)
                        .setMemoryLimitKiB(memoryKib)
                        .get();
            case ZSTD -> new ZstdInputStream(in);
        };
    }

    /// Compresses; the same bytes for the same content, whenever and wherever.
    ///
    /// @param level 1 to 9
    static OutputStream writing(ArchiveFormat.Compression compression, OutputStream out, int level) throws IOException {
        return switch (compression) {
            case NONE -> out;
            case GZIP -> {
                GzipParameters parameters = new GzipParameters();
                parameters.setCompressionLevel(level);
                yield new GzipCompressorOutputStream(out, parameters);
            }
            case BZIP2 -> new BZip2CompressorOutputStream(out, level);
            case XZ -> new XZOutputStream(out, new LZMA2Options(level));
            case ZSTD -> new ZstdOutputStream(out);
        };
    }
}
