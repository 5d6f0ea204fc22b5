package dev.incant.kernel.host;

import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.value.Values;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/// Reads bytes as UTF-8 text, every byte of which must be valid.
final class StrictText {
    private StrictText() {}

    /// The text without its byte order mark.
    ///
    /// @throws ToolException `failed`, naming offset and line of the first byte that does not belong
    static String of(String shown, byte[] bytes) {
        int start = bytes.length >= 3 && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB && bytes[2] == (byte) 0xBF
                ? 3
                : 0;
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes, start, bytes.length - start);
        // No UTF-8 sequence decodes into more UTF-16 units than it has bytes.
        CharBuffer out = CharBuffer.allocate(bytes.length - start);
        CoderResult result = decoder.decode(in, out, true);
        if (result.isError()) {
            throw invalid(shown, bytes, in.position());
        }
        decoder.flush(out);
        return out.flip().toString();
    }

    private static ToolException invalid(String shown, byte[] bytes, int offset) {
        long line = 1;
        for (int i = 0; i < offset; i++) {
            line += bytes[i] == '\n' ? 1 : 0;
        }
        boolean utf16 = bytes.length >= 2
                && ((bytes[0] == (byte) 0xFF && bytes[1] == (byte) 0xFE)
                        || (bytes[0] == (byte) 0xFE && bytes[1] == (byte) 0xFF));
        return new ToolException(
                ErrorCode.FAILED,
                "'" + shown + "' is not UTF-8 text: byte 0x" + hex(bytes[offset]) + " at offset " + offset + ", line "
                        + line + (utf16 ? "; it looks like UTF-16" : ""),
                Values.map("path", shown, "offset", offset, "line", line),
                null);
    }

    private static String hex(byte b) {
        String digits = Integer.toHexString(b & 0xff);
        return digits.length() == 1 ? "0" + digits : digits;
    }
}
