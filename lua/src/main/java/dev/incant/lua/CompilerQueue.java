package dev.incant.lua;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.NullUnmarked;

/// What waits to be compiled, and the thread that does it while there is work. Nobody waits for it, but for
/// [Tier#WAITS].
///
/// No lock guards the queue: those who add may be virtual threads inside a coroutine's continuation, which keep their
/// carriers while they wait. When all carriers are kept so, a lock that goes to a waiting virtual thread without one
/// never comes free.
@NullUnmarked // absent parts are null
final class CompilerQueue {
    /// What finds no room waits for the next time it is hot.
    private static final int WAITING = 256;

    /// How long the thread waits for work before it ends.
    private static final long IDLE_NANOS = 10_000_000_000L;

    private static final long STACK = 16L << 20;

    private static final ConcurrentLinkedQueue<Request> QUEUE = new ConcurrentLinkedQueue<>();

    /// The length of the queue, which itself would count each time.
    private static final AtomicInteger LENGTH = new AtomicInteger();

    private static final AtomicReference<Thread> WORKER = new AtomicReference<>();

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
        if (LENGTH.incrementAndGet() > WAITING) {
            LENGTH.decrementAndGet();
            return false;
        }
        Request request = new Request(code, loop, form);
        QUEUE.add(request);
        Thread worker = WORKER.get();
        if (worker == null) {
            start();
        } else {
            LockSupport.unpark(worker);
        }
        if (Tier.WAITS) {
            request.waitFor();
        }
        return true;
    }

    private static void start() {
        Thread thread = new Thread(null, CompilerQueue::work, "lua-compiler", STACK);
        thread.setDaemon(true);
        if (WORKER.compareAndSet(null, thread)) {
            thread.start();
        }
    }

    private static void work() {
        boolean ended = false;
        try {
            for (Request next = next(); next != null; next = next()) {
                next.run();
            }
            ended = true;
        } finally {
            if (!ended) {
                // Memory ran out: the next request starts another thread.
                WORKER.set(null);
            }
        }
    }

    /// The next request; null when there was none for a while, and this thread is the worker no more.
    private static Request next() {
        long idle = System.nanoTime();
        while (true) {
            Request next = QUEUE.poll();
            if (next != null) {
                LENGTH.decrementAndGet();
                return next;
            }
            long left = IDLE_NANOS - (System.nanoTime() - idle);
            if (left > 0 && !Thread.interrupted()) {
                LockSupport.parkNanos(QUEUE, left);
            } else {
                WORKER.set(null);
                // Who added before that saw a worker and started none.
                if (QUEUE.isEmpty() || !WORKER.compareAndSet(null, Thread.currentThread())) {
                    return null;
                }
            }
        }
    }
}
