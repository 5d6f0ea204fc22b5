package dev.incant.tools.document.audio;

import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.tools.document.media.Source;
import java.io.IOException;
import java.io.InputStream;

/// Reads samples one after another, in bounded memory.
final class PcmReader implements Frames, AutoCloseable {
    private static final int PIECE = 32 << 10;

    private final ToolContext context;
    private final Pcm pcm;
    private final String path;
    private final InputStream in;
    private byte[] piece = new byte[0];
    private int at;
    private long left;

    private PcmReader(ToolContext context, Pcm pcm, String path, InputStream in) {
        this.context = context;
        this.pcm = pcm;
        this.path = path;
        this.in = in;
        this.left = pcm.frames();
    }

    static PcmReader open(ToolContext context, String path, Pcm pcm) throws IOException {
        InputStream in = context.files().open(path);
        in.skipNBytes(pcm.offset());
        return new PcmReader(context, pcm, path, in);
    }

    @Override
    public int channels() {
        return pcm.channels();
    }

    @Override
    public int rate() {
        return pcm.rate();
    }

    @Override
    public long count() {
        return pcm.frames();
    }

    @Override
    public boolean next(double[] frame) throws IOException {
        if (left == 0) {
            return false;
        }
        if (at == piece.length) {
            refill();
        }
        for (int channel = 0; channel < pcm.channels(); channel++) {
            frame[channel] = sample();
            at += pcm.width();
        }
        left--;
        return true;
    }

    private void refill() throws IOException {
        context.checkCancelled();
        context.progress().report(pcm.frames() - left, pcm.frames(), null);
        int frame = pcm.width() * pcm.channels();
        int wanted = (int) Math.min(left, Math.max(1, PIECE / frame)) * frame;
        piece = in.readNBytes(wanted);
        at = 0;
        if (piece.length < wanted) {
            throw ToolException.failed(path + ": became shorter while it was read");
        }
    }

    private double sample() {
        long bits = pcm.big() ? Source.big(piece, at, pcm.width()) : Source.little(piece, at, pcm.width());
        return switch (pcm.kind()) {
            case UNSIGNED -> (bits - 128) / 128.0;
            case SIGNED -> {
                int shift = 64 - pcm.width() * 8;
                yield (bits << shift >> shift) / (double) (1L << pcm.width() * 8 - 1);
            }
            case FLOAT -> finite(pcm.width() == 4 ? Float.intBitsToFloat((int) bits) : Double.longBitsToDouble(bits));
        };
    }

    private static double finite(double value) {
        return Double.isFinite(value) ? value : 0;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
