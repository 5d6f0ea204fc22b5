package dev.incant.tools.document.audio;

import dev.incant.tools.document.media.Source;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the chunks of a WAV file: RIFF (Microsoft, *Multimedia Programming Interface and Data Specifications 1.0*),
/// WAVE_FORMAT_EXTENSIBLE, and RF64 (EBU Tech 3306) for those above 4 GiB.
final class Wav {
    private static final int MOST_CHUNKS = 10_000;
    private static final int EXTENSIBLE = 0xfffe;
    private static final List<Integer> WHOLE = List.of(1, 2, 3, 4);
    private static final List<Integer> FLOATING = List.of(4, 8);

    private final Source source;
    private final Tags tags = new Tags();
    private boolean picture;
    private int kind = -1;
    private int channels;
    private long rate;
    private long byteRate;
    private int block;
    private int bits;
    private long counted;
    private long data = -1;
    private long dataSize;
    private long wideSize;

    private Wav(Source source) {
        this.source = source;
    }

    static Sound read(Source source) throws IOException {
        Wav wav = new Wav(source);
        wav.chunks();
        return wav.sound();
    }

    private void chunks() throws IOException {
        long at = 12;
        for (int i = 0; i < MOST_CHUNKS && at + 8 <= source.size(); i++) {
            String name = source.name(at);
            long length = source.little(at + 4, 4);
            long start = at + 8;
            if (name.equals("data") && length == 0xffffffffL) {
                length = wideSize > 0 ? wideSize : source.size() - start;
            }
            chunk(name, start, length);
            at = start + length + (length & 1);
        }
    }

    private void chunk(String name, long start, long length) throws IOException {
        switch (name) {
            case "ds64" -> wideSize = Math.max(0, Source.little(source.read(start + 8, 8), 0, 8));
            case "fmt " -> format(start, length);
            case "fact" -> counted = length >= 4 ? source.little(start, 4) : 0;
            case "data" -> {
                if (data < 0) {
                    data = start;
                    dataSize = Math.max(0, Math.min(length, source.size() - start));
                }
            }
            case "LIST" -> {
                if (source.holds(start, "INFO")) {
                    info(start + 4, Math.min(source.size(), start + length));
                }
            }
            case "id3 ", "ID3 " -> picture |= Id3.read(source, start, tags);
            default -> {}
        }
    }

    private void format(long start, long length) throws IOException {
        if (length < 16) {
            throw source.damaged("its chunk 'fmt ' is too short");
        }
        byte[] bytes = source.read(start, (int) Math.min(length, 40));
        kind = (int) Source.little(bytes, 0, 2);
        channels = (int) Source.little(bytes, 2, 2);
        rate = Source.little(bytes, 4, 4);
        byteRate = Source.little(bytes, 8, 4);
        block = (int) Source.little(bytes, 12, 2);
        bits = (int) Source.little(bytes, 14, 2);
        if (kind == EXTENSIBLE && bytes.length >= 26) {
            kind = (int) Source.little(bytes, 24, 2);
        }
    }

    private void info(long from, long end) throws IOException {
        long at = from;
        for (int i = 0; i < MOST_CHUNKS && at + 8 <= end; i++) {
            String name = source.name(at);
            long length = source.little(at + 4, 4);
            if (Tags.known(name) && length <= 1 << 16) {
                tags.add(name, text(source.upTo(at + 8, (int) length)));
            }
            at += 8 + length + (length & 1);
        }
    }

    /// UTF-8 where it is valid, as most write it now, else Latin 1; up to a NUL.
    static String text(byte[] bytes) {
        String utf8 = new String(bytes, StandardCharsets.UTF_8);
        String text = utf8.indexOf('\ufffd') < 0 ? utf8 : new String(bytes, StandardCharsets.ISO_8859_1);
        int end = text.indexOf('\0');
        return end < 0 ? text : text.substring(0, end);
    }

    private Sound sound() {
        if (kind < 0) {
            throw source.damaged("it has no chunk 'fmt '");
        }
        if (data < 0) {
            throw source.damaged("it has no chunk 'data'");
        }
        Pcm pcm = pcm();
        Double seconds = seconds(pcm);
        return new Sound(
                AudioFormat.WAV,
                codec(),
                seconds,
                rate,
                channels,
                bits > 0 ? (long) bits : null,
                pcm != null ? Long.valueOf(rate * block * 8) : Sound.bitRate(dataSize, seconds),
                tags.found(),
                picture,
                pcm);
    }

    private @Nullable Double seconds(@Nullable Pcm pcm) {
        if (rate <= 0) {
            return null;
        }
        if (pcm != null) {
            return (double) pcm.frames() / rate;
        }
        if (counted > 0) {
            return (double) counted / rate;
        }
        return byteRate > 0 ? (double) dataSize / byteRate : null;
    }

    private @Nullable Pcm pcm() {
        if (channels < 1 || channels > Pcm.MOST_CHANNELS || rate < 1 || rate > Pcm.MOST_RATE) {
            return null;
        }
        int width = block / channels;
        boolean fits = block == width * channels && bits <= width * 8 && bits > 0;
        if (!fits || !(kind == 1 ? WHOLE : kind == 3 ? FLOATING : List.of()).contains(width)) {
            return null;
        }
        Pcm.Kind how = kind == 3 ? Pcm.Kind.FLOAT : width == 1 ? Pcm.Kind.UNSIGNED : Pcm.Kind.SIGNED;
        return new Pcm(how, width, false, channels, (int) rate, data, dataSize / block);
    }

    private String codec() {
        return switch (kind) {
            case 1 -> bits <= 8 ? "pcm_u8" : "pcm_s" + (bits + 7) / 8 * 8 + "le";
            case 2 -> "adpcm_ms";
            case 3 -> "pcm_f" + bits + "le";
            case 6 -> "pcm_alaw";
            case 7 -> "pcm_mulaw";
            case 0x11 -> "adpcm_ima_wav";
            case 0x31 -> "gsm_ms";
            case 0x50 -> "mp2";
            case 0x55 -> "mp3";
            default -> "wav_0x%04x".formatted(kind);
        };
    }
}
