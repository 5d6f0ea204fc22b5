package dev.incant.tools.document.audio;

import dev.incant.tools.document.media.Source;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Reads the first packets and the last page of an Ogg file (RFC 3533) that holds Vorbis, Opus (RFC 7845),
/// FLAC or Speex; of several streams the first that is sound.
final class Ogg {
    private static final int MOST_PAGES = 10_000;
    private static final int LARGEST_PAGE = 65_307;
    private static final int LARGEST_HEADER = 4 << 20;

    private final Source source;

    private Ogg(Source source) {
        this.source = source;
    }

    /// @param data where its content starts
    /// @param lengths of the pieces of packets in it
    private record Page(long at, boolean first, long granule, long serial, long data, byte[] lengths) {
        long end() {
            long end = data;
            for (byte length : lengths) {
                end += length & 0xff;
            }
            return end;
        }
    }

    private Page page(long at) throws IOException {
        byte[] head = source.read(at, 27);
        if (!new String(head, 0, 4, StandardCharsets.ISO_8859_1).equals("OggS")) {
            throw source.damaged("no page of Ogg is at byte " + at);
        }
        int pieces = head[26] & 0xff;
        return new Page(
                at,
                (head[5] & 2) != 0,
                Source.little(head, 6, 8),
                Source.little(head, 14, 4),
                at + 27 + pieces,
                source.read(at + 27, pieces));
    }

    static Sound read(Source source) throws IOException {
        Ogg ogg = new Ogg(source);
        long at = 0;
        for (int i = 0; i < MOST_PAGES; i++) {
            Page page = ogg.page(at);
            if (!page.first()) {
                break;
            }
            byte[] head = source.upTo(page.data(), (int) (page.end() - page.data()));
            String start = new String(head, StandardCharsets.ISO_8859_1);
            if (start.startsWith("\u0001vorbis") && head.length >= 30) {
                long rate = Source.little(head, 12, 4);
                return ogg.sound(page, "vorbis", rate, head[11] & 0xff, 0, 7);
            }
            if (start.startsWith("OpusHead") && head.length >= 19) {
                return ogg.sound(page, "opus", 48_000, head[9] & 0xff, Source.little(head, 10, 2), 8);
            }
            if (start.startsWith("\u007fFLAC") && head.length >= 51) {
                return ogg.flac(page, head);
            }
            if (start.startsWith("Speex   ") && head.length >= 80) {
                return ogg.sound(page, "speex", Source.little(head, 36, 4), Source.little(head, 48, 4), 0, 0);
            }
            at = page.end();
        }
        throw source.damaged("it holds neither Vorbis, Opus, FLAC nor Speex");
    }

    private Sound sound(Page page, String codec, long rate, long channels, long skip, int commentAt)
            throws IOException {
        Tags tags = new Tags();
        boolean picture = VorbisComments.read(second(page), commentAt, tags);
        Long last = lastGranule(page.serial());
        Double seconds = last == null || rate <= 0 ? null : (double) Math.max(0, last - skip) / rate;
        return new Sound(
                AudioFormat.OGG,
                codec,
                seconds,
                rate,
                channels,
                null,
                Sound.bitRate(source.size(), seconds),
                tags.found(),
                picture,
                null);
    }

    /// FLAC in Ogg: the mapping's 13 bytes, then STREAMINFO with its header.
    private Sound flac(Page page, byte[] head) throws IOException {
        byte[] block = new byte[34];
        System.arraycopy(head, 17, block, 0, 34);
        Flac.Stream stream = Flac.Stream.of(block);
        Long last = stream.frames() > 0 ? Long.valueOf(stream.frames()) : lastGranule(page.serial());
        Tags tags = new Tags();
        boolean picture = VorbisComments.read(second(page), 4, tags);
        return new Flac.Stream(stream.rate(), stream.channels(), stream.bits(), last == null ? 0 : last)
                .sound(AudioFormat.OGG, tags, picture, source.size());
    }

    /// The packet after the first of a stream, gathered from its pages, cut off where it is too large.
    private byte[] second(Page first) throws IOException {
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        long at = first.end();
        for (int i = 0; i < MOST_PAGES && packet.size() < LARGEST_HEADER && at + 27 <= source.size(); i++) {
            Page page = page(at);
            if (page.serial() == first.serial()) {
                long from = page.data();
                for (byte length : page.lengths()) {
                    packet.writeBytes(source.upTo(from, length & 0xff));
                    from += length & 0xff;
                    if ((length & 0xff) < 255) {
                        return packet.toByteArray();
                    }
                }
            }
            at = page.end();
        }
        return packet.toByteArray();
    }

    /// The position at the end of the last page of a stream; null where it is not among the last ones.
    private @Nullable Long lastGranule(long serial) throws IOException {
        long from = Math.max(0, source.size() - 4L * LARGEST_PAGE);
        byte[] tail = source.upTo(from, 4 * LARGEST_PAGE);
        for (int at = tail.length - 27; at >= 0; at--) {
            if (tail[at] == 'O'
                    && tail[at + 1] == 'g'
                    && tail[at + 2] == 'g'
                    && tail[at + 3] == 'S'
                    && Source.little(tail, at + 14, 4) == serial) {
                long granule = Source.little(tail, at + 6, 8);
                if (granule >= 0) {
                    return granule;
                }
            }
        }
        return null;
    }
}
