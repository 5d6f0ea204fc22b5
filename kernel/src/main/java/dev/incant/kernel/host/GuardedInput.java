package dev.incant.kernel.host;

import dev.incant.kernel.capability.CallScope;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/// Reads a file; ends with the call's error when the call is to stop, and is closed at the call's end.
final class GuardedInput extends InputStream {
    private static final int PIECE = 1 << 20;

    private final CallScope scope;
    private final FileChannel channel;
    private final String shown;

    private GuardedInput(CallScope scope, FileChannel channel, String shown) {
        this.scope = scope;
        this.channel = channel;
        this.shown = shown;
    }

    static GuardedInput over(CallScope scope, FileChannel channel, String shown) {
        return scope.resources().add(new GuardedInput(scope, channel, shown));
    }

    /// The size at this moment; 0 for files that the kernel makes up while they are read.
    long size() throws IOException {
        return channel.size();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        scope.cancellation().check();
        if (length == 0) {
            return 0;
        }
        try {
            return channel.read(ByteBuffer.wrap(bytes, offset, Math.min(PIECE, length)));
        } catch (IOException e) {
            throw FileErrors.of(shown, e, scope.cancellation());
        }
    }

    @Override
    public long skip(long count) throws IOException {
        long position = channel.position();
        long to = Math.min(channel.size(), position + Math.max(0, count));
        if (to <= position) {
            return 0;
        }
        channel.position(to);
        return to - position;
    }

    @Override
    public int available() throws IOException {
        return Math.clamp(channel.size() - channel.position(), 0, Integer.MAX_VALUE);
    }

    @Override
    public void close() throws IOException {
        scope.resources().remove(this);
        channel.close();
    }
}
