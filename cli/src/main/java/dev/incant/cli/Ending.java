package dev.incant.cli;

/// Runs when a signal ends the JVM: stops the command and gives it a moment to tell what happened. The JVM then ends
/// with the signal's exit code, 130 for Ctrl-C.
final class Ending extends Thread {
    private static final long PATIENCE = 2_000;

    private final Interrupts interrupts;
    private boolean begun;
    private boolean done;

    Ending(Interrupts interrupts) {
        super(null, null, "incant-ending", 0, false);
        this.interrupts = interrupts;
    }

    @Override
    public void run() {
        synchronized (this) {
            begun = true;
            if (done) {
                return;
            }
        }
        if (!interrupts.interrupt()) {
            return;
        }
        long end = System.nanoTime() + PATIENCE * 1_000_000;
        synchronized (this) {
            while (!done) {
                long left = (end - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    return;
                }
                try {
                    wait(left);
                } catch (InterruptedException e) {
                    return;
                }
            }
        }
    }

    /// Says that the command has ended; returns whether a signal was ending the JVM by then.
    synchronized boolean finished() {
        done = true;
        notifyAll();
        return begun;
    }
}
