package dev.incant.tools.data.jq;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The parts of a compiled query, one record for each form of the language; those that bind variables are in
/// [Bindings], those that change what stands at paths in [Assignments]. Longer than most files: it is the language.
final class Nodes {
    private Nodes() {}

    static final Filter IDENTITY = (_, in, path, out) -> out.emit(in, path);
    static final Filter EMPTY = (_, _, _, _) -> {};

    /// Hands on something just made, held while it is in use.
    static void give(Env env, @Nullable Object value, @Nullable Path path, Sink out) {
        long bytes = env.meter().hold(value);
        out.emit(value, Path.computed(path));
        env.meter().release(bytes);
    }

    static boolean truthy(@Nullable Object value) {
        return value != null && !Boolean.FALSE.equals(value);
    }

    record Literal(@Nullable Object value) implements Filter {
        @Override
        public void run(Env env, @Nullable Object in, @Nullable Path path, Sink out) {
            out.emit(value, Path.computed(path));
        }
    }

    record Variable(Object declaration) implements Filter {
        @Override
        public void run(Env env, @Nullable Object in, @Nullable Path path, Sink out) {
            out.emit(env.value(declaration), Path.computed(path));
        }
    }

    record Pipe(Filter left, Filter right) implements Filter {
        @Override
        public void run(Env env, @Nullable Object in, @Nullable Path path, Sink out) {
            env.meter().tick();
            left.run(env, in, path, (value, place) -> right.run(env, value, place, out));
        }
    }

    record Comma(Filter left, Filter right) implements Filter {
        @Override
        public void run(Env env, @Nullable Object in, @Nullable Path path, Sink out) {
            left.run(env, in, path, out);
            right.run(env, in, path, out);
        }
    }

    record Index(Filter term, Filter key) implements Filter {
        @Override
        public void run(Env env, @Nullable Object in, @Nullable Path path, Sink out) {
            key.run(
                    env,
                    in,
                    null,
                    (name, _) -> term.run(env, in, path, (value, place) -> {
                        env.meter().tick();
                        Path child = place == null ? null : place.child(name, value);
                        out.emit(Access.get(value, name, env.meter()), child);
                    }));
        }
    }

    record Slice(
            Filter term, @Nullable Filter from, @Nullable Filter to) implements Filter {
        private static final Filter NULL = new Literal(null);

        @Override
        public void run(Env env, @Nullable Object in, @Nullable Path path, Sink out) {
            Filter first = from == null ? NULL : from;
            Filter last = to == null ? NULL : to;
            first.run(
                    env,
                    in,
                    null,
                    (start, _) -> last.run(
                            env,
                            in,
                            null,
                            (end, _) -> term.run(env, in, path, (value, place) -> {
                                Path child = null;
                                if (place != null) {
                                    JqMap key = new JqMap();
                                    key.put("start", start);
                                    key.put("end", end);
                                    child = place.child(key, value);
                                }
                                Object part = Access.slice(value, start, end, env.meter());
                                long bytes = env.meter().hold(part);
                                out.emit(part, child);
                                env.meter().release(bytes);
                            })));
        }
    }

    record Iterate(Filter term) implements Filter {
        @Override
        public void run(Env env, @Nullable Object in, @Nullable Path path, Sink out) {
            term.run(env, in, path, (value, place) -> each(env, value, place, out));
        }

        static void each(Env env, @Nullable Object value, @Nullable Path place, Sink out) {
            if (value instanceof List<?> list) {
                for (int i = 0; i < list.size(); i++) {
                    env.meter().tick();
                    out.emit(list.get(i), place == null ? null : place.child((long) i, value));
                }
            } else if (value instanceof Map<?, ?> map) {
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    env.meter().tick();
                    out.emit(entry.getValue(), place == null ? null : place.child(entry.getKey(), value));
                }
            } else {
                throw new JqError("Cannot iterate over " + (value == null ? "null" : Text.described(value)));
            }
        }
    }

    /// `..` and `recurse(f)`. The last result of `f` is followed in a loop, so that chains of any length need
    /// no stack.
    record Recurse(@Nullable Filter step) implements Filter {
        @Override
        public void run(Env env, @Nullable Object in, @Nullable Path path, Sink out) {
            @Nullable Object value = in;
            @Nullable Path place = path;
            Meter meter = env.meter();
            long bytes = 0;
            while (true) {
                meter.tick();
                out.emit(value, place);
                Last last = new Last((next, at) -> run(env, next, at, out));
                if (step != null) {
                    step.run(env, value, place, last);
                } else if (value instanceof List || value instanceof Map) {
                    Iterate.each(env, value, place, last);
                }
                meter.release(bytes);
                if (!last.any) {
                    return;
                }
                value = last.value;
                place = last.path;
                bytes = meter.hold(value);
            }
        }

        /// Keeps the last result back and hands on those before it.
        private static final class Last implements Sink {
            private final Sink others;
            private boolean any;
            private @Nullable Object value;
            private @Nullable Path path;

            Last(Sink others) {
                this.others = others;
            }

            @Override
            public void emit(@Nullable Object next, @Nullable Path at) {
                if (any) {
                    others.emit(value, path);
                }
                any = true;
                value = next;
                path = at;
            }
        }
    }

    record Collect(Filter items) implements Filter {
        @Override
        public void run(Env env, @Nullable Object in, @Nullable Path path, Sink out) {
            long before = env.meter().held();
            JqList list = list(env, items, in);
            out.emit(list, Path.computed(path));
            env.meter().release(env.meter().held() - before);
        }

        /// All results of a filter; the list is held, and the caller releases it.
        static JqList list(Env env, Filter items, @Nullable Object in) {
            Meter meter = env.meter();
            long before = meter.held();
            JqList list = new JqList();
            items.run(env, in, null, (value, _) -> {
                meter.tick();
                list.add(value);
                meter.check(list.weight());
                meter.holdBytes(8 + Meter.weight(value));
            });
            meter.restore(before);
            meter.hold(list);
            return list;
        }
    }

    record ObjectOf(List<Filter> keys, List<Filter> values) implements Filter {
        @Override
        public void run(Env env, @Nullable Object in, @Nullable Path path, Sink out) {
            entry(0, env, in, new JqMap(), path, out);
        }

        private void entry(int index, Env env, @Nullable Object in, JqMap made, @Nullable Path path, Sink out) {
            if (index == keys.size()) {
                give(env, made, path, out);
                return;
            }
            keys.get(index).run(env, in, null, (key, _) -> {
                if (!(key instanceof String name)) {
                    throw new JqError("Object keys must be strings");
                }
                values.get(index).run(env, in, null, (value, _) -> {
                    env.meter().tick();
                    JqMap more = new JqMap(made, env.meter());
                    more.put(name, value);
                    entry(index + 1, env, in, more, path, out);
                });
            });
        }
    }

    record Interpolation(List<Object> parts, @Nullable String format) implements Filter {
        @Override
        public void run(Env env, @Nullable Object in, @Nullable Path path, Sink out) {
            part(parts.size() - 1, env, in, "", path, out);
        }

        private void part(int index, Env env, @Nullable Object in, String after, @Nullable Path path, Sink out) {
            if (index < 0) {
                give(env, after, path, out);
            } else if (parts.get(index) instanceof Filter filter) {
                filter.run(env, in, null, (value, _) -> {
                    String text = format == null
                            ? Formats.text(value, env.meter())
                            : Formats.apply(format, value, env.meter());
                    part(index - 1, env, in, text + after, path, out);
                });
            } else {
                part(index - 1, env, in, parts.get(index) + after, path, out);
            }
        }
    }

    record Format(String name) implements Filter {
        @Override
        public void run(Env env, @Nullable Object in, @Nullable Path path, Sink out) {
            give(env, Formats.apply(name, in, env.meter()), path, out);
        }
    }

    record Negate(Filter term) implements Filter {
        @Override
        public void run(Env env, @Nullable Object in, @Nullable Path path, Sink out) {
            term.run(env, in, null, (value, _) -> give(env, Arithmetic.negated(value), path, out));
        }
    }

    record Binary(String operator, Filter left, Filter right) implements Filter {
        @Override
        public void run(Env env, @Nullable Object in, @Nullable Path path, Sink out) {
            right.run(
                    env,
                    in,
                    null,
                    (b, _) -> left.run(env, in, null, (a, _) -> {
                        env.meter().tick();
                        give(env, Arithmetic.operate(operator, a, b, env.meter()), path, out);
                    }));
        }
    }

    record Logic(Filter left, Filter right, boolean or) implements Filter {
        @Override
        public void run(Env env, @Nullable Object in, @Nullable Path path, Sink out) {
            left.run(env, in, null, (a, _) -> {
                if (truthy(a) == or) {
                    out.emit(or, Path.computed(path));
                } else {
                    right.run(env, in, null, (b, _) -> out.emit(truthy(b), Path.computed(path)));
                }
            });
        }
    }

    record Alternative(Filter left, Filter right) implements Filter {
        @Override
        public void run(Env env, @Nullable Object in, @Nullable Path path, Sink out) {
            boolean[] any = {false};
            boolean[] downstream = {false};
            try {
                left.run(env, in, path, (value, place) -> {
                    if (truthy(value)) {
                        any[0] = true;
                        downstream[0] = true;
                        out.emit(value, place);
                        downstream[0] = false;
                    }
                });
            } catch (JqError e) {
                if (downstream[0]) {
                    throw e;
                }
            }
            if (!any[0]) {
                right.run(env, in, path, out);
            }
        }
    }

    record If(Filter condition, Filter then, Filter otherwise) implements Filter {
        @Override
        public void run(Env env, @Nullable Object in, @Nullable Path path, Sink out) {
            condition.run(env, in, null, (value, _) -> (truthy(value) ? then : otherwise).run(env, in, path, out));
        }
    }

    /// `try`, with null for no handler: errors are swallowed. What is raised further down the pipe passes.
    record Try(Filter body, @Nullable Filter handler) implements Filter {
        @Override
        public void run(Env env, @Nullable Object in, @Nullable Path path, Sink out) {
            long before = env.meter().held();
            boolean[] downstream = {false};
            try {
                body.run(env, in, path, (value, place) -> {
                    downstream[0] = true;
                    out.emit(value, place);
                    downstream[0] = false;
                });
            } catch (JqError e) {
                if (downstream[0]) {
                    throw e;
                }
                env.meter().restore(before);
                if (handler != null) {
                    handler.run(env, e.value(), Path.computed(path), out);
                }
            }
        }
    }

    record Label(Object declaration, Filter body) implements Filter {
        @Override
        public void run(Env env, @Nullable Object in, @Nullable Path path, Sink out) {
            Break here = new Break();
            long before = env.meter().held();
            try {
                body.run(env.with(declaration, here), in, path, out);
            } catch (Break e) {
                if (e != here) {
                    throw e;
                }
                env.meter().restore(before);
            }
        }
    }

    record BreakOut(Object declaration) implements Filter {
        @Override
        public void run(Env env, @Nullable Object in, @Nullable Path path, Sink out) {
            throw (Break) Objects.requireNonNull(env.value(declaration));
        }
    }

    /// A parameter of a function.
    ///
    /// @param value whether it is `$name`: evaluated before the call
    record Parameter(String name, boolean value) {}

    /// A function that a query, or the prelude, defines. Its body is filled in once it is parsed.
    static final class Function {
        final String name;
        final List<Parameter> parameters;

        @Nullable Filter body;

        Function(String name, List<Parameter> parameters) {
            this.name = name;
            this.parameters = List.copyOf(parameters);
        }

        int arity() {
            return parameters.size();
        }

        /// Runs with the parameters bound one after another; those that are values run through all their
        /// results.
        void run(
                Env inner,
                int index,
                List<Filter> args,
                Env caller,
                @Nullable Object in,
                @Nullable Path path,
                Sink out) {
            if (index == parameters.size()) {
                inner.meter().tick();
                Objects.requireNonNull(body).run(inner, in, path, out);
                return;
            }
            Parameter parameter = parameters.get(index);
            if (parameter.value()) {
                args.get(index)
                        .run(
                                caller,
                                in,
                                null,
                                (value, _) ->
                                        run(inner.with(parameter, value), index + 1, args, caller, in, path, out));
            } else {
                Env bound = inner.with(parameter, new Closure(args.get(index), caller));
                run(bound, index + 1, args, caller, in, path, out);
            }
        }
    }

    /// An argument that is a filter, with what it sees.
    record Closure(Filter filter, Env env) {}

    record Define(Function function, Filter body) implements Filter {
        @Override
        public void run(Env env, @Nullable Object in, @Nullable Path path, Sink out) {
            body.run(env.with(function, null), in, path, out);
        }
    }

    record Call(Function function, List<Filter> args) implements Filter {
        @Override
        public void run(Env env, @Nullable Object in, @Nullable Path path, Sink out) {
            function.run(env.find(function), 0, args, env, in, path, out);
        }
    }

    /// A call of a function of the prelude, which sees nothing but itself.
    record CallGlobal(Function function, List<Filter> args) implements Filter {
        @Override
        public void run(Env env, @Nullable Object in, @Nullable Path path, Sink out) {
            function.run(env.global().with(function, null), 0, args, env, in, path, out);
        }
    }

    record CallParameter(Object parameter) implements Filter {
        @Override
        public void run(Env env, @Nullable Object in, @Nullable Path path, Sink out) {
            Object bound = env.value(parameter);
            env.meter().tick();
            if (bound instanceof Closure closure) {
                closure.filter().run(closure.env(), in, path, out);
            } else {
                out.emit(bound, Path.computed(path));
            }
        }
    }
}
