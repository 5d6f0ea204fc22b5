package dev.incant.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Standard output or standard error: text in UTF-8 and bytes, gathered and written at each line on a terminal, else
/// when enough has come or [#flush] is called. Safe for use by many threads.
///
/// The first failure is kept and thrown as [Lost]; all that follows is dropped, as nobody can read it.
final class Output {
    private static final int ENOUGH = 16 << 10;

    private final OutputStream to;
    private final boolean terminal;
    private byte[] waiting = new byte[512];
    private int size;
    private @Nullable Lost lost;

    Output(OutputStream to, boolean terminal) {
        this.to = to;
        this.terminal = terminal;
    }

    /// What was written cannot be delivered.
    static final class Lost extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Lost(IOException cause) {
            super(cause.getMessage(), cause, false, false);
        }

        /// Whether the reader went away, which is its right, rather than a disk that is full.
        boolean unread() {
            return "Broken pipe".equals(getMessage());
        }
    }

    boolean terminal() {
        return terminal;
    }

    /// Why output was lost, or null.
    synchronized @Nullable Lost lost() {
        return lost;
    }

    void print(String text) {
        write(text.getBytes(StandardCharsets.UTF_8));
    }

    void line(String text) {
        print(text.concat("\n"));
    }

    synchronized void write(byte[] bytes) {
        if (lost != null) {
            return;
        }
        if (size + bytes.length > ENOUGH) {
            flush();
        }
        if (bytes.length > ENOUGH) {
            send(bytes, bytes.length);
            return;
        }
        if (size + bytes.length > waiting.length) {
            byte[] larger = new byte[ENOUGH];
            System.arraycopy(waiting, 0, larger, 0, size);
            waiting = larger;
        }
        System.arraycopy(bytes, 0, waiting, size, bytes.length);
        size += bytes.length;
        if (terminal) {
            flush();
        }
    }

    synchronized void flush() {
        if (size > 0 && lost == null) {
            int count = size;
            size = 0;
            send(waiting, count);
        }
    }

    private void send(byte[] bytes, int count) {
        try {
            to.write(bytes, 0, count);
            to.flush();
        } catch (IOException e) {
            lost = new Lost(e);
            throw lost;
        }
    }
}
