package dev.incant.kernel.host;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.capability.Processes;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// One program from its start to the end of its tree.
final class RunningProgram {
    private static final Duration LONGEST = Duration.ofDays(365);
    private static final int KILLED = 128 + 9;

    /// How long the streams may stay open after the program's end before what holds them is ended.
    private static final Duration GRACE = Duration.ofMillis(20);

    /// How long the reading of what came may take once nothing writes any more.
    private static final Duration READING = Duration.ofSeconds(2);

    /// How long to wait for the end of what got KILL, and of its streams.
    private static final Duration DYING = Duration.ofMillis(10);

    private final Process process;
    private final long started = System.nanoTime();
    private final ProcessTree tree;
    private final Drain stdout;
    private final Drain stderr;
    private final CompletableFuture<Boolean> exited = new CompletableFuture<>();
    private final CompletableFuture<Boolean> fed = new CompletableFuture<>();

    private RunningProgram(Process process, ProcessTree tree, byte[] stdin, int keep) {
        this.process = process;
        this.tree = tree;
        this.stdout = Drain.start(process, process.getInputStream(), keep);
        this.stderr = Drain.start(process, process.getErrorStream(), keep);
        if (stdin.length == 0) {
            feed(stdin);
        } else {
            Drain.daemon("incant-process-input", () -> feed(stdin));
        }
        // Not Process.onExit, which waits for a place in the pool that others compute in.
        Thread.ofVirtual().name("incant-process-exit").start(this::reap);
    }

    /// Starts a program, fed with these bytes, of whose streams at most `keep` bytes each are kept.
    ///
    /// @param mark which the builder's environment holds
    static RunningProgram start(ProcessBuilder builder, CallMark mark, byte[] stdin, int keep) throws IOException {
        ProcessTree.Watch watch = ProcessTree.watch(mark);
        Process process = builder.start();
        try {
            return new RunningProgram(process, watch.over(process), stdin, keep);
        } catch (RuntimeException | Error e) {
            // No thread to read with, say.
            process.destroyForcibly();
            throw e;
        }
    }

    private void feed(byte[] stdin) {
        try (OutputStream to = process.getOutputStream()) {
            to.write(stdin);
        } catch (IOException e) {
            // The program ended without reading all of it, as `head` does.
        } finally {
            fed.complete(true);
        }
    }

    private void reap() {
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            exited.complete(true);
        }
    }

    /// Waits for the program's end, at most so long and until the call is cancelled, and ends what is left of
    /// its tree.
    ///
    /// @param executable what ran, for the outcome
    /// @throws ToolException why the call was cancelled
    Processes.Outcome await(String executable, Duration timeout, Cancellation cancellation) {
        CompletableFuture<Boolean> cancelled = new CompletableFuture<>();
        try (Cancellation.Registration _ = cancellation.onCancel(() -> cancelled.complete(true))) {
            boolean inTime = ended(CompletableFuture.anyOf(exited, cancelled), timeout);
            if (inTime && !cancelled.isDone()) {
                finishReading(cancelled);
            } else {
                endTree(cancellation);
            }
            cancellation.check();
            return new Processes.Outcome(
                    executable,
                    process.isAlive() ? KILLED : process.exitValue(),
                    stdout.kept(),
                    stderr.kept(),
                    stdout.count(),
                    stderr.count(),
                    Duration.ofNanos(System.nanoTime() - started),
                    !inTime);
        } catch (InterruptedException e) {
            endTree(cancellation);
            Thread.currentThread().interrupt();
            cancellation.check();
            throw new ToolException(ErrorCode.CANCELLED, "the call was interrupted while a program ran");
        } finally {
            closeStreams();
        }
    }

    private static boolean ended(CompletableFuture<Object> over, Duration timeout) throws InterruptedException {
        Duration patience = timeout.compareTo(LONGEST) < 0 ? timeout : LONGEST;
        try {
            over.get(patience.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private CompletableFuture<Void> streams() {
        return CompletableFuture.allOf(stdout.ended(), stderr.ended(), fed);
    }

    /// Reads what the program wrote before its end, and ends what it left behind.
    private void finishReading(CompletableFuture<Boolean> cancelled) {
        CompletableFuture<Object> over = CompletableFuture.anyOf(streams(), cancelled);
        boolean read = done(over, GRACE);
        tree.endMarked(cancelled::isDone);
        if (!(read || done(over, DYING)) || tree.isKnown() && !(stdout.genuine() && stderr.genuine())) {
            tree.endHolders();
            done(over, READING);
        }
    }

    private void endTree(Cancellation cancellation) {
        tree.end();
        tree.endMarked(cancellation::cancelled);
        CompletableFuture<Void> gone = CompletableFuture.allOf(exited, streams());
        if (!done(gone, DYING)) {
            tree.endHolders();
            done(gone, DYING);
        }
    }

    /// Waits for something, interrupted or not: the kernel interrupts what it cancels, and then the tree has to
    /// end first.
    private static boolean done(CompletableFuture<?> future, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    future.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                    return true;
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (TimeoutException e) {
                    return false;
                } catch (ExecutionException e) {
                    throw new IllegalStateException(e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// Lets go of streams that something unreachable still holds. Standard input is not closed here: that would
    /// wait for its writer; the writer does.
    private void closeStreams() {
        try {
            process.getInputStream().close();
            process.getErrorStream().close();
        } catch (IOException e) {
            // Nothing is left to be read.
        }
    }
}
