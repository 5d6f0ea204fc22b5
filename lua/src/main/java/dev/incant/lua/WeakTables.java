package dev.incant.lua;

import java.util.ArrayList;
import org.jspecify.annotations.NullUnmarked;

/// The weak tables that one [Marking] came by: marks values of ephemerons, and clears what was not reached.
@NullUnmarked // raw protocol: null is nil
final class WeakTables {
    /// Passes over ephemeron tables that cost no steps.
    private static final int FREE_PASSES = 8;

    private final LuaState state;
    private final Marking marking;
    private final ArrayList<Table> weakValues = new ArrayList<>(0);
    private final ArrayList<Table> ephemerons = new ArrayList<>(0);
    private final ArrayList<Table> allWeak = new ArrayList<>(0);
    private final ArrayList<Table> withDeadKeys = new ArrayList<>(0);

    WeakTables(LuaState state, Marking marking) {
        this.state = state;
        this.marking = marking;
    }

    void addWeakValues(Table t) {
        weakValues.add(t);
    }

    /// Adds a table with weak keys and strong values.
    void addEphemeron(Table t) {
        ephemerons.add(t);
    }

    void addAllWeak(Table t) {
        allWeak.add(t);
    }

    /// Adds a table, weak or not, with keys whose values are nil.
    void addDeadKeys(Table t) {
        withDeadKeys.add(t);
    }

    /// Marks values of ephemeron tables whose keys are reached, until nothing changes.
    void converge() {
        boolean changed = true;
        int passes = 0;
        while (changed) {
            changed = false;
            if (++passes > FREE_PASSES) {
                // Long chains through ephemerons take many passes, each of which must be paid for.
                state.tick(1 + ephemerons.size());
            }
            for (int e = 0; e < ephemerons.size(); e++) {
                Table t = ephemerons.get(e);
                if (passes > FREE_PASSES) {
                    state.tick(t.hk.length >> 4);
                }
                for (int i = 0; i < t.hk.length; i++) {
                    Object key = t.hk[i];
                    Object v = t.hv[i];
                    if (key == null || v == null || marking.isLost(key)) {
                        continue;
                    }
                    if (marking.isLost(v) || v instanceof LuaString) {
                        changed |= marking.isLost(v);
                        marking.mark(v);
                    }
                }
            }
            marking.propagate();
        }
    }

    /// Clears fields whose values were not reached.
    void clearValues() {
        for (Table t : weakValues) {
            clearValues(t);
        }
        for (Table t : allWeak) {
            clearValues(t);
        }
    }

    private void clearValues(Table t) {
        t.own();
        for (int i = 0; i < t.hv.length; i++) {
            if (t.hv[i] != null && marking.isLost(t.hv[i])) {
                t.hv[i] = null;
            } else {
                markString(t.hv[i]);
            }
        }
        if (t.kind == null) {
            for (int i = 0; i < t.size; i++) {
                if (marking.isLost(t.ar[i])) {
                    t.ar[i] = null;
                }
            }
            t.finishConstructor();
        }
    }

    private void markString(Object o) {
        if (o instanceof LuaString) {
            marking.mark(o);
        }
    }

    /// Clears fields whose keys were not reached.
    void clearKeys() {
        for (Table t : ephemerons) {
            clearKeys(t);
        }
        for (Table t : allWeak) {
            clearKeys(t);
        }
    }

    private void clearKeys(Table t) {
        t.own();
        for (int i = 0; i < t.hk.length; i++) {
            if (t.hk[i] != null && marking.isLost(t.hk[i])) {
                t.hv[i] = null;
                t.hk[i] = Table.DEAD_KEY;
            } else if (t.hv[i] != null) {
                // Strings are values: they are never lost, and they count.
                markString(t.hk[i]);
            }
        }
    }

    /// A key without a value must not keep its object; one that is reached otherwise may be in use by a
    /// traversal and stays.
    void purgeDeadKeys() {
        for (Table t : withDeadKeys) {
            t.own();
            for (int i = 0; i < t.hk.length; i++) {
                if (t.hv[i] == null && t.hk[i] != null && marking.isLost(t.hk[i])) {
                    t.hk[i] = Table.DEAD_KEY;
                }
            }
        }
    }
}
