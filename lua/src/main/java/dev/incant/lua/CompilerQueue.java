package dev.incant.lua;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.NullUnmarked;

/// What waits to be compiled, and the thread that does it while there is work. Nobody waits for it, but for
/// [Tier#WAITS].
///
/// No lock guards the queue: those who add may be virtual threads inside a coroutine's continuation, which keep their
/// carriers while they wait. When all carriers are kept so, a lock that goes to a waiting virtual thread without one
/// never comes free. Nor is it one of the JDK's, all of which begin with method handles: the first hot function would
/// pay most of a millisecond for these.
@NullUnmarked // absent parts are null
final class CompilerQueue {
    /// What finds no room waits for the next time it is hot. A power of two.
    private static final int WAITING = 256;

    /// How long the thread waits for work before it ends.
    private static final long IDLE_NANOS = 10_000_000_000L;

    private static final long STACK = 16L << 20;

    /// A ring: those who add take the place of [#ADDED], the worker empties that of [#taken] and only then makes
    /// [#LENGTH] less, so that no place is taken before it is empty.
    private static final Place[] PLACES = places();

    private static final AtomicInteger LENGTH = new AtomicInteger();
    private static final AtomicInteger ADDED = new AtomicInteger();

    /// Used by the worker alone, which hands it on to the next one through [#WORKERS].
    private static int taken;

    /// Workers: one or none.
    private static final AtomicInteger WORKERS = new AtomicInteger();

    /// The last worker that has started.
    private static volatile Thread worker;

    /// A place of the ring; null while there is nothing in it.
    private static final class Place {
        volatile Request request;
    }

    private static Place[] places() {
        Place[] places = new Place[WAITING];
        for (int i = 0; i < WAITING; i++) {
            places[i] = new Place();
        }
        return places;
    }

    private CompilerQueue() {}

    /// A function to be compiled, or a loop in it when `loop` is not null.
    private static final class Request {
        final Code code;
        final Loops.Loop loop;
        final Compiler.Form form;
        private volatile boolean done;
        private volatile Thread waiter;

        Request(Code code, Loops.Loop loop, Compiler.Form form) {
            this.code = code;
            this.loop = loop;
            this.form = form;
        }

        void run() {
            try {
                if (form == Compiler.Form.FLAT) {
                    code.flat = Compiler.compileFlat(code.nodes, code.slots);
                } else if (loop != null) {
                    compileLoop();
                } else {
                    code.body = Compiler.compile(code.body, code.slots);
                }
            } finally {
                finish();
            }
        }

        private void compileLoop() {
            StatNode rest = form == Compiler.Form.REST ? Compiler.compileRest(loop, code.slots) : null;
            if (rest == null) {
                loop.body = Compiler.compile(loop.nodes, code.slots);
            } else {
                loop.rest = rest;
            }
        }

        private void finish() {
            done = true;
            LockSupport.unpark(waiter);
        }

        void waitFor() {
            waiter = Thread.currentThread();
            boolean interrupted = false;
            while (!done) {
                LockSupport.park(this);
                interrupted |= Thread.interrupted();
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// Puts a function or loop in the queue; false when it is full.
    static boolean add(Code code, Loops.Loop loop, Compiler.Form form) {
        Request request = new Request(code, loop, form);
        if (LENGTH.incrementAndGet() > WAITING) {
            LENGTH.decrementAndGet();
            return false;
        }
        int index = ADDED.getAndIncrement();
        // No call in between, for which a deep recursion may have no stack left: the worker would wait here for ever.
        PLACES[index & WAITING - 1].request = request;
        if (WORKERS.compareAndSet(0, 1)) {
            start();
        } else {
            // None yet, or one that has just ended: then another looks here before it waits.
            LockSupport.unpark(worker);
        }
        if (Tier.WAITS) {
            request.waitFor();
        }
        return true;
    }

    private static void start() {
        boolean started = false;
        try {
            Thread thread = new Thread(null, CompilerQueue::work, "lua-compiler", STACK);
            thread.setDaemon(true);
            thread.start();
            started = true;
        } finally {
            if (!started) {
                // No memory for a thread: the next request tries again.
                WORKERS.set(0);
            }
        }
    }

    private static void work() {
        worker = Thread.currentThread();
        boolean ended = false;
        try {
            for (Request next = next(); next != null; next = next()) {
                next.run();
            }
            ended = true;
        } finally {
            if (!ended) {
                // Memory ran out: the next request starts another thread.
                WORKERS.set(0);
            }
        }
    }

    /// The next request; null when there was none for a while, and this thread is the worker no more.
    private static Request next() {
        long idle = System.nanoTime();
        while (true) {
            Place place = PLACES[taken & WAITING - 1];
            Request next = place.request;
            if (next != null) {
                place.request = null;
                taken++;
                LENGTH.decrementAndGet();
                return next;
            }
            long left = IDLE_NANOS - (System.nanoTime() - idle);
            if (left > 0 && !Thread.interrupted()) {
                LockSupport.parkNanos(PLACES, left);
            } else {
                WORKERS.set(0);
                // Who added before that saw a worker and started none.
                if (place.request == null || !WORKERS.compareAndSet(0, 1)) {
                    return null;
                }
            }
        }
    }
}
