package dev.incant.tools.document.audio;

import java.io.IOException;

/// Makes one channel of several, as their mean, or several of one.
final class Mixed implements Frames {
    private final Frames source;
    private final int channels;
    private final double[] frame;

    Mixed(Frames source, int channels) {
        this.source = source;
        this.channels = channels;
        this.frame = new double[source.channels()];
    }

    /// Whether this is what mixing so many to so many means without knowing where the loudspeakers are.
    static boolean can(int from, int to) {
        return from == to || from == 1 || to == 1;
    }

    @Override
    public int channels() {
        return channels;
    }

    @Override
    public int rate() {
        return source.rate();
    }

    @Override
    public long count() {
        return source.count();
    }

    @Override
    public boolean next(double[] into) throws IOException {
        if (!source.next(frame)) {
            return false;
        }
        double sum = 0;
        for (double sample : frame) {
            sum += sample;
        }
        for (int channel = 0; channel < channels; channel++) {
            into[channel] = sum / frame.length;
        }
        return true;
    }
}
