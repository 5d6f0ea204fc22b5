package dev.incant.tools.document.audio;

import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.ToolContext;
import java.io.IOException;
import java.util.Arrays;

/// The same sound at another sample rate, by a windowed sinc (J. O. Smith, *Digital Audio Resampling*): what lies above
/// half the lower rate is taken away, so that nothing is folded back as the JDK's linear conversion does. Only as much
/// is held as the window covers.
final class Resampled implements Frames {
    /// How many crossings of zero the window covers on each side.
    private static final int CROSSINGS = 32;

    private static final int MOST_HELD = 2_000_000;
    private static final int STEPS = 512;
    private static final double ROLL_OFF = 0.95;
    private static final double BETA = 9;
    private static final double[] KERNEL = kernel();

    private final ToolContext context;
    private final Frames source;
    private final int rate;
    private final double scale;
    private final int half;
    private final double[][] held;
    private long heldTo;
    private long made;

    Resampled(ToolContext context, Frames source, int rate) {
        this.context = context;
        this.source = source;
        this.rate = rate;
        this.scale = ROLL_OFF * Math.min(1, (double) rate / source.rate());
        this.half = (int) Math.ceil(CROSSINGS / scale);
        if ((long) half * source.channels() > MOST_HELD) {
            throw ToolException.limitExceeded("sample_rate: from " + source.rate() + " to " + rate + " in "
                    + source.channels() + " channels needs too much memory");
        }
        this.held = new double[2 * half + 2][source.channels()];
    }

    private static double[] kernel() {
        double[] kernel = new double[CROSSINGS * STEPS + 2];
        for (int i = 0; i < CROSSINGS * STEPS; i++) {
            double x = (double) i / STEPS;
            double part = x / CROSSINGS;
            double sinc = i == 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
            kernel[i] = sinc * bessel(BETA * Math.sqrt(1 - part * part)) / bessel(BETA);
        }
        return kernel;
    }

    /// The modified Bessel function of order 0, for Kaiser's window.
    private static double bessel(double x) {
        double sum = 1;
        double term = 1;
        for (int i = 1; i < 40; i++) {
            term *= x / (2 * i) * (x / (2 * i));
            sum += term;
        }
        return sum;
    }

    @Override
    public int channels() {
        return source.channels();
    }

    @Override
    public int rate() {
        return rate;
    }

    @Override
    public long count() {
        return Math.ceilDiv(Math.multiplyExact(source.count(), (long) rate), (long) source.rate());
    }

    @Override
    public boolean next(double[] frame) throws IOException {
        if (made >= count()) {
            return false;
        }
        if ((made & 0xfff) == 0 || half > 1000) {
            context.checkCancelled();
        }
        long whole = made * source.rate() / rate;
        double rest = (double) (made * source.rate() % rate) / rate;
        hold(whole + half + 1);
        Arrays.fill(frame, 0, channels(), 0);
        for (long at = Math.max(0, whole - half); at <= Math.min(whole + half, source.count() - 1); at++) {
            double weight = weight(Math.abs(at - whole - rest) * scale) * scale;
            double[] from = held[(int) (at % held.length)];
            for (int channel = 0; channel < from.length; channel++) {
                frame[channel] += from[channel] * weight;
            }
        }
        made++;
        return true;
    }

    /// Reads on until the frames before this one are held.
    private void hold(long to) throws IOException {
        while (heldTo < to && source.next(held[(int) (heldTo % held.length)])) {
            heldTo++;
        }
    }

    private static double weight(double distance) {
        double place = distance * STEPS;
        int index = (int) place;
        if (index >= CROSSINGS * STEPS) {
            return 0;
        }
        return KERNEL[index] + (KERNEL[index + 1] - KERNEL[index]) * (place - index);
    }
}
