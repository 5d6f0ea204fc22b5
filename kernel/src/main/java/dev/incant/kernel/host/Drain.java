package dev.incant.kernel.host;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;

/// Reads a program's stream to its end on a thread of its own: keeps the first bytes, counts all.
///
/// The thread is one of the platform, not a virtual one: reading from a pipe blocks the carrier, and with some
/// 130 programs at once no virtual thread of the process would run any more, those that cancel included.
final class Drain implements Runnable {
    private static final long STACK = 128 << 10;
    private static final int PIECE = 16 << 10;

    private final Process process;
    private final InputStream from;
    private final int keep;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private final CompletableFuture<Boolean> ended = new CompletableFuture<>();
    private long count;
    private volatile boolean genuine;

    private Drain(Process process, InputStream from, int keep) {
        this.process = process;
        this.from = from;
        this.keep = keep;
    }

    /// Starts reading.
    ///
    /// @param keep the most bytes that are kept
    static Drain start(Process process, InputStream from, int keep) {
        Drain drain = new Drain(process, from, keep);
        daemon("incant-process-output", drain);
        return drain;
    }

    /// Runs something that blocks on a pipe.
    static void daemon(String name, Runnable work) {
        Thread thread = new Thread(null, work, name, STACK, false);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void run() {
        // When a program ends, Java takes what is in the pipe and closes it, as if nobody else could write to it;
        // but it waits for this lock. So the end that is read under it is the real one, if the program still ran by
        // then.
        synchronized (from) {
            genuine = process.isAlive();
            byte[] piece = new byte[PIECE];
            try (from) {
                for (int read = from.read(piece); read >= 0; read = from.read(piece)) {
                    add(piece, read);
                }
            } catch (IOException e) {
                // Closed from this side: what came so far is what there is.
            } finally {
                ended.complete(true);
            }
        }
    }

    /// Whether the end of the stream means that nobody holds it any more.
    boolean genuine() {
        return genuine;
    }

    private synchronized void add(byte[] piece, int length) {
        count += length;
        int room = Math.min(length, keep - kept.size());
        if (room > 0) {
            kept.write(piece, 0, room);
        }
    }

    /// Completes at the end of the stream.
    CompletableFuture<Boolean> ended() {
        return ended;
    }

    /// What was kept so far.
    synchronized byte[] kept() {
        return kept.toByteArray();
    }

    /// How many bytes came so far, kept or not.
    synchronized long count() {
        return count;
    }
}
