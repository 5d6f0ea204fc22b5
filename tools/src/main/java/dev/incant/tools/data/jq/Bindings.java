package dev.incant.tools.data.jq;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The filters that bind variables: `as` with its patterns, `reduce` and `foreach`.
final class Bindings {
    private Bindings() {}

    /// What the left of an `as` binds.
    sealed interface Pattern {
        void names(Map<String, Object> declared);

        /// Binds the value's parts and goes on with each way to do so.
        void bind(Env env, @Nullable Object value, Consumer<Env> then);
    }

    record VariablePattern(String name, Object declaration) implements Pattern {
        @Override
        public void names(Map<String, Object> declared) {
            declared.put(name, declaration);
        }

        @Override
        public void bind(Env env, @Nullable Object value, Consumer<Env> then) {
            then.accept(env.with(declaration, value));
        }
    }

    record ArrayPattern(List<Pattern> items) implements Pattern {
        @Override
        public void names(Map<String, Object> declared) {
            items.forEach(item -> item.names(declared));
        }

        @Override
        public void bind(Env env, @Nullable Object value, Consumer<Env> then) {
            if (value != null && !(value instanceof List)) {
                throw new JqError("Cannot index " + Text.type(value) + " with number");
            }
            item(0, env, value, then);
        }

        private void item(int index, Env env, @Nullable Object value, Consumer<Env> then) {
            if (index == items.size()) {
                then.accept(env);
                return;
            }
            Object part = Access.get(value, (long) index, env.meter());
            items.get(index).bind(env, part, more -> item(index + 1, more, value, then));
        }
    }

    /// One entry of an object pattern: `key: pattern`, `$name` or `$name: pattern`.
    record EntryPattern(
            Filter key,
            @Nullable Pattern variable,
            @Nullable Pattern value) {}

    record ObjectPattern(List<EntryPattern> entries) implements Pattern {
        @Override
        public void names(Map<String, Object> declared) {
            for (EntryPattern entry : entries) {
                if (entry.variable() != null) {
                    entry.variable().names(declared);
                }
                if (entry.value() != null) {
                    entry.value().names(declared);
                }
            }
        }

        @Override
        public void bind(Env env, @Nullable Object value, Consumer<Env> then) {
            entry(0, env, value, then);
        }

        private void entry(int index, Env env, @Nullable Object value, Consumer<Env> then) {
            if (index == entries.size()) {
                then.accept(env);
                return;
            }
            EntryPattern entry = entries.get(index);
            entry.key().run(env, value, null, (key, _) -> {
                if (!(key instanceof String)) {
                    throw new JqError("Cannot index " + Text.type(value) + " with " + Text.type(key));
                }
                Object part = Access.get(value, key, env.meter());
                Pattern variable = entry.variable();
                Pattern inner = entry.value();
                Consumer<Env> next = more -> entry(index + 1, more, value, then);
                Consumer<Env> deeper = inner == null ? next : more -> inner.bind(more, part, next);
                if (variable == null) {
                    deeper.accept(env);
                } else {
                    variable.bind(env, part, deeper);
                }
            });
        }
    }

    /// Binds by the first pattern that fits and whose body raises no error (`?//`).
    private static void destructure(
            Env env, List<Pattern> patterns, List<Object> declarations, @Nullable Object value, Consumer<Env> body) {
        if (patterns.size() == 1) {
            patterns.getFirst().bind(env, value, body);
            return;
        }
        Env nulls = env;
        for (Object declaration : declarations) {
            nulls = nulls.with(declaration, null);
        }
        for (int i = 0; i < patterns.size(); i++) {
            try {
                patterns.get(i).bind(nulls, value, body);
                return;
            } catch (JqError e) {
                if (i == patterns.size() - 1) {
                    throw e;
                }
            }
        }
    }

    record Bind(Filter source, List<Pattern> patterns, List<Object> declarations, Filter body) implements Filter {
        @Override
        public void run(Env env, @Nullable Object in, @Nullable Path path, Sink out) {
            source.run(
                    env,
                    in,
                    null,
                    (value, _) ->
                            destructure(env, patterns, declarations, value, bound -> body.run(bound, in, path, out)));
        }
    }

    record Reduce(Filter source, List<Pattern> patterns, List<Object> declarations, Filter start, Filter update)
            implements Filter {
        @Override
        public void run(Env env, @Nullable Object in, @Nullable Path path, Sink out) {
            start.run(env, in, path, (initial, place) -> {
                State state = new State(env.meter(), initial, place);
                source.run(
                        env,
                        in,
                        null,
                        (value, _) -> destructure(env, patterns, declarations, value, bound -> {
                            env.meter().tick();
                            Object before = state.value;
                            Path at = state.path;
                            state.put(null, Path.computed(path));
                            update.run(bound, before, at, state::put);
                        }));
                state.finish(out);
            });
        }
    }

    record Foreach(
            Filter source,
            List<Pattern> patterns,
            List<Object> declarations,
            Filter start,
            Filter update,
            @Nullable Filter extract)
            implements Filter {
        @Override
        public void run(Env env, @Nullable Object in, @Nullable Path path, Sink out) {
            start.run(env, in, path, (initial, place) -> {
                State state = new State(env.meter(), initial, place);
                source.run(
                        env,
                        in,
                        null,
                        (value, _) -> destructure(env, patterns, declarations, value, bound -> {
                            env.meter().tick();
                            update.run(bound, state.value, state.path, (next, at) -> {
                                state.put(next, at);
                                if (extract == null) {
                                    out.emit(next, at);
                                } else {
                                    extract.run(bound, next, at, out);
                                }
                            });
                        }));
            });
        }
    }

    /// What a fold carries from step to step, held until the fold is finished.
    private static final class State {
        private final Meter meter;
        private @Nullable Object value;
        private @Nullable Path path;

        State(Meter meter, @Nullable Object value, @Nullable Path path) {
            this.meter = meter;
            meter.hold(value);
            this.value = value;
            this.path = path;
        }

        void put(@Nullable Object next, @Nullable Path at) {
            meter.release(Meter.weight(value));
            meter.hold(next);
            value = next;
            path = at;
        }

        void finish(Sink out) {
            out.emit(value, path);
            meter.release(Meter.weight(value));
        }
    }
}
