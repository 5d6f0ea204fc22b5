package dev.incant.tools.file;

import com.google.re2j.Pattern;
import dev.incant.kernel.capability.Files.Change;
import dev.incant.kernel.capability.Files.Change.Kind;
import dev.incant.kernel.capability.Files.Watch;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.value.Values;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One call of [FileWatcher]: gathers changes until it is time to end.
final class Watching {
    /// What is left of the session's time for the answer.
    private static final Duration MARGIN = Duration.ofMillis(500);

    /// A pattern, and whether it is meant for whole paths rather than names.
    private record Filter(Pattern pattern, boolean wholePath) {
        boolean matches(String path) {
            return pattern.matches(wholePath ? path : path.substring(path.lastIndexOf('/') + 1));
        }
    }

    private final Args args;
    private final ToolContext context;
    private final List<Filter> include;
    private final List<Filter> exclude;
    private final long most;
    private final Duration debounce;
    private final Duration timeout;
    private final List<Change> changes = new ArrayList<>();

    Watching(Args args, ToolContext context) {
        this.args = args;
        this.context = context;
        this.include = filters("include");
        this.exclude = filters("exclude");
        this.most = args.integer("max_events");
        this.debounce = Duration.ofMillis(args.integer("debounce_ms"));
        long millis = args.optionalInteger("timeout_ms").orElse(Math.round(args.number("timeout_seconds") * 1000));
        Duration allowed = context.limits().timeout().minus(MARGIN);
        Duration asked = Duration.ofMillis(millis);
        this.timeout = asked.compareTo(allowed) < 0 || allowed.isNegative() ? asked : allowed;
    }

    private List<Filter> filters(String name) {
        List<Filter> filters = new ArrayList<>();
        for (String text : texts(name)) {
            try {
                filters.add(new Filter(Glob.withBraces(text, true), text.indexOf('/') >= 0));
            } catch (IllegalArgumentException e) {
                throw ToolException.invalidParams(name + " '" + text + "': " + e.getMessage());
            }
        }
        return filters;
    }

    private List<String> texts(String name) {
        Object value = args.value(name);
        if (value instanceof List<?> list) {
            return list.stream().map(String::valueOf).toList();
        }
        return value == null ? List.of() : List.of((String) value);
    }

    Map<String, @Nullable Object> run() {
        try (Watch watch = context.files().watch(texts("paths"), args.bool("recursive"))) {
            gather(watch);
            boolean full = changes.size() >= most;
            List<@Nullable Object> events = new ArrayList<>();
            changes.stream().limit(most).forEach(change -> events.add(event(change)));
            return Values.map(
                    "events",
                    events,
                    "event_count",
                    events.size(),
                    "ended_by",
                    full ? "max_events" : "timeout",
                    "folders",
                    watch.folders(),
                    "timeout_seconds",
                    timeout.toMillis() / 1000.0);
        }
    }

    private void gather(Watch watch) {
        long end = System.nanoTime() + timeout.toNanos();
        while (changes.size() < most) {
            List<Change> batch = watch.next(left(end));
            if (batch.isEmpty()) {
                return;
            }
            int from = changes.size();
            while (!batch.isEmpty()) {
                batch.forEach(change -> take(change, from));
                context.progress().report(changes.size(), most, null);
                Duration left = left(end);
                batch = changes.size() >= most ? List.of() : watch.next(left.compareTo(debounce) < 0 ? left : debounce);
            }
        }
    }

    private static Duration left(long end) {
        return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
    }

    /// Adds a change, unless it only repeats one since it was quiet: a file that is written to piece by piece, or that
    /// has just been created.
    private void take(Change change, int from) {
        if (!wanted(change)) {
            return;
        }
        if (change.kind() == Kind.MODIFIED) {
            for (int i = changes.size() - 1; i >= from; i--) {
                Change before = changes.get(i);
                if (path(before).equals(path(change))) {
                    if (before.kind() != Kind.DELETED) {
                        return;
                    }
                    break;
                }
            }
        }
        changes.add(change);
    }

    private boolean wanted(Change change) {
        if (change.kind() == Kind.OVERFLOW) {
            return true;
        }
        String path = change.path().isEmpty() ? change.root() : change.path();
        return (include.isEmpty() || include.stream().anyMatch(filter -> filter.matches(path)))
                && exclude.stream().noneMatch(filter -> filter.matches(path));
    }

    private static String path(Change change) {
        String root = change.root();
        if (change.path().isEmpty()) {
            return root;
        }
        if (root.equals(".")) {
            return change.path();
        }
        return root.endsWith("/") ? root + change.path() : root + "/" + change.path();
    }

    private static Map<String, @Nullable Object> event(Change change) {
        return Values.map(
                "event_type",
                change.kind().name().toLowerCase(Locale.ROOT),
                "path",
                path(change),
                "timestamp",
                change.time().toString());
    }
}
