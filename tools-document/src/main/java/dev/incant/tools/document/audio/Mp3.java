package dev.incant.tools.document.audio;

import dev.incant.tools.document.media.Source;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Reads the headers of MPEG audio, layer III (ISO/IEC 11172-3, 2.4.1.3, and 13818-3). How long it is says
/// the header of Xing or LAME; where there is none, all frames are counted.
final class Mp3 {
    private static final int JUNK = 64 << 10;
    private static final int[] RATES = {44_100, 48_000, 32_000};
    private static final int[] FAST = {0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320};
    private static final int[] SLOW = {0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160};

    private Mp3() {}

    /// @param samples of each channel in it
    /// @param length bytes, its header with it
    /// @param aside bytes between its header and what Xing's may follow
    private record Frame(int rate, int channels, int samples, int length, int aside) {
        boolean sameKindAs(Frame other) {
            return rate == other.rate && samples == other.samples;
        }
    }

    private static @Nullable Frame frame(Source source, long at) throws IOException {
        byte[] bytes = source.upTo(at, 4);
        return bytes.length < 4 ? null : frame((int) Source.big(bytes, 0, 4));
    }

    private static @Nullable Frame frame(int header) {
        int version = header >>> 19 & 3;
        int speed = header >>> 12 & 15;
        int rate = header >>> 10 & 3;
        if (header >>> 21 != 0x7ff || version == 1 || (header >>> 17 & 3) != 1 || speed == 0 || speed == 15) {
            return null;
        }
        if (rate == 3) {
            return null;
        }
        boolean first = version == 3;
        int perSecond = RATES[rate] >> (first ? 0 : version == 2 ? 1 : 2);
        int samples = first ? 1152 : 576;
        int length = samples / 8 * (first ? FAST : SLOW)[speed] * 1000 / perSecond + (header >>> 9 & 1);
        int channels = (header >>> 6 & 3) == 3 ? 1 : 2;
        int aside = first ? (channels == 1 ? 17 : 32) : channels == 1 ? 9 : 17;
        return new Frame(perSecond, channels, samples, length, aside);
    }

    /// Where the first frame is that another follows, or the file's end; -1 where there is none. Behind a tag there may
    /// be something else before it.
    static long firstFrame(Source source, long start) throws IOException {
        long last = start == 0 ? 0 : Math.min(start + JUNK, source.size());
        for (long at = start; at <= last; at++) {
            Frame frame = frame(source, at);
            if (frame != null) {
                long next = at + frame.length();
                Frame second = frame(source, next);
                if (next == source.size() || source.holds(next, "TAG") || second != null && second.sameKindAs(frame)) {
                    return at;
                }
            }
        }
        return -1;
    }

    static Sound read(Source source) throws IOException {
        Tags tags = new Tags();
        boolean picture = Id3.read(source, 0, tags);
        long at = firstFrame(source, Id3.end(source, 0));
        Frame frame = at < 0 ? null : frame(source, at);
        if (frame == null) {
            throw source.damaged("it has no frame of MP3");
        }
        Id3.readOld(source, tags);
        long end = source.holds(source.size() - 128, "TAG") ? source.size() - 128 : source.size();
        long frames = said(source, at, frame);
        if (frames <= 0) {
            frames = counted(source, at, end, frame);
        }
        double seconds = (double) frames * frame.samples() / frame.rate();
        return new Sound(
                AudioFormat.MP3,
                "mp3",
                seconds,
                frame.rate(),
                frame.channels(),
                null,
                Sound.bitRate(end - at, seconds),
                tags.found(),
                picture,
                null);
    }

    /// How many frames the first one says there are; 0 where it does not.
    private static long said(Source source, long at, Frame frame) throws IOException {
        long xing = at + 4 + frame.aside();
        if ((source.holds(xing, "Xing") || source.holds(xing, "Info")) && (source.big(xing + 4, 4) & 1) != 0) {
            return source.big(xing + 8, 4);
        }
        return source.holds(at + 36, "VBRI") ? source.big(at + 50, 4) : 0;
    }

    private static long counted(Source source, long from, long end, Frame first) throws IOException {
        long frames = 0;
        long at = from;
        while (at < end) {
            Frame frame = frame(source, at);
            if (frame == null || !frame.sameKindAs(first)) {
                break;
            }
            frames++;
            at += frame.length();
        }
        return frames;
    }
}
