package dev.incant.lua;

import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.NullUnmarked;

/// One marking of what a state can reach, from the roots that [Collector] names. It adds up the bytes of what it
/// reaches and sets weak tables aside.
@NullUnmarked // raw protocol: null is nil
final class Marking {
    /// Marks of different states never meet: shared strings carry the mark of whoever came last.
    private static final AtomicInteger EPOCHS = new AtomicInteger();

    private final LuaState state;
    private final int epoch = EPOCHS.incrementAndGet();

    /// Reached and not looked through yet.
    private final ArrayDeque<Object> gray = new ArrayDeque<>();

    private final WeakTables weak;
    private long live;

    /// Objects looked at; a collection of many can be stopped while it only marks.
    private int traversed;

    Marking(LuaState state) {
        this.state = state;
        this.weak = new WeakTables(state, this);
    }

    /// The bytes of all that was reached.
    long live() {
        return live;
    }

    WeakTables weak() {
        return weak;
    }

    /// Marks all that hangs on what was marked, values of weak keys included.
    void complete() {
        propagate();
        weak.converge();
    }

    void mark(Object o) {
        if (o == null || o instanceof Tag || o instanceof Boolean) {
            return;
        }
        if (o instanceof LuaString s) {
            if (s.mark != epoch) {
                s.mark = epoch;
                live += 40L + s.bytes.length;
            }
        } else if (o instanceof Table t) {
            if (t.mark != epoch) {
                t.mark = epoch;
                gray.push(t);
            }
        } else if (o instanceof Closure c) {
            if (c.mark != epoch) {
                c.mark = epoch;
                gray.push(c);
            }
        } else if (o instanceof Cell c) {
            if (c.mark != epoch) {
                c.mark = epoch;
                live += Cell.BYTES;
                mark(c.v);
            }
        } else if (o instanceof Coroutine c) {
            if (c.mark != epoch) {
                c.mark = epoch;
                gray.push(c);
            }
        } else if (o instanceof CoroutineLib.Wrapped w) {
            if (w.mark != epoch) {
                w.mark = epoch;
                mark(w.coroutine);
            }
        } else if (o instanceof LuaUserdata u) {
            if (u.mark != epoch) {
                u.mark = epoch;
                gray.push(u);
            }
        } else if (o instanceof StringSearch.Iteration it) {
            if (it.mark != epoch) {
                it.mark = epoch;
                live += it.bytes();
                mark(it.text);
            }
        } else if (o instanceof LineFunction l) {
            mark(l.file);
        }
    }

    /// Marks all that hangs on what was marked, but for values of weak keys.
    void propagate() {
        Object o;
        while ((o = gray.poll()) != null) {
            if (o instanceof Table t) {
                traverse(t);
            } else if (o instanceof Closure c) {
                live += Closure.bytes(c.upvalues.length);
                Chunk chunk = c.proto.chunk;
                if (chunk.mark != epoch) {
                    chunk.mark = epoch;
                    live += chunk.bytes;
                }
                for (Cell cell : c.upvalues) {
                    mark(cell);
                }
            } else if (o instanceof LuaUserdata u) {
                live += LuaUserdata.BYTES;
                mark(u.meta);
                mark(Tag.tagOf(u.userValue));
            } else {
                traverse((Coroutine) o);
            }
            if ((++traversed & 1023) == 0) {
                state.checkInterrupt();
            }
        }
    }

    private void traverse(Table t) {
        live += t.bytes();
        mark(t.meta);
        boolean weakKeys = false;
        boolean weakValues = false;
        if (t.meta != null && Meta.of(t.meta, Meta.MODE) instanceof LuaString mode) {
            for (byte b : mode.bytes) {
                weakKeys |= b == 'k';
                weakValues |= b == 'v';
            }
        }
        if (weakKeys) {
            if (weakValues) {
                weak.addAllWeak(t);
                return;
            }
            markArray(t);
            weak.addEphemeron(t);
            return;
        }
        if (weakValues) {
            weak.addWeakValues(t);
        } else {
            markArray(t);
        }
        boolean dead = false;
        for (int i = 0; i < t.hk.length; i++) {
            Object key = t.hk[i];
            if (key == null) {
                continue;
            }
            if (t.hv[i] == null) {
                dead |= isCollectable(key);
                continue;
            }
            mark(key);
            if (!weakValues) {
                mark(t.hv[i]);
            }
        }
        if (dead) {
            weak.addDeadKeys(t);
        }
    }

    private void markArray(Table t) {
        if (t.kind == null) {
            for (int i = 0; i < t.size; i++) {
                mark(t.ar[i]);
            }
        }
    }

    private void traverse(Coroutine c) {
        live += Coroutine.BYTES;
        mark(c.body());
        mark(c.handler);
        if (c.hook != null) {
            mark(c.hook.function);
        }
        markAll(c.held.toArray());
        if (c.unclosed != null) {
            markAll(c.unclosed.toArray());
        }
        if (c.status == Coroutine.Status.DEAD) {
            return;
        }
        for (Frame f = c.top.next; f != null; f = f.next) {
            live += 120 + 12L * f.s.length;
            f.clear();
        }
        for (Frame f = c.top; f != null; f = f.prev) {
            traverse(f);
        }
    }

    private void traverse(Frame f) {
        live += 120 + 12L * f.s.length;
        if (!f.thread.isMain()) {
            live += Coroutine.STACK_PER_FRAME;
        }
        mark(f.fn);
        int top = f.argc;
        Site site = f.fn instanceof Closure c ? c.proto.site(f.pc) : null;
        if (site != null) {
            int liveTop = site.liveTop;
            top = f.pc == 0 ? Math.max(top, liveTop) : liveTop;
            if (f.va != null) {
                live += 16 + 4L * f.va.length;
                markAll(f.va);
            }
        }
        top = Math.min(top, f.s.length);
        for (int i = 0; i < top; i++) {
            mark(f.s[i]);
        }
    }

    void markAll(Object[] values) {
        if (values != null) {
            for (Object v : values) {
                mark(v);
            }
        }
    }

    private static boolean isCollectable(Object o) {
        return o instanceof Table
                || o instanceof Closure
                || o instanceof Coroutine
                || o instanceof CoroutineLib.Wrapped
                || o instanceof LuaUserdata;
    }

    /// Whether it was not reached; never a string, boolean or number.
    boolean isLost(Object o) {
        if (o instanceof Table t) {
            return t.mark != epoch;
        }
        if (o instanceof Closure c) {
            return c.mark != epoch;
        }
        if (o instanceof Coroutine c) {
            return c.mark != epoch;
        }
        if (o instanceof CoroutineLib.Wrapped w) {
            return w.mark != epoch;
        }
        return o instanceof LuaUserdata u && u.mark != epoch;
    }
}
