package dev.incant.tools.data.jq;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The built-ins that take filters, give several results, or know of paths.
final class Generators {
    private Generators() {}

    /// The filter that a call means, or null when it is none of these.
    static @Nullable Filter find(String key, List<Filter> args) {
        return switch (key) {
            case "empty/0" -> Nodes.EMPTY;
            case "debug/0", "stderr/0" -> Nodes.IDENTITY;
            case "select/1" -> new Nodes.If(args.get(0), Nodes.IDENTITY, Nodes.EMPTY);
            case "recurse/0" -> new Nodes.Recurse(null);
            case "recurse/1" -> new Nodes.Recurse(args.get(0));
            case "path/1" -> new PathOf(args.get(0));
            case "getpath/1" -> new GetPath(args.get(0));
            case "range/1" -> new Range(new Nodes.Literal(0L), args.get(0), new Nodes.Literal(1L));
            case "range/2" -> new Range(args.get(0), args.get(1), new Nodes.Literal(1L));
            case "range/3" -> new Range(args.get(0), args.get(1), args.get(2));
            case "limit/2" -> new Limit(args.get(0), args.get(1));
            case "first/1" -> new Limit(new Nodes.Literal(1L), args.get(0));
            case "last/1" -> new Last(args.get(0));
            case "until/2" -> new Until(args.get(0), args.get(1));
            case "sort_by/1", "group_by/1", "unique_by/1", "min_by/1", "max_by/1" -> new By(key, args.get(0));
            case "match/2" -> new Match(args.get(0), args.get(1));
            default -> null;
        };
    }

    private record PathOf(Filter of) implements Filter {
        @Override
        public void run(Env env, @Nullable Object in, @Nullable Path path, Sink out) {
            of.run(
                    env,
                    in,
                    Path.ROOT,
                    (value, place) -> Nodes.give(
                            env, java.util.Objects.requireNonNull(place).keys(value), path, out));
        }
    }

    private record GetPath(Filter of) implements Filter {
        @Override
        public void run(Env env, @Nullable Object in, @Nullable Path path, Sink out) {
            of.run(env, in, null, (keys, _) -> {
                List<?> list = Builtins.path(keys);
                @Nullable Object value = in;
                @Nullable Path place = path;
                for (Object key : list) {
                    place = place == null ? null : place.child(key, value);
                    value = value == null ? null : Access.get(value, key, env.meter());
                }
                out.emit(value, place);
            });
        }
    }

    private record Range(Filter from, Filter upto, Filter by) implements Filter {
        @Override
        public void run(Env env, @Nullable Object in, @Nullable Path path, Sink out) {
            from.run(
                    env,
                    in,
                    null,
                    (start, _) -> upto.run(
                            env,
                            in,
                            null,
                            (end, _) -> by.run(env, in, null, (step, _) -> {
                                if (!(start instanceof Number first)
                                        || !(end instanceof Number last)
                                        || !(step instanceof Number width)) {
                                    throw new JqError("Range bounds must be numeric");
                                }
                                each(env, first.doubleValue(), last.doubleValue(), width.doubleValue(), path, out);
                            })));
        }

        private static void each(Env env, double first, double last, double width, @Nullable Path path, Sink out) {
            // A step of zero repeats for ever, as in jq 1.7; it ends with whoever stops listening.
            for (double x = first; width > 0 ? x < last : width < 0 ? x > last : x < last; x += width) {
                env.meter().tick();
                out.emit(Arithmetic.number(x), Path.computed(path));
            }
        }
    }

    private record Limit(Filter count, Filter source) implements Filter {
        @Override
        public void run(Env env, @Nullable Object in, @Nullable Path path, Sink out) {
            count.run(env, in, null, (n, _) -> {
                double left = MathFunctions.number(n);
                if (left > 0) {
                    take(left, env, in, path, out);
                }
            });
        }

        private void take(double count, Env env, @Nullable Object in, @Nullable Path path, Sink out) {
            Break enough = new Break();
            double[] left = {count};
            long before = env.meter().held();
            try {
                source.run(env, in, path, (value, place) -> {
                    left[0]--;
                    boolean done = left[0] <= 0;
                    out.emit(value, place);
                    if (done) {
                        throw enough;
                    }
                });
            } catch (Break e) {
                if (e != enough) {
                    throw e;
                }
                env.meter().restore(before);
            }
        }
    }

    private record Last(Filter source) implements Filter {
        @Override
        public void run(Env env, @Nullable Object in, @Nullable Path path, Sink out) {
            boolean[] any = {false};
            @Nullable Object[] kept = {null, null};
            source.run(env, in, path, (value, place) -> {
                any[0] = true;
                kept[0] = value;
                kept[1] = place;
            });
            if (any[0]) {
                long bytes = env.meter().hold(kept[0]);
                out.emit(kept[0], (Path) kept[1]);
                env.meter().release(bytes);
            }
        }
    }

    private record Until(Filter condition, Filter update) implements Filter {
        @Override
        public void run(Env env, @Nullable Object in, @Nullable Path path, Sink out) {
            List<@Nullable Object> values = new ArrayList<>();
            values.add(in);
            // Results of one step are followed depth first, the first one first.
            while (!values.isEmpty()) {
                env.meter().tick();
                Object value = values.removeLast();
                condition.run(env, value, null, (done, _) -> {
                    if (Nodes.truthy(done)) {
                        out.emit(value, Path.computed(path));
                        return;
                    }
                    int at = values.size();
                    update.run(env, value, null, (next, _) -> {
                        env.meter().tick();
                        env.meter().check(16L * values.size());
                        values.add(at, next);
                    });
                });
            }
        }
    }

    private record By(String key, Filter of) implements Filter {
        @Override
        public void run(Env env, @Nullable Object in, @Nullable Path path, Sink out) {
            List<?> items = Builtins.array(in, key.startsWith("group") ? "grouped" : "sorted");
            JqList keys = new JqList();
            long before = env.meter().held();
            for (Object item : items) {
                keys.add(Nodes.Collect.list(env, of, item));
            }
            Nodes.give(env, arranged(items, keys, env.meter()), path, out);
            env.meter().release(env.meter().held() - before);
        }

        private @Nullable Object arranged(List<?> items, JqList keys, Meter meter) {
            boolean least = key.equals("min_by/1");
            if (least || key.equals("max_by/1")) {
                int best = -1;
                for (int i = 0; i < keys.size(); i++) {
                    int order = best < 0
                            ? 1
                            : Integer.signum(meter.order().compare(keys.get(i), keys.get(best))) * (least ? -1 : 1);
                    best = order > 0 || (order == 0 && !least) ? i : best;
                }
                return best < 0 ? null : items.get(best);
            }
            JqList result = new JqList();
            for (Map.Entry<@Nullable Object, JqList> group :
                    Builtins.groups(items, keys, meter).entrySet()) {
                switch (key) {
                    case "group_by/1" -> result.add(group.getValue());
                    case "unique_by/1" -> result.add(group.getValue().getFirst());
                    default -> result.addAll(group.getValue());
                }
            }
            return result;
        }
    }

    private record Match(Filter regex, Filter flags) implements Filter {
        @Override
        public void run(Env env, @Nullable Object in, @Nullable Path path, Sink out) {
            flags.run(
                    env,
                    in,
                    null,
                    (letters, _) -> regex.run(env, in, null, (source, _) -> {
                        Regexes.Regex compiled = Regexes.compile(source, letters);
                        for (Object match : Regexes.matches(in, compiled, compiled.global(), env.meter())) {
                            Nodes.give(env, match, path, out);
                        }
                    }));
        }
    }
}
