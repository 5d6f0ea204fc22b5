package dev.incant.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/// Standard output as a stream of bytes that does not wait for more.
final class OutputLines extends OutputStream {
    private final Output output;

    OutputLines(Output output) {
        this.output = output;
    }

    @Override
    public void write(int each) throws IOException {
        write(new byte[] {(byte) each}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        try {
            output.write(from == 0 && length == bytes.length ? bytes : Arrays.copyOfRange(bytes, from, from + length));
        } catch (Output.Lost e) {
            throw new IOException(e);
        }
        if (output.lost() != null) {
            throw new IOException("nobody reads");
        }
    }

    @Override
    public void flush() throws IOException {
        try {
            output.flush();
        } catch (Output.Lost e) {
            throw new IOException(e);
        }
    }
}
