package dev.incant.kernel.host;

import dev.incant.kernel.capability.CallScope;
import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.capability.Files;
import dev.incant.kernel.capability.Files.Change;
import dev.incant.kernel.capability.Files.Change.Kind;
import dev.incant.kernel.capability.Rules;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Watches a file, a folder, or a tree of folders by the operating system's notifications.
///
/// The system watches folders by their paths, so one that is swapped for a link just then could be another than the one
/// that was checked. Therefore nothing is reported by its name alone: each name is looked for in the folder, opened
/// from the granted one downwards without following links ([Folder]), and only what is there, or was seen there before,
/// is reported. So no name from outside ever is.
final class TreeWatch implements Files.Watch {
    /// Entries in all watched folders together; each is remembered, to know what is new and what is gone.
    private static final int MAX_ENTRIES = 1_000_000;

    private static final WatchEvent.Kind<?>[] KINDS = {
        StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY, StandardWatchEventKinds.ENTRY_DELETE
    };

    /// A folder that is watched.
    ///
    /// @param relative its path below the one asked for, empty or ending with `/`
    /// @param names what was seen in it
    private record Watched(String relative, Place place, Set<String> names) {}

    private final CallScope scope;
    private final InstantSource clock;
    private final PathGrants grants;
    private final Rules rules;
    private final boolean recursive;
    /// The only name that counts, where one file is watched.
    private final @Nullable String only;

    private final WatchService service;
    private final Cancellation.Registration registration;
    private final Map<WatchKey, Watched> folders = new HashMap<>();
    private List<Change> changes = new ArrayList<>();
    private int entries;

    private TreeWatch(
            CallScope scope,
            InstantSource clock,
            PathGrants grants,
            boolean recursive,
            @Nullable String only,
            WatchService service) {
        this.scope = scope;
        this.clock = clock;
        this.grants = grants;
        this.rules = scope.grants().read();
        this.recursive = recursive;
        this.only = only;
        this.service = service;
        scope.resources().add(this);
        this.registration = scope.cancellation().onCancel(this::closeService);
    }

    /// Starts to watch; what happens after it returns is seen.
    static TreeWatch start(CallScope scope, InstantSource clock, PathGrants grants, Place place, boolean recursive)
            throws IOException {
        boolean folder = java.nio.file.Files.isDirectory(place.real(), LinkOption.NOFOLLOW_LINKS);
        Path parent = place.real().getParent();
        if (!folder) {
            try (Folder above = place.parent()) {
                above.attributes(place.name());
            }
        }
        Place watched = folder || parent == null
                ? place
                : new Place(place.shown(), parent, parent.startsWith(place.anchor()) ? place.anchor() : parent, false);
        WatchService service = place.real().getFileSystem().newWatchService();
        TreeWatch watch =
                new TreeWatch(scope, clock, grants, recursive && folder, folder ? null : place.name(), service);
        boolean done = false;
        try {
            watch.add("", watched, false);
            done = true;
            return watch;
        } catch (ClosedWatchServiceException e) {
            scope.cancellation().check();
            throw e;
        } finally {
            if (!done) {
                watch.close();
            }
        }
    }

    @Override
    public int folders() {
        return folders.size();
    }

    /// Watches a folder first and looks into it then, so that nothing in it is missed.
    ///
    /// @param report whether what is in it is news
    private void add(String relative, Place place, boolean report) throws IOException {
        scope.cancellation().check();
        WatchKey key = registered(place);
        Watched watched = new Watched(relative, place, new HashSet<>());
        folders.put(key, watched);
        try (Folder folder = place.folder()) {
            for (String name : folder.names(scope.cancellation()::check)) {
                if (relevant(folder, name)) {
                    seen(watched, name, report);
                    descend(watched, folder, name, report);
                }
            }
        }
    }

    private WatchKey registered(Place place) throws IOException {
        try {
            return place.real().register(service, KINDS);
        } catch (IOException e) {
            if (String.valueOf(e.getMessage()).contains("limit")) {
                throw ToolException.limitExceeded("'" + place.shown() + "' has more folders than the system watches: "
                        + folders.size() + " are watched");
            }
            throw e;
        }
    }

    private boolean relevant(Folder folder, String name) {
        return (only == null || only.equals(name))
                && !grants.denies(folder.path().resolve(name), rules);
    }

    private void seen(Watched watched, String name, boolean report) {
        if (watched.names().add(name) && ++entries > MAX_ENTRIES) {
            throw ToolException.limitExceeded("more than " + MAX_ENTRIES + " files and folders to watch")
                    .with("limit", (long) MAX_ENTRIES);
        }
        if (report) {
            report(Kind.CREATED, watched.relative() + name);
        }
    }

    private void descend(Watched watched, Folder folder, String name, boolean report) throws IOException {
        try {
            if (recursive && folder.attributes(name).isDirectory()) {
                Path inner = watched.place().real().resolve(name);
                add(
                        watched.relative() + name + "/",
                        new Place(
                                watched.place().shown(), inner, watched.place().anchor(), false),
                        report);
            }
        } catch (IOException e) {
            // It is gone again, is another's, or became a link: what is left of it is not watched.
            forget(watched.relative() + name + "/");
        }
    }

    private void report(Kind kind, String path) {
        changes.add(new Change(kind, path, clock.instant()));
    }

    @Override
    public List<Change> next(Duration timeout) {
        long end = System.nanoTime() + timeout.toNanos();
        try {
            while (changes.isEmpty()) {
                scope.cancellation().check();
                WatchKey key = service.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (key == null) {
                    return List.of();
                }
                for (WatchKey more = key; more != null; more = service.poll()) {
                    take(more);
                }
            }
        } catch (ClosedWatchServiceException e) {
            scope.cancellation().check();
            throw ToolException.failed("the watch is closed");
        } catch (InterruptedException e) {
            scope.cancellation().check();
            Thread.currentThread().interrupt();
            throw new ToolException(ErrorCode.CANCELLED, "the call was interrupted");
        }
        List<Change> batch = changes;
        changes = new ArrayList<>();
        return batch;
    }

    private void take(WatchKey key) {
        List<WatchEvent<?>> events = key.pollEvents();
        Watched watched = folders.get(key);
        if (watched == null) {
            return;
        }
        try (Folder folder = watched.place().folder()) {
            for (WatchEvent<?> event : events) {
                scope.cancellation().check();
                if (event.kind().equals(StandardWatchEventKinds.OVERFLOW)) {
                    overflow(watched);
                } else if (relevant(folder, String.valueOf(event.context()))) {
                    take(watched, folder, event.kind(), String.valueOf(event.context()));
                }
            }
        } catch (IOException e) {
            // The folder itself is gone, or another took its place; all that was seen in it is gone with it.
            gone(watched);
            key.cancel();
            folders.remove(key);
            return;
        }
        if (!key.reset()) {
            gone(watched);
            folders.remove(key);
        }
    }

    private void take(Watched watched, Folder folder, WatchEvent.Kind<?> kind, String name) throws IOException {
        boolean known = watched.names().contains(name);
        if (kind.equals(StandardWatchEventKinds.ENTRY_DELETE)) {
            if (known) {
                lost(watched, name);
            }
        } else if (!there(folder, name)) {
            return;
        } else if (!known) {
            seen(watched, name, true);
            descend(watched, folder, name, true);
        } else if (kind.equals(StandardWatchEventKinds.ENTRY_MODIFY)) {
            report(Kind.MODIFIED, watched.relative() + name);
        }
    }

    private static boolean there(Folder folder, String name) throws IOException {
        try {
            folder.attributes(name);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private void lost(Watched watched, String name) {
        watched.names().remove(name);
        entries--;
        report(Kind.DELETED, watched.relative() + name);
        forget(watched.relative() + name + "/");
    }

    /// Watches no longer what was beneath a folder that is gone or moved away.
    private void forget(String relative) {
        folders.entrySet().removeIf(entry -> {
            boolean beneath = entry.getValue().relative().startsWith(relative);
            if (beneath) {
                entry.getKey().cancel();
                entries -= entry.getValue().names().size();
            }
            return beneath;
        });
    }

    private void gone(Watched watched) {
        for (String name : List.copyOf(watched.names())) {
            lost(watched, name);
        }
        if (watched.relative().isEmpty() && only == null) {
            report(Kind.DELETED, "");
        }
    }

    /// Says that something was missed, and looks what there is.
    private void overflow(Watched watched) throws IOException {
        String relative = watched.relative();
        report(Kind.OVERFLOW, relative.isEmpty() ? "" : relative.substring(0, relative.length() - 1));
        Set<String> now = new HashSet<>();
        // Opened anew: the names of an open folder are listed once.
        try (Folder folder = watched.place().folder()) {
            for (String name : folder.names(scope.cancellation()::check)) {
                if (relevant(folder, name)) {
                    now.add(name);
                    if (!watched.names().contains(name)) {
                        seen(watched, name, true);
                        descend(watched, folder, name, true);
                    }
                }
            }
        }
        for (String name : List.copyOf(watched.names())) {
            if (!now.contains(name)) {
                lost(watched, name);
            }
        }
    }

    private void closeService() {
        try {
            service.close();
        } catch (IOException e) {
            // The system takes it back at the end of the process.
        }
    }

    @Override
    public void close() {
        registration.close();
        scope.resources().remove(this);
        closeService();
    }
}
