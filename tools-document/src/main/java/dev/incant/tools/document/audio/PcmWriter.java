package dev.incant.tools.document.audio;

import dev.incant.kernel.error.ToolException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Writes WAV or AIFF. Samples are rounded to the nearest value, those beyond -1 or 1 are cut; a sample that was read
/// with as many bits is written as it was.
final class PcmWriter {
    private static final long LARGEST = 0xffffffffL - 100;

    private final AudioFormat format;
    private final int bits;

    /// @param bits 8, 16, 24 or 32
    PcmWriter(AudioFormat format, int bits) {
        this.format = format;
        this.bits = bits;
    }

    void write(Frames frames, OutputStream target) throws IOException {
        int block = frames.channels() * bits / 8;
        long data = Math.multiplyExact(frames.count(), (long) block);
        if (data > LARGEST) {
            throw ToolException.limitExceeded(
                    "the result has " + data + " bytes, and a " + format.word() + " file holds at most " + LARGEST);
        }
        OutputStream out = new BufferedOutputStream(target, 64 << 10);
        out.write(format == AudioFormat.WAV ? wav(frames, block, data) : aiff(frames, data));
        double[] frame = new double[frames.channels()];
        byte[] bytes = new byte[block];
        while (frames.next(frame)) {
            for (int channel = 0; channel < frame.length; channel++) {
                put(bytes, channel * bits / 8, frame[channel]);
            }
            out.write(bytes);
        }
        if ((data & 1) != 0) {
            out.write(0);
        }
        out.flush();
    }

    private void put(byte[] bytes, int at, double sample) {
        double most = 1L << bits - 1;
        long value = (long) Math.clamp(Math.rint(sample * most), -most, most - 1);
        if (bits == 8 && format == AudioFormat.WAV) {
            value += 128;
        }
        int width = bits / 8;
        for (int i = 0; i < width; i++) {
            int shift = format == AudioFormat.WAV ? i * 8 : (width - 1 - i) * 8;
            bytes[at + i] = (byte) (value >> shift);
        }
    }

    private byte[] wav(Frames frames, int block, long data) {
        // More than 16 bits or two channels have to be described at length.
        boolean extensible = bits > 16 || frames.channels() > 2;
        int format = extensible ? 40 : 16;
        ByteBuffer head = ByteBuffer.allocate(28 + format).order(ByteOrder.LITTLE_ENDIAN);
        name(head, "RIFF").putInt((int) (20 + format + data + (data & 1)));
        name(head, "WAVEfmt ").putInt(format);
        head.putShort((short) (extensible ? 0xfffe : 1)).putShort((short) frames.channels());
        head.putInt(frames.rate()).putInt(frames.rate() * block);
        head.putShort((short) block).putShort((short) bits);
        if (extensible) {
            head.putShort((short) 22).putShort((short) bits).putInt(0);
            // The rest of the identifier of PCM, 00000001-0000-0010-8000-00aa00389b71.
            head.putShort((short) 1).put(new byte[] {0, 0, 0, 0, 0x10, 0, (byte) 0x80, 0, 0, (byte) 0xaa, 0, 0x38});
            head.put(new byte[] {(byte) 0x9b, 0x71});
        }
        name(head, "data").putInt((int) data);
        return head.array();
    }

    private byte[] aiff(Frames frames, long data) {
        ByteBuffer head = ByteBuffer.allocate(54);
        name(head, "FORM").putInt((int) (46 + data + (data & 1)));
        name(head, "AIFFCOMM").putInt(18);
        head.putShort((short) frames.channels()).putInt((int) frames.count()).putShort((short) bits);
        int zeros = Integer.numberOfLeadingZeros(frames.rate());
        head.putShort((short) (16383 + 31 - zeros)).putLong((long) frames.rate() << 32 + zeros);
        name(head, "SSND").putInt((int) (8 + data)).putLong(0);
        return head.array();
    }

    private static ByteBuffer name(ByteBuffer head, String name) {
        return head.put(name.getBytes(StandardCharsets.US_ASCII));
    }
}
