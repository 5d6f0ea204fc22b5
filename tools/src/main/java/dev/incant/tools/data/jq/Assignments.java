package dev.incant.tools.data.jq;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The filters that change what stands at paths: `=`, `|=`, `//=` and `+=` with its kin.
final class Assignments {
    private Assignments() {}

    record Assign(Filter target, Filter source) implements Filter {
        @Override
        public void run(Env env, @Nullable Object in, @Nullable Path path, Sink out) {
            source.run(env, in, null, (value, _) -> {
                Changes changes = new Changes(in);
                target.run(env, in, Path.ROOT, (at, place) -> changes.set(env, keys(place, at), value));
                Nodes.give(env, changes.value, path, out);
            });
        }
    }

    private static JqList keys(@Nullable Path place, @Nullable Object value) {
        return Objects.requireNonNull(place).keys(value);
    }

    /// `|=`: the first result takes the place, none deletes it.
    record Update(Filter target, Filter update) implements Filter {
        @Override
        public void run(Env env, @Nullable Object in, @Nullable Path path, Sink out) {
            Changes changes = new Changes(in);
            List<JqList> gone = new ArrayList<>();
            target.run(env, in, Path.ROOT, (at, place) -> {
                JqList keys = keys(place, at);
                if (!changes.first(env, keys, update)) {
                    gone.add(keys);
                }
            });
            Nodes.give(
                    env, gone.isEmpty() ? changes.value : Access.delete(changes.value, gone, env.meter()), path, out);
        }
    }

    record AlternativeUpdate(Filter target, Filter source) implements Filter {
        @Override
        public void run(Env env, @Nullable Object in, @Nullable Path path, Sink out) {
            source.run(env, in, null, (value, _) -> {
                Changes changes = new Changes(in);
                target.run(env, in, Path.ROOT, (at, place) -> {
                    JqList keys = keys(place, at);
                    if (!Nodes.truthy(Access.getPath(changes.value, keys, env.meter()))) {
                        changes.set(env, keys, value);
                    }
                });
                Nodes.give(env, changes.value, path, out);
            });
        }
    }

    record ArithmeticUpdate(char operator, Filter target, Filter source) implements Filter {
        @Override
        public void run(Env env, @Nullable Object in, @Nullable Path path, Sink out) {
            String name = String.valueOf(operator);
            source.run(env, in, null, (value, _) -> {
                Changes changes = new Changes(in);
                target.run(env, in, Path.ROOT, (at, place) -> {
                    JqList keys = keys(place, at);
                    Object old = Access.getPath(changes.value, keys, env.meter());
                    changes.set(env, keys, Arithmetic.operate(name, old, value, env.meter()));
                });
                Nodes.give(env, changes.value, path, out);
            });
        }
    }

    /// A value under change. What it has copied already is changed in place, unless a filter may have seen it.
    private static final class Changes {
        private final Set<Object> owned = Collections.newSetFromMap(new IdentityHashMap<>());
        private @Nullable Object value;

        Changes(@Nullable Object value) {
            this.value = value;
        }

        void set(Env env, JqList keys, @Nullable Object changed) {
            env.meter().tick();
            value = Access.set(value, keys, 0, changed, owned, env.meter());
            env.meter().check(Meter.weight(value));
        }

        /// Sets the first result of a filter; false when there is none.
        boolean first(Env env, JqList keys, Filter update) {
            Object old = Access.getPath(value, keys, env.meter());
            if (owned.contains(old)) {
                owned.clear();
            }
            Break enough = new Break();
            long before = env.meter().held();
            @Nullable Object[] found = {null};
            try {
                update.run(env, old, null, (next, _) -> {
                    found[0] = next;
                    throw enough;
                });
                return false;
            } catch (Break e) {
                if (e != enough) {
                    throw e;
                }
                env.meter().restore(before);
                set(env, keys, found[0]);
                return true;
            }
        }
    }
}
