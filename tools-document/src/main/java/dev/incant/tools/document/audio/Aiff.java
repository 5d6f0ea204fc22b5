package dev.incant.tools.document.audio;

import dev.incant.tools.document.media.Source;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Reads the chunks of an AIFF or AIFF-C file (Apple, *Audio Interchange File Format*, 1.3, and the draft of AIFF-C).
final class Aiff {
    private static final int MOST_CHUNKS = 10_000;

    private final Source source;
    private final Tags tags = new Tags();
    private boolean picture;
    private boolean described;
    private int channels;
    private long frames;
    private int bits;
    private double rate;
    private String compression = "NONE";
    private long data = -1;
    private long dataSize;

    private Aiff(Source source) {
        this.source = source;
    }

    static Sound read(Source source) throws IOException {
        Aiff aiff = new Aiff(source);
        long at = 12;
        for (int i = 0; i < MOST_CHUNKS && at + 8 <= source.size(); i++) {
            long length = source.big(at + 4, 4);
            aiff.chunk(source.name(at), at + 8, length);
            at += 8 + length + (length & 1);
        }
        return aiff.sound();
    }

    private void chunk(String name, long start, long length) throws IOException {
        switch (name) {
            case "COMM" -> common(start, length);
            case "SSND" -> {
                if (data < 0 && length >= 8) {
                    long offset = source.big(start, 4);
                    data = start + 8 + offset;
                    dataSize = Math.max(0, Math.min(length - 8 - offset, source.size() - data));
                }
            }
            case "NAME", "AUTH", "ANNO", "(c) " -> {
                if (length <= 1 << 16) {
                    tags.add(name.strip(), Wav.text(source.upTo(start, (int) length)));
                }
            }
            case "ID3 ", "id3 " -> picture |= Id3.read(source, start, tags);
            default -> {}
        }
    }

    private void common(long start, long length) throws IOException {
        if (length < 18) {
            throw source.damaged("its chunk COMM is too short");
        }
        byte[] bytes = source.read(start, (int) Math.min(length, 22));
        channels = (int) Source.big(bytes, 0, 2);
        frames = Source.big(bytes, 2, 4);
        bits = (int) Source.big(bytes, 6, 2);
        rate = extended(bytes, 8);
        if (bytes.length == 22) {
            compression = new String(bytes, 18, 4, StandardCharsets.ISO_8859_1);
        }
        described = true;
    }

    /// A number of 80 bits (IEEE 754 extended, as the Apple Numerics Manual lays it out).
    private static double extended(byte[] bytes, int at) {
        int exponent = (int) Source.big(bytes, at, 2) & 0x7fff;
        long mantissa = Source.big(bytes, at + 2, 8);
        double high = mantissa >>> 1;
        return high * Math.pow(2, exponent - 16383 - 62);
    }

    private Sound sound() {
        if (!described) {
            throw source.damaged("it has no chunk COMM");
        }
        if (data < 0) {
            throw source.damaged("it has no chunk SSND");
        }
        long whole = rate >= 1 && rate <= Integer.MAX_VALUE ? Math.round(rate) : 0;
        Pcm pcm = pcm((int) whole);
        Double seconds = whole == 0 ? null : (double) (pcm == null ? frames : pcm.frames()) / rate;
        return new Sound(
                AudioFormat.AIFF,
                codec(),
                seconds,
                whole,
                channels,
                bits > 0 ? (long) bits : null,
                pcm != null
                        ? Long.valueOf((long) pcm.width() * 8 * channels * whole)
                        : Sound.bitRate(dataSize, seconds),
                tags.found(),
                picture,
                pcm);
    }

    private @Nullable Pcm pcm(int whole) {
        if (channels < 1 || channels > Pcm.MOST_CHANNELS || whole < 1 || whole > Pcm.MOST_RATE) {
            return null;
        }
        Pcm.Kind kind = switch (compression) {
            case "NONE", "twos", "sowt", "in24", "in32" -> Pcm.Kind.SIGNED;
            case "raw " -> Pcm.Kind.UNSIGNED;
            case "fl32", "FL32", "fl64", "FL64" -> Pcm.Kind.FLOAT;
            default -> null;
        };
        int width = switch (compression) {
            case "fl32", "FL32", "in32" -> 4;
            case "fl64", "FL64" -> 8;
            case "in24" -> 3;
            default -> (bits + 7) / 8;
        };
        boolean fits = kind == Pcm.Kind.FLOAT || width >= 1 && width <= (kind == Pcm.Kind.UNSIGNED ? 1 : 4);
        if (kind == null || !fits) {
            return null;
        }
        long there = dataSize / ((long) width * channels);
        return new Pcm(kind, width, !compression.equals("sowt"), channels, whole, data, Math.min(frames, there));
    }

    private String codec() {
        int whole = (bits + 7) / 8 * 8;
        return switch (compression) {
            case "NONE", "twos" -> "pcm_s" + whole + (whole == 8 ? "" : "be");
            case "sowt" -> "pcm_s" + whole + (whole == 8 ? "" : "le");
            case "in24" -> "pcm_s24be";
            case "in32" -> "pcm_s32be";
            case "raw " -> "pcm_u8";
            case "fl32", "FL32" -> "pcm_f32be";
            case "fl64", "FL64" -> "pcm_f64be";
            case "ulaw", "ULAW" -> "pcm_mulaw";
            case "alaw", "ALAW" -> "pcm_alaw";
            default -> compression.strip();
        };
    }
}
