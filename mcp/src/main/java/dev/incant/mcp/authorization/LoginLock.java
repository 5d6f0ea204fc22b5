package dev.incant.mcp.authorization;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// The right to change one login, which one thread of one process has at a time. Ends with its process, however that
/// ends.
///
/// Processes keep apart by a lock on a file beside the login's, which is empty and stays: a lock of POSIX ends when its
/// process closes any descriptor of that file, so the login's own, which is read and replaced, cannot bear it. Where
/// the file system has no locks, only the threads of one process keep apart.
final class LoginLock implements AutoCloseable {
    /// Longer than a renewal may take, with all that it asks.
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Set<OpenOption> OPENING =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

    /// The JVM's file locks are the process's and know no threads, so all that lives in it meets here.
    private static final Map<Path, Turn> TURNS = new ConcurrentHashMap<>();

    private final Turn turn;
    private final FileChannel channel;

    private LoginLock(Turn turn, FileChannel channel) {
        this.turn = turn;
        this.channel = channel;
    }

    /// Waits for it.
    ///
    /// @param login the login's file, in a folder that is there
    /// @throws ToolException `unavailable` when others have it for longer than that; the cancellation's reason;
    ///     `failed` where there can be no file
    static LoginLock take(Path login, Duration patience, Cancellation cancellation) {
        Path file = login.resolveSibling(stem(login) + ".lock");
        long end = System.nanoTime() + patience.toNanos();
        Turn turn = TURNS.computeIfAbsent(real(file), _ -> new Turn());
        if (!turn.take(cancellation, patience)) {
            throw late(file, patience);
        }
        FileChannel channel = null;
        boolean taken = false;
        try {
            channel = open(file);
            taken = lock(channel, end - System.nanoTime(), cancellation);
            if (!taken) {
                throw late(file, patience);
            }
            return new LoginLock(turn, channel);
        } finally {
            if (!taken) {
                close(channel);
                turn.give();
            }
        }
    }

    private static String stem(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.substring(0, name.lastIndexOf('.'));
    }

    /// One name for one file.
    private static Path real(Path file) {
        try {
            Path folder = file.getParent();
            return folder == null ? file : folder.toRealPath().resolve(file.getFileName());
        } catch (IOException e) {
            return file;
        }
    }

    private static FileChannel open(Path file) {
        boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] attributes = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        try {
            return FileChannel.open(file, OPENING, attributes);
        } catch (IOException e) {
            throw ToolException.failed("cannot open " + file + ": " + e.getMessage());
        }
    }

    /// Says whether it was in time.
    private static boolean lock(FileChannel channel, long nanos, Cancellation cancellation) {
        try {
            if (channel.tryLock() != null) {
                return true;
            }
        } catch (IOException e) {
            // No locks here.
            return true;
        }
        CompletableFuture<FileLock> waiting = new CompletableFuture<>();
        // A thread of the system, as it waits inside it; closing the channel ends the wait.
        Thread.ofPlatform().daemon().name("incant-mcp-login-lock").start(() -> {
            try {
                waiting.complete(channel.lock());
            } catch (IOException | RuntimeException e) {
                waiting.completeExceptionally(e);
            }
        });
        try (Cancellation.Registration _ = cancellation.onCancel(() -> waiting.cancel(false))) {
            waiting.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (java.util.concurrent.CancellationException e) {
            cancellation.check();
            throw new ToolException(ErrorCode.CANCELLED, "the wait for a login was cancelled");
        } catch (ExecutionException e) {
            throw ToolException.failed("cannot lock a login: " + e.getCause());
        } catch (InterruptedException e) {
            cancellation.check();
            Thread.currentThread().interrupt();
            throw new ToolException(ErrorCode.CANCELLED, "the wait for a login was interrupted");
        }
    }

    private static ToolException late(Path file, Duration patience) {
        return ToolException.unavailable("another request or process has been renewing the login for more than "
                + patience.toSeconds() + " s, and keeps " + file + " locked; try again, or end that process");
    }

    private static void close(@Nullable FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            // It is closed nevertheless.
        }
    }

    @Override
    public void close() {
        close(channel);
        turn.give();
    }
}
