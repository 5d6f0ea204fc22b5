package dev.incant.kernel.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A program and all that it started, to be ended together.
///
/// What is still below the program when [#end] is called ends for certain: it is asked by TERM, and what remains
/// 20 ms later by KILL, with what was started meanwhile. What lost its parent before that is found, on Linux, by
/// the program's streams which it holds.
///
/// Not found is what lost its parent and holds none of the streams (a daemon that closes or redirects them), and
/// what is left behind by a program so quick that it ended before it could be looked at, within a millisecond or
/// so of its start. What belongs to another user cannot be ended.
final class ProcessTree {
    private static final long TERM_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final int ROUNDS = 4;

    private final ProcessHandle root;
    private final Pipes pipes;

    private ProcessTree(ProcessHandle root, Pipes pipes) {
        this.root = root;
        this.pipes = pipes;
    }

    /// Notes when a program is about to start, and makes ready what has to be quick then.
    static Watch watch() {
        Pipes.of(ProcessHandle.current().pid(), Instant.EPOCH);
        return new Watch(Instant.now());
    }

    /// @param since when the program was not yet there
    record Watch(Instant since) {
        /// To be called at once after the program's start: it tells its pipes only while it runs.
        ProcessTree over(Process process) {
            return new ProcessTree(process.toHandle(), Pipes.of(process.pid(), since));
        }
    }

    /// Whether the program could be looked at before it ended, so that its streams tell who is left of it.
    boolean isKnown() {
        return pipes.complete();
    }

    /// Ends the whole tree. Takes 20 ms and a little when something does not heed TERM.
    void end() {
        long patience = System.nanoTime() + TERM_NANOS;
        Set<ProcessHandle> all = living(new LinkedHashSet<>());
        all.forEach(ProcessHandle::destroy);
        awaitEnd(all, patience - System.nanoTime());
        for (int round = 0; round < ROUNDS && anyAlive(all); round++) {
            // Parents come first, so that they start nothing in place of a child that ended.
            all = living(all);
            all.forEach(ProcessHandle::destroyForcibly);
            awaitEnd(all, STEP_NANOS);
        }
    }

    /// Ends what holds the program's streams after its own end.
    void endHolders() {
        for (int round = 0; round < ROUNDS; round++) {
            Set<ProcessHandle> holders = pipes.holders();
            for (ProcessHandle holder : holders) {
                // What they started may have let go of the streams.
                holder.descendants().toList().forEach(ProcessHandle::destroyForcibly);
                holder.destroyForcibly();
            }
            if (holders.isEmpty()) {
                return;
            }
            awaitEnd(holders, STEP_NANOS);
        }
    }

    /// The root, what is below it, and what is below those known before whose parents have gone.
    private Set<ProcessHandle> living(Set<ProcessHandle> known) {
        Set<ProcessHandle> all = new LinkedHashSet<>();
        all.add(root);
        root.descendants().forEach(all::add);
        for (ProcessHandle handle : known) {
            if (all.add(handle)) {
                handle.descendants().forEach(all::add);
            }
        }
        all.removeIf(handle -> !runs(handle));
        return all;
    }

    private static boolean anyAlive(Set<ProcessHandle> handles) {
        return handles.stream().anyMatch(ProcessTree::runs);
    }

    /// Whether a process does anything; one that ended and waits for its new parent to notice does not, and where
    /// that parent is no proper init it waits for long.
    private static boolean runs(ProcessHandle handle) {
        if (!handle.isAlive()) {
            return false;
        }
        try {
            byte[] stat = Files.readAllBytes(Path.of("/proc", Long.toString(handle.pid()), "stat"));
            String text = new String(stat, StandardCharsets.ISO_8859_1);
            int state = text.lastIndexOf(')') + 2;
            return state >= text.length() || text.charAt(state) != 'Z';
        } catch (IOException e) {
            // No /proc here, or gone meanwhile.
            return handle.isAlive();
        }
    }

    /// Waits until all have ended, at most so long, interrupted or not.
    private static void awaitEnd(Set<ProcessHandle> handles, long nanos) {
        CompletableFuture<Void> ends = CompletableFuture.allOf(
                handles.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new));
        long patience = System.nanoTime() + nanos;
        boolean interrupted = Thread.interrupted();
        boolean waiting = true;
        while (waiting) {
            try {
                ends.get(patience - System.nanoTime(), TimeUnit.NANOSECONDS);
                waiting = false;
            } catch (InterruptedException e) {
                interrupted = true;
            } catch (ExecutionException | TimeoutException e) {
                waiting = false;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
