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
import java.util.function.BooleanSupplier;

/// A program and all that it started, to be ended together.
///
/// What is still below the program when [#end] is called ends for certain: it is asked by TERM, and what remains
/// 20 ms later by KILL, with what was started meanwhile. What lost its parent before that, a daemon say, is found on
/// Linux by the program's [CallMark], or by the program's streams which it holds.
///
/// Not found is what lost its parent, cleared its environment and holds none of the streams; or holds them, but was
/// left behind by a program so quick that it ended before it could be looked at, within a millisecond or so of its
/// start. What belongs to another user cannot be ended, and what starts itself anew all the time may outrun the
/// looking.
final class ProcessTree {
    private static final long TERM_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final int ROUNDS = 4;

    /// How long to go on ending what carries the mark and starts more of its kind.
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ProcessHandle root;
    private final CallMark mark;
    private final Pipes pipes;

    private ProcessTree(ProcessHandle root, CallMark mark, Pipes pipes) {
        this.root = root;
        this.mark = mark;
        this.pipes = pipes;
    }

    /// Notes when a program is about to start with this mark, and makes ready what has to be quick then.
    static Watch watch(CallMark mark) {
        Pipes.of(ProcessHandle.current().pid(), Instant.EPOCH);
        return new Watch(mark, Instant.now());
    }

    /// @param since when the program was not yet there
    record Watch(CallMark mark, Instant since) {
        /// To be called at once after the program's start: it tells its pipes only while it runs.
        ProcessTree over(Process process) {
            return new ProcessTree(process.toHandle(), mark, Pipes.of(process.pid(), since));
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

    /// Ends what carries the program's mark after its own end, in rounds until a look finds nobody and is sure of
    /// it. Gives up after a second, or sooner when the call is cancelled, but not before the fourth round.
    void endMarked(BooleanSupplier hurried) {
        long start = System.nanoTime();
        int doubts = 0;
        for (int round = 1; ; round++) {
            CallMark.Look look = mark.look();
            look.carriers().forEach(ProcessTree::endWithChildren);
            doubts += look.sure() ? 0 : 1;
            if (look.carriers().isEmpty() && (look.sure() || doubts == ROUNDS)) {
                return;
            }
            long spent = System.nanoTime() - start;
            if (round >= ROUNDS && (spent > PATIENCE_NANOS || spent > TERM_NANOS && hurried.getAsBoolean())) {
                return;
            }
            // Nobody tells when others' children end or start; what was killed just now needs a moment to go.
            await(new CompletableFuture<>(), STEP_NANOS / 2);
        }
    }

    /// Ends what holds the program's streams after its own end.
    void endHolders() {
        for (int round = 0; round < ROUNDS; round++) {
            Set<ProcessHandle> holders = pipes.holders();
            holders.forEach(ProcessTree::endWithChildren);
            if (holders.isEmpty()) {
                return;
            }
            awaitEnd(holders, STEP_NANOS);
        }
    }

    /// Ends a process and what it started, which may have let go of what the process was found by.
    private static void endWithChildren(ProcessHandle process) {
        process.descendants().toList().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
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
    static boolean runs(ProcessHandle handle) {
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
        await(
                CompletableFuture.allOf(
                        handles.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new)),
                nanos);
    }

    private static void await(CompletableFuture<?> ends, long nanos) {
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
