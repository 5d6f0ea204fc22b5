package dev.incant.mcp.audit;

import dev.incant.kernel.value.Json;
import dev.incant.kernel.value.Values;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// An append-only log of calls, a JSON object a line (JSONL): `time` (UTC), `client`, `tool`, `script`,
/// `arguments_sha256` or `arguments`, `grants`, `denied`, `outcome`, `bytes_in`, `bytes_out`, `duration_ms`. A file
/// that grew to its size becomes `NAME.1`, that one `NAME.2`, and so on; the oldest goes. Only its owner may read it.
///
/// What cannot be written never fails a call and is never kept quiet about: the first such failure is told to
/// `warnings`, all are counted, and the count is in the next line that can be written, as `lost`. The next entry opens
/// the file anew, so a full disk or a folder that was away costs only the lines of that time.
///
/// Lines are handed to the operating system at once, so they survive the end of this process, however it ends, but not
/// a power cut. Safe for use by many threads.
public final class AuditLog implements AutoCloseable {
    /// How arguments are written.
    public enum Arguments {
        /// The SHA-256 of their JSON: whether two calls were the same can be told, not what they were.
        HASH,
        /// Their JSON. It may hold secrets.
        TEXT
    }

    /// @param bytes a file's size, from which on the next begins
    /// @param files how many there are at most, the current one among them
    /// @param text characters of arguments that are written as text; longer ones are cut
    public record Options(Arguments arguments, long bytes, int files, int text) {
        /// Hashes; five files of 16 MiB.
        public static final Options STANDARD = new Options(Arguments.HASH, 16L << 20, 5, 10_000);

        public Options {
            if (bytes < 1 || files < 1 || text < 1) {
                throw new IllegalArgumentException("sizes must be positive");
            }
        }
    }

    private final Path file;
    private final Options options;
    private final InstantSource clock;
    private final Consumer<String> warnings;
    /// No channel: those are closed when a thread that was interrupted, as one of a cancelled call is, writes to them.
    private @Nullable OutputStream stream;
    private long size;
    private long failures;
    private long lost;
    private boolean warned;
    private boolean closed;

    private AuditLog(Path file, Options options, InstantSource clock, Consumer<String> warnings) {
        this.file = file;
        this.options = options;
        this.clock = clock;
        this.warnings = warnings;
    }

    /// Opens a log, and makes its folder. A log that is there already is continued.
    ///
    /// @param warnings hears, once, that entries cannot be written: standard error
    /// @throws IOException when it cannot be opened: an operator who asks for a log gets one, or no server
    public static AuditLog open(Path file, Options options, InstantSource clock, Consumer<String> warnings)
            throws IOException {
        AuditLog log = new AuditLog(file.toAbsolutePath(), options, clock, warnings);
        synchronized (log) {
            log.stream();
        }
        return log;
    }

    /// Writes one entry.
    public void write(AuditEntry entry) {
        // What takes time is done before the lock.
        Map<String, @Nullable Object> line =
                Values.map("time", clock.instant().toString(), "client", entry.client(), "tool", entry.tool());
        if (entry.script()) {
            line.put("script", true);
        }
        String arguments = Json.write(Values.deep(entry.arguments()));
        switch (options.arguments()) {
            case HASH -> line.put("arguments_sha256", sha256(arguments));
            case TEXT -> {
                boolean whole = arguments.length() <= options.text();
                line.put("arguments", whole ? entry.arguments() : arguments.substring(0, options.text()));
                if (!whole) {
                    line.put("arguments_cut", true);
                }
            }
        }
        line.put("grants", entry.grants());
        line.put("denied", entry.denied());
        line.put("outcome", entry.outcome());
        line.put("bytes_in", entry.in());
        line.put("bytes_out", entry.out());
        line.put("duration_ms", entry.duration().toNanos() / 1000 / 1000.0);
        append(line);
    }

    private synchronized void append(Map<String, @Nullable Object> line) {
        if (closed) {
            return;
        }
        if (lost > 0) {
            line.put("lost", lost);
        }
        try {
            byte[] bytes = (Json.write(line) + "\n").getBytes(StandardCharsets.UTF_8);
            OutputStream open = stream();
            if (size > 0 && size + bytes.length > options.bytes()) {
                rotate();
                open = stream();
            }
            open.write(bytes);
            size += bytes.length;
            lost = 0;
        } catch (IOException e) {
            failed(e);
        }
    }

    private void failed(IOException e) {
        failures++;
        lost++;
        shut();
        if (!warned) {
            warned = true;
            warnings.accept("the audit log " + file + " cannot be written: " + e
                    + "; calls go on, and how many are missing is in its next line");
        }
    }

    private OutputStream stream() throws IOException {
        OutputStream open = stream;
        // Writing to a file that somebody removed or moved would be writing to nowhere.
        if (open != null && Files.exists(file)) {
            return open;
        }
        shut();
        Path folder = file.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        if (!Files.exists(file)) {
            boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
            if (posix) {
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            }
        }
        open = new FileOutputStream(file.toFile(), true);
        stream = open;
        size = Files.size(file);
        return open;
    }

    /// Moves `NAME` to `NAME.1`, that to `NAME.2`, …; the last is replaced.
    private void rotate() throws IOException {
        shut();
        if (options.files() == 1) {
            Files.deleteIfExists(file);
            return;
        }
        for (int i = options.files() - 2; i >= 0; i--) {
            Path from = numbered(i);
            if (Files.exists(from)) {
                Files.move(from, numbered(i + 1), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private Path numbered(int i) {
        return i == 0 ? file : file.resolveSibling(file.getFileName() + "." + i);
    }

    private static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /// How many entries could not be written since the log was opened.
    public synchronized long failures() {
        return failures;
    }

    private void shut() {
        OutputStream open = stream;
        stream = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                // Each write went to the operating system already; there is nothing left to be lost.
            }
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        shut();
    }
}
