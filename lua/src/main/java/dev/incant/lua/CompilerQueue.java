package dev.incant.lua;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;

/// What waits to be compiled, and the thread that does it while there is work. Nobody waits for it, but for
/// [Tier#ALWAYS].
@NullUnmarked // absent parts are null
final class CompilerQueue {
    /// What finds no room waits for the next time it is hot.
    private static final int WAITING = 256;

    /// How long the thread waits for work before it ends.
    private static final int IDLE_SECONDS = 10;

    private static final long STACK = 16L << 20;

    private static final ArrayBlockingQueue<Request> QUEUE = new ArrayBlockingQueue<>(WAITING);

    private static boolean running;

    private CompilerQueue() {}

    /// A function to be compiled, for coroutines that run flat if `flat`, or the body of a loop in it when `loop` is
    /// not
    /// null.
    private static final class Request {
        final Code code;
        final Loops.Loop loop;
        final Compiler.Form form;
        private boolean done;

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

        private synchronized void finish() {
            done = true;
            notifyAll();
        }

        synchronized void waitFor() {
            boolean interrupted = false;
            while (!done) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// Puts a function or loop in the queue; false when it is full.
    static boolean add(Code code, Loops.Loop loop, Compiler.Form form) {
        Request request = new Request(code, loop, form);
        synchronized (QUEUE) {
            if (!QUEUE.offer(request)) {
                return false;
            }
            if (!running) {
                running = true;
                Thread thread = new Thread(null, CompilerQueue::work, "lua-compiler", STACK);
                thread.setDaemon(true);
                thread.start();
            }
        }
        if (Tier.ALWAYS) {
            request.waitFor();
        }
        return true;
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
                synchronized (QUEUE) {
                    running = false;
                }
            }
        }
    }

    private static Request next() {
        try {
            Request next = QUEUE.poll(IDLE_SECONDS, TimeUnit.SECONDS);
            if (next != null) {
                return next;
            }
        } catch (InterruptedException e) {
            // Nobody has a reason to: end, and let the next request start another thread.
            Thread.currentThread().interrupt();
        }
        synchronized (QUEUE) {
            Request last = QUEUE.poll();
            if (last == null) {
                running = false;
            }
            return last;
        }
    }
}
