package dev.incant.tools.system;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// What a program wrote to one stream, as text.
///
/// @param text as UTF-8, with U+FFFD in place of what is none, and without a character cut in two where keeping ended
/// @param valid whether all that is shown is UTF-8
/// @param bytes how many bytes were written, kept or not
/// @param truncated whether less was kept than written
record Output(String text, boolean valid, long bytes, boolean truncated) {
    static Output of(byte[] kept, long bytes) {
        boolean truncated = bytes > kept.length;
        byte[] whole = truncated ? Arrays.copyOf(kept, kept.length - cut(kept)) : kept;
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(whole))
                    .toString();
            return new Output(text, true, bytes, truncated);
        } catch (CharacterCodingException e) {
            return new Output(new String(whole, StandardCharsets.UTF_8), false, bytes, truncated);
        }
    }

    /// How many bytes at the end begin a character that needs more.
    private static int cut(byte[] bytes) {
        for (int back = 1; back <= Math.min(3, bytes.length); back++) {
            int lead = bytes[bytes.length - back] & 0xff;
            if (lead >= 0xc0) {
                int length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
                return length > back ? back : 0;
            }
            if (lead < 0x80) {
                return 0;
            }
        }
        return 0;
    }
}
