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
    /// @param only the files in it that count, with what the user called them; empty where all do
    /// @param relative its path below the one asked for, empty or ending with `/`
    /// @param names what was seen in it
    private record Watched(Map<String, String> only, String relative, Place place, Set<String> names) {
        boolean wants(String name) {
            return only.isEmpty() || only.containsKey(name);
        }
    }

    private final CallScope scope;
    private final InstantSource clock;
    private final PathGrants grants;
    private final Rules rules;
    private final boolean recursive;
    private final WatchService service;
    private final Cancellation.Registration registration;
    private final Map<WatchKey, Watched> folders = new HashMap<>();
    private List<Change> changes = new ArrayList<>();
    private int entries;

    private TreeWatch(
            CallScope scope, InstantSource clock, PathGrants grants, boolean recursive, WatchService service) {
        this.scope = scope;
        this.clock = clock;
        this.grants = grants;
        this.rules = scope.grants().read();
        this.recursive = recursive;
        this.service = service;
        this.registration = scope.cancellation().onCancel(this::closeService);
    }

    /// Starts to watch; what happens after it returns is seen. What is asked for twice, itself or with a folder above
    /// it, is watched once.
    static TreeWatch start(
            CallScope scope, InstantSource clock, PathGrants grants, List<Place> places, boolean recursive)
            throws IOException {
        return start(
                scope,
                clock,
                grants,
                places,
                recursive,
                scope.directory().getFileSystem().newWatchService());
    }

    /// As above with a service of its own, which is closed with the watch or when that cannot be.
    static TreeWatch start(
            CallScope scope,
            InstantSource clock,
            PathGrants grants,
            List<Place> places,
            boolean recursive,
            WatchService service)
            throws IOException {
        TreeWatch watch = scope.resources().add(new TreeWatch(scope, clock, grants, recursive, service));
        boolean done = false;
        try {
            for (Place place : places) {
                watch.add(place);
            }
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

    private void add(Place place) throws IOException {
        Path parent = place.real().getParent();
        if (parent == null || java.nio.file.Files.isDirectory(place.real(), LinkOption.NOFOLLOW_LINKS)) {
            add(Map.of(), "", place, false);
            return;
        }
        try (Folder above = place.parent()) {
            above.attributes(place.name());
        }
        Map<String, String> only = new HashMap<>(Map.of(place.name(), place.shown()));
        Path anchor = parent.startsWith(place.anchor()) ? place.anchor() : parent;
        add(only, "", new Place(place.shown(), parent, anchor, false), false);
    }

    @Override
    public int folders() {
        return folders.size();
    }

    /// Watches a folder first and looks into it then, so that nothing in it is missed.
    ///
    /// @param only may be added to, where some files of the folder are watched already
    /// @param report whether what is in it is news
    private void add(Map<String, String> only, String relative, Place place, boolean report) throws IOException {
        scope.cancellation().check();
        WatchKey key = registered(place);
        Watched before = folders.get(key);
        if (before != null && before.only().isEmpty()) {
            return;
        }
        if (before != null && !only.isEmpty()) {
            only.putAll(before.only());
        }
        Watched watched = new Watched(only, relative, place, new HashSet<>());
        folders.put(key, watched);
        try (Folder folder = place.folder()) {
            for (String name : folder.names(scope.cancellation()::check)) {
                if (relevant(watched, folder, name)) {
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

    private boolean relevant(Watched watched, Folder folder, String name) {
        return watched.wants(name) && !grants.denies(folder.path().resolve(name), rules);
    }

    private void seen(Watched watched, String name, boolean report) {
        if (watched.names().add(name) && ++entries > MAX_ENTRIES) {
            throw ToolException.limitExceeded("more than " + MAX_ENTRIES + " files and folders to watch")
                    .with("limit", (long) MAX_ENTRIES);
        }
        if (report) {
            report(Kind.CREATED, watched, name);
        }
    }

    private void descend(Watched watched, Folder folder, String name, boolean report) throws IOException {
        try {
            if (recursive && folder.attributes(name).isDirectory()) {
                Path inner = watched.place().real().resolve(name);
                add(
                        Map.of(),
                        watched.relative() + name + "/",
                        new Place(
                                watched.place().shown(), inner, watched.place().anchor(), false),
                        report);
            }
        } catch (IOException e) {
            // It is gone again, is another's, or became a link: what is left of it is not watched.
            forget(watched.place().real().resolve(name));
        }
    }

    private void report(Kind kind, Watched watched, String name) {
        String file = watched.only().get(name);
        changes.add(
                file == null
                        ? new Change(kind, watched.place().shown(), watched.relative() + name, clock.instant())
                        : new Change(kind, file, "", clock.instant()));
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
                } else if (relevant(watched, folder, String.valueOf(event.context()))) {
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
            report(Kind.MODIFIED, watched, name);
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
        report(Kind.DELETED, watched, name);
        forget(watched.place().real().resolve(name));
    }

    /// Watches no longer what was beneath a folder that is gone or moved away.
    private void forget(Path folder) {
        folders.entrySet().removeIf(entry -> {
            boolean beneath = entry.getValue().place().real().startsWith(folder);
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
        if (watched.relative().isEmpty() && watched.only().isEmpty()) {
            report(Kind.DELETED, watched, "");
        }
    }

    /// Says that something was missed, and looks what there is.
    private void overflow(Watched watched) throws IOException {
        String relative = watched.relative();
        String path = relative.isEmpty() ? "" : relative.substring(0, relative.length() - 1);
        changes.add(new Change(Kind.OVERFLOW, watched.place().shown(), path, clock.instant()));
        Set<String> now = new HashSet<>();
        // Opened anew: the names of an open folder are listed once.
        try (Folder folder = watched.place().folder()) {
            for (String name : folder.names(scope.cancellation()::check)) {
                if (relevant(watched, folder, name)) {
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
