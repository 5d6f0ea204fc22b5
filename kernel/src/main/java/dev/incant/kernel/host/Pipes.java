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
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The pipes to one program, by which offspring is told that lost its parent and its [CallMark]. Linux only, where
/// `/proc` shows who holds which end of which pipe; elsewhere nobody is found.
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
        if (!complete) {
            return Set.of();
        }
        long self = ProcessHandle.current().pid();
        return ProcessHandle.allProcesses()
                .filter(process -> process.pid() != self && holds(process.pid()) && mayBeOffspring(process))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private boolean holds(long pid) {
        try (DirectoryStream<Path> open = Files.newDirectoryStream(descriptors(pid))) {
            for (Path descriptor : open) {
                String pipe = pipe(descriptor);
                PosixFilePermission end = pipe == null ? null : ends.get(pipe);
                if (end != null && isEnd(descriptor, end)) {
                    return true;
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // Another user's, or gone meanwhile.
        }
        return false;
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
