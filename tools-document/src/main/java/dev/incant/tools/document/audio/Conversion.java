package dev.incant.tools.document.audio;

import dev.incant.kernel.capability.Files;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.value.Values;
import dev.incant.tools.document.media.Ffmpeg;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Writes sound in another format: from WAV or AIFF to WAV or AIFF here, anything else with ffmpeg.
public final class Conversion {
    private final Args args;
    private final ToolContext context;
    private final String path;
    private final String target;
    private final AudioFormat format;

    private Conversion(Args args, ToolContext context) {
        this.args = args;
        this.context = context;
        this.path = args.string("path");
        this.target = args.string("target_path");
        this.format = AudioFormat.toWrite(args.optionalString("target_format").orElse(null), target);
    }

    public static Object run(Args args, ToolContext context) throws IOException {
        Conversion conversion = new Conversion(args, context);
        conversion.check();
        return conversion.convert();
    }

    private void check() {
        boolean lossy = format == AudioFormat.MP3 || format == AudioFormat.OGG;
        if (args.has("bit_depth") && !depths().contains(args.integer("bit_depth"))) {
            throw ToolException.invalidParams("bit_depth: " + args.integer("bit_depth") + " is not for " + format.word()
                    + (lossy ? ", which has none to choose" : ": give one of " + depths()));
        }
        if (args.has("bit_rate") && !lossy) {
            throw ToolException.invalidParams("bit_rate: only mp3 and ogg have one to choose, not " + format.word());
        }
        if (context.files().exists(target) && !args.bool("overwrite")) {
            throw ToolException.conflict(target + ": exists already (overwrite)");
        }
    }

    private List<Long> depths() {
        return switch (format) {
            case WAV, AIFF -> List.of(8L, 16L, 24L, 32L);
            case FLAC -> List.of(16L, 24L);
            case MP3, OGG -> List.of();
        };
    }

    private Object convert() throws IOException {
        Sound sound = AudioLook.sound(context, path);
        int channels = args.has("channels") ? args.intValue("channels") : (int) Math.min(sound.channels(), 255);
        Pcm pcm = sound.pcm();
        try (Files.Replacement file = context.files().replace(target)) {
            if (pcm != null && format.pcm() && Mixed.can(pcm.channels(), channels)) {
                write(pcm, channels, file);
                long size = file.commit();
                return told(AudioLook.sound(context, target), size, "java");
            }
            String made = new Ffmpeg(path, sound.format().word(), List.of(), options(sound)).run(context);
            Sound result = AudioLook.sound(context, made);
            return told(result, Ffmpeg.place(context, made, file), "ffmpeg");
        }
    }

    private void write(Pcm pcm, int channels, Files.Replacement file) throws IOException {
        int rate = args.has("sample_rate") ? args.intValue("sample_rate") : pcm.rate();
        int bits = args.has("bit_depth") ? args.intValue("bit_depth") : pcm.bits();
        try (PcmReader reader = PcmReader.open(context, path, pcm)) {
            Frames frames = channels == pcm.channels() ? reader : new Mixed(reader, channels);
            if (rate != pcm.rate()) {
                frames = new Resampled(context, frames, rate);
            }
            new PcmWriter(format, bits).write(frames, file.out());
        }
    }

    private List<String> options(Sound sound) {
        List<String> options = new ArrayList<>(List.of("-map", "0:a:0", "-vn", "-sn", "-dn"));
        if (args.has("sample_rate")) {
            options.addAll(List.of("-ar", String.valueOf(args.integer("sample_rate"))));
        }
        if (args.has("channels")) {
            options.addAll(List.of("-ac", String.valueOf(args.integer("channels"))));
        }
        if (args.has("bit_rate")) {
            options.addAll(List.of("-b:a", String.valueOf(args.integer("bit_rate"))));
        }
        Long known = sound.bits();
        long bits = args.has("bit_depth") ? args.integer("bit_depth") : known == null ? 16 : known;
        switch (format) {
            case WAV -> options.addAll(List.of("-c:a", bits <= 8 ? "pcm_u8" : pcm(bits, "le")));
            case AIFF -> options.addAll(List.of("-c:a", bits <= 8 ? "pcm_s8" : pcm(bits, "be")));
            case FLAC -> {
                options.addAll(List.of("-c:a", "flac", "-sample_fmt", bits <= 16 ? "s16" : "s32"));
                options.addAll(bits <= 16 ? List.of() : List.of("-bits_per_raw_sample", "24"));
            }
            case MP3 -> {
                options.addAll(List.of("-c:a", "libmp3lame"));
                options.addAll(args.has("bit_rate") ? List.of() : List.of("-q:a", "2"));
            }
            case OGG -> {
                options.addAll(List.of("-c:a", "libvorbis"));
                options.addAll(args.has("bit_rate") ? List.of() : List.of("-q:a", "5"));
            }
        }
        options.addAll(List.of("-f", format.word()));
        return options;
    }

    private static String pcm(long bits, String order) {
        return "pcm_s" + (bits <= 16 ? 16 : bits <= 24 ? 24 : 32) + order;
    }

    private Object told(Sound result, long size, String by) {
        return Values.map(
                "path",
                target,
                "format",
                format.word(),
                "codec",
                result.codec(),
                "duration_seconds",
                result.seconds(),
                "sample_rate",
                result.rate(),
                "channels",
                result.channels(),
                "bit_depth",
                result.bits(),
                "size",
                size,
                "made_by",
                by);
    }
}
