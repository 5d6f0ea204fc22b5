package dev.incant.lua;

import java.util.Arrays;
import org.jspecify.annotations.NullUnmarked;

/// The `table` library (Lua 5.4 manual, §6.6). Tables without the metamethods that matter are worked on
/// directly, other values by indexing.
@NullUnmarked // raw protocol: null is nil
final class TableLib extends Builtin {
    private static final int CONCAT = 0;
    private static final int INSERT = 1;
    private static final int MOVE = 2;
    private static final int PACK = 3;
    private static final int REMOVE = 4;
    private static final int SORT = 5;
    private static final int UNPACK = 6;

    private static final String NAMES = "concat insert move pack remove sort unpack";

    /// Metamethods that an argument must have to be used instead of a table, as bits.
    private static final int READ = 1;

    private static final int WRITE = 2;
    private static final int LENGTH = 4;

    /// Elements moved between two looks at whether to stop.
    private static final int BLOCK = 1 << 18;

    private static final LuaString N = LuaString.constant("n");

    private TableLib(LuaString name, int op) {
        super("table.", name, op);
    }

    static void open(Table lib) {
        LuaString[] names = LuaString.names(NAMES);
        for (int op = 0; op < names.length; op++) {
            lib.add(names[op], new TableLib(names[op], op));
        }
    }

    @Override
    Object invoke(Frame f) {
        return switch (op) {
            case CONCAT -> concat(f);
            case INSERT -> insert(f);
            case MOVE -> move(f);
            case PACK -> pack(f);
            case REMOVE -> remove(f);
            case SORT -> sort(f);
            case UNPACK -> unpack(f);
            default -> throw new AssertionError(op);
        };
    }

    // ---- arguments

    /// The argument, if it is a table that indexing and length treat as a plain one; else null.
    private static Table plain(Frame f, int i) {
        if (i <= f.argc && f.s[i - 1] instanceof Table t) {
            Table meta = t.meta;
            if (meta == null
                    || Meta.of(meta, Meta.INDEX) == null
                            && Meta.of(meta, Meta.NEWINDEX) == null
                            && Meta.of(meta, Meta.LEN) == null) {
                return t;
            }
        }
        return null;
    }

    /// The argument, a table or something with metamethods for the given uses.
    private static Object tableLike(Frame f, int i, int uses) {
        Object o = f.arg(i);
        if (o instanceof Table) {
            return o;
        }
        Table meta = o == null ? null : f.state.metaOf(o);
        if (meta == null
                || (uses & READ) != 0 && Meta.of(meta, Meta.INDEX) == null
                || (uses & WRITE) != 0 && Meta.of(meta, Meta.NEWINDEX) == null
                || (uses & LENGTH) != 0 && Meta.of(meta, Meta.LEN) == null) {
            throw f.typeError(i, "table");
        }
        return o;
    }

    private static void tick(Frame f, long i) {
        if ((i & 1023) == 0) {
            f.state.tick(1024);
        }
    }

    // ---- insert and remove

    private static Object insert(Frame f) {
        if (f.argc == 2 && f.s[0] instanceof Table t) {
            Table meta = t.meta;
            // Appending reads nothing, so the `__index` of a class does no harm.
            if (meta == null || Meta.of(meta, Meta.NEWINDEX) == null && Meta.of(meta, Meta.LEN) == null) {
                t.setInt(t.size + 1L, f.s[1], f.n[1]);
                return f.none();
            }
        }
        Object o = tableLike(f, 1, READ | WRITE | LENGTH);
        long end = Access.length(f, o) + 1;
        switch (f.argc) {
            case 2:
                Access.set(f, o, end, f.arg(2));
                return f.none();
            case 3:
                break;
            default:
                throw f.error("wrong number of arguments to 'insert'");
        }
        long at = f.integer(2);
        if (Long.compareUnsigned(at - 1, end) >= 0) {
            throw f.argError(2, "position out of bounds");
        }
        Table t = plain(f, 1);
        if (t != null) {
            makeRoom(f, t, (int) at);
            t.setInt(at, f.s[2], f.n[2]);
            return f.none();
        }
        Object value = f.arg(3);
        for (long i = end; i > at; i--) {
            tick(f, i);
            Access.set(f, o, i, Access.get(f, o, i - 1));
        }
        Access.set(f, o, at, value);
        return f.none();
    }

    /// Moves the elements from `at` on one up.
    private static void makeRoom(Frame f, Table t, int at) {
        int size = t.size;
        if (at <= size) {
            Object last = t.getInt(f, size);
            t.setInt(size + 1L, last, f.bits);
            shift(f, t, at, at + 1, size - at);
        }
    }

    /// Moves `count` elements within the array part, from index `from` to index `to` beside it.
    private static void shift(Frame f, Table t, int from, int to, int count) {
        int done = 0;
        while (done < count) {
            int n = Math.min(BLOCK, count - done);
            int offset = from < to ? count - done - n : done;
            f.state.tick(1 + (n >> 5));
            if (t.an != null) {
                System.arraycopy(t.an, from - 1 + offset, t.an, to - 1 + offset, n);
            }
            if (t.kind == null) {
                System.arraycopy(t.ar, from - 1 + offset, t.ar, to - 1 + offset, n);
            }
            done += n;
        }
    }

    private static Object remove(Frame f) {
        Table t = plain(f, 1);
        if (t != null && t.size > 0) {
            int size = t.size;
            long at = f.argc == 1 ? size : f.integer(2, size);
            checkRemovable(f, at, size);
            Object removed = t.getInt(f, at);
            long bits = f.bits;
            if (at < size) {
                shift(f, t, (int) at + 1, (int) at, size - (int) at);
                t.setInt(size, null, 0);
            } else {
                t.setInt(at, null, 0);
            }
            f.bits = bits;
            return removed;
        }
        Object o = tableLike(f, 1, READ | WRITE | LENGTH);
        long size = Access.length(f, o);
        long at = f.integer(2, size);
        checkRemovable(f, at, size);
        Object removed = Access.get(f, o, at);
        for (; at < size; at++) {
            tick(f, at);
            Access.set(f, o, at, Access.get(f, o, at + 1));
        }
        Access.set(f, o, at, null);
        return f.give(removed);
    }

    /// One past the end will do, and whatever the length is.
    private static void checkRemovable(Frame f, long at, long size) {
        if (at != size && Long.compareUnsigned(at - 1, size) > 0) {
            throw f.argError(2, "position out of bounds");
        }
    }

    // ---- concat

    private static Object concat(Frame f) {
        Object o = tableLike(f, 1, READ | LENGTH);
        long last = Access.length(f, o);
        LuaString separator = f.string(2, LuaString.EMPTY);
        long first = f.integer(3, 1);
        last = f.integer(4, last);
        if (first > last) {
            return LuaString.EMPTY;
        }
        Table t = plain(f, 1);
        ByteBuilder out = new ByteBuilder(f, t == null ? 64 : estimate(f, t, first, last, separator.bytes.length));
        for (long i = first; ; i++) {
            tick(f, i);
            Object value;
            if (t != null) {
                value = t.getInt(f, i);
            } else {
                value = f.give(Access.get(f, o, i));
            }
            if (value instanceof LuaString s) {
                out.add(s.bytes);
            } else if (value == Tag.INT) {
                out.addNumber(f.bits);
            } else if (value == Tag.FLT) {
                out.add(Numbers.toLuaString(Double.longBitsToDouble(f.bits)).bytes);
            } else {
                throw f.error("invalid value (" + Types.name(value) + ") at index " + i + " in table for 'concat'");
            }
            if (i == last) {
                return out.toLuaString();
            }
            out.add(separator.bytes);
        }
    }

    /// The length of the result, exact when all values are strings of the array part.
    private static int estimate(Frame f, Table t, long first, long last, int separator) {
        if (first < 1 || last > t.size) {
            return 64;
        }
        long total = (last - first) * separator;
        if (t.kind != null) {
            total += (last - first + 1) * 8;
        } else {
            for (int i = (int) first; i <= last; i++) {
                tick(f, i);
                total += t.ar[i - 1] instanceof LuaString s ? s.bytes.length : 8;
            }
        }
        return (int) Math.min(total, Integer.MAX_VALUE - 64);
    }

    // ---- pack, unpack and move

    private static Object pack(Frame f) {
        int count = f.argc;
        Table t = new Table(f.state.heap, 0, 1);
        fill(t, f.s, f.n, count);
        t.setStr(N, Tag.INT, count);
        return t;
    }

    /// Makes `count` values, nils among them, the array part of an empty table.
    private static void fill(Table t, Object[] values, long[] bits, int count) {
        int size = count;
        while (size > 0 && values[size - 1] == null) {
            size--;
        }
        if (size == 0) {
            return;
        }
        Object kind = values[0];
        boolean numbers = false;
        for (int i = 0; i < size; i++) {
            Object v = values[i];
            if (v != kind) {
                kind = null;
            }
            numbers |= v == Tag.INT || v == Tag.FLT;
        }
        boolean pure = numbers && kind != null;
        t.heap.charge((pure ? 8L : numbers ? 12L : 4L) * size);
        if (numbers) {
            t.an = Arrays.copyOf(bits, size);
        }
        if (pure) {
            t.kind = kind;
        } else {
            t.ar = Arrays.copyOf(values, size);
        }
        t.size = size;
    }

    private static Object unpack(Frame f) {
        Object o = f.arg(1);
        long first = f.integer(2, 1);
        long last = f.isNoneOrNil(3) ? Access.length(f, o) : f.integer(3);
        if (first > last) {
            return f.none();
        }
        long more = last - first;
        if (more < 0 || more >= f.state.maxSlots - 100) {
            throw f.error("too many results to unpack");
        }
        int count = (int) more + 1;
        Table t = plain(f, 1);
        if (t != null && count == 1) {
            return t.getInt(f, first);
        }
        f.ensure(count);
        f.state.tick(count >> 4);
        if (t != null && first >= 1 && last <= t.size) {
            int from = (int) first - 1;
            if (t.an != null) {
                System.arraycopy(t.an, from, f.n, 0, count);
            }
            if (t.kind != null) {
                Arrays.fill(f.s, 0, count, t.kind);
            } else {
                System.arraycopy(t.ar, from, f.s, 0, count);
            }
        } else {
            for (int i = 0; i < count; i++) {
                tick(f, i);
                if (t != null) {
                    f.s[i] = t.getInt(f, first + i);
                    f.n[i] = f.bits;
                } else {
                    f.put(i, Access.get(f, o, first + i));
                }
            }
        }
        f.argc = count;
        return Tag.MULTI;
    }

    private static Object move(Frame f) {
        long first = f.integer(2);
        long last = f.integer(3);
        long to = f.integer(4);
        int target = f.isNoneOrNil(5) ? 1 : 5;
        Object from = tableLike(f, 1, READ);
        Object into = tableLike(f, target, WRITE);
        if (last < first) {
            return f.give(into);
        }
        if (first <= 0 && last >= Long.MAX_VALUE + first) {
            throw f.argError(3, "too many elements to move");
        }
        long count = last - first + 1;
        if (to > Long.MAX_VALUE - count + 1) {
            throw f.argError(4, "destination wrap around");
        }
        // Upwards within one table the last element goes first, lest it be overwritten.
        boolean upwards = to > last || to <= first || target != 1 && !Compare.equal(f, from, into);
        Table source = plain(f, 1);
        Table destination = plain(f, target);
        if (source != null && destination != null) {
            for (long k = 0; k < count; k++) {
                tick(f, k);
                long i = upwards ? k : count - 1 - k;
                Object v = source.getInt(f, first + i);
                destination.setInt(to + i, v, f.bits);
            }
        } else {
            for (long k = 0; k < count; k++) {
                tick(f, k);
                long i = upwards ? k : count - 1 - k;
                Access.set(f, into, to + i, Access.get(f, from, first + i));
            }
        }
        return f.give(into);
    }

    // ---- sort

    private static Object sort(Frame f) {
        Object o = tableLike(f, 1, READ | WRITE | LENGTH);
        long count = Access.length(f, o);
        if (count > 1) {
            if (count >= Integer.MAX_VALUE) {
                throw f.argError(1, "array too big");
            }
            FunctionValue order = f.isNoneOrNil(2) ? null : f.function(2);
            Table t = plain(f, 1);
            if (t != null) {
                TableSort.sort(f, t, order);
            } else {
                TableSort.sortIndexed(f, o, (int) count, order);
            }
        }
        return f.none();
    }
}
