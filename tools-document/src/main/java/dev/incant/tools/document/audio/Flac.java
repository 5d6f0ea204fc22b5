package dev.incant.tools.document.audio;

import dev.incant.tools.document.media.Source;
import java.io.IOException;

/// Reads the metadata blocks of a FLAC file (RFC 9639, section 8).
final class Flac {
    private static final int MOST_BLOCKS = 10_000;
    private static final int COMMENT = 4;
    private static final int PICTURE = 6;

    private Flac() {}

    static Sound read(Source source) throws IOException {
        Tags tags = new Tags();
        long start = Id3.end(source, 0);
        boolean picture = Id3.read(source, 0, tags);
        long at = start + 4;
        if ((source.big(at, 1) & 0x7f) != 0 || source.big(at + 1, 3) < 34) {
            throw source.damaged("it does not begin with STREAMINFO");
        }
        Stream stream = Stream.of(source.read(at + 4, 34));
        for (int i = 0; i < MOST_BLOCKS; i++) {
            byte[] head = source.read(at, 4);
            int length = (int) Source.big(head, 1, 3);
            int type = head[0] & 0x7f;
            if (type == COMMENT) {
                picture |= VorbisComments.read(source.upTo(at + 4, Math.min(length, Source.MOST)), 0, tags);
            }
            picture |= type == PICTURE;
            at += 4L + length;
            if ((head[0] & 0x80) != 0) {
                break;
            }
        }
        return stream.sound(AudioFormat.FLAC, tags, picture, Math.max(0, source.size() - at));
    }

    /// The block STREAMINFO.
    record Stream(long rate, long channels, long bits, long frames) {
        static Stream of(byte[] block) {
            long fields = Source.big(block, 10, 8);
            return new Stream(fields >>> 44, (fields >>> 41 & 7) + 1, (fields >>> 36 & 31) + 1, fields & 0xfffffffffL);
        }

        Sound sound(AudioFormat format, Tags tags, boolean picture, long bytes) {
            Double seconds = frames == 0 || rate == 0 ? null : (double) frames / rate;
            return new Sound(
                    format,
                    "flac",
                    seconds,
                    rate,
                    channels,
                    bits,
                    Sound.bitRate(bytes, seconds),
                    tags.found(),
                    picture,
                    null);
        }
    }
}
