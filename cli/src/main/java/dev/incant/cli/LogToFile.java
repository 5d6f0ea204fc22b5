package dev.incant.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.LogManager;
import org.jspecify.annotations.Nullable;

/// Sends the JDK's logging, which tells of bugs alone, to a file in the user's state folder. The JVM makes one when
/// logging is first used; the launcher names this class with `java.util.logging.config.class`.
public final class LogToFile {
    private static final String TO_FILE = """
            handlers = java.util.logging.FileHandler
            java.util.logging.FileHandler.pattern = %s
            java.util.logging.FileHandler.append = true
            java.util.logging.FileHandler.limit = 1000000
            java.util.logging.FileHandler.count = 2
            java.util.logging.FileHandler.formatter = java.util.logging.SimpleFormatter
            """;

    private static final String TO_STDERR = "handlers = java.util.logging.ConsoleHandler\n";

    /// Called by the JVM.
    public LogToFile() throws IOException {
        String text = TO_STDERR;
        Path folder = folder();
        if (folder != null) {
            try {
                Files.createDirectories(folder);
                // In a pattern % begins a placeholder.
                text = TO_FILE.formatted(
                        folder.resolve("incant.%g.log").toString().replace("\\", "/"));
            } catch (IOException e) {
                text = TO_STDERR;
            }
        }
        LogManager.getLogManager()
                .readConfiguration(new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    /// The user's state folder, null when the environment names no home.
    static @Nullable Path folder() {
        String base = System.getenv("XDG_STATE_HOME");
        if (base != null && base.startsWith("/")) {
            return Path.of(base, "incant");
        }
        String home = System.getenv("HOME");
        return home == null || !home.startsWith("/") ? null : Path.of(home, ".local", "state", "incant");
    }

    /// Where the log is, for messages.
    static String place() {
        Path folder = folder();
        return System.getProperty("java.util.logging.config.class") == null || folder == null
                ? "standard error"
                : folder.resolve("incant.0.log").toString();
    }
}
