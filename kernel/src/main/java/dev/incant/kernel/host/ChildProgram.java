package dev.incant.kernel.host;

import dev.incant.kernel.capability.Rules;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.value.Values;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// A program that outlives a call: it is talked to over its streams until it is closed, and then ends with all that it
/// started, as [ProcessTree] says. It ends with the JVM too, unless that is killed; then its standard input ends.
///
/// A person chose what runs here, so no grant is asked for. The environment is clean nevertheless: a secret of this
/// process is not the program's unless it is named.
///
/// The owner reads both streams, writes the third, and closes. Safe for use by many threads.
public final class ChildProgram implements AutoCloseable {
    private static final List<String> KEPT = List.of(
            "PATH",
            "HOME",
            "USER",
            "LOGNAME",
            "SHELL",
            "LANG",
            "LC_ALL",
            "TZ",
            "TMPDIR",
            "TERM",
            "HTTP_PROXY",
            "HTTPS_PROXY",
            "NO_PROXY",
            "http_proxy",
            "https_proxy",
            "no_proxy",
            "SSL_CERT_FILE",
            "SSL_CERT_DIR",
            "NODE_EXTRA_CA_CERTS");

    /// How long the program has to end by itself once its standard input has ended.
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final Process process;
    private final ProcessTree tree;
    private final Thread ending = new Thread(this::kill, "incant-child-ending");
    private final CompletableFuture<Integer> ended = new CompletableFuture<>();
    private boolean closed;

    private ChildProgram(Process process, ProcessTree tree) {
        this.process = process;
        this.tree = tree;
    }

    /// Starts a program.
    ///
    /// @param line the program, as a name to be found on the `PATH` or a path, and its arguments
    /// @param directory absolute; where it starts
    /// @param variables the environment of Incant, of which the usual harmless part is passed on
    /// @param more variables for the program
    /// @throws ToolException `not_found` for a program or folder that is not there; `failed` when it cannot be
    ///     started
    public static ChildProgram start(
            List<String> line, Path directory, Map<String, String> variables, Map<String, String> more) {
        String executable = line.getFirst();
        if (!directory.toFile().isDirectory()) {
            throw ToolException.notFound(
                    "the folder " + directory + ", where '" + executable + "' is to start, is not there");
        }
        Programs.Program program = new Programs(Rules.EVERYTHING, directory, variables.get("PATH")).allowed(executable);
        CallMark mark = CallMark.fresh(variables.get(CallMark.VARIABLE));
        List<String> words = new ArrayList<>(line);
        words.set(0, program.entry().toString());
        ProcessBuilder builder = new ProcessBuilder(words).directory(directory.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment(variables, more));
        builder.environment().put(CallMark.VARIABLE, mark.value());
        ProcessTree.Watch watch = ProcessTree.watch(mark);
        try {
            Process process = builder.start();
            ChildProgram child = new ChildProgram(process, watch.over(process));
            child.live();
            return child;
        } catch (IOException | IllegalArgumentException e) {
            throw new ToolException(
                    ErrorCode.FAILED,
                    "'" + executable + "' cannot be started: " + e.getMessage(),
                    Values.map("executable", executable),
                    e);
        }
    }

    private static Map<String, String> environment(Map<String, String> variables, Map<String, String> more) {
        Map<String, String> clean = new LinkedHashMap<>();
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            if (KEPT.contains(variable.getKey()) || variable.getKey().startsWith("XDG_")) {
                clean.put(variable.getKey(), variable.getValue());
            }
        }
        clean.putAll(more);
        return clean;
    }

    private void live() {
        Thread.ofVirtual().name("incant-child-exit").start(this::reap);
        try {
            Runtime.getRuntime().addShutdownHook(ending);
        } catch (IllegalStateException e) {
            // The JVM is ending already, and what was started now with it.
            kill();
        }
    }

    private void reap() {
        try {
            ended.complete(process.waitFor());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            ended.completeExceptionally(e);
        }
    }

    /// What it reads. Writing waits while it reads nothing.
    public OutputStream input() {
        return process.getOutputStream();
    }

    /// What it writes to standard output.
    public InputStream output() {
        return process.getInputStream();
    }

    /// What it writes to standard error.
    public InputStream errors() {
        return process.getErrorStream();
    }

    public long pid() {
        return process.pid();
    }

    /// Completes with the exit code when the program has ended; 128 + signal when a signal ended it.
    public CompletableFuture<Integer> ended() {
        return ended;
    }

    private void kill() {
        tree.end();
        tree.endMarked(() -> true);
    }

    /// Ends its standard input, waits a moment for it to end by itself, and ends what is left of its tree.
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        // Closing waits for whoever is writing, and that one for a program that does not read.
        Thread.ofPlatform().daemon().name("incant-child-input-end").start(this::endInput);
        boolean byItself = within(GRACE);
        if (!byItself) {
            tree.end();
            within(GRACE);
        }
        tree.endMarked(() -> !byItself);
        forget();
    }

    private void endInput() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // It has ended, or does not read what was still to be written.
        }
    }

    private boolean within(Duration time) {
        boolean interrupted = Thread.interrupted();
        long end = System.nanoTime() + time.toNanos();
        try {
            while (true) {
                try {
                    ended.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                    return true;
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException | TimeoutException e) {
                    return false;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void forget() {
        try {
            Runtime.getRuntime().removeShutdownHook(ending);
        } catch (IllegalStateException e) {
            // The JVM is ending, and the hook finds nothing to do.
        }
    }

    /// How it ended, in words: `exit code 3`, `signal 9`; null while it runs.
    public @Nullable String ending() {
        if (!ended.isDone() || ended.isCompletedExceptionally()) {
            return null;
        }
        int code = ended.join();
        return code > 128 && code < 160 ? "signal " + (code - 128) : "exit code " + code;
    }
}
