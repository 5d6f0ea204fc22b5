package dev.incant.lua;

import java.util.concurrent.locks.LockSupport;

/// Coroutines on virtual threads that hand over to each other: works on any JDK without options.
final class ThreadSwitch extends StackSwitch implements Runnable {
    private final Coroutine coroutine;
    private final Thread thread;
    private volatile boolean inside;
    private volatile Thread resumer = Thread.currentThread();
    private volatile boolean abandoned;
    private volatile boolean done;
    private boolean started;

    ThreadSwitch(Coroutine coroutine) {
        this.coroutine = coroutine;
        this.thread = Thread.ofVirtual().name("lua-coroutine").unstarted(this);
    }

    /// Ends the thread of an abandoned coroutine; nothing of Lua runs any more.
    static final class Abandoned extends Error {
        private static final long serialVersionUID = 1;

        Abandoned() {
            super(null, null, false, false);
        }
    }

    /// Whether the current thread is the one of `coroutine`.
    static boolean runs(Coroutine coroutine) {
        Coroutine c = coroutine;
        while (c.flat) {
            c = c.resumer();
        }
        return c.stack() instanceof ThreadSwitch s && s.thread == Thread.currentThread();
    }

    @Override
    public void run() {
        try {
            coroutine.run();
        } catch (Abandoned e) {
            return;
        } finally {
            done = true;
            inside = false;
            LockSupport.unpark(resumer);
        }
    }

    @Override
    void resume() {
        resumer = Thread.currentThread();
        inside = true;
        if (started) {
            LockSupport.unpark(thread);
        } else {
            started = true;
            thread.start();
        }
        boolean interrupted = false;
        while (inside) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    boolean yield() {
        inside = false;
        LockSupport.unpark(resumer);
        while (!inside) {
            LockSupport.park(this);
            if (abandoned) {
                throw new Abandoned();
            }
        }
        return true;
    }

    @Override
    void giveWay() {
        coroutine.state.slices.endTurn();
    }

    @Override
    void abandon() {
        if (started && !done) {
            abandoned = true;
            LockSupport.unpark(thread);
        }
    }
}
