package dev.incant.kernel.host;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The pipes to one program, by which its offspring can be told that lost its parent. Linux only, where `/proc`
/// shows who holds which end of which pipe; elsewhere nobody is found.
///
/// @param ends the pipes by name (`pipe:[INODE]`) and the program's end of each
/// @param complete whether both output streams are among them; not so when the program ended before it could be
///     looked at
/// @param since no offspring is older
record Pipes(Map<String, PosixFilePermission> ends, boolean complete, Instant since) {
    /// The system tells the start of a process from its own, which it knows to the second.
    private static final Duration CLOCK_ERROR = Duration.ofSeconds(2);

    /// The pipes that a process was started with.
    static Pipes of(long pid, Instant since) {
        Map<String, PosixFilePermission> ends = new HashMap<>();
        boolean complete =
                add(ends, pid, 1, PosixFilePermission.OWNER_WRITE) & add(ends, pid, 2, PosixFilePermission.OWNER_WRITE);
        add(ends, pid, 0, PosixFilePermission.OWNER_READ);
        return new Pipes(ends, complete, since.minus(CLOCK_ERROR));
    }

    private static boolean add(
            Map<String, PosixFilePermission> ends, long pid, int descriptor, PosixFilePermission end) {
        String pipe = pipe(descriptors(pid).resolve(Integer.toString(descriptor)));
        if (pipe != null) {
            ends.put(pipe, end);
        }
        return pipe != null;
    }

    /// Who holds the program's ends.
    Set<ProcessHandle> holders() {
        long self = ProcessHandle.current().pid();
        Set<ProcessHandle> below =
                complete ? Set.of() : ProcessHandle.current().descendants().collect(Collectors.toSet());
        Map<String, PosixFilePermission> wanted = complete ? ends : readHere(self);
        Map<String, Set<ProcessHandle>> byPipe = new HashMap<>();
        Set<String> inUse = new HashSet<>();
        ProcessHandle.allProcesses().filter(process -> process.pid() != self).forEach(process -> {
            for (String pipe : held(process.pid(), wanted)) {
                byPipe.computeIfAbsent(pipe, _ -> new LinkedHashSet<>()).add(process);
                if (below.contains(process)) {
                    inUse.add(pipe);
                }
            }
        });
        Set<ProcessHandle> holders = new LinkedHashSet<>();
        byPipe.forEach((pipe, processes) -> {
            if (!inUse.contains(pipe)) {
                processes.stream().filter(this::mayBeOffspring).forEach(holders::add);
            }
        });
        return holders;
    }

    /// All pipes that this process reads from. Those of programs that still run are told by what is below this
    /// process.
    private static Map<String, PosixFilePermission> readHere(long self) {
        Map<String, PosixFilePermission> wanted = new HashMap<>();
        try (DirectoryStream<Path> open = Files.newDirectoryStream(descriptors(self))) {
            for (Path descriptor : open) {
                String pipe = pipe(descriptor);
                if (pipe != null && isEnd(descriptor, PosixFilePermission.OWNER_READ)) {
                    wanted.put(pipe, PosixFilePermission.OWNER_WRITE);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // No /proc here.
        }
        return wanted;
    }

    private static Set<String> held(long pid, Map<String, PosixFilePermission> wanted) {
        Set<String> held = new HashSet<>();
        try (DirectoryStream<Path> open = Files.newDirectoryStream(descriptors(pid))) {
            for (Path descriptor : open) {
                String pipe = pipe(descriptor);
                PosixFilePermission end = pipe == null ? null : wanted.get(pipe);
                if (pipe != null && end != null && isEnd(descriptor, end)) {
                    held.add(pipe);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // Another user's, or gone meanwhile.
        }
        return held;
    }

    /// Whether it is no older than the program, so no service that was handed the streams; and nothing that
    /// Java itself starts just now and that has not let go yet of all it inherits.
    private boolean mayBeOffspring(ProcessHandle process) {
        ProcessHandle.Info info = process.info();
        return info.startInstant().filter(instant -> !instant.isBefore(since)).isPresent()
                && !info.command().orElse("").endsWith("/jspawnhelper");
    }

    /// Whether a descriptor is this end of its pipe.
    private static boolean isEnd(Path descriptor, PosixFilePermission end) throws IOException {
        return Files.getPosixFilePermissions(descriptor, LinkOption.NOFOLLOW_LINKS)
                .contains(end);
    }

    private static @Nullable String pipe(Path descriptor) {
        try {
            String target = Files.readSymbolicLink(descriptor).toString();
            return target.startsWith("pipe:") ? target : null;
        } catch (IOException | UnsupportedOperationException e) {
            return null;
        }
    }

    private static Path descriptors(long pid) {
        return Path.of("/proc", Long.toString(pid), "fd");
    }
}
