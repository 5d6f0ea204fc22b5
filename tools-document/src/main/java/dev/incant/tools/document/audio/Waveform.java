package dev.incant.tools.document.audio;

import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.value.Values;
import dev.incant.tools.document.media.Ffmpeg;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How loud a sound is along its time, over all channels together.
public final class Waveform {
    private final double[] peaks;
    private final double[] squares;
    private final long[] counts;

    private Waveform(int buckets) {
        this.peaks = new double[buckets];
        this.squares = new double[buckets];
        this.counts = new long[buckets];
    }

    public static Object run(Args args, ToolContext context) throws IOException {
        String path = args.string("path");
        Sound sound = AudioLook.sound(context, path);
        Pcm pcm = sound.pcm();
        if (pcm == null) {
            List<String> options = List.of("-map", "0:a:0", "-vn", "-sn", "-dn", "-c:a", "pcm_s16le", "-f", "wav");
            path = new Ffmpeg(path, sound.format().word(), List.of(), options).run(context);
            pcm = AudioLook.sound(context, path).pcm();
            if (pcm == null) {
                throw ToolException.failed(
                        args.string("path") + ": has more channels or samples a second than is measured");
            }
        }
        Waveform waveform = new Waveform((int) Math.min(args.integer("buckets"), pcm.frames()));
        try (PcmReader reader = PcmReader.open(context, path, pcm)) {
            waveform.measure(reader);
        }
        return waveform.told(pcm);
    }

    private void measure(Frames frames) throws IOException {
        double[] frame = new double[frames.channels()];
        long done = 0;
        long end = 0;
        int bucket = -1;
        while (frames.next(frame)) {
            if (done == end) {
                bucket++;
                // Buckets are as equal as whole frames allow.
                end = Math.ceilDiv((bucket + 1L) * frames.count(), (long) peaks.length);
            }
            for (double sample : frame) {
                peaks[bucket] = Math.max(peaks[bucket], Math.abs(sample));
                squares[bucket] += sample * sample;
            }
            counts[bucket] += frame.length;
            done++;
        }
    }

    private Object told(Pcm pcm) {
        List<@Nullable Object> highest = new ArrayList<>();
        List<@Nullable Object> means = new ArrayList<>();
        double peak = 0;
        double square = 0;
        long count = 0;
        for (int i = 0; i < peaks.length; i++) {
            highest.add(peaks[i]);
            means.add(Math.sqrt(squares[i] / counts[i]));
            peak = Math.max(peak, peaks[i]);
            square += squares[i];
            count += counts[i];
        }
        return Values.map(
                "peaks",
                highest,
                "rms",
                means,
                "overall_peak",
                peak,
                "overall_rms",
                count == 0 ? 0.0 : Math.sqrt(square / count),
                "frames",
                pcm.frames(),
                "sample_rate",
                (long) pcm.rate(),
                "channels",
                (long) pcm.channels(),
                "duration_seconds",
                (double) pcm.frames() / pcm.rate());
    }
}
