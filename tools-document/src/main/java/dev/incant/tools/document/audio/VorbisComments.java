package dev.incant.tools.document.audio;

import dev.incant.tools.document.media.Source;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// Reads the tags of Vorbis, Opus and FLAC (Xiph, *Vorbis I*, section 5). What is cut off is left out.
final class VorbisComments {
    private VorbisComments() {}

    /// Adds the tags of a block and tells whether one of them is a picture.
    static boolean read(byte[] block, int from, Tags tags) {
        boolean picture = false;
        long at = from;
        if (at + 4 > block.length) {
            return false;
        }
        at += 4 + Source.little(block, (int) at, 4);
        if (at + 4 > block.length) {
            return false;
        }
        long count = Source.little(block, (int) at, 4);
        at += 4;
        for (long i = 0; i < count && at + 4 <= block.length; i++) {
            long length = Source.little(block, (int) at, 4);
            at += 4;
            if (at + length > block.length) {
                break;
            }
            String text = new String(block, (int) at, (int) Math.min(length, 1 << 16), StandardCharsets.UTF_8);
            int equals = text.indexOf('=');
            if (equals > 0) {
                String name = text.substring(0, equals).toUpperCase(Locale.ROOT);
                if (name.equals("METADATA_BLOCK_PICTURE") || name.equals("COVERART")) {
                    picture = true;
                } else if (!name.equals("COVERARTMIME")) {
                    tags.add(name, text.substring(equals + 1));
                }
            }
            at += length;
        }
        return picture;
    }
}
